import type { InputEvent } from "../../shared/events.ts";
import { EventQueue } from "./event_queue.ts";
import { clipboardKey, keepsFromPage } from "./grab.ts";
import { KeyState } from "./key_state.ts";
import { PointerState } from "./pointer_state.ts";
import type { PointerSpace } from "./pointer_state.ts";
import { emptyTextField, makeTextField, placeTextField, setKeyboardWanted } from "./text_field.ts";

/** What a binding tells and asks its owner besides input events. */
export interface InputHooks {
  send(event: InputEvent): void;
  /** The browser's shortcuts belong to the application. */
  readonly grabKeys: boolean;
  /** Text was pasted into the view; `trusted`: by the user, not by a script. */
  paste(text: string, trusted: boolean): void;
  /** The user pressed a key that copies. */
  copyKey(): void;
}

/** Events that a viewer without control may send as well. */
const ALWAYS: ReadonlySet<string> = new Set(["focus_in", "focus_out", "show", "hide"]);

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
  /** Not passive: the page behind must neither scroll nor zoom. */
  readonly #listening = { signal: this.#abort.signal, passive: false };
  readonly #hooks: InputHooks;
  #live = false;
  #hasControl = true;
  /** `timeStamp` of the last release. */
  #releasedAt = -1;

  constructor(canvas: HTMLCanvasElement, space: PointerSpace, hooks: InputHooks) {
    this.#canvas = canvas;
    this.#hooks = hooks;
    this.#field = makeTextField();
    placeTextField(this.#field, canvas);
    const sendWhileLive = (event: InputEvent): void => {
      if (this.#live && (this.#hasControl || ALWAYS.has(event.type))) hooks.send(event);
    };
    this.#queue = new EventQueue(sendWhileLive, (flush) => requestAnimationFrame(flush));
    this.#pointers = new PointerState(this.#queue, space);
    this.#keys = new KeyState(this.#queue);
    Object.assign(canvas.style, {
      touchAction: "none",
      userSelect: "none",
      webkitUserSelect: "none",
      webkitTouchCallout: "none",
      webkitTapHighlightColor: "transparent",
    });
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

  /**
   * Whether the viewer has control. Without it nothing is sent that an application acts on; what is held when it comes
   * back counts from its next press.
   */
  control(hasControl: boolean): void {
    if (hasControl === this.#hasControl) return;
    this.#queue.clear();
    this.#keys.restart();
    this.#hasControl = hasControl;
    this.#pointers.restart(performance.now());
  }

  /** Whether the next tap, or `focus` in answer to one, raises the on-screen keyboard. */
  keyboard(isWanted: boolean): void {
    setKeyboardWanted(this.#field, isWanted);
  }

  /** Raises or lowers the on-screen keyboard; to be called in answer to a tap. */
  showKeyboard(isShown: boolean): void {
    // A field that has the focus already would not ask for a keyboard.
    this.#field.blur();
    setKeyboardWanted(this.#field, isShown);
    if (isShown) this.focus();
  }

  /** The hidden field that has the keyboard. */
  get field(): HTMLTextAreaElement {
    return this.#field;
  }

  /** Sends what waits: something that is no input event comes next. */
  flush(): void {
    this.#queue.flush();
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

  /** The tree that the canvas and its field are in. */
  get #root(): Document | ShadowRoot {
    return this.#canvas.getRootNode() as Document | ShadowRoot;
  }

  #hasFocus(): boolean {
    return this.#root.activeElement === this.#field && document.hasFocus();
  }

  #plain(type: "focus_in" | "focus_out" | "show" | "hide"): void {
    this.#queue.now({ type, timestamp: performance.now() / 1000 });
  }

  #on<K extends keyof HTMLElementEventMap>(
    target: HTMLElement,
    types: readonly K[],
    listener: (event: HTMLElementEventMap[K]) => void,
  ): void {
    for (const type of types) target.addEventListener(type, listener, this.#listening);
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
    this.#on(canvas, ["pointerup"], (event) => {
      this.#releasedAt = event.timeStamp;
      this.#pointers.up(event);
    });
    this.#on(canvas, ["pointercancel", "lostpointercapture"], (event) => {
      this.#pointers.cancel(event.pointerId, event.timeStamp);
    });
    this.#on(canvas, ["pointerenter"], (event) => this.#pointers.enter(event));
    this.#on(canvas, ["pointerleave"], (event) => {
      if (!this.#isStillOver(event)) this.#pointers.leave(event);
    });
  }

  /** WebKit lets a mouse leave and enter in the release that ends its capture, though it stays where it is. */
  #isStillOver({ pointerType, timeStamp, clientX, clientY }: PointerEvent): boolean {
    if (pointerType !== "mouse" || timeStamp !== this.#releasedAt) return false;
    return this.#root.elementFromPoint(clientX, clientY) === this.#canvas;
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
    const unwanted = ["mousedown", "mouseup", "auxclick", "contextmenu"];
    // Safari's own, for two fingers on a trackpad.
    unwanted.push("gesturestart", "gesturechange", "gestureend");
    for (const type of unwanted) canvas.addEventListener(type, (event) => event.preventDefault(), this.#listening);
  }

  #bindKeys(): void {
    const field = this.#field;
    this.#on(field, ["keydown"], (event) => {
      const clipboard = clipboardKey(event);
      // The browser must see a key that pastes, or it would not hand over the text.
      if (clipboard !== "paste" && keepsFromPage(event, this.#hooks.grabKeys)) event.preventDefault();
      this.#keys.down(event);
      if (clipboard === "copy" && event.isTrusted && !event.repeat) this.#hooks.copyKey();
    });
    this.#on(field, ["paste"], (event) => {
      event.preventDefault();
      this.#hooks.paste(event.clipboardData?.getData("text/plain") ?? "", event.isTrusted);
    });
    this.#on(field, ["keyup"], (event) => this.#keys.up(event));
    field.addEventListener(
      "input",
      (event) => {
        const { data, inputType, isComposing, timeStamp } = event as InputEventLike;
        this.#keys.text({ data, inputType, isComposing, timeStamp });
        if (!isComposing) emptyTextField(field);
      },
      this.#listening,
    );
    this.#on(field, ["compositionend"], (event) => {
      this.#keys.composed(event.data, event.timeStamp);
      emptyTextField(field);
    });
    this.#on(field, ["focus"], () => this.#plain("focus_in"));
    this.#on(field, ["blur"], () => {
      this.#release();
      this.#plain("focus_out");
    });
  }

  #bindPage(): void {
    window.addEventListener("blur", () => this.#release(), this.#listening);
    document.addEventListener(
      "visibilitychange",
      () => {
        const hidden = document.visibilityState === "hidden";
        if (hidden) this.#release();
        this.#plain(hidden ? "hide" : "show");
      },
      this.#listening,
    );
  }
}

/** The DOM's own `InputEvent`, whose name the wire's events have taken here. */
type InputEventLike = Event & { data: string | null; inputType: string; isComposing: boolean };
