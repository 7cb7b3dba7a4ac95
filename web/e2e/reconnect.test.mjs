import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { eachEngine, launch } from "./browsers/engines.mjs";
import { openPage, partText, stateOf, watching } from "./support/browser.mjs";
import { eventually } from "./support/eventually.mjs";
import { servePage } from "./support/page_server.mjs";
import { refuseAll } from "./support/refusing.mjs";
import { PAGE, Server } from "./support/server.mjs";
import { matchCard, readCard } from "./support/testcard.mjs";

const pointerTypes = (server) =>
  server.events.filter((seen) => seen.type.startsWith("pointer_")).map((seen) => seen.type);

eachEngine("reconnect", (engine) => {
  const countsWorkers = engine.cannot.countWorkers === undefined;
  const hasButtons = engine.cannot.pressOthers === undefined;
  let browser;
  before(async () => {
    browser = await launch(engine);
  });
  after(() => browser?.close());

  test("comes back by itself after the server was killed and restarted on its port", async () => {
    let server = await Server.start();
    const { page, close } = await openPage(browser, server.url);
    try {
      const before = await watching(page);
      await server.stop("SIGKILL");
      await eventually(async () => (await stateOf(page)).name !== "negotiated", "the loss is noticed");
      const lost = await stateOf(page);
      assert.ok(["reconnecting", "connecting"].includes(lost.name), lost.name);
      assert.match(await partText(page, ".banner"), /connect|lost/i);
      // The last picture stays meanwhile.
      assert.ok(matchCard(await readCard(page)).error <= engine.videoError);
      server = await Server.start({ port: server.port });
      await watching(page, before.framesDisplayed + 3);
      assert.ok(matchCard(await readCard(page)).error <= engine.videoError);
      await page.mouse.move(450, 300);
      await server.event((seen) => seen.type === "pointer_move", "input on the new connection");
      assert.equal(await partText(page, ".banner"), undefined);
    } finally {
      await close();
      await server.stop();
    }
  });

  test("input before a session is none of its business, but the pointer over the view is", async () => {
    let server = await Server.start();
    // The mouse rests where the view will be, and the message of a lost connection will not.
    const prepare = (page) => page.mouse.move(450, 500);
    const { page, close } = await openPage(browser, server.url, { prepare });
    try {
      await watching(page);
      await page.mouse.move(460, 500);
      await server.event((seen) => seen.type === "pointer_move", "a move");
      assert.deepEqual(pointerTypes(server)[0], "pointer_enter");
      await page.mouse.down();
      await page.keyboard.down("w");
      await server.event((seen) => seen.type === "key_down", "the key");
      await server.stop("SIGKILL");
      await eventually(async () => (await stateOf(page)).name !== "negotiated", "the loss is noticed");
      await page.mouse.move(400, 500);
      if (hasButtons) await page.mouse.down({ button: "right" });
      await page.keyboard.down("e");
      server = await Server.start({ port: server.port });
      await eventually(async () => (await stateOf(page)).name === "negotiated", "the new session");
      await server.event((seen) => seen.type === "pointer_enter", "the enter");
      if (hasButtons) await page.mouse.up({ button: "right" });
      await page.mouse.up();
      await page.keyboard.up("w");
      await page.keyboard.up("e");
      await page.mouse.move(410, 500);
      await server.event((seen) => seen.type === "pointer_move" && seen.buttons.length === 0, "the next move");
      assert.equal(pointerTypes(server)[0], "pointer_enter");
      const mustNot = ["pointer_down", "pointer_up", "key_down", "key_up"];
      assert.deepEqual(server.events.filter((seen) => mustNot.includes(seen.type)), []);
      assert.equal(server.events.filter((seen) => seen.type === "focus_in").length, 1);
      await page.keyboard.press("q");
      await server.event((seen) => seen.type === "key_up" && seen.key === "q", "a key of the new session");
    } finally {
      await close();
      await server.stop();
    }
  });

  test("an unknown stream is an error that says so, and is not tried again", async () => {
    const server = await Server.start();
    const { page, close } = await openPage(browser, server.url);
    try {
      await watching(page);
      await page.evaluate(() => document.querySelector("rfb-view").setAttribute("src", "/no-such-stream"));
      await eventually(async () => (await stateOf(page)).name === "error", "the error");
      const state = await stateOf(page);
      assert.equal(state.code, 4404);
      assert.equal(state.message, "There is no stream of this name on the server.");
      assert.equal(await partText(page, ".message"), state.message);
    } finally {
      await close();
      await server.stop();
    }
  });

  test("a server that ends says so, and is tried again", async () => {
    let server = await Server.start();
    const { page, close } = await openPage(browser, server.url);
    try {
      const before = await watching(page);
      await page.evaluate(() => {
        globalThis.tries = 0;
        document.querySelector("rfb-view").addEventListener("rfb-state", ({ detail }) => {
          if (detail.name === "reconnecting") globalThis.tries += 1;
        });
      });
      await server.stop();
      await eventually(() => page.evaluate(() => globalThis.tries >= 3), "three tries");
      // Between two tries it connects, and says that.
      await eventually(
        async () => (await partText(page, ".message")) === "The server has ended. Trying again.",
        () => "what has happened",
      );
      server = await Server.start({ port: server.port });
      await watching(page, before.framesDisplayed + 3);
    } finally {
      await close();
      await server.stop();
    }
  });

  test("a refused token is said, and not tried again", async () => {
    const server = await Server.start();
    const refusing = await refuseAll(4401, "The application refused this viewer.");
    const pages = await servePage(PAGE, { upstream: server.url, sockets: refusing.url });
    const { page, close } = await openPage(browser, `${pages.url}#token=wrong`);
    try {
      await eventually(async () => (await stateOf(page)).name === "error", "the refusal");
      const state = await stateOf(page);
      assert.deepEqual([state.code, state.message], [4401, "The server refused access: a valid token is needed."]);
      assert.equal(await partText(page, ".message"), state.message);
      // Neither by itself, nor because the network is back or the tab is seen.
      await page.evaluate(() => {
        dispatchEvent(new Event("online"));
        document.dispatchEvent(new Event("visibilitychange"));
        return new Promise((resolve) => setTimeout(resolve, 1500));
      });
      assert.deepEqual([(await stateOf(page)).name, refusing.count()], ["error", 1]);
      await page.evaluate(() => document.querySelector("rfb-view").view.reconnect());
      await eventually(() => refusing.count() === 2, "a try that somebody asked for");
    } finally {
      await close();
      await pages.close();
      await refusing.close();
      await server.stop();
    }
  });

  test("a program that asks for a token lets in who shows it, and nobody else", async () => {
    const folder = await mkdtemp(join(tmpdir(), "rfb-token-"));
    const tokenFile = join(folder, "token");
    await writeFile(tokenFile, "correct horse battery\n");
    const server = await Server.start({ tokenFile });
    const { page, close } = await openPage(browser, server.url);
    const refused = () => eventually(async () => (await stateOf(page)).code === 4401, "the refusal");
    const show = (token) => page.evaluate((hash) => void (location.hash = hash), `token=${encodeURIComponent(token)}`);
    try {
      await refused();
      await show("correct horse");
      await eventually(async () => (await page.evaluate(() => location.hash)) === "", "the token to be taken");
      await refused();
      await show("correct horse battery");
      await watching(page);
      assert.equal((await fetch(new URL("/streams", server.url))).status, 401);
      const headers = { authorization: "Bearer correct horse battery" };
      const [stream] = await (await fetch(new URL("/streams", server.url), { headers })).json();
      assert.equal(stream.clients, 1);
      assert.doesNotMatch(server.errors, /horse/);
    } finally {
      await close();
      await server.stop();
      await rm(folder, { recursive: true });
    }
  });

  test("a token leaves the address bar at once", async () => {
    const server = await Server.start();
    const { page, close } = await openPage(browser, `${server.url}?fit=cover#token=s3cret`);
    try {
      await watching(page);
      assert.equal(await page.url(), `${server.url}?fit=cover`);
      assert.equal(await page.evaluate(() => document.querySelector("rfb-view").view.canvas.style.objectFit), "cover");
    } finally {
      await close();
      await server.stop();
    }
  });

  test("a view that is taken out of the page lets go of everything and ends its connection", async () => {
    const server = await Server.start();
    const { page, close } = await openPage(browser, server.url);
    try {
      await watching(page);
      assert.equal(await server.clients(), 1);
      await page.mouse.move(450, 300);
      await page.mouse.down();
      await page.keyboard.down("w");
      await server.event((seen) => seen.type === "key_down", "the key");
      await server.event((seen) => seen.type === "char", "its text");
      server.events.length = 0;
      const states = await page.evaluate(async () => {
        const element = document.querySelector("rfb-view");
        const { view } = element;
        element.remove();
        view.dispose();
        globalThis.removed = element;
        return [view.state.name, element.view === undefined, element.shadowRoot.querySelectorAll("canvas").length];
      });
      assert.deepEqual(states, ["closed", true, 0]);
      await server.event((seen) => seen.type === "close", "the end of the connection");
      // Whether an element that is removed hears of its loss of focus is up to the browser.
      const aside = ["pointer_move", "focus_out"];
      const end = server.events.map((seen) => seen.type).filter((type) => !aside.includes(type));
      assert.deepEqual(end, ["key_up", "pointer_up", "pointer_leave", "close"]);
      await eventually(async () => (await server.clients()) === 0, "no viewer");
      if (countsWorkers) await eventually(() => page.workers().length === 0, "no worker");

      await page.evaluate(() => document.body.append(globalThis.removed));
      await watching(page);
      assert.equal(await server.clients(), 1);
      if (countsWorkers) assert.equal(page.workers().length, 1);
    } finally {
      await close();
      await server.stop();
    }
  });

  test("a page that is left ends its connection, and connects when it comes back", async () => {
    const server = await Server.start();
    const { page, close } = await openPage(browser, server.url);
    try {
      await watching(page);
      await page.goto("about:blank");
      await eventually(async () => (await server.clients()) === 0, "no viewer");
      await page.goBack();
      await watching(page);
      assert.equal(await server.clients(), 1);
      await page.mouse.move(450, 500);
      await server.event((seen) => seen.type === "pointer_move", "input on the new connection");
    } finally {
      await close();
      await server.stop();
    }
  });

  test("a view that is closed again when it says so ends once", async () => {
    const server = await Server.start();
    const { page, close } = await openPage(browser, server.url);
    try {
      await watching(page);
      const found = await page.evaluate(() => {
        const element = document.querySelector("rfb-view");
        const { view } = element;
        const states = [];
        element.addEventListener("rfb-state", ({ detail }) => {
          states.push(detail.name);
          if (detail.name !== "closed") return;
          view.dispose();
          element.remove();
          document.body.append(element);
        });
        element.remove();
        return [element.view !== undefined && element.view !== view, states];
      });
      assert.deepEqual(found, [true, ["closed", "connecting"]]);
      await watching(page);
      if (countsWorkers) assert.equal(page.workers().length, 1);
    } finally {
      await close();
      await server.stop();
    }
  });
});
