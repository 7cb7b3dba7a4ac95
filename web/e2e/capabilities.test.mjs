// What the view finds out about this browser, and keeps for the next one.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { complaintsOf, launch, openPage, watching } from "./support/browser.mjs";
import { eventually } from "./support/eventually.mjs";
import { Server, whyNot } from "./support/server.mjs";

const skip = whyNot;
const KEY = "pdum-rfb capabilities 1";
let browser;
let server;

before(async () => {
  if (skip) return;
  browser = await launch();
  server = await Server.start();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

function kept(page) {
  return page.evaluate((key) => sessionStorage.getItem(key)?.split("\n")[1], KEY);
}

test("every kind of video is proven by a clip, colours are measured, and a reload asks no more", { skip }, async () => {
  const opened = await openPage(browser, server.url);
  const { page, context } = opened;
  await watching(page);
  const text = await eventually(() => kept(page), "capabilities that are kept");
  const { supported, whyNoVideo, yuv, certain } = JSON.parse(text);
  assert.deepEqual([whyNoVideo, certain], ["", true]);
  for (const name of ["h264-annexb-444", "h264-annexb-high", "h264-annexb", "vp9-444", "vp9", "av1"]) {
    assert.ok(supported.includes(`webcodecs/${name}`), `${name} is not among ${supported}`);
  }
  assert.deepEqual(yuv.map(({ matrix, full_range }) => `${matrix} ${full_range}`), [
    "bt601 false", "bt709 false", "bt709 true",
  ]);
  assert.ok(Math.min(...yuv.map(({ error }) => error)) <= 4, `no conversion comes back: ${JSON.stringify(yuv)}`);
  // A mark that only what is kept can have brought along.
  await page.evaluate((key) => sessionStorage.setItem(key, sessionStorage.getItem(key).replace(/"error":\d+/, '"error":7')), KEY);
  await page.reload();
  await watching(page);
  assert.match(await kept(page), /"error":7/);
  assert.deepEqual(await complaintsOf(opened), []);
  await context.close();
});
