// Chromium by Playwright, whose pages the other drivers imitate.
import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import { launch as launchPuppeteer } from "puppeteer-core";
import { addInput } from "./chromium_input.mjs";
import { noteViolations } from "./noted.mjs";
import { openTab } from "./puppeteer_page.mjs";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";

const FLAGS = [
  "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** The program that is not there; `CHROMIUM` names another one than Debian's. */
export const missing = () => (existsSync(EXECUTABLE) ? undefined : EXECUTABLE);

/**
 * A browser with a fresh profile. `puppeteer`: driven by that, for a tab that is hidden behind another one, and for pictures
 * under a ratio that has changed. Playwright keeps all of its pages shown, and takes pictures by the ratio they began with.
 */
export async function launch({ flags = [], puppeteer = false } = {}) {
  if (puppeteer) {
    const browser = await launchPuppeteer({ executablePath: EXECUTABLE, headless: true, args: FLAGS });
    return { open: (url, options) => openTab(browser, url, options), close: () => browser.close() };
  }
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args: [...FLAGS, ...flags] });
  return { open: (url, options) => open(browser, url, options), close: () => browser.close() };
}

async function open(browser, url, { scale, viewport, prepare, ...rest }) {
  const context = await browser.newContext({ deviceScaleFactor: scale, viewport, ...rest });
  const page = await context.newPage();
  // What is injected is divided by an emulated ratio; under a true one a notch is 100.
  const turn = page.mouse.wheel.bind(page.mouse);
  page.mouse.wheel = (deltaX, deltaY) => turn(deltaX * (scale ?? 1), deltaY * (scale ?? 1));
  const protocol = await context.newCDPSession(page);
  addInput(page, protocol);
  await prepare?.(page);
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.addInitScript(noteViolations);
  await page.goto(url);
  const setScale = async (deviceScaleFactor, { width, height }) => {
    await protocol.send("Emulation.setDeviceMetricsOverride", { width, height, deviceScaleFactor, mobile: false });
  };
  return { page, complaints, setScale, close: () => context.close() };
}
