import type { HoverInput, PointerFields, PointerInput, Touch, WheelInput } from "../../shared/events.ts";
import type { FramePoint } from "../../shared/geometry.ts";
import { bounded, buttonFromDom, buttonsFromMask, modifiersOf, wheelPixels } from "./dom_fields.ts";
import type { ModifierFlags } from "./dom_fields.ts";
import type { EventQueue } from "./event_queue.ts";

/** The fields of a mouse event that are read. */
export interface MouseSample extends ModifierFlags {
  readonly clientX: number;
  readonly clientY: number;
  readonly button: number;
  readonly buttons: number;
  /** Milliseconds. */
  readonly timeStamp: number;
}

/** The fields of a pointer event that are read. */
export interface PointerSample extends MouseSample {
  readonly pointerId: number;
  readonly pointerType: string;
  readonly pressure: number;
}

/** The fields of a wheel event that are read. */
export interface WheelSample extends MouseSample {
  readonly deltaX: number;
  readonly deltaY: number;
  readonly deltaMode: number;
}

/** How the page relates to the frame at this moment. */
export interface PointerSpace {
  /** Maps a point of the page to frame pixels. */
  locate(clientX: number, clientY: number): FramePoint;
  /** The frame's own pixel ratio. */
  pixelRatio(): number;
  /** Height of the view in CSS pixels. */
  pageHeight(): number;
}

/** A point of the page. Where it lies in the frame changes with the frame. */
interface Place {
  readonly clientX: number;
  readonly clientY: number;
}

/** When something is done, and under which modifiers; a double click does not tell by which pointer. */
interface Act extends ModifierFlags {
  readonly timeStamp: number;
  readonly pointerId?: number;
}

/** Which pointer acts. */
interface Actor extends Act {
  readonly pointerId: number;
}

interface Held {
  /** The buttons that went down on the view, and are still down. */
  buttons: Set<number>;
  /** The button that began the drag. */
  first: number;
  point: FramePoint;
  pressure: number;
  isTouch: boolean;
}

/**
 * Turns DOM pointer events into the wire's. Keeps which buttons are down *as the server knows it*: a press elsewhere
 * is never seen, and every press seen gets exactly one release.
 */
export class PointerState {
  readonly #queue: EventQueue;
  readonly #space: PointerSpace;
  readonly #held = new Map<number, Held>();
  readonly #over = new Map<number, Place>();

  constructor(queue: EventQueue, space: PointerSpace) {
    this.#queue = queue;
    this.#space = space;
  }

  /** `pointerdown`. */
  down(sample: PointerSample): void {
    const point = this.#see(sample);
    const button = buttonFromDom(sample.button);
    if (button !== 0) this.#press(sample, button, point);
  }

  /** `pointermove`; every button of a mouse but the first one down and the last one up changes in a move. */
  move(sample: PointerSample): void {
    if (this.#isBystander(sample)) return;
    const point = this.#see(sample);
    const down = buttonsFromMask(sample.buttons);
    const held = this.#held.get(sample.pointerId);
    if (held !== undefined) {
      held.point = point;
      held.pressure = sample.pressure;
      this.#release(sample, down);
    }
    const changed = buttonFromDom(sample.button);
    // Only the one that changed: the others may have gone down elsewhere.
    if (changed !== 0 && down.includes(changed)) this.#press(sample, changed, point);
    if (changed !== 0 && (held !== undefined || this.holds(sample.pointerId))) return;
    const button = this.#held.get(sample.pointerId)?.first ?? 0;
    this.#queue.move(this.#event("pointer_move", sample, button, point), sample.pointerId);
  }

  /** `pointerup`. */
  up(sample: PointerSample): void {
    const held = this.#held.get(sample.pointerId);
    if (held === undefined) return;
    held.point = this.#locate(sample);
    this.#release(sample, []);
  }

  /** `pointercancel` or `lostpointercapture`: whatever is still held goes up where it was last. */
  cancel(pointerId: number, timeStamp: number): void {
    this.#release(nobody(pointerId, timeStamp), []);
  }

  /** `pointerenter`. */
  enter(sample: PointerSample): void {
    if (!this.#isBystander(sample)) this.#see(sample);
  }

  /** `pointerleave`. */
  leave(sample: PointerSample): void {
    if (this.#over.delete(sample.pointerId)) this.#hover("pointer_leave", sample, this.#locate(sample));
  }

  /** `dblclick`. */
  doubleClick(sample: MouseSample): void {
    const point = this.#locate(sample);
    this.#queue.now(this.#event("double_click", sample, buttonFromDom(sample.button), point));
  }

  /** `wheel`. */
  wheel(sample: WheelSample): void {
    const point = this.#locate(sample);
    const deltas = wheelPixels(sample, this.#space.pageHeight());
    const buttons = new Set([...this.#held.values()].flatMap((held) => [...held.buttons]));
    const event: WheelInput = { type: "wheel", ...this.#fields(sample, point, buttons), ...deltas };
    this.#queue.wheel(event);
  }

  /** Whether this pointer has a button down that the server knows of. */
  holds(pointerId: number): boolean {
    return this.#held.has(pointerId);
  }

  /** The page is gone: nothing is held or over the view any more. */
  releaseAll(timeStamp: number): void {
    for (const pointerId of [...this.#held.keys()]) this.cancel(pointerId, timeStamp);
    for (const [pointerId, place] of [...this.#over]) {
      this.#over.delete(pointerId);
      this.#hover("pointer_leave", nobody(pointerId, timeStamp), this.#locate(place));
    }
  }

  /** A session begins: it has heard of no press, and hears now of every pointer that is over the view. */
  restart(timeStamp: number): void {
    this.#held.clear();
    for (const [pointerId, place] of this.#over) {
      this.#hover("pointer_enter", nobody(pointerId, timeStamp), this.#locate(place));
    }
  }

  /** While fingers or buttons are down, a pointer that has none is of no interest. */
  #isBystander(sample: PointerSample): boolean {
    return this.#held.size > 0 && !this.#held.has(sample.pointerId);
  }

  /** Notes where a pointer is; announces one that was not over the view. */
  #see(sample: PointerSample): FramePoint {
    const { pointerId, clientX, clientY } = sample;
    const point = this.#locate(sample);
    const isNew = !this.#over.has(pointerId);
    this.#over.set(pointerId, { clientX, clientY });
    if (isNew) this.#hover("pointer_enter", sample, point);
    return point;
  }

  #locate(place: Place): FramePoint {
    const { x, y, inside } = this.#space.locate(place.clientX, place.clientY);
    return { x: bounded(x), y: bounded(y), inside };
  }

  #press(sample: PointerSample, button: number, point: FramePoint): void {
    let held = this.#held.get(sample.pointerId);
    if (held === undefined) {
      const isTouch = sample.pointerType !== "mouse";
      held = { buttons: new Set(), first: button, point, pressure: sample.pressure, isTouch };
      this.#held.set(sample.pointerId, held);
    }
    if (held.buttons.has(button)) return;
    held.buttons.add(button);
    this.#queue.now(this.#event("pointer_down", sample, button, point));
  }

  /** Every button that is held and not `down` goes up, where its pointer was last. */
  #release(actor: Actor, down: readonly number[]): void {
    const held = this.#held.get(actor.pointerId);
    if (held === undefined) return;
    for (const button of [...held.buttons].filter((button) => !down.includes(button))) {
      held.buttons.delete(button);
      if (held.buttons.size === 0) this.#held.delete(actor.pointerId);
      this.#queue.now(this.#event("pointer_up", actor, button, held.point));
    }
  }

  #hover(type: HoverInput["type"], actor: Actor, point: FramePoint): void {
    this.#queue.now({ type, ...this.#fields(actor, point, this.#buttonsOf(actor)), button: 0 });
  }

  #event(type: PointerInput["type"], act: Act, button: number, point: FramePoint): PointerInput {
    const touches: Record<string, Touch> = {};
    for (const [id, held] of this.#held) {
      if (held.isTouch) touches[id] = { x: held.point.x, y: held.point.y, pressure: held.pressure };
    }
    const fields = this.#fields(act, point, this.#buttonsOf(act));
    return { type, ...fields, button, ntouches: Object.keys(touches).length, touches };
  }

  #buttonsOf({ pointerId = -1 }: Act): Iterable<number> {
    return this.#held.get(pointerId)?.buttons ?? [];
  }

  #fields(sample: Act, point: FramePoint, held: Iterable<number>): PointerFields {
    return {
      timestamp: sample.timeStamp / 1000,
      x: point.x,
      y: point.y,
      buttons: [...held].sort((a, b) => a - b),
      modifiers: modifiersOf(sample),
      inside: point.inside,
      pixel_ratio: this.#space.pixelRatio(),
    };
  }
}

/** Nobody's act: no modifier is known to be held. */
function nobody(pointerId: number, timeStamp: number): Actor {
  return { pointerId, timeStamp, shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
}
