import type { InputEvent, PointerInput, WheelInput } from "../../shared/events.ts";
import { bounded } from "./dom_fields.ts";

/** Where a move or wheel event waits; events of different slots are never joined. */
interface Pending {
  slot: string;
  event: PointerInput | WheelInput;
}

/**
 * Joins moves and wheel events so that one of each leaves per animation frame; everything else flushes what waits
 * first. A joined event stands where its newest part stood, so nothing overtakes what came after it.
 */
export class EventQueue {
  readonly #send: (event: InputEvent) => void;
  readonly #schedule: (flush: () => void) => void;
  #pending: Pending[] = [];
  #scheduled = false;

  /** `schedule` runs its argument once, in the next animation frame. */
  constructor(send: (event: InputEvent) => void, schedule: (flush: () => void) => void) {
    this.#send = send;
    this.#schedule = schedule;
  }

  /** Sends behind everything that waits. */
  now(event: InputEvent): void {
    this.flush();
    this.#send(event);
  }

  /** Holds a move of one pointer until the animation frame; a newer one takes its place. */
  move(event: PointerInput, pointer: number): void {
    this.#hold({ slot: `move ${pointer}`, event });
  }

  /** Holds a wheel event until the animation frame; deltas add up, the position is the newest. */
  wheel(event: WheelInput): void {
    const before = this.#pending.find((entry) => entry.slot === "wheel")?.event;
    if (before?.type === "wheel") {
      event = { ...event, dx: bounded(event.dx + before.dx), dy: bounded(event.dy + before.dy) };
    }
    this.#hold({ slot: "wheel", event });
  }

  /** Sends everything that waits. */
  flush(): void {
    const waiting = this.#pending;
    this.#pending = [];
    for (const { event } of waiting) this.#send(event);
  }

  /** Forgets everything that waits. */
  clear(): void {
    this.#pending = [];
  }

  #hold(entry: Pending): void {
    this.#pending = this.#pending.filter((other) => other.slot !== entry.slot);
    this.#pending.push(entry);
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#schedule(() => {
      this.#scheduled = false;
      this.flush();
    });
  }
}
