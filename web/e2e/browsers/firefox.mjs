// The Firefox that users have, by WebDriver BiDi: Playwright drives only one that it has patched.
import { existsSync } from "node:fs";
import puppeteer from "puppeteer-core";
import { fingersOf, inputMethodOf } from "./firefox_input.mjs";
import { openTab } from "./puppeteer_page.mjs";

const EXECUTABLE = process.env.FIREFOX ?? "/usr/bin/firefox-esr";

/** The program that is not there; `FIREFOX` names another one than Debian's. */
export const missing = () => (existsSync(EXECUTABLE) ? undefined : EXECUTABLE);

/** A browser with a fresh profile. */
export async function launch() {
  // Only the browser's own window has an input method.
  const args = ["--remote-allow-system-access"];
  const browser = await puppeteer.launch({ browser: "firefox", executablePath: EXECUTABLE, headless: true, args });
  const addInput = (page, tab) => {
    Object.assign(page.keyboard, inputMethodOf(browser.connection));
    page.fingers = fingersOf(tab, browser.connection);
  };
  const open = (url, options) => openTab(browser, url, options, addInput);
  return { open, close: () => browser.close() };
}
