import assert from "node:assert/strict";
import { test } from "node:test";
import { eachEngine } from "./browsers/engines.mjs";
import { complaintsOf, openPage, partText, stateOf, watching } from "./support/browser.mjs";
import { eventually } from "./support/eventually.mjs";
import { settingFor } from "./support/setting.mjs";

const PANELS = ["status", "latency", "hud", "toolbar", "banner"];

/** The panels that can be seen. */
async function panelsOf(page) {
  const seen = [];
  for (const name of PANELS) if ((await partText(page, `.${name}.panel`)) !== undefined) seen.push(name);
  return seen;
}

eachEngine("the element on the server's page", (engine) => {
  const setting = settingFor(engine);

  test("shows state, figures and buttons over a live picture", async () => {
    const opened = await openPage(setting.browser, setting.server.url);
    const { page, close } = opened;
    await watching(page);
    await eventually(async () => (await panelsOf(page)).includes("latency"), "the program's figures");
    assert.deepEqual(await panelsOf(page), ["status", "latency", "hud", "toolbar"]);
    assert.match(await partText(page, ".latency"), /^\d+ ms$/);
    const figures = await partText(page, ".hud");
    for (const figure of [/fps/, /bit\/s/, /Encode/, /Round trip/, /Dropped/, /H\.264|JPEG|WebP|PNG/, /\d+×\d+/]) {
      assert.match(figures, figure);
    }
    assert.deepEqual(await complaintsOf(opened), []);
    await close();
  });

  test("shows the picture alone for hud=0", async () => {
    const { page, close } = await openPage(setting.browser, `${setting.server.url}?hud=0&fit=fill&image=1`);
    await watching(page);
    assert.deepEqual(await panelsOf(page), []);
    assert.equal((await stateOf(page)).transport, "image");
    assert.equal(await page.evaluate(() => document.querySelector("rfb-view").view.canvas.style.objectFit), "fill");
    await close();
  });

  test("can be used by keyboard alone, and leaves the stream its keys", async () => {
    const { page, close } = await openPage(setting.browser, setting.server.url);
    await watching(page);
    const focused = () => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.ariaLabel ?? "");
    await page.keyboard.press("Shift+Tab");
    assert.equal(await focused(), "Save a screenshot");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Enter");
    assert.equal(await focused(), "Fit: cover");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press(" ");
    assert.equal(await focused(), "Figures");
    assert.deepEqual((await panelsOf(page)).includes("hud"), false);
    setting.server.events.length = 0;
    await page.keyboard.press("Tab");
    await page.keyboard.press("q");
    await setting.server.event((seen) => seen.type === "key_down" && seen.key === "q", "the key");
    assert.deepEqual(setting.server.events.filter((seen) => seen.key === "Enter" || seen.key === " "), []);
    await close();
  });

  test("saves a screenshot, changes the transport and goes full screen", { skip: engine.cannot.download }, async () => {
    const { page, close } = await openPage(setting.browser, setting.server.url);
    await watching(page);
    const [saved] = await Promise.all([
      page.waitForEvent("download"),
      page.locator("rfb-view").getByRole("button", { name: "Save a screenshot" }).click(),
    ]);
    assert.match(saved.suggestedFilename(), /^frame-\d+\.png$/);
    await page.locator("rfb-view").getByRole("button", { name: "Images only" }).click();
    await watching(page);
    assert.equal((await stateOf(page)).transport, "image");
    const full = page.locator("rfb-view").getByRole("button", { name: "Full screen" });
    await full.click();
    await eventually(async () => (await full.getAttribute("aria-pressed")) === "true", "full screen");
    await full.click();
    await eventually(async () => (await full.getAttribute("aria-pressed")) === "false", "the page again");
    await close();
  });

  test("removes a token from the address bar and the history, a later one too, and asks with it", async () => {
    const { page, close } = await openPage(setting.browser, `${setting.server.url}?fit=cover#token=one`);
    await watching(page);
    assert.equal(await page.url(), `${setting.server.url}?fit=cover`);
    await page.evaluate(() => (location.hash = "#token=two"));
    await eventually(async () => (await page.url()) === `${setting.server.url}?fit=cover`, "an address without the token");
    assert.equal(await page.evaluate(() => document.querySelector("rfb-view").token), "two");
    await watching(page);
    await close();
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`fits a phone, and can be read in ${colorScheme}`, { skip: engine.cannot.phone }, async () => {
      const phone = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true, colorScheme };
      const { page, close } = await openPage(setting.browser, setting.server.url, { scale: 2, ...phone });
      await watching(page);
      // As long as figures of the server's make it.
      await page.evaluate(() => {
        const badge = document.querySelector("rfb-view").shadowRoot.querySelector(".latency");
        Object.assign(badge, { hidden: false, textContent: "1234 ms" });
      });
      const found = await page.evaluate((panels) => {
        const root = document.querySelector("rfb-view").shadowRoot;
        const luminance = (color) => {
          const canvas = new OffscreenCanvas(1, 1).getContext("2d");
          canvas.fillStyle = color;
          canvas.fillRect(0, 0, 1, 1);
          const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].map((value) =>
            value <= 10 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4,
          );
          return 0.2126 * r + 0.7152 * g + 0.0722 * b;
        };
        const opaque = (color) => color.replace(/\/ [\d.]+\)|, 0?\.\d+\)/, ")").replace("rgba", "rgb");
        const contrast = (element, panel) => {
          const pair = [getComputedStyle(element).color, opaque(getComputedStyle(panel).backgroundColor)];
          const [high, low] = pair.map(luminance).sort((a, b) => b - a);
          return (high + 0.05) / (low + 0.05);
        };
        const boxes = panels.map((name) => root.querySelector(`.${name}.panel`)).filter((panel) => panel.offsetWidth > 0);
        return {
          outside: boxes.filter((panel) => {
            const { left, top, right, bottom } = panel.getBoundingClientRect();
            return left < 0 || top < 0 || right > innerWidth || bottom > innerHeight;
          }).map((panel) => panel.className),
          overflow: [document.documentElement.scrollWidth, document.documentElement.scrollHeight],
          overlaps: boxes.filter((panel) => {
            const box = panel.getBoundingClientRect();
            const { left, right, top, bottom } = root.querySelector(".toolbar").getBoundingClientRect();
            const isApart = box.right <= left || box.left >= right || box.bottom <= top || box.top >= bottom;
            return !panel.matches(".toolbar") && !isApart;
          }).map((panel) => panel.className),
          targets: [...root.querySelectorAll(".toolbar .button:not([hidden])")].map((button) => button.offsetWidth),
          contrast: boxes.flatMap((panel) =>
            [panel, ...panel.querySelectorAll(".name, .value, .word")].map((text) => contrast(text, panel)),
          ),
          touch: getComputedStyle(root.querySelector(".stage")).touchAction,
        };
      }, PANELS);
      assert.deepEqual([found.outside, found.overlaps, found.overflow, found.touch], [[], [], [360, 640], "none"]);
      assert.ok(Math.min(...found.targets) >= 44, `targets of ${found.targets}`);
      assert.ok(Math.min(...found.contrast) >= 4.5, `contrasts of ${found.contrast}`);
      await close();
    });
  }
});
