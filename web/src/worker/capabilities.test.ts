import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { VIDEO_CAPABILITIES } from "../shared/capability.ts";
import { isCodecSupported, measureColors, probeCapabilities } from "./capabilities.ts";
import type { ClipTrial } from "./capabilities.ts";
import { CLIP_GRID, CLIPS } from "./clips.ts";
import { largestError, patchColor } from "./clip_probe.ts";

const images = ["image/jpeg", "image/png", "image/webp"];

function claim(isSupported: (codec: string) => boolean): void {
  vi.stubGlobal("VideoDecoder", {
    isConfigSupported: ({ codec }: { codec: string }) => Promise.resolve({ supported: isSupported(codec) }),
  });
}

beforeEach(() => vi.stubGlobal("self", { isSecureContext: true }));
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("probeCapabilities", () => {
  it("says why there is no video without WebCodecs", async () => {
    expect(await probeCapabilities()).toMatchObject({ supported: images, whyNoVideo: "this browser has no WebCodecs" });
    vi.stubGlobal("self", { isSecureContext: false });
    expect((await probeCapabilities()).whyNoVideo).toContain("https");
    expect((await probeCapabilities(true)).whyNoVideo).toBe("images were asked for");
  });
  it("claims what was decoded, in its own order, and what the colours came to", async () => {
    claim((codec) => !codec.startsWith("av01"));
    const trial: ClipTrial = ({ capability, matrix, fullRange }) => {
      if (capability === "webcodecs/vp9-444") return Promise.resolve("failed");
      if (capability === "webcodecs/h264-annexb-444") return Promise.resolve(200);
      return Promise.resolve(matrix === "bt601" ? 2 : fullRange ? 1 : 12);
    };
    expect(await probeCapabilities(false, trial)).toEqual({
      supported: ["webcodecs/h264-annexb", "webcodecs/h264-annexb-high", "webcodecs/vp9", ...images],
      whyNoVideo: "",
      yuv: [
        { matrix: "bt601", full_range: false, error: 2 },
        { matrix: "bt709", full_range: false, error: 12 },
        { matrix: "bt709", full_range: true, error: 1 },
      ],
      certain: true,
    });
  });
  it("takes the decoder's word for the base codec alone where a machine is too busy to prove it", async () => {
    claim(() => true);
    const found = await probeCapabilities(false, () => Promise.resolve("late"));
    expect(found).toMatchObject({ supported: ["webcodecs/h264-annexb", ...images], yuv: [], certain: false });
  });
  it("shows images where no clip decodes", async () => {
    claim(() => true);
    const found = await probeCapabilities(false, () => Promise.resolve("failed"));
    expect(found).toMatchObject({ supported: images, certain: false });
    expect(found.whyNoVideo).not.toBe("");
  });
  it("does not wait for a decoder that never answers", async () => {
    vi.useFakeTimers();
    vi.stubGlobal("VideoDecoder", { isConfigSupported: () => new Promise(() => undefined) });
    const asked = isCodecSupported("avc1.42E01F");
    vi.advanceTimersByTime(2000);
    expect(await asked).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });
  it("measures the conversions alone", async () => {
    expect(await measureColors(() => Promise.resolve(7))).toHaveLength(3);
  });
});

describe("the clips", () => {
  it("have one for every kind of video, and three for the base codec", () => {
    const count = (name: string): number => CLIPS.filter(({ capability }) => capability === name).length;
    const counts = VIDEO_CAPABILITIES.map(({ name }) => count(name));
    expect(counts).toEqual([3, 1, 1, 1, 1, 1]);
  });
  it("are compared patch by patch", () => {
    const { columns, rows, patch } = CLIP_GRID;
    const width = columns * patch;
    const pixels = new Uint8ClampedArray(width * rows * patch * 4);
    for (let at = 0; at < pixels.length; at += 4) {
      const x = (at / 4) % width;
      const y = Math.floor(at / 4 / width);
      pixels.set(patchColor(Math.floor(y / patch) * columns + Math.floor(x / patch)), at);
    }
    expect(largestError(pixels)).toBe(0);
    const middle = ((patch * 1.5) * width + patch * 2.5) * 4;
    pixels[middle + 1] = Math.max(0, (pixels[middle + 1] ?? 0) - 9);
    expect(largestError(pixels)).toBe(9);
  });
});
