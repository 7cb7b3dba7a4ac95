import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeBitmap, settle } from "../testing/fake_worker_globals.ts";
import { ImagePath } from "./image_path.ts";
import type { DrawablePicture } from "./pictures.ts";
import { Presenter } from "./presenter.ts";

interface Decode {
  blob: Blob;
  options: unknown;
  resolve(bitmap: FakeBitmap): void;
  reject(error: Error): void;
}

let decodes: Decode[];

beforeEach(() => {
  decodes = [];
  vi.stubGlobal("createImageBitmap", (blob: Blob, options: unknown) => {
    return new Promise((resolve, reject) => decodes.push({ blob, options, resolve, reject }));
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function setup() {
  const log: string[] = [];
  const drawn: DrawablePicture[] = [];
  const frames: (() => void)[] = [];
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now++ * 100);
  const presenter = new Presenter<DrawablePicture>(
    {
      draw: (picture) => {
        drawn.push(picture);
        log.push(`draw ${picture.seq}`);
      },
    },
    { drawn: () => undefined, superseded: (picture) => log.push(`superseded ${picture.seq}`), failed: () => undefined },
    (draw) => frames.push(draw),
  );
  const path = new ImagePath({
    decoded: (picture) => presenter.offer(picture),
    broken: (header, error) => log.push(`broken ${header.seq}: ${String(error)}`),
  });
  const push = (seq: number, gamut: "srgb" | "display-p3" = "srgb"): void => {
    const header = { type: "image_frame", seq, timestampUs: 0, width: 4, height: 4, pixelRatio: 1, gamut } as const;
    path.push({ ...header, mime: "image/webp" }, new Uint8Array([1, 2, 3]));
  };
  const animationFrame = (): void => frames.splice(0).forEach((draw) => draw());
  return { path, presenter, log, drawn, push, animationFrame };
}

describe("ImagePath", () => {
  it("decodes by the header's type, without moving colours", async () => {
    const { push } = setup();
    push(0);
    await settle();
    expect([decodes[0]?.blob.type, decodes[0]?.blob.size]).toEqual(["image/webp", 3]);
    expect(decodes[0]?.options).toEqual({ colorSpaceConversion: "none" });
  });
  it("shows the newest of several that come out in any order, and closes each one once", async () => {
    const { path, push, log, animationFrame } = setup();
    const bitmaps = [0, 1, 2].map(() => new FakeBitmap());
    for (const seq of [0, 1, 2]) push(seq);
    expect(path.queueSize).toBe(3);
    for (const seq of [1, 0]) decodes[seq]?.resolve(bitmaps[seq] ?? new FakeBitmap());
    await settle();
    animationFrame();
    decodes[2]?.resolve(bitmaps[2] ?? new FakeBitmap());
    await settle();
    animationFrame();
    expect(log).toEqual(["superseded 0", "draw 1", "draw 2"]);
    expect(bitmaps.map((bitmap) => bitmap.closed)).toEqual([1, 1, 1]);
    expect(path.queueSize).toBe(0);
  });
  it("closes what comes out after its end, and says nothing of it", async () => {
    const { path, push, log, animationFrame } = setup();
    const late = new FakeBitmap();
    push(0);
    push(1);
    path.close();
    decodes[0]?.resolve(late);
    decodes[1]?.reject(new Error("no picture"));
    await settle();
    animationFrame();
    expect([late.closed, log, path.queueSize]).toEqual([1, [], 0]);
  });
  it("uses the browser's image decoder where there is one, and closes it", async () => {
    const made: { data: Uint8Array; type: string; colorSpaceConversion: string }[] = [];
    let closed = 0;
    const image = { displayWidth: 4, displayHeight: 4, close: () => (closed += 1) };
    class Decoder {
      constructor(init: (typeof made)[number]) {
        made.push(init);
      }
      decode(): Promise<object> {
        return made.length > 1 ? Promise.reject(new Error("no picture")) : Promise.resolve({ image });
      }
      close(): void {
        closed += 1;
      }
    }
    vi.stubGlobal("ImageDecoder", Decoder);
    const { push, log, animationFrame } = setup();
    push(0);
    push(1);
    await settle();
    animationFrame();
    expect(made[0]).toMatchObject({ type: "image/webp", colorSpaceConversion: "none" });
    expect(made[0]?.data.length).toBe(3);
    expect([decodes.length, closed, log]).toEqual([0, 3, ["broken 1: Error: no picture", "draw 0"]]);
  });
  it.each([
    ["display-p3", "none", "display-p3"],
    ["srgb", "default", "srgb"],
  ])("decodes wide images to bitmaps; where canvases hold %s, with conversion %s, to %s", async (widest, conversion, gamut) => {
    vi.stubGlobal("ImageDecoder", class {});
    vi.stubGlobal("OffscreenCanvas", class {
      getContext(): object {
        return { getContextAttributes: () => ({ colorSpace: widest }) };
      }
    });
    const { push, animationFrame, drawn } = setup();
    push(0, "display-p3");
    await settle();
    expect(decodes.map(({ options }) => options)).toEqual([{ colorSpaceConversion: conversion }]);
    decodes[0]?.resolve(new FakeBitmap());
    await settle();
    animationFrame();
    expect(drawn.map((picture) => picture.gamut)).toEqual([gamut]);
  });
  it("tells of bytes that are no picture and goes on", async () => {
    const { path, push, log, animationFrame } = setup();
    push(0);
    push(1);
    decodes[0]?.reject(new Error("no picture"));
    decodes[1]?.resolve(new FakeBitmap());
    await settle();
    animationFrame();
    expect(log).toEqual(["broken 0: Error: no picture", "draw 1"]);
    expect(path.queueSize).toBe(0);
  });
});
