// Pages by Puppeteer, with the part of Playwright's interface that the tests use.
import { eventually } from "../support/eventually.mjs";
import { keyboardOf } from "./keyboard.mjs";
import { noteViolations } from "./noted.mjs";

/** Opens a tab. `addTo(page, tab)` gives it what its browser can do besides. */
export async function openTab(browser, url, { scale, viewport, prepare }, addTo) {
  const tab = await browser.newPage();
  // Another tab that closes just now may take its place, and a hidden page is sent nothing.
  await tab.bringToFront();
  const complaints = [];
  tab.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warn") complaints.push(message.text());
  });
  tab.on("pageerror", (error) => complaints.push(String(error)));
  await tab.evaluateOnNewDocument(noteViolations);
  await resize(tab, { ...viewport, deviceScaleFactor: scale });
  const page = pageOf(tab, scale);
  addTo?.(page, tab);
  await prepare?.(page);
  await page.goto(url);
  let cover;
  const hide = async () => {
    cover = await browser.newPage();
    await cover.bringToFront();
  };
  const show = async () => {
    await tab.bringToFront();
    await cover.close();
  };
  const setScale = (deviceScaleFactor, size) => resize(tab, { deviceScaleFactor, ...size });
  return { page, complaints, hide, show, setScale, close: () => tab.close() };
}

/** Gives the page a size; with it Puppeteer sets the screen's orientation, of which Firefox 140 knows nothing. */
async function resize(tab, viewport) {
  try {
    await tab.setViewport(viewport);
  } catch (error) {
    if (!String(error).includes("unknown command emulation.setScreenOrientationOverride")) throw error;
    await eventually(() => tab.evaluate((width) => innerWidth === width, viewport.width), "the size of the page");
  }
}

function pageOf(tab, scale) {
  return {
    goto: (url) => tab.goto(url),
    reload: () => tab.reload(),
    goBack: () => tab.goBack(),
    url: () => tab.url(),
    evaluate: (act, argument) => tab.evaluate(act, argument),
    setViewportSize: (size) => resize(tab, { deviceScaleFactor: scale, ...size }),
    screenshot: async (options) => Buffer.from(await tab.screenshot(options)),
    workers: () => tab.workers(),
    mouse: {
      move: (x, y, options) => tab.mouse.move(x, y, options),
      down: (options) => tab.mouse.down(options),
      up: (options) => tab.mouse.up(options),
      click: (x, y, options) => tab.mouse.click(x, y, options),
      dblclick: (x, y) => tab.mouse.click(x, y, { count: 2 }),
      wheel: (deltaX, deltaY) => tab.mouse.wheel({ deltaX, deltaY }),
    },
    keyboard: keyboardOf((key) => tab.keyboard.down(key), (key) => tab.keyboard.up(key)),
  };
}
