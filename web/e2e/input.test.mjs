import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eachEngine, launch } from "./browsers/engines.mjs";
import { complaintsOf, openPage, watching } from "./support/browser.mjs";
import { eventually } from "./support/eventually.mjs";
import { Server } from "./support/server.mjs";

// A frame of 640 by 480 lies in a page of 900 by 600 at 800 by 600, 50 from the left: 1.25 CSS pixels each.
const css = (x, y) => [50 + x * 1.25, y * 1.25];

function near(event, x, y) {
  assert.ok(Math.abs(event.x - x) < 0.01 && Math.abs(event.y - y) < 0.01, `${event.x},${event.y} is not ${x},${y}`);
}

for (const scale of [1, 2]) {
  eachEngine(`input at device pixel ratio ${scale}`, (engine) => {
    let browser, server, opened, page;
    before(async () => {
      browser = await launch(engine);
      server = await Server.start();
      opened = await openPage(browser, server.url, { scale });
      page = opened.page;
      await watching(page);
    });
    after(async () => {
      await browser?.close();
      await server?.stop();
    });

    test("the program learns the size of the view", async () => {
      const event = await server.event((seen) => seen.type === "resize", "a resize");
      assert.deepEqual(
        [event.width, event.height, event.pwidth, event.pheight, event.ratio],
        [900, 600, 900 * scale, 600 * scale, scale],
      );
    });

    test("a drag arrives in frame pixels, beyond the view too", async () => {
      await page.mouse.move(...css(320, 240));
      await server.event((seen) => seen.type === "pointer_move", "a move");
      assert.equal(server.events.find((seen) => seen.type.startsWith("pointer_")).type, "pointer_enter");
      const moved = await server.event((seen) => seen.type === "pointer_move", "a move");
      near(moved, 320, 240);
      assert.deepEqual([moved.inside, moved.buttons, moved.pixel_ratio], [true, [], 1]);
      await page.mouse.down();
      await page.mouse.move(...css(420, 300), { steps: 4 });
      const down = await server.event((seen) => seen.type === "pointer_down", "a press");
      near(down, 320, 240);
      assert.deepEqual([down.button, down.buttons], [1, [1]]);
      const dragged = await server.event((seen) => seen.type === "pointer_move" && seen.x > 419, "the drag");
      near(dragged, 420, 300);
      assert.deepEqual(dragged.buttons, [1]);
      await page.mouse.move(10, 20);
      await page.mouse.up();
      const up = await server.event((seen) => seen.type === "pointer_up", "the release");
      near(up, -32, 16);
      assert.ok(up.timestamp > down.timestamp);
      assert.deepEqual([up.button, up.buttons, up.inside], [1, [], false]);
    });

    test("a release over the view leaves the pointer there", async () => {
      await page.mouse.move(...css(320, 240));
      server.events.length = 0;
      await page.mouse.down();
      await page.mouse.move(...css(330, 240));
      await page.mouse.up();
      await page.mouse.move(...css(340, 240));
      await server.event((seen) => seen.type === "pointer_move" && seen.x > 339, "the next move");
      const aside = ["pointer_move", "double_click"];
      const types = server.events.map((seen) => seen.type).filter((type) => !aside.includes(type));
      assert.deepEqual(types, ["pointer_down", "pointer_up"]);
    });

    test("a release tells the modifiers of its own time", async () => {
      server.events.length = 0;
      await page.mouse.move(...css(100, 100));
      await page.mouse.down();
      await page.keyboard.down("Control");
      await page.mouse.up();
      await page.keyboard.up("Control");
      const up = await server.event((seen) => seen.type === "pointer_up", "the release");
      assert.deepEqual(up.modifiers, ["Control"]);
    });

    const { pressOthers, repeatKeys } = engine.cannot;
    const beside = "a press beside a button that went down elsewhere is seen, captured, and let go";
    test(beside, { skip: pressOthers }, async () => {
      // Above the view: as if the left button had gone down on another part of the page.
      await page.evaluate(() => {
        const cover = document.createElement("div");
        Object.assign(cover.style, { position: "fixed", inset: "0 auto auto 0", width: "200px", height: "100px" });
        cover.id = "cover";
        document.body.append(cover);
      });
      await page.mouse.move(100, 50);
      await page.mouse.down();
      await page.mouse.move(...css(320, 240));
      server.events.length = 0;
      await page.mouse.down({ button: "right" });
      const down = await server.event((seen) => seen.type === "pointer_down", "the press");
      assert.deepEqual([down.button, down.buttons], [2, [2]]);
      await page.mouse.move(10, 300);
      await page.mouse.up({ button: "right" });
      const up = await server.event((seen) => seen.type === "pointer_up", "the release");
      assert.deepEqual([up.button, up.buttons], [2, []]);
      near(up, -32, 240);
      await page.mouse.up();
      await page.evaluate(() => document.querySelector("#cover").remove());
    });

    test("further buttons and modifiers have the wire's names", { skip: pressOthers }, async () => {
      server.events.length = 0;
      await page.mouse.move(...css(100, 100));
      await page.keyboard.down("Shift");
      await page.mouse.click(...css(100, 100), { button: "right" });
      await page.keyboard.up("Shift");
      await page.mouse.click(...css(100, 100), { button: "middle" });
      const right = await server.event((seen) => seen.type === "pointer_down" && seen.button === 2, "the right button");
      assert.deepEqual([right.buttons, right.modifiers], [[2], ["Shift"]]);
      await server.event((seen) => seen.type === "pointer_up" && seen.button === 3, "the middle button");
    });

    test("a double click is one", async () => {
      await page.mouse.dblclick(...css(200, 100));
      near(await server.event((seen) => seen.type === "double_click", "a double click"), 200, 100);
    });

    test("the wheel adds up to what was turned", async () => {
      server.events.length = 0;
      await page.mouse.move(...css(64, 48));
      for (let notch = 0; notch < 5; notch += 1) await page.mouse.wheel(0, 100);
      await page.mouse.wheel(30, 0);
      const sum = () =>
        server.events
          .filter((seen) => seen.type === "wheel")
          .reduce((total, seen) => [total[0] + seen.dx, total[1] + seen.dy], [0, 0]);
      await eventually(() => sum()[0] >= 30 && sum()[1] >= 500, () => `the wheel; seen: ${JSON.stringify(sum())}`);
      assert.deepEqual(sum(), [30, 500]);
      near(server.events.find((seen) => seen.type === "wheel"), 64, 48);
    });

    test("keys arrive once, with their text", async (t) => {
      server.events.length = 0;
      await page.mouse.click(...css(12, 12));
      for (let times = 0; times < 3; times += 1) await page.keyboard.down("a");
      await page.keyboard.up("a");
      await page.keyboard.press("ArrowLeft");
      await server.event((seen) => seen.type === "key_up" && seen.key === "ArrowLeft", "the arrow");
      const keys = server.events.filter((seen) => seen.type.startsWith("key_"));
      assert.deepEqual(
        keys.map((seen) => `${seen.type} ${seen.key} ${seen.code}`),
        ["key_down a KeyA", "key_up a KeyA", "key_down ArrowLeft ArrowLeft", "key_up ArrowLeft ArrowLeft"],
      );
      const typed = server.events.filter((seen) => seen.type === "char");
      if (repeatKeys !== undefined) t.diagnostic(`no repeated text: ${repeatKeys}`);
      const repeated = repeatKeys === undefined ? ["a true", "a true"] : [];
      assert.deepEqual(typed.map((seen) => `${seen.data} ${seen.repeat}`), ["a false", ...repeated]);
    });

    test("what is held goes up when the focus goes", async () => {
      server.events.length = 0;
      await page.mouse.move(...css(52, 52));
      await page.mouse.down();
      await page.keyboard.down("w");
      await server.event((seen) => seen.type === "key_down", "the key");
      await page.evaluate(() => window.dispatchEvent(new Event("blur")));
      await server.event((seen) => seen.type === "key_up" && seen.key === "w", "the key's release");
      await server.event((seen) => seen.type === "pointer_up" && seen.button === 1, "the button's release");
      await server.event((seen) => seen.type === "pointer_leave", "the leave");
      await page.mouse.up();
      await page.keyboard.up("w");
      await page.mouse.move(...css(60, 60));
      await server.event((seen) => seen.type === "pointer_move" && seen.x > 59, "the next move");
      assert.equal(server.events.filter((seen) => seen.type === "pointer_up").length, 1);
    });

    test("the focus comes and goes with the view's", async () => {
      server.events.length = 0;
      await page.evaluate(() => {
        const other = document.createElement("input");
        document.body.append(other);
        other.focus();
      });
      await server.event((seen) => seen.type === "focus_out", "the loss of the focus");
      await page.keyboard.press("x");
      await page.evaluate(() => {
        document.querySelector("input").remove();
        document.querySelector("rfb-view").view.focus();
      });
      await server.event((seen) => seen.type === "focus_in", "the focus");
      await page.keyboard.press("y");
      await server.event((seen) => seen.type === "key_up" && seen.key === "y", "a key");
      assert.deepEqual(server.events.filter((seen) => seen.key === "x"), []);
    });

    test("a resized page is told to the program and mapped anew", async () => {
      server.events.length = 0;
      await page.setViewportSize({ width: 640, height: 700 });
      const size = await server.event((seen) => seen.type === "resize", "the resize");
      assert.deepEqual([size.width, size.height, size.pwidth], [640, 700, 640 * scale]);
      // Now 1:1, with bars of 110 above and below.
      await page.mouse.move(300, 210);
      near(await server.event((seen) => seen.type === "pointer_move", "a move"), 300, 100);
      await page.mouse.move(300, 50);
      const bar = await server.event((seen) => seen.type === "pointer_move" && seen.y < 0, "a move over the bar");
      near(bar, 300, -60);
      assert.equal(bar.inside, false);
    });

    test("nothing went wrong in the page", async () => {
      assert.deepEqual(await complaintsOf(opened), []);
    });
  });
}
