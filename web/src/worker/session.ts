import { unpackBinaryMessage } from "../shared/envelope.ts";
import type { ExtensionAnswer, ExtensionName, ExtensionOffer } from "../shared/extensions.ts";
import { NO_EXTENSIONS } from "../shared/extensions.ts";
import type { UiRequest } from "../shared/ui_messages.ts";
import { parseFrameHeader, parseServerMessage } from "../shared/wire.ts";
import type {
  ClientMessage,
  ConfigMessage,
  ImageHeader,
  VideoHeader,
  Viewport,
} from "../shared/wire.ts";
import { BackpressureController } from "./backpressure.ts";
import { RateLimiter } from "./keyframe_gate.ts";
import type { Picture } from "./presenter.ts";

/** A decoder of one kind of frame. */
export interface FramePath<Header> {
  readonly queueSize: number;
  push(header: Header, payload: Uint8Array<ArrayBuffer>): void;
}

/** The decoder of frames that refer to earlier ones. */
export interface VideoFramePath extends FramePath<VideoHeader> {
  /** A frame is missing: only a keyframe can go on. */
  lost(): void;
  /** The server starts over, at a keyframe. */
  reset(): void;
}

/** What a session reaches outside itself. */
export interface SessionHost {
  send(message: ClientMessage): void;
  /** The server answered; `again`: it has changed its mind. */
  onConfig(config: ConfigMessage, again: boolean): void;
  /** A message with figures, as it came. */
  onFigures(fields: Record<string, unknown>): void;
  /** A message of the extension `ui`, as it came. */
  onUi(fields: Record<string, unknown>): void;
  /** Something went wrong that a developer may want to know. */
  onProblem(message: string): void;
  /** Milliseconds of a monotonic clock. */
  now(): number;
}

/** Several reasons for a keyframe within this time make one request. */
const KEYFRAME_REQUEST_INTERVAL_MS = 500;
/** At most ten messages a second say who can see the view. */
const VISIBILITY_INTERVAL_MS = 100;
/** A server that has just learnt that the view is seen sends a keyframe by itself. */
const QUIET_MS = 1000;

/**
 * One connection's side of the protocol, without the socket, the decoders and the canvas. Before the server's `config`
 * it says nothing but its greeting and the size of the view.
 */
export class Session {
  readonly #host: SessionHost;
  readonly #control: BackpressureController;
  readonly #keyframeLimiter = new RateLimiter(KEYFRAME_REQUEST_INTERVAL_MS);
  #image: FramePath<ImageHeader> | undefined;
  #video: VideoFramePath | undefined;
  readonly #visibilityLimiter = new RateLimiter(VISIBILITY_INTERVAL_MS);
  #negotiated = false;
  #answer: ExtensionAnswer = NO_EXTENSIONS;
  #visible: boolean;
  #toldVisible = true;
  /** Until then a reason for a keyframe waits. */
  #quietUntil = -Infinity;
  /** `seq` of the newest frame that arrived. */
  #newestSeq = -1;
  /** A reason that came too soon after a request, and the newest frame at that time. */
  #refused: { reason: string; newestSeq: number } | undefined;
  #waiting: () => number = () => 0;

  /** `control` keeps totals over several connections; it starts counting `seq` anew. */
  constructor(host: SessionHost, control: BackpressureController, visible = true) {
    this.#host = host;
    this.#visible = visible;
    this.#control = control;
    control.restart();
  }

  /** Connects the decoders; `waiting`: decoded pictures that are not on the screen yet. */
  attach(image: FramePath<ImageHeader>, video: VideoFramePath, waiting: () => number): void {
    this.#image = image;
    this.#video = video;
    this.#waiting = waiting;
  }

  /** Frames that wait for a decoder or for the screen. */
  get queueSize(): number {
    return (this.#image?.queueSize ?? 0) + (this.#video?.queueSize ?? 0) + this.#waiting();
  }

  /** The client's first words. */
  greet(
    supported: string[],
    token: string | undefined,
    viewport: Viewport | undefined,
    offer?: ExtensionOffer,
  ): void {
    this.#host.send({ type: "hello", supported, device_pixel_ratio: viewport?.ratio ?? 1, token, ...offer });
    if (viewport !== undefined) this.viewport(viewport);
  }

  /** The view has this size. */
  viewport(viewport: Viewport): void {
    this.#host.send({ type: "set_viewport", ...viewport });
  }

  /** An input event. */
  event(event: object): void {
    if (this.#negotiated) this.#host.send({ type: "event", event });
  }

  /** Whether both sides use this extension. */
  uses(extension: ExtensionName): boolean {
    return this.#answer.names.has(extension);
  }

  /** A request of the extension `ui`. */
  ui(request: UiRequest): void {
    if (this.uses("ui")) this.#host.send(request);
  }

  /** Whether anybody can see the view: where not, a server that speaks `visibility` sends no frames. */
  visibility(visible: boolean): void {
    this.#visible = visible;
    this.#tellVisibility();
  }

  /** The server is about to start over by itself: a reason that comes before that waits for what it brings. */
  quiet(): void {
    this.#quietUntil = this.#host.now() + QUIET_MS;
  }

  /** To be called a few times a second. */
  tick(): void {
    this.#tellVisibility();
    const refused = this.#refused;
    if (refused !== undefined && !this.#isPaused()) this.#tryRequest(refused.reason);
  }

  /** A control message of the server; unknown ones are ignored. */
  onText(text: string): void {
    const message = parseServerMessage(text);
    if (message === undefined) return;
    if (message.type === "figures") return this.#host.onFigures(message.fields);
    if (message.type !== "config") {
      if (this.uses("ui")) this.#host.onUi(message.fields);
      return;
    }
    // Whatever comes next begins with a keyframe; deltas would refer to what another encoder made.
    const again = this.#negotiated;
    if (again) this.#video?.reset();
    // Which extensions are in use is settled once.
    this.#answer = { ...message.answer, names: again ? this.#answer.names : message.answer.names };
    this.#negotiated = true;
    this.#host.onConfig(message, again);
    this.#tellVisibility();
  }

  /** A frame. What follows a broken one may refer to it, so a fresh start is asked for. */
  onBinary(message: ArrayBuffer): void {
    if (!this.#negotiated) return this.#host.onProblem("a frame came before the config");
    const envelope = unpackBinaryMessage(message);
    const header = envelope && parseFrameHeader(envelope.header);
    this.#count(envelope?.header["seq"]);
    if (header === "unknown") return;
    this.#control.received();
    if (envelope === undefined || header === undefined) {
      this.#video?.lost();
      this.onBroken("a frame message could not be read");
    } else if (header.type === "image_frame") {
      this.#image?.push(header, envelope.payload);
    } else {
      this.#video?.push(header, envelope.payload);
    }
  }

  /** A picture is on the screen. */
  onDrawn(picture: Picture): void {
    if (this.#refused !== undefined && picture.seq > this.#refused.newestSeq) this.#refused = undefined;
    const seq = this.#control.displayed(picture.seq);
    if (seq === undefined) return;
    this.#host.send({ type: "ack", seq, decode_queue_size: this.queueSize, displayed: true });
  }

  /** A frame that nobody will see. */
  onBroken(problem: string): void {
    this.#control.dropped();
    this.#host.onProblem(problem);
    this.requestKeyframe(problem);
  }

  /**
   * Asks for a self-contained frame, once per interval. A reason that comes in between is kept: unless a newer frame
   * reaches the screen first, it is sent by a later tick.
   */
  requestKeyframe(reason: string): void {
    if (!this.#negotiated || this.#isPaused()) return;
    if (this.#tryRequest(reason)) return;
    this.#refused = { reason, newestSeq: this.#newestSeq };
  }

  /** The decoder was rebuilt; that by itself brings a keyframe. */
  decoderReset(): void {
    if (!this.#negotiated) return;
    this.#keyframeLimiter.spend(this.#host.now());
    this.#refused = undefined;
    this.#host.send({ type: "decoder_reset" });
  }

  /** Nobody sees the view, and the server knows: it starts over when that changes. */
  #isPaused(): boolean {
    return this.uses("visibility") && !this.#visible;
  }

  #tellVisibility(): void {
    if (!this.uses("visibility") || this.#visible === this.#toldVisible) return;
    if (!this.#visibilityLimiter.allow(this.#host.now())) return;
    this.#toldVisible = this.#visible;
    this.#host.send({ type: "visibility", state: this.#visible ? "visible" : "hidden" });
  }

  #tryRequest(reason: string): boolean {
    const now = this.#host.now();
    if (now < this.#quietUntil || !this.#keyframeLimiter.allow(now)) return false;
    this.#refused = undefined;
    this.#host.send({ type: "request_keyframe", reason });
    return true;
  }

  /** Frames are numbered without a gap; one that is missing may be what the next one refers to. */
  #count(seq: unknown): void {
    if (typeof seq !== "number") return;
    if (seq !== this.#newestSeq + 1) this.#video?.lost();
    this.#newestSeq = seq;
  }
}
