import type { KeyInput, Modifier } from "../../shared/events.ts";
import { modifiersOf } from "./dom_fields.ts";
import type { ModifierFlags } from "./dom_fields.ts";
import type { EventQueue } from "./event_queue.ts";
import { splitText, wellFormed } from "./text.ts";

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

/** What on-screen keyboards do without naming a key, and the key that means the same. */
const KEY_OF_EDIT: Readonly<Record<string, string>> = {
  deleteContentBackward: "Backspace",
  deleteWordBackward: "Backspace",
  deleteContentForward: "Delete",
  insertLineBreak: "Enter",
  insertParagraph: "Enter",
};

/** UTF-16 units of one `char`: at most three bytes each, and the server drops text of more than 4 KiB. */
const MAX_TEXT = 1024;

/** A key as the server knows it. */
interface Held {
  readonly key: string;
  readonly code: string;
}

/**
 * Turns DOM keyboard and text events into the wire's: no repeats, one release for each press, with the name that the
 * press had. Text comes from a text field, so composition and dead keys work.
 */
export class KeyState {
  readonly #queue: EventQueue;
  /** The keys that are down as the server knows it, by physical key. */
  readonly #held = new Map<string, Held>();
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
    const held = { key: wellFormed(sample.key), code: sample.code };
    this.#held.set(id, held);
    this.#key("key_down", held, sample.timeStamp, modifiersOf(sample));
  }

  /** `keyup`. */
  up(sample: KeySample): void {
    this.#repeating = false;
    const id = idOf(sample);
    const held = this.#held.get(id);
    if (held === undefined) return;
    this.#held.delete(id);
    this.#key("key_up", held, sample.timeStamp, modifiersOf(sample));
    // macOS reports no release of a key that goes up while Meta is held.
    if (held.key === "Meta") this.releaseAll(sample.timeStamp);
  }

  /** `input`: text was typed, or a composition changed. */
  text(sample: TextSample): void {
    // Engines disagree about what follows a composition; its text comes from `composed`.
    const isAftermath = !sample.isComposing && sample.inputType.includes("Composition");
    // Pasting is the clipboard's business, not typing.
    if (isAftermath || sample.inputType.startsWith("insertFrom")) return;
    const key = sample.isComposing ? undefined : KEY_OF_EDIT[sample.inputType];
    if (key !== undefined) return this.#edit(key, sample.timeStamp);
    this.#char(sample.data ?? "", sample.inputType, sample.isComposing, sample.timeStamp);
  }

  /** `compositionend`: the text that a composition came to. */
  composed(data: string, timeStamp: number): void {
    this.#char(data, "insertCompositionText", false, timeStamp);
  }

  /** The page or the focus is gone: no key is down any more. */
  releaseAll(timeStamp: number): void {
    this.#repeating = false;
    for (const [id, held] of [...this.#held]) {
      this.#held.delete(id);
      this.#key("key_up", held, timeStamp, []);
    }
  }

  /** A session begins: it has heard of no press. */
  restart(): void {
    this.#repeating = false;
    this.#held.clear();
  }

  /** An edit without a key that is held: the key goes down and up. */
  #edit(key: string, timeStamp: number): void {
    if ([...this.#held.values()].some((held) => held.key === key)) return;
    this.#key("key_down", { key, code: "" }, timeStamp, []);
    this.#key("key_up", { key, code: "" }, timeStamp, []);
  }

  #key(type: KeyInput["type"], { key, code }: Held, timeStamp: number, modifiers: Modifier[]): void {
    this.#queue.now({ type, timestamp: timeStamp / 1000, key, code, modifiers });
  }

  #char(data: string, inputType: string, isComposing: boolean, timeStamp: number): void {
    for (const part of splitText(wellFormed(data), MAX_TEXT)) {
      this.#queue.now({
        type: "char",
        timestamp: timeStamp / 1000,
        data: part,
        input_type: inputType,
        is_composing: isComposing,
        repeat: this.#repeating,
      });
    }
  }
}

/** Keys of on-screen keyboards have no code. */
function idOf(sample: KeySample): string {
  return sample.code === "" ? sample.key : sample.code;
}
