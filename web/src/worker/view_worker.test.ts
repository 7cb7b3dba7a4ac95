import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { packBinaryMessage } from "../shared/envelope.ts";
import type { FromWorker, WorkerOptions } from "../shared/link.ts";
import { FakeBitmap, FakeOffscreenCanvas, settle, useFakeSockets } from "../testing/fake_worker_globals.ts";
import type { FakeSocket } from "../testing/fake_worker_globals.ts";
import { ViewWorker } from "./view_worker.ts";
import { emptyStats } from "../shared/status.ts";

/** A decoder that takes everything and returns nothing. */
class SilentDecoder {
  static made: SilentDecoder[] = [];
  static isConfigSupported = (): Promise<object> => Promise.resolve({ supported: true });
  state = "unconfigured";
  decodeQueueSize = 0;
  constructor() {
    SilentDecoder.made.push(this);
  }
  configure(): void {
    this.state = "configured";
  }
  decode(): void {}
  close(): void {
    this.state = "closed";
  }
}

let sockets: FakeSocket[];
let frames: (() => void)[];

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(1);
  sockets = useFakeSockets();
  frames = [];
  SilentDecoder.made = [];
  vi.stubGlobal("self", { isSecureContext: true, requestAnimationFrame: (draw: () => void) => frames.push(draw) });
  vi.stubGlobal("createImageBitmap", () => Promise.resolve(new FakeBitmap()));
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const viewport = { width: 10, height: 20, pwidth: 20, pheight: 40, ratio: 2 };
const common = { timestamp_us: 0, width: 4, height: 4 };
const image = (seq: number): object => ({ type: "image_frame", seq, ...common, mime: "image/png" });
const chunk = { type: "video_chunk", ...common, codec: "avc1.42E01F", bitstream: "annexb", keyframe: true };
const config = { type: "config", transport: "image", width: 4, height: 4 };

const proven = {
  supported: ["webcodecs/h264-annexb", "image/jpeg", "image/png", "image/webp"], whyNoVideo: "", certain: true,
  yuv: [{ matrix: "bt601", full_range: false, error: 2 } as const],
};

function setup({ video = false, ...changes }: Partial<WorkerOptions> & { video?: boolean } = {}) {
  if (video) {
    vi.stubGlobal("VideoDecoder", SilentDecoder);
    vi.stubGlobal("EncodedVideoChunk", class {});
  }
  const canvas = new FakeOffscreenCanvas();
  const posted: FromWorker[] = [];
  const options: WorkerOptions = {
    url: "ws://host/", imageOnly: false, maxDecodeQueue: 30, maxBackingDimension: 100, reconnect: true, hasToken: false,
    debug: false, stats: emptyStats(), prefer: [], gamut: "srgb", clipboard: "both", visible: true, capabilities: video ? JSON.stringify(proven) : undefined,
    ...changes,
  };
  const worker = new ViewWorker(canvas as unknown as OffscreenCanvas, options, viewport, (message) => posted.push(message));
  const states = (): string[] => posted.flatMap((message) => (message.type === "state" ? [message.state.name] : []));
  const state = () => posted.filter((message) => message.type === "state").at(-1);
  /** What the client has said on its newest socket since the last call: types, with `seq` or `reason`. */
  const said = (): string[] =>
    (sockets.at(-1)?.sent.splice(0) ?? []).map((text) => {
      const message = JSON.parse(text) as { type: string; seq?: number; reason?: string };
      return [message.type, message.seq ?? message.reason].filter((part) => part !== undefined).join(" ");
    });
  const open = async (): Promise<FakeSocket | undefined> => {
    await settle();
    sockets.at(-1)?.opens();
    return sockets.at(-1);
  };
  const frame = async (header: object): Promise<void> => {
    sockets.at(-1)?.says(packBinaryMessage(header, new Uint8Array(3)).buffer);
    await settle();
    frames.splice(0).forEach((draw) => draw());
  };
  return { canvas, posted, worker, states, state, said, open, frame };
}

describe("ViewWorker", () => {
  it("says nothing but its greeting and its size before the config, and counts sessions from it", async () => {
    const { worker, open, said, states, state, frame } = setup();
    const socket = await open();
    worker.event({ type: "key_down" }, 0);
    worker.viewport({ ...viewport, width: 11 });
    await frame(image(0));
    expect(said()).toEqual(["hello", "set_viewport", "set_viewport"]);
    socket?.says(config);
    worker.event({ type: "key_down" }, 0);
    worker.event({ type: "key_up" }, 1);
    expect(said()).toEqual(["event"]);
    socket?.says(config);
    expect([states(), state()?.session]).toEqual([["connecting", "open", "negotiated", "negotiated"], 1]);
  });
  it("offers what it can show and says why that is no video", async () => {
    const { open, state } = setup();
    const socket = await open();
    const hello = JSON.parse(socket?.sent[0] ?? "") as object;
    expect(hello).toEqual({
      type: "hello", supported: ["image/jpeg", "image/png", "image/webp"], device_pixel_ratio: 2,
      extensions: ["color", "ui", "visibility"],
      ext: {
        color: { yuv: [], gamut: ["srgb"] },
        ui: { cursor_image: true, clipboard_out: true, clipboard_in: true, text_input: true },
      },
    });
    socket?.says(config);
    expect(state()?.state.message).toBe("Showing images, because this browser has no WebCodecs.");
  });
  it("acknowledges a frame when it has been drawn, and tells what it was", async () => {
    const { canvas, open, said, frame, posted } = setup();
    (await open())?.says(config);
    said();
    await frame(image(0));
    expect(said()).toEqual(["ack 0"]);
    expect(canvas.log.at(-1)).toBe("draw 0 0 4 4 0 0 4 4");
    expect(posted.find((message) => message.type === "frame")).toEqual({
      type: "frame", frame: { width: 4, height: 4, pixelRatio: 1 },
    });
    expect(posted.at(-1)).toMatchObject({ type: "stats", stats: { framesDisplayed: 1, codec: "image/png" } });
  });
  it("acknowledges nothing while the canvas is lost, and asks for a picture when it is back", async () => {
    const { canvas, open, said, frame } = setup();
    (await open())?.says(config);
    await frame(image(0));
    said();
    canvas.isLost = true;
    await frame(image(1));
    expect(said()).toEqual(["request_keyframe a frame could not be drawn: Error: the browser took the canvas away"]);
    vi.advanceTimersByTime(1000);
    canvas.isLost = false;
    canvas.dispatchEvent(new Event("contextrestored"));
    await frame(image(2));
    expect(said()).toEqual(["request_keyframe the canvas was empty", "ack 2"]);
  });
  it("starts counting anew with each connection, and passes on no input of the one before", async () => {
    const { worker, open, said, frame } = setup();
    const first = await open();
    first?.says(config);
    await frame(image(0));
    await frame(image(1));
    first?.closes(1006);
    vi.advanceTimersByTime(250);
    const second = await open();
    second?.says(config);
    said();
    worker.event({ type: "key_up" }, 1);
    worker.event({ type: "key_down" }, 2);
    await frame(image(0));
    expect(said()).toEqual(["event", "ack 0"]);
  });
  it("rebuilds a decoder that stays silent and tells the server", async () => {
    const { open, said, frame, posted } = setup({ video: true });
    (await open())?.says({ ...config, transport: "webcodecs" });
    said();
    await frame({ ...chunk, seq: 0 });
    vi.advanceTimersByTime(1000);
    expect(said()).toEqual([]);
    vi.advanceTimersByTime(600);
    expect(said()).toEqual(["decoder_reset"]);
    expect(posted).toContainEqual({ type: "problem", message: "video decoder rebuilt: the decoder stalled" });
    await frame({ ...chunk, seq: 1 });
    expect(SilentDecoder.made.map((decoder) => decoder.state)).toEqual(["closed", "configured"]);
  });
  it("leaves video without a word when the server does, and shows its images", async () => {
    const { open, said, frame, state } = setup({ video: true });
    const socket = await open();
    socket?.says({ ...config, transport: "webcodecs" });
    await frame({ ...chunk, seq: 0 });
    said();
    socket?.says(config);
    vi.advanceTimersByTime(3000);
    await frame(image(1));
    expect(said()).toEqual(["ack 1"]);
    expect([SilentDecoder.made[0]?.state, state()?.state.transport]).toEqual(["closed", "image"]);
  });
  it("waits for a keyframe after a frame that it could not read", async () => {
    const { open, said, frame } = setup({ video: true });
    const socket = await open();
    socket?.says({ ...config, transport: "webcodecs" });
    await frame({ ...chunk, seq: 0 });
    said();
    socket?.says(new ArrayBuffer(2));
    await frame({ ...chunk, seq: 2, keyframe: false });
    expect(said()).toEqual(["request_keyframe a frame message could not be read"]);
    vi.advanceTimersByTime(600);
    expect(said()).toEqual(["request_keyframe a delta came before its keyframe"]);
  });
  it("connects again for images when its decoder fails time after time", async () => {
    const { open, frame, said, state } = setup({ video: true });
    (await open())?.says({ ...config, transport: "webcodecs" });
    for (let seq = 0; seq < 3; seq += 1) {
      await frame({ ...chunk, seq });
      vi.advanceTimersByTime(1600);
    }
    const socket = await open();
    expect(sockets.length).toBe(2);
    expect(JSON.parse(socket?.sent[0] ?? "")).toMatchObject({ supported: ["image/jpeg", "image/png", "image/webp"] });
    socket?.says(config);
    expect(said()).toEqual(["hello", "set_viewport"]);
    expect(state()?.state.message).toBe("Showing images, because this browser's video decoder failed.");
  });
  it("lets a pause begin and end, and gives an idle decoder back without a word", async () => {
    const { worker, open, said, frame, posted } = setup({ video: true });
    (await open())?.says({ ...config, transport: "webcodecs", extensions: ["visibility", "ui"] });
    expect(posted).toContainEqual({ type: "allowed", ui: { clipboard: "off", control: true } });
    await frame({ ...chunk, seq: 0 });
    said();
    worker.visibility(false);
    expect(said()).toEqual(["visibility"]);
    vi.advanceTimersByTime(1000);
    expect(SilentDecoder.made[0]?.state).toBe("configured");
    vi.advanceTimersByTime(30_000);
    expect(SilentDecoder.made[0]?.state).toBe("closed");
    said();
    worker.visibility(true);
    await frame({ ...chunk, seq: 1, keyframe: false });
    expect(said()).toEqual(["visibility"]);
    await frame({ ...chunk, seq: 2 });
    expect(SilentDecoder.made.at(-1)?.state).toBe("configured");
  });
  it("finds out whether its connection outlived a time without network", async () => {
    const { worker, open, said, frame, states } = setup();
    (await open())?.says(config);
    await frame(image(0));
    said();
    worker.wake();
    expect(said()).toEqual(["request_keyframe the viewer was away"]);
    await frame(image(1));
    vi.advanceTimersByTime(6000);
    expect(states().at(-1)).toBe("negotiated");
    worker.wake();
    vi.advanceTimersByTime(5000);
    expect(states().at(-1)).toBe("reconnecting");
  });
  it("passes on what the page's furniture shows, and what it asks for", async () => {
    const { worker, open, said, posted } = setup();
    const socket = await open();
    socket?.says({ ...config, extensions: ["ui"], ext: { ui: { clipboard: "in", control: false } } });
    socket?.says({ type: "title", text: "Plot" });
    said();
    worker.ui({ type: "release_control" }, 0);
    worker.ui({ type: "paste", text: "x" }, 1);
    expect(said()).toEqual(["paste"]);
    expect(posted.at(-1)).toEqual({ type: "ui", fields: { type: "title", text: "Plot" }, session: 1 });
    expect(posted).toContainEqual({ type: "allowed", ui: { clipboard: "in", control: false } });
  });
  it("offers what it prefers first, and what an earlier view has found out", async () => {
    const { open } = setup({ video: true, prefer: ["png", "h264"] });
    const hello = JSON.parse((await open())?.sent[0] ?? "") as { supported: string[]; ext: { color: object } };
    expect(hello.supported.slice(0, 3)).toEqual(["image/png", "webcodecs/h264-annexb", "image/jpeg"]);
    expect(hello.ext.color).toEqual({ yuv: proven.yuv, gamut: ["srgb"] });
  });
  it("asks for the token before it connects", async () => {
    const { worker, open, posted } = setup({ hasToken: true });
    await settle();
    expect([posted.at(-1), sockets.length]).toEqual([{ type: "need_token", request: 0 }, 0]);
    worker.token(0, "secret", undefined);
    const socket = await open();
    expect(JSON.parse(socket?.sent[0] ?? "")).toMatchObject({ token: "secret" });
  });
  it("cannot capture what was never shown", async () => {
    const { worker, open, posted } = setup();
    const refusal = { type: "capture_failed", request: 7, message: "no frame was shown yet" };
    await worker.capture(7, "imagedata");
    expect(posted.at(-1)).toEqual(refusal);
    (await open())?.says(config);
    await worker.capture(7, "imagedata");
    expect(posted.at(-1)).toEqual(refusal);
  });
  it("knows after a reconnect which frame is still on the screen", async () => {
    const { worker, open, frame, posted } = setup();
    (await open())?.says(config);
    await frame(image(5));
    worker.reconnect();
    vi.advanceTimersByTime(2000);
    expect(posted.filter(({ type }) => type === "stats").at(-1)).toMatchObject({ stats: { lastDisplayedSeq: 5 } });
  });
  it("gives everything back at its end, and says so last", async () => {
    const { worker, open, frame, posted } = setup({ video: true });
    const socket = await open();
    socket?.says({ ...config, transport: "webcodecs" });
    await frame({ ...chunk, seq: 0 });
    worker.event({ type: "key_up" }, 1);
    worker.dispose();
    expect(socket?.sent.at(-1)).toContain("key_up");
    expect([socket?.closedWith, SilentDecoder.made[0]?.state]).toEqual([[1000], "closed"]);
    const count = posted.length;
    vi.advanceTimersByTime(60_000);
    expect([posted.at(-1), posted.length, vi.getTimerCount()]).toEqual([{ type: "disposed" }, count, 0]);
  });
});
