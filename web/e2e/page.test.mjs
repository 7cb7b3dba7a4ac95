import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { eachEngine, launch } from "./browsers/engines.mjs";
import { complaintsOf, openPage, watching } from "./support/browser.mjs";
import { eventually } from "./support/eventually.mjs";
import { Server } from "./support/server.mjs";

/** The size of the view as the browser itself tells it. */
function trueSize(page) {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        const observer = new ResizeObserver(([entry]) => {
          const [device] = entry.devicePixelContentBoxSize;
          observer.disconnect();
          resolve([entry.contentRect.width, entry.contentRect.height, device.inlineSize, device.blockSize]);
        });
        observer.observe(document.querySelector("rfb-view").view.canvas, { box: "device-pixel-content-box" });
      }),
  );
}

/** Gives the view a place in the page, in CSS lengths. */
function place(page, style) {
  return page.evaluate((asked) => {
    const rules = { position: "absolute", inset: "auto", ...asked };
    Object.assign(document.querySelector("rfb-view").style, rules);
  }, style);
}

eachEngine("the page around the view", (engine) => {
  let server;
  before(async () => {
    server = await Server.start();
  });
  after(() => server?.stop());

  describe("as it is", () => {
    let browser, opened, page;
    before(async () => {
      browser = await launch(engine);
      opened = await openPage(browser, server.url);
      page = opened.page;
      await watching(page);
    });
    after(() => browser?.close());

    test("does not scroll under the wheel, though it could", async () => {
      await page.evaluate(() => {
        for (const element of [document.documentElement, document.body]) element.style.overflow = "visible";
        document.body.style.height = "3000px";
      });
      await place(page, { left: "0", top: "0", width: "900px", height: "400px" });
      await page.mouse.move(450, 500);
      await page.mouse.wheel(0, 200);
      await eventually(() => page.evaluate(() => scrollY > 0), "the page scrolls below the view");
      await page.evaluate(() => scrollTo(0, 0));
      await page.mouse.move(450, 200);
      server.events.length = 0;
      for (let notch = 0; notch < 5; notch += 1) await page.mouse.wheel(0, 100);
      const turned = () => server.events.reduce((sum, seen) => sum + (seen.dy ?? 0), 0);
      await eventually(() => turned() === 500, "the wheel");
      // Scrolling is animated: give it the time that it would take.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
      assert.equal(await page.evaluate(() => scrollY), 0);
      await page.evaluate(() => {
        for (const element of [document.documentElement, document.body]) element.removeAttribute("style");
      });
    });

    const { wheelWithKeys } = engine.cannot;
    test("does not zoom under the wheel with Control", { skip: wheelWithKeys }, async () => {
      await page.evaluate(() => {
        globalThis.wheels = [];
        addEventListener("wheel", (event) => globalThis.wheels.push([event.ctrlKey, event.defaultPrevented]));
      });
      await page.mouse.move(450, 200);
      server.events.length = 0;
      await page.keyboard.down("Control");
      await page.mouse.wheel(0, -300);
      await page.keyboard.up("Control");
      const event = await server.event((seen) => seen.type === "wheel", "the wheel");
      assert.deepEqual(event.modifiers, ["Control"]);
      const found = await page.evaluate(() => [devicePixelRatio, visualViewport.scale, globalThis.wheels]);
      assert.deepEqual(found, [1, 1, [[true, true]]]);
    });

    test("tells of a ratio that changes, with the size of that time", { skip: engine.cannot.changeScale }, async () => {
      await place(page, { left: "0", top: "0", width: "100%", height: "400px" });
      for (const [ratio, width] of [[1.5, 800], [2, 700], [1, 900]]) {
        server.events.length = 0;
        await opened.setScale(ratio, { width, height: 600 });
        // Some engines change one after the other.
        const isThere = (event) => event.type === "resize" && event.ratio === ratio && event.width === width;
        const seen = await server.event(isThere, `ratio ${ratio} and width ${width}`);
        assert.deepEqual([seen.pwidth, seen.pheight], [width * ratio, 400 * ratio]);
      }
    });

    test("complains of nothing", async () => {
      assert.deepEqual(await complaintsOf(opened), []);
    });
  });

  const { trueScale } = engine.cannot;
  test("tells whole device pixels on a screen of ratio 1.5, wherever the view lies", { skip: trueScale }, async () => {
    const browser = await launch(engine, { flags: ["--force-device-scale-factor=1.5"] });
    try {
      const { page } = await openPage(browser, server.url, { viewport: null, scale: undefined });
      await watching(page);
      assert.equal(await page.evaluate(() => devicePixelRatio), 1.5);
      for (const [left, width] of [["0", "600.5px"], ["0.4px", "333.3px"], ["10.7px", "334.7px"], ["1px", "411.6px"]]) {
        server.events.length = 0;
        await place(page, { left, top: "0.3px", width, height: "200.3px" });
        const [cssWidth, cssHeight, deviceWidth, deviceHeight] = await trueSize(page);
        const same = (seen) => seen.width === cssWidth && seen.height === cssHeight && seen.pwidth === deviceWidth;
        const event = await server.event((seen) => seen.type === "resize" && same(seen), `${width} at ${left}`);
        assert.deepEqual([event.pheight, event.ratio], [deviceHeight, 1.5]);
      }
    } finally {
      await browser.close();
    }
  });
});
