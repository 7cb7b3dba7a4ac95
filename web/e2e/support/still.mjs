// A still picture that no flip and no turn maps to itself: the test card's quadrants, and a white block in one corner.
import { COLORS } from "./testcard.mjs";

const WHITE = [255, 255, 255];

/** The block takes this part of the width and of the height, at the top left. */
const BLOCK = 1 / 8;

/** What the picture shows at a place, given as parts of its width and height. */
export function stillColor(x, y) {
  if (x < BLOCK && y < BLOCK) return WHITE;
  return COLORS[(x < 0.5 ? 0 : 1) + (y < 0.5 ? 0 : 2)];
}

/** The picture as RGB bytes. */
export function stillFrame(width, height) {
  const bytes = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) bytes.set(stillColor(x / width, y / height), (y * width + x) * 3);
  }
  return bytes;
}

/** As many pictures, one after the other in one buffer: only a square in the middle differs. */
export function movingFrames(width, height, count) {
  const frames = Array.from({ length: count }, () => stillFrame(width, height));
  const [left, top, right, bottom] = [0.4 * width, 0.4 * height, 0.6 * width, 0.6 * height].map(Math.round);
  frames.forEach((bytes, index) => {
    const gray = Math.round((index * 255) / count);
    for (let y = top; y < bottom; y += 1) bytes.fill(gray, (y * width + left) * 3, (y * width + right) * 3);
  });
  return Buffer.concat(frames);
}

/** Captures the frame on the screen and reads its pixels at places: `[r, g, b]` each. */
export function readStill(page, places) {
  return page.evaluate(async (asked) => {
    const { width, height, data } = await document.querySelector("rfb-view").view.capture("imagedata");
    return asked.map(([x, y]) => {
      const start = (Math.floor(y * height) * width + Math.floor(x * width)) * 4;
      return [...data.data.slice(start, start + 3)];
    });
  }, places);
}
