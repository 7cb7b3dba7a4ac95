import type { KeySample } from "./key_state.ts";

/** Keys that would scroll the page behind the view. */
const SCROLL_KEYS: ReadonlySet<string> = new Set([
  "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End",
]);

/** Keys that make text in steps, or that a system cannot name. */
const TEXT_KEYS: ReadonlySet<string> = new Set(["Dead", "Compose", "Process", "Unidentified", "AltGraph", ""]);

/** Who leaves the view by key although it grabs keys: in every browser this goes to the window's next pane. */
const WAY_OUT = "F6";

/** A key, and whether the layout's third level is on: a modifier that makes text on Windows comes with two others. */
export interface GrabSample extends KeySample {
  getModifierState?(key: string): boolean;
}

/**
 * Whether the page must not act on a key. Keys that scroll, always; with `grabKeys` also the browser's shortcuts and
 * every key without text. Never a key that makes text, which arrives by the text field.
 */
export function keepsFromPage(sample: GrabSample, grabKeys: boolean): boolean {
  const { key, ctrlKey, altKey, metaKey } = sample;
  const isPlain = !ctrlKey && !altKey && !metaKey;
  if (SCROLL_KEYS.has(key) && isPlain) return true;
  if (!grabKeys || sample.isComposing || TEXT_KEYS.has(key) || key === WAY_OUT) return false;
  if ([...key].length > 1) return true;
  if (sample.getModifierState?.("AltGraph") === true) return false;
  // Alt alone makes letters of its own on a Mac, which are none of these.
  return ctrlKey || metaKey || (altKey && /^[ -~]$/.test(key));
}

/** A key that copies or cuts, one that pastes, or neither. */
export function clipboardKey({ key, ctrlKey, altKey, metaKey, shiftKey }: KeySample): "copy" | "paste" | undefined {
  const letter = key.toLowerCase();
  const isCommand = (ctrlKey || metaKey) && !altKey;
  if (isCommand && (letter === "c" || letter === "x" || (letter === "insert" && ctrlKey))) return "copy";
  if (shiftKey && letter === "delete" && !altKey) return "copy";
  if (isCommand && letter === "v") return "paste";
  return shiftKey && letter === "insert" && !altKey ? "paste" : undefined;
}
