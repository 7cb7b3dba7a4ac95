// A view that changes its size and its ratio while the stream moves.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { eachEngine, launch } from "./browsers/engines.mjs";
import { complaintsOf, openPage, watching } from "./support/browser.mjs";
import { comes, eventually } from "./support/eventually.mjs";
import { difference, readScreen } from "./support/screen.mjs";
import { Server } from "./support/server.mjs";
import { movingFrames, readStill, stillColor } from "./support/still.mjs";

const [WIDTH, HEIGHT] = [320, 240];

/** Which colour it is, not how exact; the middle of the white block, and of each quadrant outside what moves. */
const SAME_COLOUR = 12;
const PLACES = [[0.06, 0.06], [0.3, 0.3], [0.75, 0.25], [0.25, 0.75], [0.75, 0.75]];

/** CSS pixels, higher and wider than the frame in turn; no window is narrower than its own buttons. */
const SIZES = [[900, 600], [500, 600], [900, 250], [530, 700], [700, 300], [901, 599]];

/** Where a view that contains the frame has this place, in CSS pixels. */
function onPage([x, y], [width, height]) {
  const unit = Math.min(width / WIDTH, height / HEIGHT);
  return [(width - WIDTH * unit) / 2 + x * WIDTH * unit, (height - HEIGHT * unit) / 2 + y * HEIGHT * unit];
}

function isRight(pixels) {
  pixels.forEach((pixel, index) => {
    const wanted = stillColor(...PLACES[index]);
    assert.ok(difference(pixel, wanted) <= SAME_COLOUR, `${pixel} is not ${wanted} at ${PLACES[index]}`);
  });
}

eachEngine("a view that changes while the stream moves", (engine) => {
  let browser, folder;
  before(async () => {
    browser = await launch(engine, { puppeteer: true });
    folder = mkdtempSync(join(tmpdir(), "rfb-frames-"));
    writeFileSync(join(folder, "frames"), movingFrames(WIDTH, HEIGHT, 8));
  });
  after(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  for (const [name, image] of [["H.264", false], ["images", true]]) {
    test(`stays the right way up, and the mouse finds its place, by ${name}`, async (t) => {
      const server = await Server.start({ size: `${WIDTH}x${HEIGHT}`, loop: join(folder, "frames"), fps: 30, image });
      const opened = await openPage(browser, `${server.url}?hud=0`);
      const { page } = opened;
      const { changeScale } = engine.cannot;
      if (changeScale !== undefined) t.diagnostic(`no change of the ratio: ${changeScale}`);
      const resize = ([width, height], ratio) =>
        changeScale === undefined ? opened.setScale(ratio, { width, height }) : page.setViewportSize({ width, height });
      const seq = async () => (await page.evaluate(() => document.querySelector("rfb-view").view.capture("imagedata"))).seq;
      const check = async (size, ratio) => {
        const begin = await seq();
        isRight(await readStill(page, PLACES));
        const lines = PLACES.map((place) => {
          const [x, y] = onPage(place, size).map((length) => Math.floor(length * ratio));
          return { x, y, dx: 1, dy: 0, count: 1 };
        });
        await comes(async () => isRight((await readScreen(page, lines)).flat()));
        const target = onPage([0.75, 0.25], size).map(Math.round);
        server.events.length = 0;
        await page.mouse.move(...target);
        const moved = await server.event((seen) => seen.type === "pointer_move", "a move");
        const [x, y] = [0, 0].map((_, axis) => {
          const unit = Math.min(size[0] / WIDTH, size[1] / HEIGHT);
          return (target[axis] - onPage([0, 0], size)[axis]) / unit;
        });
        assert.ok(Math.abs(moved.x - x) < 0.01 && Math.abs(moved.y - y) < 0.01, `${moved.x},${moved.y} is not ${x},${y}`);
        assert.equal(moved.inside, true);
        await eventually(async () => (await seq()) > begin, "a newer frame");
        await page.mouse.move(target[0] + 3, target[1]);
      };
      try {
        await watching(page, 3);
        for (const [index, size] of SIZES.entries()) {
          const ratio = changeScale === undefined ? [1, 2, 1.5][index % 3] : 1;
          // Others in between, for which nothing waits.
          for (const [width, height] of SIZES.slice(Math.max(0, index - 2), index)) await resize([width - 10, height + 10], ratio);
          await resize(size, ratio);
          await server.event((seen) => {
            return seen.type === "resize" && seen.width === size[0] && seen.height === size[1] && seen.ratio === ratio;
          }, `${size} at ratio ${ratio}`);
          await check(size, ratio);
        }
        const { recoveries } = await watching(page);
        assert.equal(recoveries, 0, "no decoder was lost");
        assert.deepEqual(await complaintsOf(opened), []);
      } finally {
        await opened.close();
        await server.stop();
      }
    });
  }
});
