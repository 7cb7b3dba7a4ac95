import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { eachEngine, launch } from "./browsers/engines.mjs";
import { complaintsOf, openPage, watching } from "./support/browser.mjs";
import { eventually } from "./support/eventually.mjs";
import { Server } from "./support/server.mjs";
import { matchCard, readCard } from "./support/testcard.mjs";

const BUILD = join(import.meta.dirname, "../../build");

eachEngine("decoded pixels", (engine) => {
  let browser;
  before(async () => {
    browser = await launch(engine);
  });
  after(() => browser?.close());

  const cases = [
    { name: "H.264", transport: "webcodecs", codec: /^avc1/ },
    { name: "images", transport: "image", codec: /^image\//, image: true },
    { name: "images asked for by the page", transport: "image", codec: /^image\//, query: "?image=1" },
    { name: "H.264 of an odd size", transport: "webcodecs", codec: /^avc1/, size: "641x479" },
    { name: "images of an odd size", transport: "image", codec: /^image\//, image: true, size: "641x479" },
    // So large, and so many, that a browser without a GPU has come to copy them instead of drawing.
    { name: "H.264 of a large size", transport: "webcodecs", codec: /^avc1/, size: "1280x720", frames: 12 },
    { name: "images of a large size", transport: "image", codec: /^image\//, image: true, size: "1280x720", frames: 12 },
  ];
  for (const { name, transport, codec, image = false, query = "", size = "640x480", frames = 5 } of cases) {
    test(`the test card arrives by ${name}`, async () => {
      const server = await Server.start({ image, size });
      const opened = await openPage(browser, server.url + query);
      try {
        const stats = await watching(opened.page, frames);
        assert.equal(stats.transport, transport);
        assert.match(stats.codec, codec);
        const turns = new Set();
        for (let shots = 0; shots < 6; shots += 1) {
          const card = await readCard(opened.page);
          assert.equal(`${card.width}x${card.height}`, size);
          const { turn, error } = matchCard(card);
          const allowed = transport === "image" ? 3 : engine.videoError;
          assert.ok(error <= allowed, `error ${error} at frame ${card.seq}: ${JSON.stringify(card.quadrants)}`);
          turns.add(turn);
          await eventually(async () => (await readCard(opened.page)).seq > card.seq, "a newer frame");
        }
        assert.ok(turns.size > 1, "the picture moves");
        mkdirSync(BUILD, { recursive: true });
        writeFileSync(join(BUILD, `page-${engine.name}-${name.replaceAll(/\W+/g, "-")}.png`), await opened.page.screenshot());
        assert.deepEqual(await complaintsOf(opened), []);
      } finally {
        await opened.close();
        await server.stop();
      }
    });
  }

  test("coloured lines are sharper over 4:4:4 than over 4:2:0", { skip: engine.cannot?.yuv444 }, async () => {
    const width = 320;
    const height = 240;
    // Red and blue lines one pixel wide: of their colours 4:2:0 keeps the mean.
    const colorAt = (x) => (x % 2 === 0 ? [220, 30, 30] : [30, 30, 220]);
    const frame = Buffer.alloc(width * height * 3);
    for (let i = 0; i < width * height; i += 1) frame.set(colorAt(i % width), i * 3);
    const errorOf = async (chroma, codec) => {
      const server = await Server.start({ frame, size: `${width}x${height}`, chroma });
      const opened = await openPage(browser, server.url);
      try {
        const stats = await watching(opened.page, 1);
        assert.equal(stats.transport, "webcodecs");
        assert.match(stats.codec, codec);
        const row = await opened.page.evaluate(async () => {
          const { data } = await document.querySelector("rfb-view").view.capture("imagedata");
          return [...data.data.subarray(data.width * 4 * 100, data.width * 4 * 101)];
        });
        let sum = 0;
        for (let x = 0; x < width; x += 1) {
          colorAt(x).forEach((value, channel) => (sum += Math.abs(value - row[x * 4 + channel])));
        }
        assert.deepEqual(await complaintsOf(opened), []);
        return sum / width / 3;
      } finally {
        await opened.close();
        await server.stop();
      }
    };
    const coarse = await errorOf("420", /^avc1\.42E01F$/);
    const fine = await errorOf("444", /^avc1\.F4/);
    console.log(`mean error of a channel: ${coarse.toFixed(1)} over 4:2:0, ${fine.toFixed(1)} over 4:4:4`);
    assert.ok(fine * 4 < coarse, `4:4:4 ${fine}, 4:2:0 ${coarse}`);
  });

  test("a capture as a blob is the frame as PNG", async () => {
    const server = await Server.start({ image: true });
    const { page, close } = await openPage(browser, server.url);
    try {
      await watching(page);
      const found = await page.evaluate(async () => {
        const { seq, data } = await document.querySelector("rfb-view").view.capture("blob");
        const bitmap = await createImageBitmap(data);
        return { seq, type: data.type, width: bitmap.width, height: bitmap.height };
      });
      assert.ok(found.seq >= 0);
      assert.deepEqual({ ...found, seq: 0 }, { seq: 0, type: "image/png", width: 640, height: 480 });
    } finally {
      await close();
      await server.stop();
    }
  });
});
