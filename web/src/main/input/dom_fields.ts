import type { PointerFields } from "../../shared/events.ts";

/** The wire's button numbers by DOM `button`: left, middle, right, back, forward. */
const BUTTON_OF_DOM = [1, 3, 2, 4, 5] as const;

/** Pixels of one line, so that a notch of three lines is about 100. */
const LINE_PIXELS = 100 / 3;

/** The server drops an event with a coordinate or delta beyond this. */
const LARGEST_NUMBER = 1e6;

/** The four modifier flags that pointer, wheel and keyboard events share. */
export interface ModifierFlags {
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** DOM `button` → wire: 0 none, 1 left, 2 right, 3 middle, 4 back, 5 forward. */
export function buttonFromDom(button: number): number {
  return BUTTON_OF_DOM[button] ?? 0;
}

/** DOM `buttons` bit mask → wire numbers, rising. The mask already has the wire's order. */
export function buttonsFromMask(mask: number): number[] {
  return [1, 2, 3, 4, 5].filter((button) => (mask & (1 << (button - 1))) !== 0);
}

/** The modifiers that are held, in the wire's spelling. */
export function modifiersOf(flags: ModifierFlags): PointerFields["modifiers"] {
  const held: PointerFields["modifiers"] = [];
  if (flags.shiftKey) held.push("Shift");
  if (flags.ctrlKey) held.push("Control");
  if (flags.altKey) held.push("Alt");
  if (flags.metaKey) held.push("Meta");
  return held;
}

/** A coordinate or delta within what the server takes; 0 for what is no number. */
export function bounded(value: number): number {
  return Math.min(LARGEST_NUMBER, Math.max(-LARGEST_NUMBER, value)) || 0;
}

/** Wheel deltas in pixels; `deltaMode` counts pixels, lines or pages, and a page is as high as the view. */
export function wheelPixels(
  wheel: { readonly deltaX: number; readonly deltaY: number; readonly deltaMode: number },
  pageHeight: number,
): { dx: number; dy: number } {
  const unit = wheel.deltaMode === 1 ? LINE_PIXELS : wheel.deltaMode === 2 ? pageHeight : 1;
  return { dx: bounded(wheel.deltaX * unit), dy: bounded(wheel.deltaY * unit) };
}
