// Pixels of the page as the user sees them.

/**
 * Takes a screenshot and reads lines of it: each `{x, y, dx, dy, count}` begins at a device pixel and goes on by
 * `dx`, `dy`. Returns `[r, g, b]` of each pixel of each line.
 */
export async function readScreen(page, lines) {
  // A picture that fades in has not its colours yet.
  await page.evaluate(() => {
    const shadows = [...document.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
    const running = [document, ...shadows].flatMap((root) => root.getAnimations());
    return Promise.all(running.map(({ finished }) => finished.catch(() => undefined)));
  });
  const png = await page.screenshot();
  return page.evaluate(
    async ({ base64, asked }) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      return asked.map(({ x, y, dx, dy, count }) =>
        Array.from({ length: count }, (_, step) => {
          const start = ((y + step * dy) * bitmap.width + x + step * dx) * 4;
          return [...data.slice(start, start + 3)];
        }),
      );
    },
    { base64: png.toString("base64"), asked: lines },
  );
}

/** The largest difference of a channel. */
export function difference(a, b) {
  return Math.max(...a.map((value, channel) => Math.abs(value - b[channel])));
}

/**
 * Where a line of pixels changes from its first colour to its last, in pixels from the line's beginning: half-way
 * between the centres of the pixels on both sides, finer where they are mixed.
 */
export function changeOf(line) {
  const from = line[0];
  const to = line.at(-1);
  const span = to.map((value, channel) => value - from[channel]);
  const length = span.reduce((sum, value) => sum + value * value, 0);
  const part = (pixel) =>
    pixel.reduce((sum, value, channel) => sum + (value - from[channel]) * span[channel], 0) / length;
  const after = line.findIndex((pixel) => part(pixel) >= 0.5);
  const [low, high] = [part(line[after - 1]), part(line[after])];
  return after - 0.5 + (0.5 - low) / (high - low);
}
