import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, openPage, stateOf, watching } from "./support/browser.mjs";
import { eventually } from "./support/eventually.mjs";
import { Server, whyNot } from "./support/server.mjs";
import { matchCard, readCard } from "./support/testcard.mjs";

describe("reconnect", { skip: whyNot }, () => {
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());

  test("comes back by itself after the server was killed and restarted on its port", async () => {
    let server = await Server.start();
    const { context, page } = await openPage(browser, server.url);
    try {
      const before = await watching(page);
      await server.stop("SIGKILL");
      await eventually(async () => (await stateOf(page)).name !== "negotiated", "the loss is noticed");
      const lost = await stateOf(page);
      assert.ok(["reconnecting", "connecting"].includes(lost.name), lost.name);
      assert.match(await page.locator("rfb-view .banner").innerText(), /connect|lost/i);
      // The last picture stays meanwhile.
      assert.ok(matchCard(await readCard(page)).error <= 3);
      server = await Server.start({ port: server.port });
      await watching(page, before.framesDisplayed + 3);
      assert.ok(matchCard(await readCard(page)).error <= 3);
      await page.mouse.move(450, 300);
      await server.event((seen) => seen.type === "pointer_move", "input on the new connection");
      assert.equal(await page.locator("rfb-view .banner").isVisible(), false);
    } finally {
      await context.close();
      await server.stop();
    }
  });

  test("an unknown stream is an error that says so, and is not tried again", async () => {
    const server = await Server.start();
    const { context, page } = await openPage(browser, server.url);
    try {
      await watching(page);
      await page.evaluate(() => document.querySelector("rfb-view").setAttribute("src", "/no-such-stream"));
      await eventually(async () => (await stateOf(page)).name === "error", "the error");
      const state = await stateOf(page);
      assert.equal(state.code, 4404);
      assert.match(await page.locator("rfb-view .banner").innerText(), /no stream of this name/);
    } finally {
      await context.close();
      await server.stop();
    }
  });

  test("a token leaves the address bar at once", async () => {
    const server = await Server.start();
    const { context, page } = await openPage(browser, `${server.url}?fit=cover#token=s3cret`);
    try {
      await watching(page);
      assert.equal(page.url(), `${server.url}?fit=cover`);
      assert.equal(await page.evaluate(() => document.querySelector("rfb-view").view.canvas.style.objectFit), "cover");
    } finally {
      await context.close();
      await server.stop();
    }
  });

  test("a view that is taken out of the page ends its connection", async () => {
    const server = await Server.start();
    const { context, page } = await openPage(browser, server.url);
    try {
      await watching(page);
      const states = await page.evaluate(async () => {
        const element = document.querySelector("rfb-view");
        const { view } = element;
        element.remove();
        view.dispose();
        const first = view.state.name;
        document.body.append(element);
        return [first, element.view === view, element.shadowRoot.querySelectorAll("canvas").length];
      });
      assert.deepEqual(states, ["closed", false, 1]);
      await watching(page);
      assert.equal(page.workers().length, 1);
    } finally {
      await context.close();
      await server.stop();
    }
  });
});
