// The Firefox that users have, by WebDriver BiDi: Playwright drives only one that it has patched.
import { existsSync } from "node:fs";
import puppeteer from "puppeteer-core";
import { keyboardOf } from "./keyboard.mjs";
import { noteViolations } from "./noted.mjs";

const EXECUTABLE = process.env.FIREFOX ?? "/usr/bin/firefox-esr";

/** The program that is not there; `FIREFOX` names another one than Debian's. */
export const missing = () => (existsSync(EXECUTABLE) ? undefined : EXECUTABLE);

/** A browser with a fresh profile. */
export async function launch() {
  const browser = await puppeteer.launch({ browser: "firefox", executablePath: EXECUTABLE, headless: true });
  return { open: (url, options) => open(browser, url, options), close: () => browser.close() };
}

async function open(browser, url, { scale, viewport, prepare }) {
  const tab = await browser.newPage();
  // Another tab that closes just now may take its place, and a hidden page is sent nothing.
  await tab.bringToFront();
  const complaints = [];
  tab.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warn") complaints.push(message.text());
  });
  tab.on("pageerror", (error) => complaints.push(String(error)));
  await tab.evaluateOnNewDocument(noteViolations);
  await tab.setViewport({ ...viewport, deviceScaleFactor: scale });
  const page = pageOf(tab, scale);
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
  const setScale = (deviceScaleFactor, size) => tab.setViewport({ deviceScaleFactor, ...size });
  return { page, complaints, hide, show, setScale, close: () => tab.close() };
}

function pageOf(tab, scale) {
  return {
    goto: (url) => tab.goto(url),
    reload: () => tab.reload(),
    goBack: () => tab.goBack(),
    url: () => tab.url(),
    evaluate: (act, argument) => tab.evaluate(act, argument),
    setViewportSize: (size) => tab.setViewport({ deviceScaleFactor: scale, ...size }),
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
