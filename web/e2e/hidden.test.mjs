// A page that nobody sees: behind another tab, or in a minimised window.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eachEngine, launch } from "./browsers/engines.mjs";
import { complaintsOf, openPage, stateOf, watching } from "./support/browser.mjs";
import { eventually } from "./support/eventually.mjs";
import { Server } from "./support/server.mjs";
import { matchCard, readCard } from "./support/testcard.mjs";

const statsOf = (page) => page.evaluate(() => ({ ...document.querySelector("rfb-view").view.stats }));

const rest = (page, ms) => page.evaluate((time) => new Promise((resolve) => setTimeout(resolve, time)), ms);

eachEngine("a hidden page", (engine) => {
  let browser, server, opened, page;
  before(async () => {
    browser = await launch(engine, { puppeteer: true });
    server = await Server.start({ fps: 30 });
    opened = await openPage(browser, server.url);
    page = opened.page;
    await watching(page);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  test("tells when it is hidden and shown, and lets go of what is held", async () => {
    await page.mouse.move(450, 200);
    await page.mouse.down();
    await server.event((seen) => seen.type === "pointer_down", "the press");
    await opened.hide();
    await server.event((seen) => seen.type === "hide", "the hiding");
    assert.equal(await page.evaluate(() => document.visibilityState), "hidden");
    await opened.show();
    await server.event((seen) => seen.type === "show", "the showing");
    await page.mouse.up();
    // Whether the focus goes too is up to the browser.
    const aside = ["pointer_move", "focus_out", "focus_in"];
    const seen = server.events.map((event) => event.type).filter((type) => !aside.includes(type));
    // The pointer comes back after that.
    assert.deepEqual(seen.slice(seen.indexOf("pointer_down"), seen.indexOf("show") + 1), [
      "pointer_down", "pointer_up", "pointer_leave", "hide", "show",
    ]);
  });

  test("is sent nothing, and gets a fresh frame at once when it is back, with none in between", async () => {
    const { framesDisplayed } = await statsOf(page);
    await watching(page, framesDisplayed + 5);
    server.events.length = 0;
    await opened.hide();
    await server.event((seen) => seen.type === "hide", "the hiding");
    // What was under way when the server heard of it still comes.
    await rest(page, 500);
    const sent = await server.framesSent();
    await rest(page, 2000);
    assert.equal(await server.framesSent(), sent, "frames for nobody");
    assert.equal(await server.clients(), 1, "the connection stays");
    const before = await statsOf(page);

    await page.evaluate(() => {
      const element = document.querySelector("rfb-view");
      document.addEventListener("visibilitychange", () => {
        const shown = performance.now();
        let first;
        const look = async () => {
          const { seq } = await element.view.capture("imagedata");
          first ??= seq;
          if (seq === first) setTimeout(look, 10);
          else globalThis.returned = { after: performance.now() - shown, frames: seq - first };
        };
        void look();
      }, { once: true });
    });
    await opened.show();
    const returned = await eventually(() => page.evaluate(() => globalThis.returned), "a new frame");
    console.log(`${engine.title}: a new frame ${returned.after.toFixed()} ms after the return, ${returned.frames} after the last`);
    assert.ok(returned.after < 1000, `${returned.after} ms`);
    // At 30 frames a second; what the time before would have brought is more than 60.
    assert.ok(returned.frames <= 2 + returned.after * 0.03, `${returned.frames} frames, not one, in ${returned.after} ms`);
    await watching(page, before.framesDisplayed + 5);
    const now = await eventually(async () => {
      const stats = await statsOf(page);
      return stats.framesDisplayed > before.framesDisplayed + 5 && stats;
    }, "figures of now");
    assert.ok(now.decodeQueueSize <= 2, `${now.decodeQueueSize} frames wait`);
    assert.ok(matchCard(await readCard(page)).error <= engine.videoError);
    assert.equal((await stateOf(page)).name, "negotiated");
    assert.equal(now.recoveries, 0);
  });

  test("complains of nothing", async () => {
    assert.deepEqual(await complaintsOf(opened), []);
  });
});
