import type { ViewState } from "../shared/status.ts";
import { make, makeButton } from "./dom.ts";

/** The panel in the middle that says in a sentence why there is no live picture, with a button to connect. */
export class Banner {
  readonly element = make("div", "banner panel");
  readonly #text = make("p", "message");
  readonly #retry: HTMLButtonElement;
  #isOn = true;
  #isNeeded = true;

  constructor(reconnect: () => void) {
    this.#retry = makeButton("retry", "Connect again", reconnect);
    this.#retry.textContent = "Connect";
    this.element.append(this.#text, this.#retry);
  }

  /** Whether it is shown when there is something to say. */
  furnish(isOn: boolean): void {
    this.#isOn = isOn;
    this.element.hidden = !this.#isOn || !this.#isNeeded;
  }

  /** Shows a state. */
  state(state: ViewState): void {
    const isOver = state.name === "error" || state.name === "closed";
    this.#isNeeded = state.name !== "negotiated";
    // Only the end interrupts a screen reader; the badge tells of the rest.
    if (isOver) this.element.setAttribute("role", "alert");
    else this.element.removeAttribute("role");
    this.element.classList.toggle("bad", state.name === "error");
    // A connection that comes at once should not flash a panel.
    this.element.classList.toggle("late", state.name === "connecting" || state.name === "open");
    this.#retry.hidden = !isOver && state.name !== "reconnecting";
    this.#text.textContent = state.name === "reconnecting" ? `${state.message} Trying again.` : state.message;
    this.furnish(this.#isOn);
  }
}
