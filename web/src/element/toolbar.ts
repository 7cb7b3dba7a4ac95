import type { FitMode } from "../shared/geometry.ts";
import { make, makeButton, nameButton } from "./dom.ts";
import { makeIcon } from "./icons.ts";
import type { IconName } from "./icons.ts";

/** What the toolbar's buttons do. */
export type ToolbarActions = Readonly<Record<IconName, () => void>>;

/** What the toolbar's buttons tell. */
export interface ToolbarState {
  fit: FitMode;
  imageOnly: boolean;
  hud: boolean;
  fullscreen: boolean;
  /** A text waits to be copied. */
  copy: boolean;
  /** Control may be asked for. */
  control: boolean;
}

/** Without movement of the pointer for so long, the toolbar makes way for the picture. */
const IDLE_MS = 3000;

const NAMES: readonly (readonly [IconName, string])[] = [
  ["control", "Ask for control"],
  ["copy", "Copy the text of the application"],
  ["screenshot", "Save a screenshot"],
  ["fit", "Fit"],
  ["transport", "Images only"],
  ["hud", "Figures"],
  ["keyboard", "On-screen keyboard"],
  ["fullscreen", "Full screen"],
];

/**
 * The row of buttons. One stop for the Tab key; arrow keys, Home and End go from button to button. It fades while the
 * pointer rests, and is back when the pointer moves or a button has the focus.
 */
export class Toolbar {
  readonly element = make("div", "toolbar panel");
  readonly #buttons = new Map<IconName, HTMLButtonElement>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #idleAt = 0;

  /** `done`: a button was used with a pointer, which leaves the keyboard to the view. */
  constructor(actions: ToolbarActions, done: () => void) {
    this.element.setAttribute("role", "toolbar");
    this.element.setAttribute("aria-label", "View");
    for (const [name, label] of NAMES) {
      const button = makeButton(`${name}-button`, label, (event) => {
        actions[name]();
        // A click that comes from a key counts no presses.
        if (event.detail > 0) done();
      });
      button.append(makeIcon(name));
      this.#buttons.set(name, button);
    }
    this.element.append(...this.#buttons.values());
    this.element.addEventListener("keydown", (event) => this.#walk(event));
    this.element.addEventListener("focusin", (event) => this.#rove(event.target));
    this.#rove(this.#buttons.get("screenshot") ?? null);
  }

  /** Brings the buttons in line with the view. */
  update(state: ToolbarState): void {
    const { control, copy, fit, transport, hud, keyboard, fullscreen } = Object.fromEntries(this.#buttons);
    if (fit !== undefined) nameButton(fit, `Fit: ${state.fit}`);
    transport?.setAttribute("aria-pressed", String(state.imageOnly));
    hud?.setAttribute("aria-pressed", String(state.hud));
    fullscreen?.setAttribute("aria-pressed", String(state.fullscreen));
    if (control !== undefined) control.hidden = !state.control;
    if (copy !== undefined) copy.hidden = !state.copy;
    if (keyboard !== undefined) keyboard.hidden = !matchMedia("(pointer: coarse)").matches;
    // Phones of some makers show nothing but films alone on the screen.
    if (fullscreen !== undefined) fullscreen.hidden = document.fullscreenEnabled === false;
    const buttons = [...this.#buttons.values()];
    const stop = buttons.find((button) => button.tabIndex === 0);
    if (stop?.hidden === false) return;
    const next = buttons.find((button) => !button.hidden);
    this.#rove(next ?? null);
    // The keyboard must not be lost with a button that goes.
    const { activeElement } = this.element.getRootNode() as Document | ShadowRoot;
    if (stop !== undefined && stop === activeElement) next?.focus();
  }

  /** The pointer moves: stay for a while. */
  wake(): void {
    this.#idleAt = performance.now() + IDLE_MS;
    this.element.classList.remove("idle");
    this.#timer ??= setTimeout(() => this.#rest(), IDLE_MS);
  }

  /** Ends the clock. */
  dispose(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #rest(): void {
    this.#timer = undefined;
    const left = this.#idleAt - performance.now();
    if (left > 0) this.#timer = setTimeout(() => this.#rest(), left);
    else this.element.classList.add("idle");
  }

  /** The one button that Tab finds. */
  #rove(target: EventTarget | null): void {
    for (const button of this.#buttons.values()) button.tabIndex = button === target ? 0 : -1;
  }

  #walk(event: KeyboardEvent): void {
    const buttons = [...this.#buttons.values()].filter((button) => !button.hidden);
    const at = buttons.findIndex((button) => button === event.target);
    const last = buttons.length - 1;
    const next: Readonly<Record<string, number>> = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at <= 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    const target = buttons[next[event.key] ?? -1];
    if (target === undefined) return;
    event.preventDefault();
    target.focus();
  }
}
