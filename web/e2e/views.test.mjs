// Several views on one page, each with its own worker, connection, decoder and input.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eachEngine, launch } from "./browsers/engines.mjs";
import { complaintsOf, openPage, watching } from "./support/browser.mjs";
import { comes, eventually } from "./support/eventually.mjs";
import { difference, readScreen } from "./support/screen.mjs";
import { Server } from "./support/server.mjs";
import { stillColor, stillFrame } from "./support/still.mjs";

/** Puts two more views beside the page's own: three columns of 300 CSS pixels, the last one with images. */
function addViews() {
  const first = document.querySelector("rfb-view");
  const others = [1, 2].map(() => document.createElement("rfb-view"));
  others[1].setAttribute("image-only", "");
  document.body.append(...others);
  [first, ...others].forEach((view, column) => {
    view.setAttribute("fit", "fill");
    for (const part of ["status", "latency", "hud", "toolbar"]) view.setAttribute(part, "off");
    Object.assign(view.style, { position: "absolute", inset: `0 auto auto ${column * 300}px`, width: "300px", height: "400px" });
  });
}

/** Names of their states, transports and frames. */
function viewsOf(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll("rfb-view")].map(({ view }) => ({ ...view.state, frames: view.stats.framesDisplayed })),
  );
}

eachEngine("three views on a page", (engine) => {
  let browser, server, opened;
  before(async () => {
    browser = await launch(engine);
    server = await Server.start({ size: "640x480", frame: stillFrame(640, 480) });
    opened = await openPage(browser, server.url);
    await watching(opened.page, 1);
    await opened.page.evaluate(addViews);
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });

  test("all show the picture, each in its place", async () => {
    const { page } = opened;
    const areShown = (views) => views.length === 3 && views.every(({ name, frames }) => name === "negotiated" && frames > 0);
    const views = await eventually(async () => {
      const found = await viewsOf(page);
      return areShown(found) && found;
    }, "three pictures");
    assert.deepEqual(views.map(({ transport }) => transport), ["webcodecs", "webcodecs", "image"]);
    const columns = [0, 300, 600];
    const lines = columns.flatMap((left) => [0.25, 0.75].map((x) => ({ x: left + 300 * x, y: 300, dx: 1, dy: 0, count: 1 })));
    await comes(async () => {
      const colors = (await readScreen(page, lines)).flat();
      colors.forEach((color, index) => {
        const wanted = stillColor(index % 2 === 0 ? 0.25 : 0.75, 0.75);
        assert.ok(difference(color, wanted) <= 8, `${color} is not ${wanted} in column ${Math.floor(index / 2)}`);
      });
    });
  });

  test("the pointer and the keys go to the view that they are on", async () => {
    const { page } = opened;
    for (const [column, key] of [[1, "b"], [2, "c"], [0, "a"]]) {
      server.events.length = 0;
      await page.mouse.click(column * 300 + 150, 100);
      await page.keyboard.press(key);
      await server.event((seen) => seen.type === "key_up" && seen.key === key, "the key");
      const pressed = server.events.filter((seen) => seen.type === "pointer_down");
      assert.deepEqual(pressed.map(({ x, y }) => [x, y]), [[320, 120]]);
      assert.equal(server.events.filter((seen) => seen.type === "key_down").length, 1);
    }
  });

  test("one that is taken away leaves the others alone", async () => {
    const { page } = opened;
    assert.equal(await server.clients(), 3);
    await page.evaluate(() => document.querySelectorAll("rfb-view")[1].remove());
    await eventually(async () => (await server.clients()) === 2, "one viewer less");
    assert.deepEqual((await viewsOf(page)).map(({ name }) => name), ["negotiated", "negotiated"]);
    assert.deepEqual(await complaintsOf(opened), []);
  });
});
