// Fingers and pens on the view, in frame pixels.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eachEngine } from "./browsers/engines.mjs";
import { complaintsOf, openPage, watching } from "./support/browser.mjs";
import { settingFor } from "./support/setting.mjs";

// A frame of 640 by 480 lies in a page of 900 by 600 at 800 by 600, 50 from the left.
const css = (x, y) => [50 + x * 1.25, y * 1.25];

/** A finger or pen as the wire tells of it; pressures are of single precision. */
function isAt({ x, y, pressure }, wanted, firmness) {
  assert.deepEqual([x, y], wanted);
  if (firmness !== undefined) assert.ok(Math.abs(pressure - firmness) < 1e-6, `${pressure} is not ${firmness}`);
}

eachEngine("touch", (engine) => {
  const setting = settingFor(engine);
  let opened, page, server;
  before(async () => {
    ({ server } = setting);
    opened = await openPage(setting.browser, server.url);
    page = opened.page;
    await watching(page);
  });

  /** Where nothing tells how firmly a pen is pressed, nothing is said of it. */
  const firm = (pressure) => (engine.cannot.pressure === undefined ? pressure : undefined);

  const pointers = () => server.events.filter((seen) => seen.type.startsWith("pointer_"));
  const next = (type, test = () => true) => server.event((seen) => seen.type === type && test(seen), type);

  for (const [kind, name] of [["fingers", "touch"], ["pen", "pen"]]) {
    test(`a ${kind === "pen" ? kind : "finger"} taps and drags, with its pressure`, { skip: engine.cannot[name] }, async (t) => {
      if (engine.cannot.pressure !== undefined) t.diagnostic(`no pressure: ${engine.cannot.pressure}`);
      const pointer = page[kind];
      server.events.length = 0;
      await pointer.down(1, ...css(200, 240), 0.75);
      await pointer.up(1);
      const tapped = await next("pointer_up");
      assert.deepEqual([tapped.ntouches, tapped.touches, tapped.buttons, tapped.button], [0, {}, [], 1]);
      assert.equal(pointers()[0].type, "pointer_enter");
      const pressed = await next("pointer_down");
      assert.deepEqual([pressed.x, pressed.y, pressed.button, pressed.buttons], [200, 240, 1, [1]]);
      assert.equal(pressed.ntouches, 1);
      isAt(Object.values(pressed.touches)[0], [200, 240], firm(0.75));

      server.events.length = 0;
      await pointer.down(1, ...css(200, 240), 0.75);
      await pointer.move(1, ...css(240, 260), 0.25);
      const moved = await next("pointer_move", ({ x }) => x === 240);
      assert.deepEqual([moved.y, moved.buttons, moved.ntouches], [260, [1], 1]);
      isAt(Object.values(moved.touches)[0], [240, 260], firm(0.25));
      // Beyond the picture.
      await pointer.move(1, 10, 20, 0.25);
      const outside = await next("pointer_move", ({ x }) => x < 0);
      assert.deepEqual([outside.x, outside.y, outside.inside], [-32, 16, false]);
      await pointer.up(1);
      const lifted = await next("pointer_up");
      assert.deepEqual([lifted.x, lifted.y, lifted.ntouches], [-32, 16, 0]);
    });
  }

  test("two fingers are told apart, and each press has its release", { skip: engine.cannot.touch }, async () => {
    server.events.length = 0;
    const { fingers } = page;
    await fingers.down(1, ...css(240, 240), 0.75);
    await next("pointer_down");
    await fingers.down(2, ...css(320, 240), 0.25);
    const second = await next("pointer_down", ({ ntouches }) => ntouches === 2);
    const [one, two] = Object.keys(second.touches);
    assert.deepEqual([second.x, second.y], [320, 240]);
    isAt(second.touches[one], [240, 240]);
    isAt(second.touches[two], [320, 240], 0.25);
    await fingers.move(1, ...css(200, 240), 0.75);
    await fingers.move(2, ...css(360, 280), 0.25);
    const apart = await next("pointer_move", ({ touches }) => touches[one]?.x === 200 && touches[two]?.x === 360);
    isAt(apart.touches[one], [200, 240]);
    isAt(apart.touches[two], [360, 280]);
    await fingers.up(1);
    const first = await next("pointer_up");
    assert.deepEqual([first.x, first.y, Object.keys(first.touches)], [200, 240, [two]]);
    await fingers.up(2);
    const last = await next("pointer_up", ({ ntouches }) => ntouches === 0);
    assert.deepEqual([last.x, last.y], [360, 280]);
    const count = (type) => pointers().filter((seen) => seen.type === type).length;
    assert.deepEqual([count("pointer_down"), count("pointer_up")], [2, 2]);
  });

  test("the page neither scrolls nor zooms under fingers", { skip: engine.cannot.touch }, async () => {
    await page.evaluate(() => {
      for (const element of [document.documentElement, document.body]) element.style.overflow = "visible";
      document.body.style.height = "3000px";
    });
    const { fingers } = page;
    await fingers.down(1, ...css(240, 300), 0.5);
    await fingers.down(2, ...css(320, 300), 0.5);
    for (let step = 1; step <= 5; step += 1) {
      await fingers.move(1, ...css(240 - 20 * step, 300 - 20 * step), 0.5);
      await fingers.move(2, ...css(320 + 20 * step, 300 - 20 * step), 0.5);
    }
    await fingers.up(1);
    await fingers.up(2);
    assert.deepEqual(await page.evaluate(() => [scrollY, visualViewport.scale]), [0, 1]);
    assert.deepEqual(await complaintsOf(opened), []);
  });
});
