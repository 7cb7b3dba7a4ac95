import { describe, expect, it } from "vitest";
import { packBinaryMessage } from "../shared/envelope.ts";
import { extensionOffer } from "../shared/extensions.ts";
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
      onConfig: (config, again) => log.push(`config ${config.transport}${again ? " again" : ""}`),
      onFigures: (fields) => log.push(String(fields["type"])),
      onUi: (fields) => log.push(`ui ${String(fields["type"])}`),
      onProblem: (problem) => log.push(problem),
      now: () => clock.now,
    },
    control,
  );
  const path = (name: string, queueSize: number) => ({
    queueSize,
    push: (header: { seq: number }) => void log.push(`${name} ${header.seq}`),
  });
  const video = { ...path("video", 2), lost: () => log.push("lost"), reset: () => log.push("reset") };
  session.attach(path("image", 1), video, () => 4);
  /** The server's answer, after which there is nothing in the log. */
  const configure = (): void => {
    session.onText('{"type":"config","transport":"image","width":4,"height":4}');
    log.length = 0;
  };
  const frame = (header: object): void => session.onBinary(packBinaryMessage(header, new Uint8Array(3)).buffer);
  return { session, sent, log, clock, control, configure, frame };
}

const picture = (seq: number) => ({ seq, width: 4, height: 4, pixelRatio: 1, codec: "x", close: () => undefined });
const common = { timestamp_us: 0, width: 4, height: 4 };
const chunk = { type: "video_chunk", ...common, codec: "avc1.42E01F", bitstream: "annexb", keyframe: false };

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
    const { configure, frame, log } = setup();
    configure();
    frame({ ...chunk, seq: 0, keyframe: true });
    frame({ type: "image_frame", seq: 1, ...common, mime: "image/png" });
    frame({ type: "hologram", seq: 2, ...common });
    frame({ ...chunk, seq: 3 });
    expect(log).toEqual(["video 0", "image 1", "video 3"]);
  });
  it("acknowledges what is drawn, with everything that still waits", () => {
    const { session, sent } = setup();
    session.onDrawn(picture(2));
    session.onDrawn(picture(1));
    expect(sent).toEqual([{ type: "ack", seq: 2, decode_queue_size: 7, displayed: true }]);
  });
  it("asks for one keyframe for a burst of reasons, and again later", () => {
    const { session, sent, clock, configure } = setup();
    configure();
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
    const { session, sent, configure } = setup();
    configure();
    session.decoderReset();
    session.requestKeyframe("a delta came before its keyframe");
    expect(sent).toEqual([{ type: "decoder_reset" }]);
  });
  it("asks for a fresh start after a broken frame, and never acknowledges it", () => {
    const { session, sent, log, control, configure } = setup();
    configure();
    session.onBinary(new ArrayBuffer(2));
    expect(log).toEqual(["lost", "a frame message could not be read"]);
    expect(sent).toMatchObject([{ type: "request_keyframe" }]);
    expect(control.counts).toEqual({ received: 1, displayed: 0, dropped: 1 });
  });
  it("says nothing but its greeting and its size before the config", () => {
    const { session, sent, log, clock, configure, frame } = setup();
    session.greet([], undefined, undefined);
    session.viewport({ width: 1, height: 2, pwidth: 1, pheight: 2, ratio: 1 });
    session.event({ type: "pointer_move" });
    frame({ ...chunk, seq: 0, keyframe: true });
    session.requestKeyframe("impatience");
    session.decoderReset();
    clock.now = 9999;
    session.tick();
    expect(sent.map((message) => message.type)).toEqual(["hello", "set_viewport"]);
    expect(log).toEqual(["a frame came before the config"]);
    configure();
    session.event({ type: "pointer_move" });
    expect(sent.at(-1)).toEqual({ type: "event", event: { type: "pointer_move" } });
  });
  it("starts its decoder over when the server changes its mind, without a word", () => {
    const { session, sent, log } = setup();
    session.onText('{"type":"config","transport":"webcodecs","width":4,"height":4}');
    session.onText('{"type":"config","transport":"image","width":4,"height":4}');
    expect(log).toEqual(["config webcodecs", "reset", "config image again"]);
    expect(sent).toEqual([]);
  });
  it("waits for a keyframe after a gap in the numbers, which a frame of unknown type does not make", () => {
    const { log, configure, frame } = setup();
    configure();
    frame({ ...chunk, seq: 0, keyframe: true });
    frame({ type: "hologram", seq: 1, ...common });
    frame({ ...chunk, seq: 2 });
    frame({ ...chunk, seq: 4 });
    frame({ ...chunk, seq: 5 });
    frame({ ...chunk, seq: 5 });
    expect(log).toEqual(["video 0", "video 2", "lost", "video 4", "video 5", "lost", "video 5"]);
  });
  it("sends a reason that came too soon once the time is up", () => {
    const { session, sent, clock, configure } = setup();
    configure();
    session.requestKeyframe("a");
    clock.now = 100;
    session.requestKeyframe("b");
    session.requestKeyframe("c");
    for (clock.now = 200; clock.now <= 2000; clock.now += 100) session.tick();
    expect(sent).toEqual([
      { type: "request_keyframe", reason: "a" },
      { type: "request_keyframe", reason: "c" },
    ]);
  });
  it("forgets a reason that a newer frame has settled, but not for an older one", () => {
    const { session, sent, clock, configure, frame } = setup();
    configure();
    frame({ ...chunk, seq: 0, keyframe: true });
    session.requestKeyframe("a");
    frame({ ...chunk, seq: 1 });
    session.requestKeyframe("b");
    session.onDrawn(picture(1));
    clock.now = 500;
    session.tick();
    session.requestKeyframe("c");
    frame({ ...chunk, seq: 2, keyframe: true });
    session.onDrawn(picture(2));
    clock.now = 2000;
    session.tick();
    const reasons = sent.map((message) => (message.type === "request_keyframe" ? message.reason : message.type));
    expect(reasons).toEqual(["a", "ack", "b", "ack"]);
  });
  it("ignores control messages that it does not know", () => {
    const { session, log } = setup();
    session.onText('{"type":"later"}');
    session.onText("no json");
    session.onText('{"type":"config","transport":"image","width":4,"height":4}');
    session.onText('{"type":"set_quality","fps":30}');
    expect(log).toEqual(["config image", "set_quality"]);
  });
  const answer = (extensions: string[]): string =>
    JSON.stringify({ type: "config", transport: "image", width: 4, height: 4, extensions });
  it("offers extensions with its greeting", () => {
    const { session, sent } = setup();
    const offer = extensionOffer([], "srgb", "off");
    session.greet([], "secret", undefined, offer);
    expect(sent).toEqual([{ type: "hello", supported: [], device_pixel_ratio: 1, token: "secret", ...offer }]);
  });
  it("keeps to the base protocol with a server that answers nothing else", () => {
    const { session, sent, log, configure } = setup();
    configure();
    session.visibility(false);
    session.ui({ type: "paste", text: "x" });
    session.onText('{"type":"title","text":"x"}');
    session.tick();
    expect([sent, log, session.uses("ui")]).toEqual([[], [], false]);
  });
  it("uses the extensions of the first answer for good", () => {
    const { session, sent, log } = setup();
    session.onText(answer(["ui"]));
    session.onText(answer(["ui", "visibility"]));
    session.onText('{"type":"title","text":"x"}');
    session.visibility(false);
    session.ui({ type: "release_control" });
    expect([sent, log.at(-1)]).toEqual([[{ type: "release_control" }], "ui title"]);
  });
  it("tells who sees the view after the config and on change, ten times a second at most, the last one always", () => {
    const { session, sent, clock } = setup();
    session.visibility(false);
    expect(sent).toEqual([]);
    session.onText(answer(["visibility"]));
    session.visibility(true);
    session.visibility(false);
    session.visibility(true);
    clock.now = 100;
    session.tick();
    session.tick();
    expect(sent).toEqual([{ type: "visibility", state: "hidden" }, { type: "visibility", state: "visible" }]);
  });
  it("asks for no keyframe while nobody looks, and for a second after a quiet time", () => {
    const { session, sent, clock } = setup();
    session.onText(answer(["visibility"]));
    session.visibility(false);
    session.requestKeyframe("gate");
    session.quiet();
    clock.now = 500;
    session.visibility(true);
    session.requestKeyframe("gate");
    expect(sent.map(({ type }) => type)).toEqual(["visibility", "visibility"]);
    session.tick();
    expect(sent).toHaveLength(2);
    clock.now = 1000;
    session.tick();
    expect(sent.slice(2)).toEqual([{ type: "request_keyframe", reason: "gate" }]);
  });
  it("asks for nothing after a quiet time that brought a picture", () => {
    const { session, sent, clock, configure } = setup();
    configure();
    session.quiet();
    session.requestKeyframe("gate");
    session.onDrawn(picture(0));
    clock.now = 1000;
    session.tick();
    expect(sent.map(({ type }) => type)).toEqual(["ack"]);
  });
  it("counts seq from zero on each connection", () => {
    const { control, session } = setup();
    session.onDrawn(picture(9));
    new Session({ send: () => 0, onConfig: () => 0, onFigures: () => 0, onUi: () => 0, onProblem: () => 0, now: () => 0 }, control);
    expect(control.lastDisplayedSeq).toBe(-1);
  });
});
