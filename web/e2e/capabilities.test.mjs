// What the view finds out about this browser, and keeps for the next one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { eachEngine } from "./browsers/engines.mjs";
import { complaintsOf, openPage, watching } from "./support/browser.mjs";
import { eventually } from "./support/eventually.mjs";
import { settingFor } from "./support/setting.mjs";

const KEY = "pdum-rfb capabilities 1";

/** What comes out right of each engine's decoders, best first. */
const KINDS = {
  chromium: ["h264-annexb", "h264-annexb-444", "h264-annexb-high", "vp9-444", "vp9", "av1"],
  firefox: ["h264-annexb", "h264-annexb-high", "vp9-444", "vp9", "av1"],
  webkit: ["h264-annexb", "h264-annexb-444", "h264-annexb-high", "vp9", "av1"],
};

function kept(page) {
  return page.evaluate((key) => sessionStorage.getItem(key)?.split("\n")[1], KEY);
}

eachEngine("capabilities", (engine) => {
  const setting = settingFor(engine);

  test("every kind of video is proven by a clip, colours are measured, and a reload asks no more", async () => {
    const opened = await openPage(setting.browser, setting.server.url);
    const { page } = opened;
    await watching(page);
    const text = await eventually(() => kept(page), "capabilities that are kept");
    const { supported, whyNoVideo, yuv, certain } = JSON.parse(text);
    assert.deepEqual([whyNoVideo, certain], ["", true]);
    const video = supported.filter((kind) => kind.startsWith("webcodecs/")).map((kind) => kind.split("/")[1]);
    assert.deepEqual(video, KINDS[engine.name]);
    assert.deepEqual(yuv.map(({ matrix, full_range }) => `${matrix} ${full_range}`), [
      "bt601 false", "bt709 false", "bt709 true",
    ]);
    assert.ok(Math.min(...yuv.map(({ error }) => error)) <= 4, `no conversion comes back: ${JSON.stringify(yuv)}`);
    // A mark that only what is kept can have brought along.
    await page.evaluate((key) => {
      sessionStorage.setItem(key, sessionStorage.getItem(key).replace(/"error":\d+/, '"error":7'));
    }, KEY);
    await page.reload();
    await watching(page);
    assert.match(await kept(page), /"error":7/);
    assert.deepEqual(await complaintsOf(opened), []);
    await opened.close();
  });
});
