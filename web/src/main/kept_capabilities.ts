/** Of the rules by which a browser was asked; others ask again. */
const KEY = "pdum-rfb capabilities 1";

let kept: string | undefined;

/** A tab's storage, which a page may be denied. */
function storage(): Storage | undefined {
  try {
    return globalThis.sessionStorage;
  } catch {
    return undefined;
  }
}

/** What an earlier view, of this page or of one before it in the tab, has found out about this very browser. */
export function keptCapabilities(): string | undefined {
  if (kept !== undefined) return kept;
  const text = storage()?.getItem(KEY) ?? "";
  const browser = `${navigator.userAgent}\n`;
  kept = text.startsWith(browser) ? text.slice(browser.length) : undefined;
  return kept;
}

/** Keeps what a view has found out; `undefined`: it has proven wrong. */
export function keepCapabilities(found: string | undefined): void {
  kept = found;
  try {
    if (found === undefined) storage()?.removeItem(KEY);
    else storage()?.setItem(KEY, `${navigator.userAgent}\n${found}`);
  } catch {
    // A full storage only means that the next page asks again.
  }
}
