// Chromium with a fresh profile, and pages that note whatever goes wrong in them.
import { chromium } from "playwright-core";
import { eventually } from "./eventually.mjs";

const FLAGS = [
  "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** Starts Chromium; `CHROMIUM` names another one than Debian's. */
export function launch(flags = []) {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: [...FLAGS, ...flags] });
}

/**
 * A page that shows `url`. `complaints` collects console errors, page errors and CSP violations; `prepare(page)` runs
 * before the page loads.
 */
export async function openPage(browser, url, { scale = 1, prepare, ...rest } = {}) {
  const feigned = { deviceScaleFactor: scale, viewport: { width: 900, height: 600 } };
  const context = await browser.newContext({ ...feigned, ...rest });
  const page = await context.newPage();
  await prepare?.(page);
  const complaints = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.addInitScript(() => {
    globalThis.cspViolations = [];
    const note = (event) => globalThis.cspViolations.push(`${event.violatedDirective} ${event.blockedURI}`);
    document.addEventListener("securitypolicyviolation", note);
  });
  await page.goto(url);
  return { context, page, complaints };
}

/** Waits until frames are on the screen; returns the view's figures. */
export function watching(page, frames = 3) {
  return eventually(
    () =>
      page.evaluate((least) => {
        const view = document.querySelector("rfb-view")?.view;
        const live = view?.state.name === "negotiated" && view.stats.framesDisplayed >= least;
        return live ? { ...view.stats } : undefined;
      }, frames),
    "frames on the screen",
  );
}

/** The view's state. */
export function stateOf(page) {
  return page.evaluate(() => ({ ...document.querySelector("rfb-view").view.state }));
}

/** Everything that went wrong in the page. */
export async function complaintsOf({ page, complaints }) {
  return [...complaints, ...(await page.evaluate(() => globalThis.cspViolations))];
}
