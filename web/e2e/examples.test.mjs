// Every way of use as its example shows it, built of the npm package, against the real program.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, test } from "node:test";
import { build } from "vite";
import { eachEngine, launch } from "./browsers/engines.mjs";
import { complaintsOf, openPage } from "./support/browser.mjs";
import { eventually } from "./support/eventually.mjs";
import { servePage } from "./support/page_server.mjs";
import { difference, readScreen } from "./support/screen.mjs";
import { Server } from "./support/server.mjs";
import { COLORS } from "./support/testcard.mjs";

const root = resolve(import.meta.dirname, "..");

/** Neither blob: nor data: may be a worker here. */
const STRICT = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'";

/** The examples' address, in place of which the tests have the page's own. */
const ADDRESS = /ws:\/\/localhost:8765\//g;

const ownAddress = {
  name: "own-address",
  enforce: "pre",
  transform: (code, id) => (/node_modules|dist/.test(id) ? undefined : code.replace(ADDRESS, "/default")),
  transformIndexHtml: (text) => text.replace(ADDRESS, "/default"),
};

let built;

/** The examples' folder, built once for all engines. */
function examples() {
  built ??= (async () => {
    execFileSync(process.execPath, [join(root, "scripts/build_package.mjs")], { cwd: root, stdio: "pipe" });
    const outDir = await mkdtemp(join(tmpdir(), "rfb-view-examples-"));
    const configFile = join(root, "vite.examples.config.ts");
    await build({ configFile, logLevel: "error", plugins: [ownAddress], build: { outDir } });
    return outDir;
  })();
  return built;
}

after(async () => {
  if (built !== undefined) await rm(await built, { recursive: true, force: true });
});

/** A pixel of a quadrant of the page's first canvas. */
async function cardPixel(page) {
  const place = await page.evaluate(() => {
    const roots = [document, ...[...document.querySelectorAll("*")].map((element) => element.shadowRoot)];
    const canvas = roots.map((root) => root?.querySelector("canvas")).find((found) => found);
    if (!canvas) return undefined;
    const box = canvas.getBoundingClientRect();
    return { x: Math.round(box.left + box.width * 0.4), y: Math.round(box.top + box.height * 0.4) };
  });
  if (place === undefined) return undefined;
  const [[color]] = await readScreen(page, [{ ...place, dx: 1, dy: 0, count: 1 }]);
  return color;
}

/** Waits until the test card is on the screen; where it never comes, says what there is in its place. */
async function showsCard(page, server) {
  let pixel;
  const isCard = async () => {
    pixel = await cardPixel(page);
    return pixel !== undefined && COLORS.some((known) => difference(known, pixel) <= 8);
  };
  await eventually(isCard, "the test card").catch(async ({ message }) => {
    const shown = await page.evaluate(() => `${document.visibilityState} page: ${document.body.innerText}`);
    const viewers = JSON.stringify(await server.metrics());
    throw new Error(`${message}; a pixel is ${pixel}; ${shown}; the program's viewers: ${viewers}`);
  });
}

eachEngine("the examples", (engine) => {
  let browser, folder, server, open, strict;
  before(async () => {
    folder = await examples();
    browser = await launch(engine);
    server = await Server.start();
    const upstream = server.programUrl;
    open = await servePage(folder, { policy: "", upstream });
    strict = await servePage(folder, { policy: STRICT, upstream });
  });
  after(async () => {
    await browser?.close();
    for (const each of [open, strict]) await each?.close();
    await server?.stop();
  });

  for (const name of ["view", "element", "react", "vue", "solid", "svelte", "strict-csp"]) {
    test(`${name} shows the picture, and the connection ends with the page`, async () => {
      const opened = await openPage(browser, `${open.url}${name}/index.html`);
      try {
        await showsCard(opened.page, server);
        assert.equal(await server.clients(), name === "react" ? 2 : 1);
        assert.deepEqual(await complaintsOf(opened), []);
      } finally {
        await opened.close();
      }
      await eventually(async () => (await server.clients()) === 0, "no viewer");
    });
  }

  test("under a strict policy the worker's file works", async () => {
    const opened = await openPage(browser, `${strict.url}strict-csp/index.html`);
    await showsCard(opened.page, server);
    assert.deepEqual(await complaintsOf(opened), []);
    await opened.close();
  });

  test("under a strict policy the inlined worker fails with a sentence that names the option", async () => {
    const opened = await openPage(browser, `${strict.url}element/index.html`);
    const state = () => opened.page.evaluate(() => ({ ...document.querySelector("rfb-view").state }));
    await eventually(async () => (await state()).name === "error", "the error");
    assert.match((await state()).message, /Content-Security-Policy.*option workerFactory/);
    if (engine.cannot.hearEarly === undefined) assert.match((await complaintsOf(opened)).join("\n"), /worker-src blob/);
    await opened.close();
  });
});
