import { backingToFrame, isFitMode } from "../shared/geometry.ts";
import type { FitMode, FramePoint } from "../shared/geometry.ts";
import type { CapturedPixels, CaptureKind, FrameInfo, FromWorker, ToWorker, WorkerOptions } from "../shared/link.ts";
import { emptyStats } from "../shared/status.ts";
import type { ViewState, ViewStats } from "../shared/status.ts";
import { streamUrl } from "../shared/url.ts";
import { canvasIn } from "./canvas.ts";
import type { ViewCanvas } from "./canvas.ts";
import { defaultWorkerFactory } from "./default_worker.ts";
import { InputBinding } from "./input/bind.ts";
import type { Capture, ViewOptions } from "./options.ts";
import { ViewportWatch } from "./viewport_watch.ts";

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
  readonly #abort = new AbortController();
  readonly #captures = new Map<number, Waiter>();
  #captureRequests = 0;
  #fit: FitMode;
  #frame: FrameInfo = { width: 0, height: 0, pixelRatio: 1 };
  #state: ViewState = { name: "connecting", message: "Connecting to the server." };
  #stats = emptyStats();
  #session = 0;
  #disposed = false;
  /** The worker has been told of the end: it hears no more. */
  #silent = false;

  /**
   * `target`: a canvas (which can serve one view in its life), or any element, which gets a canvas that fills it.
   * Throws `TypeError` for an address or a fit that is none, and what the browser throws for a canvas that is in use
   * or a worker that may not start; the page is then as it was.
   */
  constructor(target: HTMLElement, options: ViewOptions = {}) {
    const url = streamUrl(document.baseURI, options.url ?? pageAddress());
    this.#options = options;
    this.#fit = checkedFit(options.fit ?? "contain");
    this.#worker = (options.workerFactory ?? defaultWorkerFactory)();
    this.#canvas = canvasIn(target);
    const offscreen = this.#transferCanvas();
    this.canvas.style.background = options.background ?? "";
    this.canvas.style.objectFit = this.#fit;
    const space = {
      locate: (x: number, y: number) => this.#locate(x, y),
      pixelRatio: () => this.#frame.pixelRatio,
      pageHeight: () => this.canvas.clientHeight,
    };
    this.#input = new InputBinding(this.canvas, space, (event) => {
      this.#post({ type: "event", event, session: this.#session });
    });
    const maxBackingDimension = options.maxBackingDimension ?? 8192;
    const rules = { devicePixelRatio: options.devicePixelRatio, maxBackingDimension };
    this.#viewport = new ViewportWatch(this.canvas, rules, (viewport) => {
      if (options.autoResize !== false) this.#post({ type: "viewport", viewport });
    });
    this.#start(url, offscreen, maxBackingDimension);
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

  /** Places the frame in the element in another way. */
  setFit(fit: FitMode): void {
    this.#fit = checkedFit(fit);
    this.canvas.style.objectFit = fit;
  }

  /** Reads back the frame on the screen, in its own pixels: RGBA, or encoded as PNG. */
  capture(kind: "imagedata"): Promise<Capture<ImageData>>;
  capture(kind: "blob"): Promise<Capture<Blob>>;
  capture(kind: CaptureKind): Promise<Capture<ImageData> | Capture<Blob>> {
    if (this.#disposed) return Promise.reject(new Error("rfb-view: the view is disposed."));
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

  /** Shows the view alone on the screen; needs a click or key of the user. */
  requestFullscreen(): Promise<void> {
    return this.#canvas.host.requestFullscreen();
  }

  /** Ends the view and gives everything back. Further calls do nothing. */
  dispose(): void {
    if (this.#disposed) return;
    // At once: what is called below may dispose again.
    this.#disposed = true;
    // Releases of held buttons and keys go out before the connection ends.
    this.#input.dispose();
    this.#viewport.dispose();
    this.#abort.abort();
    for (const waiter of this.#captures.values()) waiter.reject(new Error("rfb-view: the view is disposed."));
    this.#captures.clear();
    this.#post({ type: "dispose" });
    this.#silent = true;
    this.#endWorker();
    this.#canvas.remove();
    // Last, when nothing is left to undo: the page's answer to it may be anything.
    this.#setState({ name: "closed", message: "The view was closed.", code: 1000 });
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

  /** Takes back what was begun where the canvas is not to be had. */
  #transferCanvas(): OffscreenCanvas {
    try {
      return this.canvas.transferControlToOffscreen();
    } catch (error) {
      this.#worker.terminate();
      this.#canvas.remove();
      throw error;
    }
  }

  #start(url: string, canvas: OffscreenCanvas, maxBackingDimension: number): void {
    const options = this.#options;
    const workerOptions: WorkerOptions = {
      url,
      imageOnly: options.imageOnly ?? false,
      maxDecodeQueue: options.maxDecodeQueue ?? 30,
      maxBackingDimension,
      reconnect: options.reconnect ?? true,
      hasToken: options.token !== undefined,
      debug: options.debug ?? false,
    };
    this.#worker.onmessage = (event: MessageEvent<FromWorker>) => this.#receive(event.data);
    this.#worker.onerror = (event) => {
      const message = `The decoding worker failed: ${event.message || "it could not be loaded"}. A page with a strict
        Content-Security-Policy passes the option workerFactory.`.replace(/\s+/g, " ");
      this.#setState({ name: "error", message });
      this.#report(message);
    };
    const viewport = this.#viewport.current();
    this.#post({ type: "start", canvas, options: workerOptions, viewport }, [canvas]);
    const { signal } = this.#abort;
    const wake = (): void => {
      if (document.visibilityState === "visible") this.#post({ type: "wake" });
    };
    window.addEventListener("online", wake, { signal });
    document.addEventListener("visibilitychange", wake, { signal });
  }

  #receive(message: FromWorker): void {
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
      this.#post(token === undefined ? { type: "token", request } : { type: "token", request, token });
    } catch (error) {
      this.#post({ type: "token", request, error: error instanceof Error ? error.message : String(error) });
    }
  }

  #takeCapture(request: number): Waiter | undefined {
    const waiter = this.#captures.get(request);
    this.#captures.delete(request);
    return waiter;
  }

  /** The canvas may be transformed or have a border; the frame lies in its content box. */
  #locate(clientX: number, clientY: number): FramePoint {
    const canvas = this.canvas;
    const rect = canvas.getBoundingClientRect();
    const scaleX = canvas.offsetWidth > 0 ? rect.width / canvas.offsetWidth : 1;
    const scaleY = canvas.offsetHeight > 0 ? rect.height / canvas.offsetHeight : 1;
    const borders = { x: canvas.offsetWidth - canvas.clientWidth, y: canvas.offsetHeight - canvas.clientHeight };
    // Not clientWidth: it is rounded to whole pixels.
    const box = { width: rect.width - borders.x * scaleX, height: rect.height - borders.y * scaleY };
    const x = clientX - rect.left - canvas.clientLeft * scaleX;
    const y = clientY - rect.top - canvas.clientTop * scaleY;
    return backingToFrame({ x, y }, this.#frame, box, this.#fit);
  }

  #report(message: string): void {
    this.#options.onError?.(new Error(message));
  }

  #post(message: ToWorker<OffscreenCanvas>, transfer: Transferable[] = []): void {
    if (!this.#silent) this.#worker.postMessage(message, transfer);
  }
}

function checkedFit(fit: FitMode): FitMode {
  if (isFitMode(fit)) return fit;
  throw new TypeError(`rfb-view: "${String(fit)}" is no fit; use contain, cover or fill.`);
}

/** A page's own address, which `<base href>` does not change. */
function pageAddress(): string {
  const url = new URL(location.href);
  url.search = "";
  return url.href;
}

function captureOf(message: {
  seq: number;
  width: number;
  height: number;
  pixels: CapturedPixels;
}): Capture<ImageData> | Capture<Blob> {
  const { seq, width, height, pixels } = message;
  if ("png" in pixels) return { seq, width, height, data: new Blob([pixels.png], { type: "image/png" }) };
  return { seq, width, height, data: new ImageData(pixels, width, height) };
}
