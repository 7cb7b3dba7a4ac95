// Text that a keyboard of one key for each letter cannot make.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eachEngine } from "./browsers/engines.mjs";
import { complaintsOf, openPage, watching } from "./support/browser.mjs";
import { settingFor } from "./support/setting.mjs";

const typesOf = (events) => events.filter((seen) => /^(key_|char)/.test(seen.type));

eachEngine("text", (engine) => {
  const setting = settingFor(engine);
  let opened, page, events;
  before(async () => {
    opened = await openPage(setting.browser, setting.server.url);
    page = opened.page;
    events = setting.server.events;
    await watching(page);
    await page.mouse.click(450, 300);
  });

  /** What was typed since the last call, when a key that ends it has come: `[texts, other keys]`. */
  const typed = async () => {
    await page.keyboard.press("ArrowLeft");
    await setting.server.event((seen) => seen.type === "key_up" && seen.key === "ArrowLeft", "the key that ends");
    const seen = typesOf(events.splice(0)).filter(({ key }) => key !== "ArrowLeft");
    const texts = seen.filter((event) => event.type === "char");
    const keys = seen.filter((event) => event.type !== "char").map((event) => `${event.type} ${event.key}`);
    return { texts, keys, done: texts.filter((event) => !event.is_composing).map((event) => event.data) };
  };

  /** What the hidden field has kept of it. */
  const left = () => page.evaluate(() => document.querySelector("rfb-view").shadowRoot.querySelector("textarea").value);

  for (const [letter, what] of [["\u65e5", "of an input method"], ["\u{1f600}", "beyond sixteen bits of one"]]) {
    test(`a letter ${what} arrives once, without the keys that made it`, async () => {
      await page.keyboard.compose(letter);
      const { texts, keys, done } = await typed();
      assert.deepEqual(done, [letter]);
      assert.ok(texts.some((event) => event.is_composing), "what it was before is told as such");
      // GTK's input method begins with Control and Shift, which are keys of their own.
      assert.deepEqual(keys.filter((key) => !/Control|Shift/.test(key)), []);
      for (const key of ["Control", "Shift"]) {
        const strokes = keys.filter((stroke) => stroke.endsWith(key)).map((stroke) => stroke.split(" ")[0]);
        if (strokes.length > 0) assert.deepEqual(strokes, ["key_down", "key_up"]);
      }
      assert.equal(await left(), "");
    });
  }

  test("letters of other keyboards arrive as key and as text", async () => {
    for (const letter of ["\u00e4", "\u20ac"]) {
      await page.keyboard.press(letter);
      const { keys, done } = await typed();
      assert.deepEqual([done, keys], [[letter], [`key_down ${letter}`, `key_up ${letter}`]]);
    }
  });

  test("a dead key makes no text of its own", { skip: engine.cannot.accents }, async () => {
    await page.keyboard.accent("\u00e9");
    const { keys, done } = await typed();
    assert.deepEqual(done, ["\u00e9"]);
    assert.deepEqual(keys, ["key_down Dead", "key_up Dead", "key_down \u00e9", "key_up \u00e9"]);
  });

  test("plain letters still arrive after all that, and nothing went wrong", async () => {
    await page.keyboard.press("x");
    const { keys, done } = await typed();
    assert.deepEqual([done, keys, await left()], [["x"], ["key_down x", "key_up x"], ""]);
    assert.deepEqual(await complaintsOf(opened), []);
  });
});
