// Pages that note whatever goes wrong in them, and what tests ask of a view.
import { eventually } from "./eventually.mjs";

/**
 * A page that shows `url`, as the engine's driver gives it. `complaints` collects console errors, page errors and CSP
 * violations; `prepare(page)` runs before the page loads.
 */
export function openPage(browser, url, options = {}) {
  return browser.open(url, { scale: 1, viewport: { width: 900, height: 600 }, ...options });
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

/** The text of a part of the element, undefined where it is not shown. */
export function partText(page, part) {
  return page.evaluate((selector) => {
    const found = document.querySelector("rfb-view").shadowRoot.querySelector(selector);
    const isShown = found?.checkVisibility({ visibilityProperty: true }) === true && found.offsetWidth > 0;
    return isShown ? found.innerText : undefined;
  }, part);
}

/** Everything that went wrong in the page. */
export async function complaintsOf({ page, complaints }) {
  return [...complaints, ...(await page.evaluate(() => globalThis.noted))];
}
