// What the program sets around the picture, and what a view that nobody sees costs.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { eachEngine } from "./browsers/engines.mjs";
import { openPage, watching } from "./support/browser.mjs";
import { eventually } from "./support/eventually.mjs";
import { settingFor } from "./support/setting.mjs";

const titleOf = (page) => page.evaluate(() => document.title);

const scrollTo = (page, top) => page.evaluate((to) => {
  document.querySelector("rfb-view").style.transform = `translateY(${to}px)`;
}, top);

eachEngine("furniture", (engine) => {
  const setting = settingFor(engine, { fps: 30 });
  let opened;
  before(async () => {
    opened = await openPage(setting.browser, setting.server.url);
    await watching(opened.page);
  });

  test("the page has the title that the program sets", async () => {
    await eventually(async () => (await titleOf(opened.page)) === "Demo: Test card · pdum-rfb", "the title");
  });

  test("the pointer looks as the scene under it wants", async () => {
    const { page } = opened;
    const cursor = () => page.evaluate(() => {
      const view = document.querySelector("rfb-view");
      const elements = [view, ...view.shadowRoot.querySelectorAll("*")];
      return elements.map((element) => element.style?.cursor ?? "").find((style) => style !== "") ?? "";
    });
    await page.mouse.click(450, 300);
    await page.keyboard.press("3");
    await eventually(async () => (await cursor()) === "crosshair", "the pointer of the paint scene");
    assert.equal(await titleOf(page), "Demo: Paint · pdum-rfb");
    await page.keyboard.press("4");
    await eventually(async () => (await cursor()) === "default", "the pointer of the test card");
  });

  test("a view that is scrolled away is sent nothing, and goes on when it is back", async () => {
    const { page } = opened;
    const shown = (await watching(page)).framesDisplayed;
    await watching(page, shown + 3);
    await scrollTo(page, 5000);
    // The demo rests while nobody sees it, so that nothing more is sent.
    let before = -1;
    await eventually(async () => {
      const now = await setting.server.framesSent();
      const rests = now === before;
      before = now;
      if (!rests) await new Promise((resolve) => setTimeout(resolve, 500));
      return rests;
    }, "no more frames");
    assert.equal(await setting.server.clients(), 1, "it is still there");
    const { framesDisplayed } = await page.evaluate(() => ({ ...document.querySelector("rfb-view").view.stats }));
    await scrollTo(page, 0);
    await watching(page, framesDisplayed + 5);
    assert.ok((await setting.server.framesSent()) > before);
  });
});
