import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { eachEngine, launch } from "./browsers/engines.mjs";
import { complaintsOf, openPage, watching } from "./support/browser.mjs";
import { comes } from "./support/eventually.mjs";
import { changeOf, difference, readScreen } from "./support/screen.mjs";
import { Server } from "./support/server.mjs";
import { readStill, stillColor, stillFrame } from "./support/still.mjs";

const paths = [
  { name: "H.264", transport: "webcodecs", image: false },
  { name: "images", transport: "image", image: true },
];

/** Places in the middle of the quadrants, in the block and in the other corners, as parts of the frame. */
const PLACES = [0.06, 0.25, 0.75, 0.94].flatMap((x) => [0.06, 0.25, 0.75, 0.94].map((y) => [x, y]));

eachEngine("a picture", (engine) => {
  let browser;
  before(async () => {
    browser = await launch(engine);
  });
  after(() => browser?.close());

  for (const { name, transport, image } of paths) {
    test(`that rests is exact by ${name}`, async () => {
      // Every byte value next to every other kind: neither JPEG nor H.264 comes near.
      const [width, height] = [161, 97];
      const frame = Buffer.from(Array.from({ length: width * height * 3 }, (_, at) => (at * at * 31 + at * 7) % 251));
      const server = await Server.start({ image, size: `${width}x${height}`, frame, stillAfter: 0.3 });
      const { page, close } = await openPage(browser, server.url);
      try {
        assert.equal((await watching(page, 2)).transport, transport);
        const shown = await page.evaluate(async () => {
          const { width, height, data } = await document.querySelector("rfb-view").view.capture("imagedata");
          return { width, height, bytes: [...data.data].filter((_, at) => at % 4 !== 3) };
        });
        assert.deepEqual([shown.width, shown.height], [width, height]);
        assert.deepEqual(Buffer.from(shown.bytes), frame);
      } finally {
        await close();
        await server.stop();
      }
    });
  }

  for (const { name, transport, image } of paths) {
    describe(`that is still, by ${name}`, () => {
      let server;
      before(async () => {
        server = await Server.start({ image, size: "640x480", frame: stillFrame(640, 480) });
      });
      after(() => server?.stop());

      test("is the right way up", async () => {
        const { page, close } = await openPage(browser, server.url);
        try {
          assert.equal((await watching(page, 1)).transport, transport);
          const pixels = await readStill(page, PLACES);
          const allowed = image ? 3 : engine.videoError;
          pixels.forEach((pixel, index) => {
            const wanted = stillColor(...PLACES[index]);
            assert.ok(difference(pixel, wanted) <= allowed, `${pixel} is not ${wanted} at ${PLACES[index]}`);
          });
        } finally {
          await close();
        }
      });

      for (const scale of [1, 2]) {
        test(`lies where the mouse thinks it does, at device pixel ratio ${scale}`, async () => {
          const opened = await openPage(browser, `${server.url}?hud=0`, { scale });
          const { page } = opened;
          try {
            await watching(page, 1);
            // 800 by 600, 50 from the left: bars on both sides, 1.25 CSS pixels for each of the frame's.
            await checkRow(page, scale, 450, [50, 450, 850], [stillColor(0, 0.75), stillColor(0.75, 0.75)]);
            await page.setViewportSize({ width: 640, height: 700 });
            await server.event((seen) => seen.type === "resize" && seen.width === 640, "the resize");
            // As large as the frame, 110 from the top: bars above and below.
            await checkColumn(page, scale, 480, [110, 350, 590], [stillColor(0.75, 0), stillColor(0.75, 0.75)]);
            server.events.length = 0;
            assert.deepEqual(await complaintsOf(opened), []);
          } finally {
            await opened.close();
          }
        });
      }
    });
  }

  describe("in each fit", () => {
    let server;
    before(async () => {
      server = await Server.start({ image: true, size: "640x480", frame: stillFrame(640, 480) });
    });
    after(() => server?.stop());

    // The white block of 80 by 60 frame pixels, in a view of 900 by 300: where its corner lies, and how large it is.
    const fits = [
      { fit: "contain", left: 250, top: 0, width: 50, height: 37.5 },
      { fit: "cover", left: 0, top: -187.5, width: 112.5, height: 84.375 },
      { fit: "fill", left: 0, top: 0, width: 112.5, height: 37.5 },
    ];
    // WebKitGTK is started anew for each ratio.
    for (const scale of [1, 1.5, 2]) {
      for (const { fit, left, top, width, height } of fits) {
        const skip = Number.isInteger(scale) ? undefined : engine.cannot.brokenScale;
        test(`${fit} at device pixel ratio ${scale}: screen and mouse agree`, { skip }, async () => {
          const viewport = { width: 900, height: 300 };
          const { page, close } = await openPage(browser, `${server.url}?hud=0&fit=${fit}`, { viewport, scale });
          try {
            await watching(page, 1);
            assert.equal(await page.evaluate(() => devicePixelRatio), scale);
            // From the middle of the first quadrant to the middle of the second, and of the third.
            const unit = { x: width / 80, y: height / 60 };
            const middle = { x: (left + 320 * unit.x) * scale, y: (top + 240 * unit.y) * scale };
            const [reach, aside] = [12 * scale, 40 * scale];
            await comes(async () => {
              const [across, down] = await readScreen(page, [
                { x: middle.x - reach, y: middle.y - aside, dx: 1, dy: 0, count: 2 * reach },
                { x: middle.x - aside, y: middle.y - reach, dx: 0, dy: 1, count: 2 * reach },
              ]);
              for (const [line, color] of [[across, stillColor(0.75, 0.4)], [down, stillColor(0.4, 0.75)]]) {
                assert.ok(difference(line.at(-1), color) <= SAME_COLOUR, `${line.at(-1)} is not ${color}`);
                const off = (changeOf(line) - reach) / scale;
                assert.ok(Math.abs(off) <= 1.25, `the quadrants meet ${off} from where they should`);
              }
            });
            server.events.length = 0;
            await page.mouse.move(300, 30);
            const moved = await server.event((seen) => seen.type === "pointer_move", "a move");
            const wanted = [(300 - left) / unit.x, (30 - top) / unit.y];
            assert.ok(Math.abs(moved.x - wanted[0]) < 0.01 && Math.abs(moved.y - wanted[1]) < 0.01, JSON.stringify(moved));
            assert.equal(moved.inside, true);
          } finally {
            await close();
          }
        });
      }
    }
  });
});

/** Which colour it is, not how exact: that is pixels.test.mjs's; here a few pixels from an edge codecs may ring. */
const SAME_COLOUR = 8;

const checkRow = (page, scale, y, edges, colors) =>
  checkLine(page, scale, edges, colors, (at) => ({ x: at, y: y * scale, dx: 1, dy: 0 }));
const checkColumn = (page, scale, x, edges, colors) =>
  checkLine(page, scale, edges, colors, (at) => ({ x: x * scale, y: at, dx: 0, dy: 1 }));

function checkLine(page, scale, edges, colors, lineFrom) {
  return comes(() => checkLineNow(page, scale, edges, colors, lineFrom));
}

/** Along a line the page is bar, first colour, second colour, bar; `edges` are the three changes in CSS pixels. */
async function checkLineNow(page, scale, edges, [first, second], lineFrom) {
  const reach = 12 * scale;
  const lines = edges.map((edge) => ({ ...lineFrom(edge * scale - reach), count: 2 * reach }));
  const bar = await page.evaluate(() => {
    const { backgroundColor } = getComputedStyle(document.querySelector("rfb-view"));
    return backgroundColor.match(/\d+/g).slice(0, 3).map(Number);
  });
  const sides = [[bar, first], [first, second], [second, bar]];
  (await readScreen(page, lines)).forEach((line, index) => {
    const [from, to] = sides[index];
    assert.ok(difference(line[0], from) <= SAME_COLOUR, `${line[0]} before ${edges[index]} is not ${from}`);
    assert.ok(difference(line.at(-1), to) <= SAME_COLOUR, `${line.at(-1)} after ${edges[index]} is not ${to}`);
    const at = edges[index] + (changeOf(line) - reach) / scale;
    // The edge of the picture is sharp; between colours the stream's half-size chroma has its say.
    const allowed = index === 1 ? 1.25 : 0.6;
    assert.ok(Math.abs(at - edges[index]) <= allowed, `the change is at ${at}, not at ${edges[index]}`);
  });
}
