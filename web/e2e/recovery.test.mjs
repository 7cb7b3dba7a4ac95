import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eachEngine, launch } from "./browsers/engines.mjs";
import { openPage, watching } from "./support/browser.mjs";
import { eventually } from "./support/eventually.mjs";
import { servePage } from "./support/page_server.mjs";
import { Server } from "./support/server.mjs";
import { matchCard, readCard } from "./support/testcard.mjs";

/** From now on the decoder in use takes everything and returns nothing; those that come after it are sound. */
function silenceDecoder() {
  const { decode } = VideoDecoder.prototype;
  let silent;
  VideoDecoder.prototype.decode = function (chunk) {
    silent ??= this;
    if (this !== silent) decode.call(this, chunk);
  };
}

/** A worker that does so when a message comes by this channel: no driver but Chromium's reaches into workers. */
const CHANNEL = "silence";
const prelude = `new BroadcastChannel("${CHANNEL}").onmessage = ${silenceDecoder};\n`;

eachEngine("recovery", (engine) => {
  let browser, server, altered;
  before(async () => {
    browser = await launch(engine);
    server = await Server.start({ fps: 30 });
    altered = await servePage(undefined, { upstream: server.url, prelude });
  });
  after(async () => {
    await browser?.close();
    await altered?.close();
    await server?.stop();
  });

  test("a decoder that falls silent is replaced, and the picture moves again in about two seconds", async () => {
    const { page, close } = await openPage(browser, altered.url);
    try {
      assert.equal((await watching(page)).transport, "webcodecs");
      await page.evaluate((name) => new BroadcastChannel(name).postMessage("now"), CHANNEL);
      const begin = Date.now();
      // What was drawn before is over by now; from here on the picture stands.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
      const { seq } = await readCard(page);
      await eventually(async () => (await readCard(page)).seq > seq, "a newer frame");
      const took = Date.now() - begin;
      assert.ok(took > 1000 && took < 4000, `the picture stood for ${took} ms`);
      await eventually(async () => (await readCard(page)).seq > seq + 10, "further frames");
      assert.ok(matchCard(await readCard(page)).error <= engine.videoError);
      const stats = () => page.evaluate(() => document.querySelector("rfb-view").view.stats);
      await eventually(async () => (await stats()).recoveries === 1, "the figure of recoveries");
    } finally {
      await close();
    }
  });
});
