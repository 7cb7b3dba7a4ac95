import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { VideoHeader } from "../shared/wire.ts";
import { VideoPath } from "./video_path.ts";

/** Stands in for `VideoDecoder`; a test answers in its place. */
class FakeDecoder {
  state = "unconfigured";
  decodeQueueSize = 0;
  config: unknown;
  readonly chunks: { type: string; timestamp: number }[] = [];
  readonly init: VideoDecoderInit;
  constructor(init: VideoDecoderInit) {
    this.init = init;
    decoders.push(this);
  }
  configure(config: unknown): void {
    this.config = config;
    this.state = "configured";
  }
  decode(chunk: { type: string; timestamp: number }): void {
    this.chunks.push(chunk);
  }
  close(): void {
    if (this.state === "closed") throw new Error("closed twice");
    this.state = "closed";
  }
}

class FakeChunk {
  constructor(init: EncodedVideoChunkInit) {
    Object.assign(this, init);
  }
}

interface FakeFrame {
  timestamp: number;
  displayWidth: number;
  displayHeight: number;
  closed: number;
  close(): void;
}

function frameOf(timestamp: number): FakeFrame {
  return {
    timestamp, displayWidth: 642, displayHeight: 480, closed: 0,
    close() {
      this.closed += 1;
    },
  };
}

let decoders: FakeDecoder[];

beforeEach(() => {
  decoders = [];
  vi.stubGlobal("VideoDecoder", FakeDecoder);
  vi.stubGlobal("EncodedVideoChunk", FakeChunk);
});
afterEach(() => vi.unstubAllGlobals());

function setup(maxQueue = 30) {
  const log: string[] = [];
  const clock = { now: 0 };
  const pictures: { seq: number; sourceWidth: number; sourceHeight: number; close(): void }[] = [];
  const path = new VideoPath(
    {
      decoded: (picture) => pictures.push(picture),
      dropped: (count) => log.push(`dropped ${count}`),
      needKeyframe: () => log.push("need keyframe"),
      rebuilt: (reason) => log.push(`rebuilt: ${reason}`),
      hopeless: () => log.push("hopeless"),
    },
    () => clock.now,
    maxQueue,
    200,
  );
  const push = (seq: number, changes: Partial<VideoHeader> = {}): void => {
    const header = { type: "video_chunk", seq, timestampUs: seq * 1000, width: 641, height: 480 } as const;
    const rest = { pixelRatio: 1, gamut: "srgb" as const, codec: "avc1.42E01F", keyframe: seq === 0 };
    path.push({ ...header, ...rest, ...changes }, new Uint8Array());
  };
  const answer = (frame: FakeFrame, decoder = decoders.at(-1)): void => {
    decoder?.init.output(frame as unknown as VideoFrame);
  };
  return { path, log, decoders, clock, pictures, push, answer };
}

describe("VideoPath", () => {
  it("configures the decoder from the header, for Annex B and low latency", () => {
    const { push, decoders } = setup();
    push(0);
    expect(decoders[0]?.config).toEqual({
      codec: "avc1.42E01F", codedWidth: 641, codedHeight: 480, optimizeForLatency: true,
    });
    expect(decoders[0]?.chunks).toMatchObject([{ type: "key", timestamp: 0 }]);
  });
  it("drops deltas before the first keyframe, and asks for one", () => {
    const { push, decoders, log } = setup();
    push(1);
    expect(decoders).toEqual([]);
    expect(log).toEqual(["dropped 1", "need keyframe"]);
  });
  it("gives each picture the seq of its chunk, even where timestamps repeat, and crops the padding", () => {
    const { push, answer, pictures, decoders } = setup();
    push(0);
    push(1, { timestampUs: 0 });
    const stamps = decoders[0]?.chunks.map((chunk) => chunk.timestamp) ?? [];
    stamps.forEach((stamp) => answer(frameOf(stamp)));
    expect(pictures).toMatchObject([{ seq: 0, sourceWidth: 641, sourceHeight: 480 }, { seq: 1 }]);
  });
  it("makes a new decoder when size or codec change with a keyframe", () => {
    const { push, decoders } = setup();
    push(0);
    push(1, { keyframe: true, width: 800 });
    push(2, { keyframe: true, width: 800, codec: "avc1.640028" });
    expect(decoders.map((decoder) => decoder.state)).toEqual(["closed", "closed", "configured"]);
  });
  it("waits for a keyframe when the size changes without one", () => {
    const { push, decoders, log } = setup();
    push(0);
    push(1, { width: 800 });
    push(2);
    expect(decoders[0]?.chunks.length).toBe(1);
    expect(log).toEqual(["dropped 1", "need keyframe", "dropped 1", "need keyframe"]);
  });
  it("rebuilds a decoder that stays silent for 1.2 s, and waits for a keyframe", () => {
    const { path, push, answer, decoders, clock, log, pictures } = setup();
    push(0);
    for (clock.now = 0; clock.now < 1200; clock.now += 200) path.tick();
    expect(log).toEqual([]);
    path.tick();
    expect(log).toEqual(["dropped 1", "rebuilt: the decoder stalled"]);
    expect(decoders[0]?.state).toBe("closed");
    const late = frameOf(0);
    answer(late, decoders[0]);
    expect([late.closed, pictures.length]).toEqual([1, 0]);
    push(1);
    expect(log.slice(2)).toEqual(["dropped 1", "need keyframe"]);
    push(2, { keyframe: true });
    expect(decoders.length).toBe(2);
  });
  it("rebuilds after a decoder error, without closing what has closed itself", () => {
    const { push, decoders, log } = setup();
    push(0);
    const decoder = decoders[0];
    if (decoder !== undefined) decoder.state = "closed";
    decoder?.init.error(new DOMException("broken", "EncodingError"));
    expect(log[1]).toMatch(/^rebuilt: .*broken/);
    decoder?.init.error(new DOMException("again", "EncodingError"));
    expect(log.length).toBe(2);
  });
  it("gives video up after three rebuilds without a picture, not after three with", () => {
    const { push, answer, decoders, log } = setup();
    const fail = (): void => decoders.at(-1)?.init.error(new DOMException("broken"));
    for (let seq = 0; seq < 6; seq += 2) {
      push(seq, { keyframe: true });
      answer(frameOf(seq * 1000));
      push(seq + 1);
      fail();
    }
    expect(log).not.toContain("hopeless");
    for (let seq = 6; seq < 8; seq += 1) {
      push(seq, { keyframe: true });
      fail();
    }
    expect(log.at(-1)).toBe("hopeless");
  });
  it("starts over at a keyframe when the decoder is too far behind", () => {
    const { push, decoders, log } = setup(2);
    push(0);
    if (decoders[0] !== undefined) decoders[0].decodeQueueSize = 2;
    push(1);
    expect(log).toEqual(["dropped 1", "dropped 1", "rebuilt: the decoder is too far behind"]);
  });
  it("waits for a keyframe after a frame was lost, and keeps its decoder", () => {
    const { path, push, answer, decoders, log, pictures } = setup();
    push(0);
    path.lost();
    push(2);
    answer(frameOf(0));
    expect([log, pictures.length]).toEqual([["dropped 1", "need keyframe"], 1]);
    push(3, { keyframe: true });
    push(4);
    expect([decoders.length, decoders[0]?.chunks.length]).toEqual([1, 3]);
  });
  it("starts over without a word when the server does", () => {
    const { path, push, answer, decoders, log, pictures } = setup();
    push(0);
    path.reset();
    expect([decoders[0]?.state, log]).toEqual(["closed", ["dropped 1"]]);
    const late = frameOf(0);
    answer(late, decoders[0]);
    expect([late.closed, pictures.length]).toEqual([1, 0]);
    push(1);
    expect(log.slice(1)).toEqual(["dropped 1", "need keyframe"]);
    push(2, { keyframe: true });
    expect(decoders.length).toBe(2);
  });
  it("closes decoder and late pictures at its end", () => {
    const { path, push, answer, decoders, pictures } = setup();
    push(0);
    path.close();
    const late = frameOf(0);
    answer(late, decoders[0]);
    push(1, { keyframe: true });
    expect([decoders[0]?.state, decoders.length, late.closed, pictures.length]).toEqual(["closed", 1, 1, 0]);
  });
});
