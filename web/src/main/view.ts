import { contentBox, frameToPage, pageToFrame } from "../shared/geometry.ts";
import type { FitMode, FramePoint } from "../shared/geometry.ts";
import type { CapturedFrame, CaptureKind, FrameInfo, FromWorker, ToWorker, WorkerOptions } from "../shared/link.ts";
import { emptyStats } from "../shared/status.ts";
import type { ViewState, ViewStats } from "../shared/status.ts";
import type { RoleMessage, UiRequest } from "../shared/ui_messages.ts";
import { streamUrl } from "../shared/url.ts";
import { messageOf } from "../shared/values.ts";
import { canvasIn } from "./canvas.ts";
import type { ViewCanvas } from "./canvas.ts";
import { defaultWorkerFactory } from "./default_worker.ts";
import type { Allowed, Furniture } from "./furniture.ts";
import { InputBinding } from "./input/bind.ts";
import { keepCapabilities, keptCapabilities } from "./kept_capabilities.ts";
import { checkedFit, checkedOptions } from "./options.ts";
import type { Capture, CheckedOptions, ViewOptions } from "./options.ts";
import { ViewportWatch } from "./viewport_watch.ts";
import { VisibilityWatch } from "./visibility_watch.ts";

/** A worker that has not said good-bye by then is ended all the same. */
const GOODBYE_MS = 500;

interface Waiter {
  resolve(capture: Capture<ImageData> | Capture<Blob>): void;
  reject(error: Error): void;
}

/**
 * Shows a stream in a canvas and sends the viewer's input to it. All network, decoding and drawing is done in a worker;
 * this half turns DOM events into the stream's, and frame pixels into what the page shows.
 */
export class RemoteFramebufferView {
  readonly #options: ViewOptions;
  readonly #canvas: ViewCanvas;
  readonly #worker: Worker;
  readonly #input: InputBinding;
  readonly #viewport: ViewportWatch;
  readonly #visibility: VisibilityWatch;
  /** There once a server has spoken of it. */
  #furniture: Furniture | undefined;
  #furnishing: Promise<void> = Promise.resolve();
  readonly #abort = new AbortController();
  readonly #captures = new Map<number, Waiter>();
  #captureRequests = 0;
  #fit: FitMode;
  #frame: FrameInfo = { width: 0, height: 0, pixelRatio: 1 };
  #state: ViewState = { name: "connecting", message: "Connecting to the server." };
  #stats = emptyStats();
  #session = 0;
  #disposed = false;
  /** Why nothing can be captured any more; empty while something may be. */
  #over = "";
  /** The worker runs: it has said something. */
  #isHeard = false;
  /** The worker has been told of the end: it hears no more. */
  #silent = false;

  /**
   * `target`: a canvas (which can serve one view in its life), or any element, which gets a canvas that fills it.
   * Throws `TypeError` for an address or another option that is none, and what the browser throws for a canvas that is
   * in use or a worker that may not start; the page is then as it was.
   */
  constructor(target: HTMLElement, options: ViewOptions = {}) {
    const url = streamUrl(document.baseURI, options.url ?? pageAddress());
    const checked = checkedOptions(options);
    this.#options = options;
    this.#fit = checked.fit;
    this.#canvas = canvasIn(target);
    this.#worker = this.#orUndo(options.workerFactory ?? defaultWorkerFactory);
    const offscreen = this.#orUndo(() => this.canvas.transferControlToOffscreen());
    const background = options.background ?? "";
    // Where a frame lies in its canvas is known, whatever a page's style says.
    Object.assign(this.canvas.style, { background, objectFit: this.#fit, objectPosition: "50%", padding: "0" });
    const space = {
      locate: (x: number, y: number) => this.#locate(x, y),
      pixelRatio: () => this.#frame.pixelRatio,
      pageHeight: () => this.canvas.clientHeight,
    };
    this.#input = new InputBinding(this.canvas, space, {
      grabKeys: options.grabKeys === true,
      send: (event) => this.#post({ type: "event", event, session: this.#session }),
      paste: (text, trusted) => this.#furniture?.paste(text, trusted),
      copyKey: () => this.#furniture?.copyKey(),
    });
    this.#viewport = new ViewportWatch(this.canvas, checked, (viewport) => {
      if (options.autoResize !== false) this.#post({ type: "viewport", viewport });
    });
    this.#visibility = new VisibilityWatch(this.canvas, (visible) => this.#post({ type: "visibility", visible }));
    this.#start(url, offscreen, checked);
  }

  /** The canvas that shows the stream. */
  get canvas(): HTMLCanvasElement {
    return this.#canvas.element;
  }

  /** Where the view stands. */
  get state(): ViewState {
    return this.#state;
  }

  /** Figures about the view, renewed about once a second. */
  get stats(): ViewStats {
    return this.#stats;
  }

  /** What the application calls itself; empty where it does not say. */
  get title(): string {
    return this.#furniture?.title ?? "";
  }

  /** What this viewer may do; `undefined` where the server does not say. */
  get role(): RoleMessage | undefined {
    return this.#furniture?.role;
  }

  /** A text of the application that waits to be copied. */
  get clipboardText(): string | undefined {
    return this.#furniture?.clipboardText;
  }

  /** Copies {@link clipboardText}; to be called in answer to a click or a key of the user. */
  async copyText(): Promise<void> {
    await this.#furniture?.copyHeld();
  }

  /** Asks for control, where the server speaks of it; `label` says who asks. */
  requestControl(label?: string): void {
    this.#request({ type: "request_control", label });
  }

  /** Gives control back. */
  releaseControl(): void {
    this.#request({ type: "release_control" });
  }

  /** Answers somebody who asked this viewer for control. */
  answerControl(clientId: string, isGranted: boolean): void {
    this.#request({ type: isGranted ? "grant_control" : "deny_control", client_id: clientId });
  }

  /** Raises the on-screen keyboard of a phone, or lowers it; to be called in answer to a tap. */
  showKeyboard(isShown = true): void {
    if (!this.#disposed) this.#input.showKeyboard(isShown);
  }

  /** Places the frame in the element in another way. */
  setFit(fit: FitMode): void {
    this.#fit = checkedFit(fit);
    this.canvas.style.objectFit = fit;
  }

  /** Reads back the frame on the screen, in its own pixels: RGBA, or encoded as PNG. */
  capture(kind: "imagedata"): Promise<Capture<ImageData>>;
  capture(kind: "blob"): Promise<Capture<Blob>>;
  capture(kind: CaptureKind): Promise<Capture<ImageData> | Capture<Blob>> {
    if (this.#over) return Promise.reject(new Error(this.#over));
    const request = this.#captureRequests++;
    return new Promise((resolve, reject) => {
      this.#captures.set(request, { resolve, reject });
      this.#post({ type: "capture", request, kind });
    });
  }

  /** Connects now, in any state. */
  reconnect(): void {
    this.#post({ type: "reconnect" });
  }

  /** Gives the view the keyboard. */
  focus(): void {
    this.#input.focus();
  }

  /** Shows the view alone on the screen, or what it is part of; needs a click or key of the user. */
  async requestFullscreen(whole: Element = this.#canvas.host): Promise<void> {
    await whole.requestFullscreen();
    if (this.#options.grabKeys !== true) return;
    const { lockKeys } = await import("./key_lock.ts");
    lockKeys(this.#abort.signal);
  }

  /** Ends the view and gives everything back. Further calls do nothing. */
  dispose(): void {
    if (this.#disposed) return;
    // At once: what is called below may dispose again.
    this.#disposed = true;
    // Releases of held buttons and keys go out before the connection ends.
    this.#input.dispose();
    this.#furniture?.dispose();
    this.#viewport.dispose();
    this.#visibility.dispose();
    this.#abort.abort();
    this.#endCaptures("rfb-view: the view was closed.");
    this.#post({ type: "dispose" });
    this.#silent = true;
    this.#endWorker();
    this.#canvas.remove();
    // Last, when nothing is left to undo: the page's answer to it may be anything.
    this.#setState({ name: "closed", message: "The view was closed.", code: 1000 });
  }

  #endCaptures(why: string): void {
    this.#over = why;
    for (const waiter of this.#captures.values()) waiter.reject(new Error(why));
    this.#captures.clear();
  }

  #endWorker(): void {
    const worker = this.#worker;
    const end = setTimeout(() => worker.terminate(), GOODBYE_MS);
    worker.onmessage = (event: MessageEvent<FromWorker>) => {
      if (event.data.type !== "disposed") return;
      clearTimeout(end);
      worker.terminate();
    };
    worker.onerror = null;
  }

  /** Takes back what was begun where the worker or the canvas is not to be had. */
  #orUndo<T>(act: () => T): T {
    try {
      return act();
    } catch (error) {
      (this.#worker as Worker | undefined)?.terminate();
      this.#canvas.remove();
      throw error;
    }
  }

  /** Loads what the extension `ui` needs when a server first speaks it; its messages wait for that, in order. */
  #furnish(act: (furniture: Furniture) => void): void {
    this.#furnishing = this.#furnishing
      .then(async () => {
        if (this.#furniture === undefined) this.#furniture = this.#makeFurniture(await import("./furniture.ts"));
        if (!this.#disposed) act(this.#furniture);
      })
      .catch((error: unknown) => this.#report(`A part of the view could not be loaded: ${String(error)}`));
  }

  /** Control holds at once; the rest can wait for its code. */
  #allow(allowed: Allowed | undefined): void {
    this.#input.control(allowed?.control ?? true);
    if (allowed !== undefined || this.#furniture !== undefined) this.#furnish((furniture) => furniture.begin(allowed));
  }

  #makeFurniture({ Furniture }: typeof import("./furniture.ts")): Furniture {
    return new Furniture(this.#options, {
      request: (request) => this.#request(request),
      cursor: (style) => {
        this.canvas.style.cursor = style;
      },
      control: (hasControl) => this.#input.control(hasControl),
      textInput: (isActive) => this.#input.keyboard(isActive),
      field: this.#input.field,
      toPage: (rect) => frameToPage(rect, this.#frame, contentBox(this.canvas), this.#fit),
      problem: (message) => this.#report(message),
    });
  }

  /** Behind the input that came before it. */
  #request(request: UiRequest): void {
    this.#input.flush();
    this.#post({ type: "ui", request, session: this.#session });
  }

  #start(url: string, canvas: OffscreenCanvas, checked: CheckedOptions): void {
    const options = this.#options;
    const workerOptions: WorkerOptions = {
      url,
      imageOnly: options.imageOnly ?? false,
      // What reactive frameworks put in the place of an array cannot be posted.
      prefer: options.prefer?.map(String) ?? [],
      capabilities: keptCapabilities(),
      gamut: matchMedia("(color-gamut: p3)").matches ? "display-p3" : "srgb",
      clipboard: checked.clipboard,
      visible: this.#visibility.isVisible,
      maxDecodeQueue: checked.maxDecodeQueue,
      maxBackingDimension: checked.maxBackingDimension,
      reconnect: options.reconnect ?? true,
      hasToken: options.token !== undefined,
      debug: options.debug ?? false,
      stats: this.#stats,
    };
    this.#worker.onmessage = (event: MessageEvent<FromWorker>) => this.#receive(event.data);
    this.#worker.onerror = (event) => {
      const failure = `The decoding worker failed: ${event.message || "it could not be loaded"}.`;
      if (this.#isHeard) return this.#report(failure);
      const message = `${failure} A page with a strict Content-Security-Policy passes the option workerFactory.`;
      this.#endCaptures(`rfb-view: ${message}`);
      this.#setState({ name: "error", message });
    };
    const viewport = this.#viewport.current();
    this.#post({ type: "start", canvas, options: workerOptions, viewport }, [canvas]);
    const { signal } = this.#abort;
    const wake = (): void => {
      if (document.visibilityState === "visible") this.#post({ type: "wake" });
    };
    window.addEventListener("online", wake, { signal });
    document.addEventListener("visibilitychange", wake, { signal });
    // WebKit keeps a page that was left, with its worker and the worker's connection.
    window.addEventListener("pagehide", () => this.#post({ type: "leave" }), { signal });
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.reconnect(), { signal });
  }

  #receive(message: FromWorker): void {
    this.#isHeard = true;
    switch (message.type) {
      case "state":
        this.#session = message.session;
        this.#setState(message.state);
        break;
      case "stats":
        this.#stats = message.stats;
        this.#options.onStats?.(message.stats);
        break;
      case "frame":
        this.#frame = message.frame;
        break;
      case "allowed":
        this.#allow(message.ui);
        break;
      case "ui":
        this.#furnish((furniture) => {
          if (message.session === this.#session) furniture.receive(message.fields);
        });
        break;
      case "capabilities":
        keepCapabilities(message.capabilities);
        break;
      case "need_token":
        void this.#answerToken(message.request);
        break;
      case "captured":
        this.#takeCapture(message.request)?.resolve(captureOf(message));
        break;
      case "capture_failed":
        this.#takeCapture(message.request)?.reject(new Error(`rfb-view: ${message.message}.`));
        break;
      case "problem":
        this.#report(message.message);
        break;
      case "disposed":
        break;
    }
  }

  #setState(state: ViewState): void {
    const before = this.#state.name;
    this.#state = state;
    if (before === "negotiated" && state.name !== "negotiated") this.#input.end();
    if (before !== "negotiated" && state.name === "negotiated") this.#input.begin();
    if (state.name === "error") this.#report(state.message);
    this.#options.onState?.(state);
  }

  async #answerToken(request: number): Promise<void> {
    try {
      const source = this.#options.token;
      const token = typeof source === "function" ? await source() : source;
      this.#post({ type: "token", request, token });
    } catch (error) {
      this.#post({ type: "token", request, error: messageOf(error) });
    }
  }

  #takeCapture(request: number): Waiter | undefined {
    const waiter = this.#captures.get(request);
    this.#captures.delete(request);
    return waiter;
  }

  #locate(x: number, y: number): FramePoint {
    return pageToFrame({ x, y }, this.#frame, contentBox(this.canvas), this.#fit);
  }

  #report(message: string): void {
    this.#options.onError?.(new Error(message));
  }

  #post(message: ToWorker<OffscreenCanvas>, transfer: Transferable[] = []): void {
    if (!this.#silent) this.#worker.postMessage(message, transfer);
  }
}

/** A page's own address, which `<base href>` does not change. */
function pageAddress(): string {
  const url = new URL(location.href);
  url.search = "";
  return url.href;
}

function captureOf(message: CapturedFrame & { seq: number }): Capture<ImageData> | Capture<Blob> {
  const { seq, width, height, pixels, gamut } = message;
  if ("png" in pixels) return { seq, width, height, data: new Blob([pixels.png], { type: "image/png" }) };
  const data = new ImageData(pixels, width, height, { colorSpace: gamut });
  return { seq, width, height, data };
}
