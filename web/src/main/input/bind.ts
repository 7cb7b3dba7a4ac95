import type { InputEvent } from "../../shared/events.ts";
import { EventQueue } from "./event_queue.ts";
import { KeyState } from "./key_state.ts";
import { PointerState } from "./pointer_state.ts";
import type { PointerSpace } from "./pointer_state.ts";
import { makeTextField } from "./text_field.ts";

/** Keys that would scroll the page behind the view. */
const SCROLL_KEYS: ReadonlySet<string> = new Set([
  "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PageUp", "PageDown", "Home", "End",
]);

/** Listens to a canvas and its text field, and sends the wire's input events, in order. */
export class InputBinding {
  readonly #canvas: HTMLCanvasElement;
  readonly #field: HTMLTextAreaElement;
  readonly #queue: EventQueue;
  readonly #pointers: PointerState;
  readonly #keys: KeyState;
  readonly #abort = new AbortController();

  constructor(canvas: HTMLCanvasElement, space: PointerSpace, send: (event: InputEvent) => void) {
    this.#canvas = canvas;
    this.#field = makeTextField(canvas);
    this.#queue = new EventQueue(send, (flush) => requestAnimationFrame(flush));
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
    this.#field.focus({ preventScroll: true });
  }

  /** Nothing is held any more: the focus, the page or the connection is gone. */
  release(): void {
    const now = performance.now();
    this.#queue.flush();
    this.#keys.releaseAll(now);
    this.#pointers.releaseAll(now);
  }

  /** A new connection knows nothing of the focus yet. */
  announce(): void {
    if (this.#hasFocus()) this.#plain("focus_in");
  }

  /** Releases what is held, then listens no more. */
  dispose(): void {
    this.release();
    this.#abort.abort();
    this.#field.remove();
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
      this.focus();
      // A pointer that is already gone cannot be captured.
      if (event.isTrusted) canvas.setPointerCapture(event.pointerId);
      this.#pointers.down(event);
    });
    this.#on(canvas, ["pointermove"], (event) => this.#pointers.move(event));
    this.#on(canvas, ["pointerup"], (event) => this.#pointers.up(event));
    this.#on(canvas, ["pointercancel", "lostpointercapture"], (event) => {
      this.#pointers.cancel(event.pointerId, event.timeStamp);
    });
    this.#on(canvas, ["pointerenter"], (event) => this.#pointers.enter(event));
    this.#on(canvas, ["pointerleave"], (event) => this.#pointers.leave(event));
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
      this.release();
      this.#plain("focus_out");
    });
  }

  #bindPage(): void {
    const signal = this.#abort.signal;
    window.addEventListener("blur", () => this.release(), { signal });
    document.addEventListener(
      "visibilitychange",
      () => {
        const hidden = document.visibilityState === "hidden";
        if (hidden) this.release();
        this.#plain(hidden ? "hide" : "show");
      },
      { signal },
    );
  }
}

/** The DOM's own `InputEvent`, whose name the wire's events have taken here. */
type InputEventLike = Event & { data: string | null; inputType: string; isComposing: boolean };
