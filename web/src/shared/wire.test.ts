import { describe, expect, it } from "vitest";
import { NO_EXTENSIONS } from "./extensions.ts";
import { parseFrameHeader, parseServerMessage } from "./wire.ts";

const image = { type: "image_frame", seq: 3, timestamp_us: 100, width: 5, height: 7, mime: "image/png" };
const video = {
  type: "video_chunk",
  seq: 0,
  timestamp_us: 0,
  width: 641,
  height: 479,
  codec: "avc1.42E01F",
  bitstream: "annexb",
  keyframe: true,
};

describe("parseServerMessage", () => {
  it("reads config and fills in the pixel ratio that is left out", () => {
    const text = '{"type":"config","transport":"image","width":640,"height":480,"coords":"frame-pixels"}';
    expect(parseServerMessage(text)).toEqual({
      type: "config", transport: "image", width: 640, height: 480, pixel_ratio: 1, gamut: "srgb", answer: NO_EXTENSIONS,
    });
    const video = '{"type":"config","transport":"webcodecs","width":1,"height":1,"codec":"avc1.42E01F","pixel_ratio":2}';
    expect(parseServerMessage(video)).toMatchObject({ transport: "webcodecs", pixel_ratio: 2 });
  });
  it("passes on figures as they came", () => {
    for (const fields of [{ type: "stats", rtt_ms: 1.5 }, { type: "set_quality", fps: "x" }]) {
      expect(parseServerMessage(JSON.stringify(fields))).toEqual({ type: "figures", fields });
    }
  });
  it("drops what is broken", () => {
    const bad = ["", "null", "[]", "{", '{"type":"config","transport":"smoke","width":1,"height":1}'];
    expect(bad.map(parseServerMessage)).toEqual(bad.map(() => undefined));
  });
  it("passes on messages of the extension ui, and unknown ones, as they came", () => {
    expect(parseServerMessage('{"type":"title","text":3}')).toEqual({ type: "other", fields: { type: "title", text: 3 } });
  });
  it("refuses sizes that are empty, fractional or beyond the limit", () => {
    for (const [width, height] of [[0, 1], [1.5, 1], [16385, 1], [1, null], [-1, 1]]) {
      expect(parseServerMessage(JSON.stringify({ type: "config", transport: "image", width, height }))).toBeUndefined();
    }
  });
});

describe("parseFrameHeader", () => {
  it("reads both kinds, odd sizes included", () => {
    expect(parseFrameHeader(image)).toEqual({
      type: "image_frame", seq: 3, timestampUs: 100, width: 5, height: 7, pixelRatio: 1, mime: "image/png", gamut: "srgb",
    });
    expect(parseFrameHeader({ ...video, pixel_ratio: 1.5 })).toMatchObject({ width: 641, height: 479, keyframe: true, pixelRatio: 1.5 });
  });
  it("finds the frames that need wide colours", () => {
    const gamut = (color: unknown): unknown => (parseFrameHeader({ ...image, color }) as { gamut: string }).gamut;
    const primaries = ["bt709", "display-p3", "bt2020", 3].map((name) => gamut({ primaries: name }));
    expect(primaries).toEqual(["srgb", "display-p3", "display-p3", "srgb"]);
    expect([gamut(null), gamut("display-p3"), gamut([])]).toEqual(["srgb", "srgb", "srgb"]);
  });
  it("tells an unknown type from a broken header", () => {
    expect(parseFrameHeader({ type: "patches" })).toBe("unknown");
    expect(parseFrameHeader({})).toBeUndefined();
    expect(parseFrameHeader({ ...image, seq: -1 })).toBeUndefined();
    expect(parseFrameHeader({ ...image, mime: "image/svg+xml" })).toBeUndefined();
    expect(parseFrameHeader({ ...video, codec: "avc1;x" })).toBeUndefined();
    expect(parseFrameHeader({ ...video, keyframe: 1 })).toBeUndefined();
    expect(parseFrameHeader({ ...video, bitstream: "avcc" })).toBeUndefined();
    expect(parseFrameHeader({ ...video, width: 0 })).toBeUndefined();
  });
});
