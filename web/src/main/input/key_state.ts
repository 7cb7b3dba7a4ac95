import { modifiersOf } from "./dom_fields.ts";
import type { ModifierFlags } from "./dom_fields.ts";
import type { EventQueue } from "./event_queue.ts";

/** The fields of a keyboard event that are read. */
export interface KeySample extends ModifierFlags {
  readonly key: string;
  readonly code: string;
  readonly repeat: boolean;
  readonly isComposing: boolean;
  readonly timeStamp: number;
}

/** The fields of a text field's `input` event that are read. */
export interface TextSample {
  readonly data: string | null;
  readonly inputType: string;
  readonly isComposing: boolean;
  readonly timeStamp: number;
}

/** Keys that stand for no key: the input method is at work, or the system does not know. */
const NAMELESS_KEYS: ReadonlySet<string> = new Set(["Process", "Unidentified", ""]);

/** The server drops longer text. */
const MAX_TEXT = 1024;

/**
 * Turns DOM keyboard and text events into the wire's: no repeats, one release for each press, with the name that the
 * press had. Text comes from a text field, so composition and dead keys work.
 */
export class KeyState {
  readonly #queue: EventQueue;
  /** The keys that are down as the server knows it: name by physical key. */
  readonly #held = new Map<string, string>();
  #repeating = false;

  constructor(queue: EventQueue) {
    this.#queue = queue;
  }

  /** `keydown`. */
  down(sample: KeySample): void {
    this.#repeating = sample.repeat;
    if (sample.repeat || sample.isComposing || NAMELESS_KEYS.has(sample.key)) return;
    const id = idOf(sample);
    if (this.#held.has(id)) return;
    this.#held.set(id, sample.key);
    const { key, code } = sample;
    const modifiers = modifiersOf(sample);
    this.#queue.now({ type: "key_down", timestamp: sample.timeStamp / 1000, key, code, modifiers });
  }

  /** `keyup`. */
  up(sample: KeySample): void {
    this.#repeating = false;
    const id = idOf(sample);
    const key = this.#held.get(id);
    if (key === undefined) return;
    this.#held.delete(id);
    const { code } = sample;
    this.#queue.now({ type: "key_up", timestamp: sample.timeStamp / 1000, key, code, modifiers: modifiersOf(sample) });
    // macOS reports no release of a key that goes up while Meta is held.
    if (key === "Meta") this.releaseAll(sample.timeStamp);
  }

  /** `input`: text was typed, or a composition changed. */
  text(sample: TextSample): void {
    // Engines disagree about what follows a composition; its text comes from `composed`.
    const isAftermath = !sample.isComposing && sample.inputType.includes("Composition");
    // Pasting is the clipboard's business, not typing.
    if (isAftermath || sample.inputType.startsWith("insertFrom")) return;
    this.#char(sample.data ?? "", sample.inputType, sample.isComposing, sample.timeStamp);
  }

  /** `compositionend`: the text that a composition came to. */
  composed(data: string, timeStamp: number): void {
    this.#char(data, "insertCompositionText", false, timeStamp);
  }

  /** The page, the focus or the connection is gone: no key is down any more. */
  releaseAll(timeStamp: number): void {
    this.#repeating = false;
    for (const [code, key] of [...this.#held]) {
      this.#held.delete(code);
      this.#queue.now({ type: "key_up", timestamp: timeStamp / 1000, key, code, modifiers: [] });
    }
  }

  #char(data: string, inputType: string, isComposing: boolean, timeStamp: number): void {
    if (data === "") return;
    this.#queue.now({
      type: "char",
      timestamp: timeStamp / 1000,
      data: data.slice(0, MAX_TEXT),
      input_type: inputType,
      is_composing: isComposing,
      repeat: this.#repeating,
    });
  }
}

/** Keys of on-screen keyboards have no code. */
function idOf(sample: KeySample): string {
  return sample.code === "" ? sample.key : sample.code;
}
