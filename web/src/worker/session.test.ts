import { describe, expect, it } from "vitest";
import { packBinaryMessage } from "../shared/envelope.ts";
import type { ClientMessage } from "../shared/wire.ts";
import { BackpressureController } from "./backpressure.ts";
import { Session } from "./session.ts";

function setup() {
  const sent: ClientMessage[] = [];
  const log: string[] = [];
  const clock = { now: 0 };
  const control = new BackpressureController();
  const session = new Session(
    {
      send: (message) => sent.push(message),
      onConfig: (config) => log.push(`config ${config.transport}`),
      onFigures: (message) => log.push(message.type),
      onProblem: (problem) => log.push(problem),
      now: () => clock.now,
    },
    control,
  );
  const path = (name: string, queueSize: number) => ({
    queueSize,
    push: (header: { seq: number }) => void log.push(`${name} ${header.seq}`),
  });
  session.attach(path("image", 1), path("video", 2), () => 4);
  const frame = (header: object): void => session.onBinary(packBinaryMessage(header, new Uint8Array(3)).buffer);
  return { session, sent, log, clock, control, frame };
}

const picture = (seq: number) => ({ seq, width: 4, height: 4, pixelRatio: 1, codec: "x", close: () => undefined });
const common = { timestamp_us: 0, width: 4, height: 4 };

describe("Session", () => {
  it("greets first, then tells the size of the view", () => {
    const { session, sent } = setup();
    session.greet(["image/png"], "secret", { width: 10, height: 20, pwidth: 20, pheight: 40, ratio: 2 });
    expect(sent).toEqual([
      { type: "hello", supported: ["image/png"], device_pixel_ratio: 2, token: "secret" },
      { type: "set_viewport", width: 10, height: 20, pwidth: 20, pheight: 40, ratio: 2 },
    ]);
  });
  it("leaves out a token that there is not", () => {
    const { session, sent } = setup();
    session.greet([], undefined, undefined);
    expect(sent).toEqual([{ type: "hello", supported: [], device_pixel_ratio: 1 }]);
  });
  it("picks the decoder of each frame by its type", () => {
    const { frame, log } = setup();
    const video = { codec: "avc1.42E01F", bitstream: "annexb", keyframe: true };
    frame({ type: "video_chunk", seq: 0, ...common, ...video });
    frame({ type: "image_frame", seq: 1, ...common, mime: "image/png" });
    frame({ type: "hologram", seq: 2, ...common });
    frame({ type: "video_chunk", seq: 3, ...common, ...video });
    expect(log).toEqual(["video 0", "image 1", "video 3"]);
  });
  it("acknowledges what is drawn, with everything that still waits", () => {
    const { session, sent } = setup();
    session.onDrawn(picture(2));
    session.onDrawn(picture(1));
    expect(sent).toEqual([{ type: "ack", seq: 2, decode_queue_size: 7, displayed: true }]);
  });
  it("asks for one keyframe for a burst of reasons, and again later", () => {
    const { session, sent, clock } = setup();
    session.requestKeyframe("a");
    session.requestKeyframe("b");
    clock.now = 499;
    session.requestKeyframe("c");
    clock.now = 500;
    session.requestKeyframe("d");
    expect(sent).toEqual([
      { type: "request_keyframe", reason: "a" },
      { type: "request_keyframe", reason: "d" },
    ]);
  });
  it("needs no request beside a decoder reset", () => {
    const { session, sent } = setup();
    session.decoderReset();
    session.requestKeyframe("a delta came before its keyframe");
    expect(sent).toEqual([{ type: "decoder_reset" }]);
  });
  it("asks for a fresh start after a broken frame, and never acknowledges it", () => {
    const { session, sent, log, control } = setup();
    session.onBinary(new ArrayBuffer(2));
    expect(log).toEqual(["a frame message could not be read"]);
    expect(sent).toMatchObject([{ type: "request_keyframe" }]);
    expect(control.counts).toEqual({ received: 1, displayed: 0, dropped: 1 });
  });
  it("ignores control messages that it does not know", () => {
    const { session, log } = setup();
    session.onText('{"type":"later"}');
    session.onText("no json");
    session.onText('{"type":"config","transport":"image","width":4,"height":4}');
    session.onText('{"type":"set_quality","fps":30}');
    expect(log).toEqual(["config image", "set_quality"]);
  });
  it("counts seq from zero on each connection", () => {
    const { control, session } = setup();
    session.onDrawn(picture(9));
    new Session({ send: () => 0, onConfig: () => 0, onFigures: () => 0, onProblem: () => 0, now: () => 0 }, control);
    expect(control.lastDisplayedSeq).toBe(-1);
  });
});
