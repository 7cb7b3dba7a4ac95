import type { StateName, ViewState, ViewStats } from "../shared/status.ts";
import { make } from "./dom.ts";
import { durationName } from "./hud.ts";

const WORDS: Readonly<Record<StateName, string>> = {
  connecting: "Connecting",
  open: "Connecting",
  negotiated: "Live",
  reconnecting: "Reconnecting",
  closed: "Ended",
  error: "Stopped",
};

/** A round trip below the first is good, one above the second is bad; between them the server slows down. */
const GOOD_MS = 60;
const BAD_MS = 150;

/** How long a note stays in place of the state. */
const NOTE_MS = 2500;

/** How good a round trip is. */
export function latencyGrade(ms: number): "good" | "warn" | "bad" {
  if (ms <= GOOD_MS) return "good";
  return ms <= BAD_MS ? "warn" : "bad";
}

/** The badge that tells where the view stands, and beside it how long a round trip takes. */
export class StatusBadge {
  readonly element = make("div", "badges");
  readonly #status = make("div", "status panel");
  readonly #word = make("span", "word");
  readonly #latency = make("div", "latency panel");
  #state: StateName = "connecting";
  #note: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const dot = make("span", "dot");
    dot.setAttribute("aria-hidden", "true");
    this.#status.append(dot, this.#word);
    this.#status.setAttribute("role", "status");
    this.#latency.title = "Round trip between server and view";
    this.#latency.hidden = true;
    this.element.append(this.#status, this.#latency);
    this.#showWord(WORDS.connecting);
  }

  /** Which of the two are there. */
  furnish(status: boolean, latency: boolean): void {
    this.#status.hidden = !status;
    this.#latency.classList.toggle("off", !latency);
  }

  /** Shows a state. */
  state(state: ViewState): void {
    this.#state = state.name;
    this.#status.dataset["state"] = state.name;
    this.#status.title = state.message;
    if (state.name !== "negotiated") this.#latency.hidden = true;
    this.#endNote();
  }

  /** Shows figures. */
  stats(stats: ViewStats): void {
    const text = durationName(stats.serverRttMs);
    this.#latency.hidden = text === "" || this.#state !== "negotiated";
    this.#latency.dataset["grade"] = latencyGrade(stats.serverRttMs);
    this.#latency.textContent = text;
    this.#latency.setAttribute("aria-label", `Round trip ${text}`);
  }

  /** Says for a moment what was done. */
  note(text: string): void {
    this.#endNote();
    this.#showWord(text);
    this.#note = setTimeout(() => this.#endNote(), NOTE_MS);
  }

  #endNote(): void {
    clearTimeout(this.#note);
    this.#showWord(WORDS[this.#state]);
  }

  /** A live region speaks whenever it is written to, the same text too. */
  #showWord(text: string): void {
    if (this.#word.textContent !== text) this.#word.textContent = text;
  }
}
