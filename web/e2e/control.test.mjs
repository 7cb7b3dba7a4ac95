// What the page says of control, and lets people do about it: every answer that a server can give, played by the page's own
// worker, and two people who hand control of the real program to each other.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eachEngine, launch } from "./browsers/engines.mjs";
import { complaintsOf, openPage, partText, watching } from "./support/browser.mjs";
import { eventually } from "./support/eventually.mjs";
import { servePage } from "./support/page_server.mjs";
import { Server } from "./support/server.mjs";

const CHANNEL = "control";

/** Run in a worker: what comes by the channel is the server's word; requests about control go there, not to the server. */
function playServer(channel) {
  const told = new BroadcastChannel(channel);
  const { send } = WebSocket.prototype;
  let socket;
  WebSocket.prototype.send = function (text) {
    socket = this;
    const message = JSON.parse(text);
    if (/_control$/.test(message.type)) told.postMessage({ asked: message });
    else send.call(this, text);
  };
  told.onmessage = ({ data }) => data.say && socket.onmessage(new MessageEvent("message", { data: JSON.stringify(data.say) }));
}

const ROLE = { type: "role", role: "operator", control: false, may_request: true, controllers: 1 };

eachEngine("control", (engine) => {
  let browser, server, played, opened, page;
  before(async () => {
    browser = await launch(engine);
    server = await Server.start();
    played = await servePage(undefined, { upstream: server.url, prelude: `(${playServer})("${CHANNEL}");\n` });
    opened = await openPage(browser, played.url);
    page = opened.page;
    await watching(page);
    await page.evaluate((channel) => {
      globalThis.asked = [];
      globalThis.told = new BroadcastChannel(channel);
      globalThis.told.onmessage = ({ data }) => data.asked && globalThis.asked.push(data.asked);
    }, CHANNEL);
  });
  after(async () => {
    await browser?.close();
    await played?.close();
    await server?.stop();
  });

  const say = (message) => page.evaluate((fields) => globalThis.told.postMessage({ say: fields }), message);
  const asked = () => page.evaluate(() => globalThis.asked.splice(0));
  const shows = (part, text) => eventually(async () => text === await partText(page, part), `${part}: ${text}`);
  const click = async (part) => {
    const place = await page.evaluate((name) => {
      const box = document.querySelector("rfb-view").shadowRoot.querySelector(name).getBoundingClientRect();
      return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
    }, part);
    // The buttons are there while the pointer moves.
    await page.mouse.move(place[0] - 5, place[1]);
    await page.mouse.click(...place);
  };

  test("is no matter where everybody has it", async () => {
    for (const part of [".role", ".control", ".control-button"]) assert.equal(await partText(page, part), undefined);
  });

  test("is asked for with a button, and a refusal is said", async () => {
    await say(ROLE);
    await shows(".role", "View only");
    await click(".control-button");
    await eventually(async () => (await asked())[0]?.type === "request_control", "the request");
    await say({ ...ROLE, pending: true });
    await shows(".role", "Waiting for control");
    assert.equal(await partText(page, ".control-button"), undefined);
    await say({ type: "control_denied", reason: "denied" });
    await say(ROLE);
    await shows(".sentence", "Your request for control was refused.");
    assert.notEqual(await partText(page, ".control-button"), undefined);
    // What this viewer does meanwhile goes to nobody.
    server.events.length = 0;
    await page.mouse.move(300, 400);
    await page.keyboard.press("q");
    await say({ ...ROLE, control: true });
    await shows(".role", undefined);
    await shows(".control", undefined);
    await page.mouse.move(320, 400);
    await server.event((seen) => seen.type === "pointer_move", "a move");
    assert.deepEqual(server.events.filter((seen) => seen.key === "q"), []);
  });

  test("is given or refused with a pointer, or by keyboard alone", async () => {
    await say({ ...ROLE, control: true });
    await page.evaluate(() => document.querySelector("rfb-view").focus());
    await say({ type: "control_request", client_id: "c1", label: "Ada", expires_s: 30 });
    await say({ type: "control_request", client_id: "c2", expires_s: 30 });
    await shows(".sentence", "Ada asks for control.");
    const focused = () => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.ariaLabel ?? "");
    server.events.length = 0;
    await page.keyboard.press("Shift+Tab");
    assert.equal(await focused(), "Refuse control to Ada");
    await page.keyboard.press("Shift+Tab");
    assert.equal(await focused(), "Give control to Ada");
    await page.keyboard.press("Enter");
    await shows(".sentence", "Another viewer asks for control.");
    assert.equal(await focused(), "Keyboard input for the remote view");
    await click(".deny");
    await shows(".control", undefined);
    const answers = [{ type: "grant_control", client_id: "c1" }, { type: "deny_control", client_id: "c2" }];
    const seen = [];
    await eventually(async () => seen.push(...(await asked())) && seen.length === 2, () => JSON.stringify(seen));
    assert.deepEqual(seen, answers);
    assert.deepEqual(server.events.filter(({ key }) => key === "Enter"), []);
    assert.deepEqual(await complaintsOf(opened), []);
  });
});

eachEngine(
  "control of one program",
  (engine) => {
    let browser, server;
    before(async () => {
      browser = await launch(engine);
      server = await Server.start({ control: "first" });
    });
    after(async () => {
      await browser?.close();
      await server?.stop();
    });

    const shows = (page, part, text) => eventually(async () => text === await partText(page, part), `${part}: ${text}`);
    const press = async (page, part) => {
      await page.mouse.move(200, 200);
      await page.evaluate((name) => document.querySelector("rfb-view").shadowRoot.querySelector(name).click(), part);
    };
    const acts = async (page, key) => {
      await page.evaluate(() => document.querySelector("rfb-view").focus());
      await page.keyboard.press(key);
    };

    test("the first to come has it, and hands it on to who asks", async () => {
      const first = await openPage(browser, server.url);
      await watching(first.page);
      const second = await openPage(browser, server.url);
      await watching(second.page);
      await shows(second.page, ".role", "View only");
      await shows(first.page, ".role", undefined);
      await acts(second.page, "x");
      await press(second.page, ".control-button");
      await shows(second.page, ".role", "Waiting for control");
      await shows(first.page, ".sentence", "Another viewer asks for control.");
      await press(first.page, ".grant");
      await shows(second.page, ".role", undefined);
      await shows(first.page, ".role", "View only");
      await acts(second.page, "y");
      await server.event((seen) => seen.type === "key_down" && seen.key === "y", "the key of who has control now");
      assert.deepEqual(server.events.filter(({ key }) => key === "x"), []);
      await second.close();
      await shows(first.page, ".role", undefined);
      await acts(first.page, "z");
      await server.event((seen) => seen.type === "key_down" && seen.key === "z", "the key of who is left");
      assert.deepEqual(await complaintsOf(first), []);
      await first.close();
    });
  },
  { engine: "chromium", why: "it takes two pages at once" },
);
