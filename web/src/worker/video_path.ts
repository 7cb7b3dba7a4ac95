import type { VideoHeader } from "../shared/wire.ts";
import { KeyframeGate } from "./keyframe_gate.ts";
import { framePicture } from "./pictures.ts";
import type { DrawablePicture } from "./pictures.ts";
import type { VideoFramePath } from "./session.ts";
import { Watchdog } from "./watchdog.ts";

/** What a video path tells its owner. */
export interface VideoEvents {
  /** A picture is ready; the receiver owns it. */
  decoded(picture: DrawablePicture): void;
  /** Chunks were refused at the gate, or lost in a decoder that was closed. */
  dropped(count: number): void;
  /** The stream cannot go on without a keyframe. */
  needKeyframe(reason: string): void;
  /** The decoder was rebuilt: nothing in flight will be acknowledged. */
  rebuilt(reason: string): void;
  /** The decoder failed several times without a picture in between: use another transport. */
  hopeless(reason: string): void;
}

/** Rebuilds in a row without a picture before video is given up. */
const MAX_FRUITLESS_REBUILDS = 3;

/** Feeds one `VideoDecoder`, configured from each header, behind a keyframe gate and a stall watchdog. */
export class VideoPath implements VideoFramePath {
  readonly #events: VideoEvents;
  readonly #now: () => number;
  readonly #maxQueue: number;
  readonly #gate = new KeyframeGate();
  readonly #watchdog: Watchdog;
  /** Headers of chunks in the decoder, by the timestamp they were given. */
  readonly #inDecoder = new Map<number, VideoHeader>();
  #decoder: VideoDecoder | undefined;
  #configured = "";
  #lastTimestamp = -1;
  #fruitless = 0;
  #closed = false;

  /** `now`: milliseconds of a monotonic clock; `tickMs`: how often `tick` is going to be called. */
  constructor(events: VideoEvents, now: () => number, maxQueue: number, tickMs: number) {
    this.#events = events;
    this.#now = now;
    this.#maxQueue = maxQueue;
    this.#watchdog = new Watchdog(tickMs);
  }

  /** Chunks that wait for the decoder. */
  get queueSize(): number {
    return this.#decoder?.decodeQueueSize ?? 0;
  }

  /** Decodes a chunk, or drops it where the decoder lacks what it refers to. */
  push(header: VideoHeader, payload: Uint8Array<ArrayBuffer>): void {
    if (this.#closed) return;
    const wanted = `${header.codec} ${header.width}x${header.height}`;
    if (wanted !== this.#configured && !header.keyframe) this.#gate.close();
    if (!this.#gate.admit(header.keyframe)) {
      this.#events.dropped(1);
      this.#events.needKeyframe("a delta came before its keyframe");
      return;
    }
    if (this.queueSize >= this.#maxQueue && !header.keyframe) {
      this.#events.dropped(1);
      this.#rebuild("the decoder is too far behind", false);
      return;
    }
    try {
      if (wanted !== this.#configured) this.#configure(header, wanted);
      this.#feed(header, payload);
    } catch (error) {
      this.#rebuild(String(error), true);
    }
  }

  /** Looks after a decoder that has fallen silent. */
  tick(): void {
    if (this.#watchdog.stalled(this.#now())) this.#rebuild("the decoder stalled", true);
  }

  /** A frame is missing: deltas are refused until a keyframe. What the decoder has still comes out. */
  lost(): void {
    this.#gate.close();
  }

  /** The server starts over: nothing of what was decoded counts any more. */
  reset(): void {
    this.#drop();
    this.#gate.close();
  }

  /** Ends decoding; pictures that come out after this are closed at once. */
  close(): void {
    this.#closed = true;
    this.#drop();
  }

  #configure(header: VideoHeader, wanted: string): void {
    this.#drop();
    const decoder: VideoDecoder = new VideoDecoder({
      output: (frame) => this.#output(decoder, frame),
      error: (error) => {
        if (decoder === this.#decoder) this.#rebuild(String(error), true);
      },
    });
    this.#decoder = decoder;
    this.#configured = wanted;
    // Annex B: no description, parameter sets come in-band.
    decoder.configure({
      codec: header.codec,
      codedWidth: header.width,
      codedHeight: header.height,
      optimizeForLatency: true,
    });
  }

  #feed(header: VideoHeader, payload: Uint8Array<ArrayBuffer>): void {
    // The decoder hands the timestamp back with the picture, so each chunk needs one of its own.
    const timestamp = Math.max(header.timestampUs, this.#lastTimestamp + 1);
    this.#lastTimestamp = timestamp;
    this.#inDecoder.set(timestamp, header);
    this.#watchdog.fed(this.#now());
    const type = header.keyframe ? "key" : "delta";
    this.#decoder?.decode(new EncodedVideoChunk({ type, timestamp, data: payload }));
  }

  #output(decoder: VideoDecoder, frame: VideoFrame): void {
    const header = this.#inDecoder.get(frame.timestamp);
    if (decoder !== this.#decoder || header === undefined) {
      frame.close();
      return;
    }
    this.#inDecoder.delete(frame.timestamp);
    this.#watchdog.answered(this.#now());
    this.#fruitless = 0;
    this.#events.decoded(framePicture(frame, header));
  }

  #rebuild(reason: string, fault: boolean): void {
    this.#drop();
    this.#gate.close();
    if (fault) this.#fruitless += 1;
    if (this.#fruitless >= MAX_FRUITLESS_REBUILDS) this.#events.hopeless(reason);
    else this.#events.rebuilt(reason);
  }

  /** Closes the decoder, if any; what was in it is lost. */
  #drop(): void {
    const decoder = this.#decoder;
    this.#decoder = undefined;
    this.#configured = "";
    if (this.#inDecoder.size > 0) this.#events.dropped(this.#inDecoder.size);
    this.#inDecoder.clear();
    this.#watchdog.reset();
    // After an error the decoder has closed itself.
    if (decoder !== undefined && decoder.state !== "closed") decoder.close();
  }
}
