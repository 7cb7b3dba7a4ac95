import { unpackBinaryMessage } from "../shared/envelope.ts";
import { parseFrameHeader, parseServerMessage } from "../shared/wire.ts";
import type {
  ClientMessage,
  ConfigMessage,
  ImageHeader,
  ServerMessage,
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

/** What a session reaches outside itself. */
export interface SessionHost {
  send(message: ClientMessage): void;
  /** The server answered, for the first time or again. */
  onConfig(config: ConfigMessage): void;
  /** A message with figures. */
  onFigures(message: Exclude<ServerMessage, ConfigMessage>): void;
  /** Something went wrong that a developer may want to know. */
  onProblem(message: string): void;
  /** Milliseconds of a monotonic clock. */
  now(): number;
}

/** Several reasons for a keyframe within this time make one request. */
const KEYFRAME_REQUEST_INTERVAL_MS = 500;

/** One connection's side of the protocol, without the socket, the decoders and the canvas. */
export class Session {
  readonly #host: SessionHost;
  readonly #control: BackpressureController;
  readonly #keyframeLimiter = new RateLimiter(KEYFRAME_REQUEST_INTERVAL_MS);
  #image: FramePath<ImageHeader> | undefined;
  #video: FramePath<VideoHeader> | undefined;
  #waiting: () => number = () => 0;

  /** `control` keeps totals over several connections; it starts counting `seq` anew. */
  constructor(host: SessionHost, control: BackpressureController) {
    this.#host = host;
    this.#control = control;
    control.restart();
  }

  /** Connects the decoders; `waiting`: decoded pictures that are not on the screen yet. */
  attach(image: FramePath<ImageHeader>, video: FramePath<VideoHeader>, waiting: () => number): void {
    this.#image = image;
    this.#video = video;
    this.#waiting = waiting;
  }

  /** Frames that wait for a decoder or for the screen. */
  get queueSize(): number {
    return (this.#image?.queueSize ?? 0) + (this.#video?.queueSize ?? 0) + this.#waiting();
  }

  /** The client's first words. */
  greet(supported: string[], token: string | undefined, viewport: Viewport | undefined): void {
    const hello = { type: "hello", supported, device_pixel_ratio: viewport?.ratio ?? 1 } as const;
    this.#host.send(token === undefined ? hello : { ...hello, token });
    if (viewport !== undefined) this.#host.send({ type: "set_viewport", ...viewport });
  }

  /** A control message of the server; unknown ones are ignored. */
  onText(text: string): void {
    const message = parseServerMessage(text);
    if (message === undefined) return;
    if (message.type === "config") this.#host.onConfig(message);
    else this.#host.onFigures(message);
  }

  /** A frame. What follows a broken one may refer to it, so a fresh start is asked for. */
  onBinary(message: ArrayBuffer): void {
    const envelope = unpackBinaryMessage(message);
    const header = envelope && parseFrameHeader(envelope.header);
    if (header === "unknown") return;
    this.#control.received();
    if (envelope === undefined || header === undefined) {
      this.onBroken("a frame message could not be read");
    } else if (header.type === "image_frame") {
      this.#image?.push(header, envelope.payload);
    } else {
      this.#video?.push(header, envelope.payload);
    }
  }

  /** A picture is on the screen. */
  onDrawn(picture: Picture): void {
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

  /** Asks for a self-contained frame, once per interval. */
  requestKeyframe(reason: string): void {
    if (this.#keyframeLimiter.allow(this.#host.now())) this.#host.send({ type: "request_keyframe", reason });
  }

  /** The decoder was rebuilt; that by itself brings a keyframe. */
  decoderReset(): void {
    this.#keyframeLimiter.allow(this.#host.now());
    this.#host.send({ type: "decoder_reset" });
  }
}
