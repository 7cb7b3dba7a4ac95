// The demo's test card: four quadrants, whose colours rotate by one each frame. Upside down it looks like itself two
// frames later, so it cannot tell which way up a picture is; still.mjs can.
/** Its colours in reading order. */
export const COLORS = [
  [220, 40, 40],
  [40, 200, 40],
  [40, 40, 220],
  [220, 200, 40],
];

/** Points of a quadrant that are measured, as parts of its width and height: away from every edge. */
const POINTS = [[0.2, 0.2], [0.5, 0.5], [0.8, 0.2], [0.2, 0.8], [0.8, 0.8]];

/** Captures the frame on the screen and reads some pixels: `[quadrant][point] = [r, g, b]`. */
export function readCard(page) {
  return page.evaluate(async (points) => {
    const { seq, width, height, data } = await document.querySelector("rfb-view").view.capture("imagedata");
    const quadrants = [[0, 0], [1, 0], [0, 1], [1, 1]].map(([column, row]) =>
      points.map(([x, y]) => {
        const px = Math.floor(((column + x) * width) / 2);
        const py = Math.floor(((row + y) * height) / 2);
        return [...data.data.slice((py * width + px) * 4, (py * width + px) * 4 + 4)];
      }),
    );
    return { seq, width, height, quadrants };
  }, POINTS);
}

/** The rotation of the card, 0 to 3, and the largest error of a channel under it. */
export function matchCard({ quadrants }) {
  const errors = COLORS.map((_, turn) =>
    Math.max(
      ...quadrants.flatMap((points, quadrant) =>
        points.flatMap((pixel) =>
          COLORS[(quadrant + turn) % 4].map((value, channel) => Math.abs(pixel[channel] - value)),
        ),
      ),
    ),
  );
  const error = Math.min(...errors);
  return { turn: errors.indexOf(error), error };
}
