import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { eachEngine, launch } from "./browsers/engines.mjs";
import { complaintsOf, openPage, watching } from "./support/browser.mjs";
import { startNginx, whyNoNginx } from "./support/nginx.mjs";
import { Server } from "./support/server.mjs";
import { matchCard, readCard } from "./support/testcard.mjs";

const ONLY = { engine: "chromium", why: "the other drivers cannot be told to trust a certificate of nobody's" };

// A frame of 640 by 480 lies in a page of 900 by 600 at 800 by 600, 50 from the left: 1.25 CSS pixels each.
const css = (x, y) => [50 + x * 1.25, y * 1.25];

/** Declares that the page at the address works: `place` is `{browser, server, url}` once its tests run. */
function worksAt(place, videoError) {
  let opened;
  before(async () => {
    opened = await openPage(place.browser, place.url);
    await watching(opened.page);
  });
  after(() => opened?.close());

  test("is a secure context and shows the picture as video", async () => {
    const { page } = opened;
    assert.equal(await page.evaluate(() => isSecureContext && location.protocol), "https:");
    assert.equal(await page.evaluate(() => document.querySelector("rfb-view").view.state.transport), "webcodecs");
    const { error } = matchCard(await readCard(page));
    assert.ok(error <= videoError, `a channel is ${error} off`);
  });

  test("carries a drag", async () => {
    const { page } = opened;
    await page.mouse.move(...css(320, 240));
    await page.mouse.down();
    await page.mouse.move(...css(420, 300), { steps: 4 });
    await page.mouse.up();
    const down = await place.server.event((seen) => seen.type === "pointer_down", "a press");
    assert.deepEqual([down.x, down.y, down.buttons], [320, 240, [1]]);
    const up = await place.server.event((seen) => seen.type === "pointer_up", "the release");
    assert.deepEqual([up.x, up.y], [420, 300]);
  });

  test("complains of nothing", async () => {
    assert.deepEqual(await complaintsOf(opened), []);
  });
}

eachEngine(
  "https",
  (engine) => {
    const state = {};
    before(async () => {
      state.folder = await mkdtemp(join(tmpdir(), "pdum-rfb-tls-"));
      state.browser = await launch(engine, { flags: ["--ignore-certificate-errors"] });
      state.direct = await Server.start({ selfSigned: state.folder });
    });
    after(async () => {
      await state.browser?.close();
      await state.direct?.stop();
      await rm(state.folder, { recursive: true, force: true });
    });

    describe("of the program's own", () => {
      const place = {};
      before(() => Object.assign(place, { browser: state.browser, server: state.direct, url: state.direct.url }));
      test("has a certificate whose fingerprint is told", () => {
        assert.match(state.direct.errors, /SHA-256 fingerprint: ([0-9A-F]{2}:){31}[0-9A-F]{2}\n/);
      });
      worksAt(place, engine.videoError);
    });

    describe("by nginx, below a path of its own", { skip: whyNoNginx }, () => {
      const place = {};
      let nginx;
      before(async () => {
        place.browser = state.browser;
        place.server = await Server.start({ trustedProxy: "127.0.0.1" });
        const at = join(state.folder, "pdum-rfb", "self-signed");
        nginx = await startNginx({ upstream: place.server.url, certificate: `${at}.pem`, key: `${at}.key` });
        place.url = nginx.url;
      });
      after(async () => {
        await nginx?.stop();
        await place.server?.stop();
      });
      worksAt(place, engine.videoError);
    });
  },
  ONLY,
);
