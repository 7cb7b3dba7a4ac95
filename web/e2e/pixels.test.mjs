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
  ];
  for (const { name, transport, codec, image = false, query = "", size = "640x480" } of cases) {
    test(`the test card arrives by ${name}`, async () => {
      const server = await Server.start({ image, size });
      const opened = await openPage(browser, server.url + query);
      try {
        const stats = await watching(opened.page, 5);
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
