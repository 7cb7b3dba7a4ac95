import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, openPage, watching } from "./support/browser.mjs";
import { eventually } from "./support/eventually.mjs";
import { Server, whyNot } from "./support/server.mjs";
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

describe("recovery", { skip: whyNot }, () => {
  let browser, server;
  before(async () => {
    browser = await launch();
    server = await Server.start({ fps: 30 });
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  test("a decoder that falls silent is replaced, and the picture moves again in about two seconds", async () => {
    const { context, page } = await openPage(browser, server.url);
    try {
      assert.equal((await watching(page)).transport, "webcodecs");
      await page.workers()[0].evaluate(silenceDecoder);
      const begin = Date.now();
      // What was drawn before is over by now; from here on the picture stands.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 500)));
      const { seq } = await readCard(page);
      await eventually(async () => (await readCard(page)).seq > seq, "a newer frame");
      const took = Date.now() - begin;
      assert.ok(took > 1000 && took < 4000, `the picture stood for ${took} ms`);
      await eventually(async () => (await readCard(page)).seq > seq + 10, "further frames");
      assert.ok(matchCard(await readCard(page)).error <= 3);
      const stats = () => page.evaluate(() => document.querySelector("rfb-view").view.stats);
      await eventually(async () => (await stats()).recoveries === 1, "the figure of recoveries");
    } finally {
      await context.close();
    }
  });
});
