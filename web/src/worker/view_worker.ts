import { imagesOnly, inOrder, parseCapabilities } from "../shared/capability.ts";
import type { Capabilities } from "../shared/capability.ts";
import { extensionOffer } from "../shared/extensions.ts";
import type { CapturedPixels, CaptureKind, FrameInfo, FromWorker, WorkerOptions } from "../shared/link.ts";
import type { ViewState, ViewStats } from "../shared/status.ts";
import type { UiRequest } from "../shared/ui_messages.ts";
import { messageOf } from "../shared/values.ts";
import type { ClientMessage, ConfigMessage, Viewport } from "../shared/wire.ts";
import { BackpressureController } from "./backpressure.ts";
import { CanvasSurface, onAnimationFrame, widestGamut } from "./canvas_surface.ts";
import { measureColors, probeCapabilities } from "./capabilities.ts";
import { Connection } from "./connection.ts";
import { FrameCopier } from "./frame_copier.ts";
import { takeFigures } from "./figures.ts";
import { ImagePath } from "./image_path.ts";
import type { DrawablePicture } from "./pictures.ts";
import { openDecoders } from "./open_decoders.ts";
import { Presenter } from "./presenter.ts";
import { Rates } from "./rates.ts";
import { Session } from "./session.ts";
import { VideoPath } from "./video_path.ts";

const TICK_MS = 200;
const STATS_EVERY_TICKS = 5;
/** A decoder that nobody watches is given back after this long. */
const KEEP_DECODER_MS = 30_000;
/** A conversion whose error grows by more than this is another one than the server was told of. */
const COLOR_DRIFT = 8;

/** Sends to the main thread. */
export type Post = (message: FromWorker, transfer?: Transferable[]) => void;

/** One viewer: joins the connection, the session of the moment, the decoders and the canvas. */
export class ViewWorker {
  readonly #options: WorkerOptions;
  readonly #post: Post;
  readonly #surface: CanvasSurface;
  readonly #presenter: Presenter<DrawablePicture>;
  readonly #connection: Connection;
  readonly #control = new BackpressureController();
  readonly #rates = new Rates(performance.now());
  readonly #stats: ViewStats;
  readonly #tokenWaiters = new Map<number, { resolve(token?: string): void; reject(error: Error): void }>();
  readonly #timer: ReturnType<typeof setInterval>;
  #capabilities: Promise<Capabilities>;
  /** Settled by the time a socket opens. */
  #greeting: { capabilities: Capabilities; token: string | undefined } | undefined;
  #tokenRequests = 0;
  #viewport: Viewport | undefined;
  #session: Session | undefined;
  /** How many sessions the server has answered. */
  #sessions = 0;
  #image: ImagePath | undefined;
  #video: VideoPath | undefined;
  #copier: FrameCopier | undefined;
  /** Since when nobody can see the view; `undefined` while somebody can. */
  #hiddenSince: number | undefined;
  #frame: FrameInfo = { width: 0, height: 0, pixelRatio: 1 };
  /** Of the picture on the screen, which may be an earlier connection's. */
  #shownSeq = -1;
  #ticks = 0;

  constructor(canvas: OffscreenCanvas, options: WorkerOptions, viewport: Viewport | undefined, post: Post) {
    this.#options = options;
    this.#stats = options.stats;
    this.#viewport = viewport;
    this.#post = post;
    if (!options.visible) this.#hiddenSince = performance.now();
    this.#surface = new CanvasSurface(canvas, options.maxBackingDimension, () => {
      this.#session?.requestKeyframe("the canvas was empty");
    });
    this.#presenter = new Presenter<DrawablePicture>(
      this.#surface,
      {
        drawn: (picture) => this.#drawn(picture),
        superseded: () => this.#control.dropped(),
        failed: (_picture, error) => this.#session?.onBroken(`a frame could not be drawn: ${String(error)}`),
      },
      onAnimationFrame,
    );
    this.#capabilities = this.#findCapabilities();
    this.#connection = new Connection(
      options.url,
      options.reconnect,
      {
        state: (state) => this.#state(state),
        open: () => this.#startSession(),
        text: (text) => this.#session?.onText(text),
        binary: (message) => {
          this.#rates.bytes(message.byteLength);
          this.#session?.onBinary(message);
        },
        lost: () => this.#endSession(),
      },
      () => this.#prepare(),
    );
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
    this.#connection.connect();
  }

  /** An input event of the session with this number; one that comes after its end is lost. */
  event(event: object, session: number): void {
    if (session === this.#sessions) this.#session?.event(event);
  }

  /** The element has another size. */
  viewport(viewport: Viewport): void {
    this.#viewport = viewport;
    this.#session?.viewport(viewport);
  }

  /** Whether anybody can see the view. */
  visibility(visible: boolean): void {
    if (visible === (this.#hiddenSince === undefined)) return;
    const hiddenFor = performance.now() - (this.#hiddenSince ?? Infinity);
    this.#hiddenSince = visible ? undefined : performance.now();
    // The decoder is gone, so deltas that were sent before the server heard of this mean nothing.
    if (visible && hiddenFor >= KEEP_DECODER_MS) this.#session?.quiet();
    this.#session?.visibility(visible);
  }

  /** A request of the extension `ui` in the session with this number. */
  ui(request: UiRequest, session: number): void {
    if (session === this.#sessions) this.#session?.ui(request);
  }

  /** The main thread's answer to `need_token`. */
  token(request: number, token: string | undefined, error: string | undefined): void {
    const waiter = this.#tokenWaiters.get(request);
    this.#tokenWaiters.delete(request);
    if (error === undefined) waiter?.resolve(token);
    else waiter?.reject(new Error(error));
  }

  /** Reads back the frame on the screen. */
  async capture(request: number, kind: CaptureKind): Promise<void> {
    const seq = this.#shownSeq;
    try {
      if (seq < 0) throw new Error("no frame was shown yet");
      const captured = await this.#surface.read(kind);
      this.#post({ type: "captured", request, seq, ...captured }, [bufferOf(captured.pixels)]);
    } catch (error) {
      const message = messageOf(error);
      this.#post({ type: "capture_failed", request, message });
    }
  }

  /** A person asked for a new connection. */
  reconnect(): void {
    this.#connection.reconnect();
  }

  /** The network or the tab came back. */
  wake(): void {
    this.#connection.wake();
    // A connection can be dead without knowing it. A frame is something that the server must answer with.
    if (this.#hiddenSince !== undefined || this.#control.lastDisplayedSeq < 0) return;
    this.#session?.requestKeyframe("the viewer was away");
    this.#connection.suspect();
  }

  /** The page was left: nothing is connected until it asks to be again. */
  leave(): void {
    this.#connection.close();
  }

  /** Gives everything back; posts `disposed` last. */
  dispose(): void {
    clearInterval(this.#timer);
    this.#connection.close();
    this.#endSession();
    this.#tokenWaiters.clear();
    for (const decoder of openDecoders) decoder.close();
    this.#post({ type: "disposed" });
  }

  async #findCapabilities(): Promise<Capabilities> {
    const { imageOnly, capabilities } = this.#options;
    const known = parseCapabilities(capabilities);
    if (known !== undefined && !imageOnly) return known;
    const found = await probeCapabilities(imageOnly);
    if (found.certain) this.#post({ type: "capabilities", capabilities: JSON.stringify(found) });
    return found;
  }

  async #prepare(): Promise<void> {
    const [capabilities, token] = await Promise.all([this.#capabilities, this.#askToken()]);
    this.#greeting = { capabilities, token };
  }

  #askToken(): Promise<string | undefined> {
    if (!this.#options.hasToken) return Promise.resolve(undefined);
    const request = this.#tokenRequests++;
    this.#post({ type: "need_token", request });
    return new Promise((resolve, reject) => this.#tokenWaiters.set(request, { resolve, reject }));
  }

  #startSession(): void {
    const greeting = this.#greeting;
    if (greeting === undefined) return;
    const session = new Session(
      {
        send: (message) => this.#send(message),
        onConfig: (config, again) => {
          if (!again) this.#sessions += 1;
          this.#configured(config, greeting.capabilities);
        },
        onFigures: (fields) => takeFigures(this.#stats, fields),
        onUi: (fields) => this.#post({ type: "ui", fields, session: this.#sessions }),
        onProblem: (message) => this.#problem(message),
        now: () => performance.now(),
      },
      this.#control,
      this.#hiddenSince === undefined,
    );
    this.#presenter.restart();
    const copier = new FrameCopier((picture) => this.#presenter.offer(picture), this.#options.maxBackingDimension);
    this.#copier = copier;
    this.#image = this.#makeImagePath(session, copier);
    this.#video = this.#makeVideoPath(session, copier);
    session.attach(this.#image, this.#video, () => this.#presenter.waiting);
    this.#session = session;
    const { supported, yuv } = greeting.capabilities;
    const { prefer, gamut, clipboard } = this.#options;
    const offer = extensionOffer(yuv, gamut === "srgb" ? gamut : widestGamut(), clipboard);
    session.greet(inOrder(supported, prefer), greeting.token, this.#viewport, offer);
  }

  #endSession(): void {
    this.#session = undefined;
    this.#image?.close();
    this.#video?.close();
    this.#copier?.close();
    this.#presenter.restart();
  }

  #makeImagePath(session: Session, copier: FrameCopier): ImagePath {
    return new ImagePath({
      decoded: (picture) => copier.take(picture),
      broken: (header, error) => session.onBroken(`a ${header.mime} frame is broken: ${String(error)}`),
    });
  }

  #makeVideoPath(session: Session, copier: FrameCopier): VideoPath {
    return new VideoPath(
      {
        decoded: (picture) => copier.take(picture),
        dropped: (count) => this.#control.dropped(count),
        needKeyframe: (reason) => session.requestKeyframe(reason),
        rebuilt: (reason) => {
          this.#stats.recoveries += 1;
          this.#problem(`video decoder rebuilt: ${reason}`);
          session.decoderReset();
          if (session.uses("color")) void this.#checkColors(session);
        },
        hopeless: (reason) => this.#giveUpVideo(reason),
      },
      () => performance.now(),
      this.#options.maxDecodeQueue,
      TICK_MS,
    );
  }

  /** Video does not work here after all: connect again and offer images only. */
  #giveUpVideo(reason: string): void {
    this.#problem(`video given up: ${reason}`);
    this.#capabilities = Promise.resolve(imagesOnly("this browser's video decoder failed"));
    this.#post({ type: "capabilities" });
    this.#connection.reconnect();
  }

  /** A new decoder may be another one: where its colours are worse than the server was told, it is told anew. */
  async #checkColors(session: Session): Promise<void> {
    const before = await this.#capabilities;
    const yuv = await measureColors();
    // In the same order; a clip that failed this time says nothing.
    const isWorse = yuv.some(({ error }, index) => error - (before.yuv[index]?.error ?? error) > COLOR_DRIFT);
    if (!isWorse || yuv.length !== before.yuv.length || session !== this.#session) return;
    this.#problem("the video decoder's colours have changed");
    const capabilities = { ...before, yuv };
    this.#capabilities = Promise.resolve(capabilities);
    this.#post({ type: "capabilities", capabilities: JSON.stringify(capabilities) });
    this.#connection.reconnect();
  }

  #configured(config: ConfigMessage, capabilities: Capabilities): void {
    try {
      this.#surface.prepare(config.gamut);
    } catch (error) {
      this.#connection.close();
      this.#state({ name: "error", message: messageOf(error) });
      return;
    }
    this.#connection.negotiated(performance.now());
    this.#stats.transport = config.transport;
    if (this.#frame.width === 0) {
      this.#setFrame({ ...config, pixelRatio: config.pixel_ratio });
    }
    const { names, ui } = config.answer;
    this.#post({ type: "allowed", ui: names.has("ui") ? ui : undefined });
    const why = capabilities.whyNoVideo;
    const images = why === "" ? "Showing images." : `Showing images, because ${why}.`;
    const message = config.transport === "image" ? images : "Showing video.";
    this.#state({ name: "negotiated", message, transport: config.transport });
  }

  #drawn(picture: DrawablePicture): void {
    const first = this.#stats.framesDisplayed === 0;
    this.#rates.frame();
    this.#shownSeq = picture.seq;
    this.#stats.codec = picture.codec;
    this.#stats.framesDisplayed += 1;
    this.#setFrame(picture);
    this.#session?.onDrawn(picture);
    if (first) this.#postStats();
  }

  /** Tells the main thread what pointer coordinates refer to, when that changes. */
  #setFrame({ width, height, pixelRatio }: FrameInfo): void {
    const last = this.#frame;
    if (width === last.width && height === last.height && pixelRatio === last.pixelRatio) return;
    this.#frame = { width, height, pixelRatio };
    this.#post({ type: "frame", frame: this.#frame });
  }

  #tick(): void {
    this.#restDecoder();
    this.#video?.tick();
    this.#session?.tick();
    this.#ticks += 1;
    if (this.#ticks % STATS_EVERY_TICKS === 0) this.#postStats();
  }

  /** Gives back a decoder that nobody has watched for a while; the server starts over when somebody does. */
  #restDecoder(): void {
    const since = this.#hiddenSince;
    if (since === undefined || this.#session?.uses("visibility") !== true) return;
    if (performance.now() - since >= KEEP_DECODER_MS) this.#video?.reset();
  }

  #postStats(): void {
    const { dropped } = this.#control.counts;
    Object.assign(this.#stats, this.#rates.read(performance.now()), {
      framesDropped: dropped,
      lastDisplayedSeq: this.#shownSeq,
      decodeQueueSize: this.#session?.queueSize ?? 0,
      width: this.#frame.width,
      height: this.#frame.height,
    });
    this.#post({ type: "stats", stats: { ...this.#stats } });
  }

  #state(state: ViewState): void {
    if (this.#options.debug) console.debug("rfb-view:", state.name, state.message);
    this.#post({ type: "state", state, session: this.#sessions });
  }

  #problem(message: string): void {
    if (this.#options.debug) console.debug("rfb-view:", message);
    this.#post({ type: "problem", message });
  }

  #send(message: ClientMessage): void {
    this.#connection.send(JSON.stringify(message));
  }
}

function bufferOf(pixels: CapturedPixels): ArrayBuffer {
  return "png" in pixels ? pixels.png : pixels.buffer;
}
