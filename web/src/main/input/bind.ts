import type { InputEvent } from "../../shared/events.ts";
import { EventQueue } from "./event_queue.ts";
import { KeyState } from "./key_state.ts";
import { PointerState } from "./pointer_state.ts";
import type { PointerSpace } from "./pointer_state.ts";
import { makeTextField, placeTextField } from "./text_field.ts";

/** Keys that would scroll the page behind the view. */
const SCROLL_KEYS: ReadonlySet<string> = new Set([
  "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End",
]);

/**
 * Listens to a canvas and its text field, and sends the wire's input events, in order. Sends only between `begin` and
 * `end`: a session hears of a pointer over the view, and of the focus, before anything that happens with them.
 */
export class InputBinding {
  readonly #canvas: HTMLCanvasElement;
  readonly #field: HTMLTextAreaElement;
  readonly #queue: EventQueue;
  readonly #pointers: PointerState;
  readonly #keys: KeyState;
  readonly #abort = new AbortController();
  #live = false;

  constructor(canvas: HTMLCanvasElement, space: PointerSpace, send: (event: InputEvent) => void) {
    this.#canvas = canvas;
    this.#field = makeTextField();
    placeTextField(this.#field, canvas);
    const sendWhileLive = (event: InputEvent): void => {
      if (this.#live) send(event);
    };
    this.#queue = new EventQueue(sendWhileLive, (flush) => requestAnimationFrame(flush));
    this.#pointers = new PointerState(this.#queue, space);
    this.#keys = new KeyState(this.#queue);
    Object.assign(canvas.style, { touchAction: "none", userSelect: "none" });
    canvas.style.setProperty("-webkit-user-select", "none");
    canvas.style.setProperty("-webkit-touch-callout", "none");
    canvas.style.setProperty("-webkit-tap-highlight-color", "transparent");
    this.#bindPointer();
    this.#bindMouse();
    this.#bindKeys();
    this.#bindPage();
  }

  /** Gives the view the keyboard. */
  focus(): void {
    if (this.#abort.signal.aborted) return;
    placeTextField(this.#field, this.#canvas);
    this.#field.focus({ preventScroll: true });
  }

  /** A session begins: what was pressed before it is none of its business, what is true now is told. */
  begin(): void {
    this.#queue.clear();
    this.#keys.restart();
    this.#live = true;
    if (this.#hasFocus()) this.#plain("focus_in");
    if (document.visibilityState === "hidden") this.#plain("hide");
    this.#pointers.restart(performance.now());
  }

  /** The session is over: nobody is left to hear anything. */
  end(): void {
    this.#live = false;
  }

  /** Releases what is held, then listens no more. */
  dispose(): void {
    this.#release();
    this.#live = false;
    this.#abort.abort();
    this.#field.remove();
  }

  /** Nothing is held any more: the focus or the page is gone. */
  #release(): void {
    const now = performance.now();
    this.#queue.flush();
    this.#keys.releaseAll(now);
    this.#pointers.releaseAll(now);
  }

  #hasFocus(): boolean {
    return (this.#field.getRootNode() as Document | ShadowRoot).activeElement === this.#field && document.hasFocus();
  }

  #plain(type: "focus_in" | "focus_out" | "show" | "hide"): void {
    this.#queue.now({ type, timestamp: performance.now() / 1000 });
  }

  #on<K extends keyof HTMLElementEventMap>(
    target: HTMLElement,
    types: readonly K[],
    listener: (event: HTMLElementEventMap[K]) => void,
  ): void {
    // Not passive: the page behind must neither scroll nor zoom.
    const options = { signal: this.#abort.signal, passive: false };
    for (const type of types) target.addEventListener(type, listener, options);
  }

  #bindPointer(): void {
    const canvas = this.#canvas;
    this.#on(canvas, ["pointerdown"], (event) => {
      this.#grab(event.pointerId);
      this.#pointers.down(event);
    });
    this.#on(canvas, ["pointermove"], (event) => {
      this.#pointers.move(event);
      // A press while another button is down elsewhere comes as a move.
      if (event.button >= 0 && this.#pointers.holds(event.pointerId)) this.#grab(event.pointerId);
    });
    this.#on(canvas, ["pointerup"], (event) => this.#pointers.up(event));
    this.#on(canvas, ["pointercancel", "lostpointercapture"], (event) => {
      this.#pointers.cancel(event.pointerId, event.timeStamp);
    });
    this.#on(canvas, ["pointerenter"], (event) => this.#pointers.enter(event));
    this.#on(canvas, ["pointerleave"], (event) => this.#pointers.leave(event));
  }

  /** A press brings the keyboard here, and the pointer until its release. */
  #grab(pointerId: number): void {
    this.focus();
    try {
      this.#canvas.setPointerCapture(pointerId);
    } catch {
      // The pointer is gone by now, or a script made the event up; the press counts all the same.
    }
  }

  #bindMouse(): void {
    const canvas = this.#canvas;
    this.#on(canvas, ["wheel"], (event) => {
      event.preventDefault();
      this.#pointers.wheel(event);
    });
    this.#on(canvas, ["dblclick"], (event) => {
      event.preventDefault();
      this.#pointers.doubleClick(event);
    });
    // Text selection, focus, autoscroll, back and forward, the menu: all default actions of a mouse.
    this.#on(canvas, ["mousedown", "mouseup", "auxclick", "contextmenu"], (event) => event.preventDefault());
  }

  #bindKeys(): void {
    const field = this.#field;
    this.#on(field, ["keydown"], (event) => {
      if (SCROLL_KEYS.has(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) event.preventDefault();
      this.#keys.down(event);
    });
    this.#on(field, ["keyup"], (event) => this.#keys.up(event));
    field.addEventListener(
      "input",
      (event) => {
        const { data, inputType, isComposing, timeStamp } = event as InputEventLike;
        this.#keys.text({ data, inputType, isComposing, timeStamp });
        if (!isComposing) field.value = "";
      },
      { signal: this.#abort.signal },
    );
    this.#on(field, ["compositionend"], (event) => {
      this.#keys.composed(event.data, event.timeStamp);
      field.value = "";
    });
    this.#on(field, ["focus"], () => this.#plain("focus_in"));
    this.#on(field, ["blur"], () => {
      this.#release();
      this.#plain("focus_out");
    });
  }

  #bindPage(): void {
    const signal = this.#abort.signal;
    window.addEventListener("blur", () => this.#release(), { signal });
    document.addEventListener(
      "visibilitychange",
      () => {
        const hidden = document.visibilityState === "hidden";
        if (hidden) this.#release();
        this.#plain(hidden ? "hide" : "show");
      },
      { signal },
    );
  }
}

/** The DOM's own `InputEvent`, whose name the wire's events have taken here. */
type InputEventLike = Event & { data: string | null; inputType: string; isComposing: boolean };
