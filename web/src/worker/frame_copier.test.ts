import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { settle } from "../testing/fake_worker_globals.ts";
import { FrameCopier } from "./frame_copier.ts";
import type { DrawablePicture } from "./pictures.ts";

let now: number;

class FakePixels {
  readonly data = new Uint8ClampedArray(4);
  readonly width: number;
  readonly height: number;
  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
  }
}

beforeEach(() => {
  now = 0;
  vi.stubGlobal("ImageData", FakePixels);
  vi.spyOn(performance, "now").mockImplementation(() => now);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** A machine on which drawing takes `draw` and copying `copy` ms; `undefined`: copying fails. */
function setup(times: { draw: number; copy: number | undefined; planes?: number }, limit = 100) {
  const offered: DrawablePicture[] = [];
  const closed: number[] = [];
  const copier = new FrameCopier((picture) => offered.push(picture), limit);
  let seq = 0;
  const take = (width = 4, changes: object = {}): void => {
    const copyTo = (): Promise<object[]> => {
      if (times.copy === undefined) return Promise.reject(new Error("no"));
      now += times.copy;
      return Promise.resolve(Array.from({ length: times.planes ?? 1 }, () => ({})));
    };
    const id = seq++;
    const source = { copyTo, format: "I420", displayWidth: width, displayHeight: 4 } as unknown as VideoFrame;
    const picture: DrawablePicture = {
      seq: id, width, height: 4, pixelRatio: 1, codec: "x", gamut: "srgb", source,
      sourceWidth: width, sourceHeight: 4, close: () => closed.push(id), ...changes,
    };
    copier.take(picture);
  };
  /** Takes `count` frames and draws each; the way that each one went, `c` or `d`. */
  const ways = async (count: number, width = 4): Promise<string> => {
    let said = "";
    for (let i = 0; i < count; i += 1) {
      take(width);
      await settle();
      const picture = offered.at(-1);
      picture?.drawTook?.(times.draw);
      said += picture !== undefined && "data" in picture.source ? "c" : "d";
      picture?.close();
    }
    return said;
  };
  return { copier, offered, closed, take, ways, times };
}

describe("FrameCopier", () => {
  it("draws for ever where drawing is fast", async () => {
    const { ways } = setup({ draw: 0.1, copy: 0.01 });
    expect(await ways(130)).toBe("d".repeat(130));
  });
  it("copies where that is faster, and tries the other way now and then", async () => {
    const { ways } = setup({ draw: 12, copy: 1.3 });
    expect(await ways(66)).toBe(`ddd${"c".repeat(61)}dc`);
  });
  it("draws where copying is slower, or no great gain", async () => {
    for (const copy of [43, 10]) expect(await setup({ draw: 12, copy }).ways(66)).toBe(`dddccc${"d".repeat(58)}cd`);
  });
  it("comes to copy when what made it slow is gone, and to draw when drawing has become fast", async () => {
    const { ways, times } = setup({ draw: 12, copy: 40 });
    await ways(64);
    times.copy = 1;
    expect(await ways(3)).toBe("ccc");
    times.draw = 0.1;
    await ways(61);
    expect(await ways(3)).toBe("ddd");
  });
  it("draws a frame that cannot be read", async () => {
    const { ways, closed } = setup({ draw: 12, copy: undefined });
    expect(await ways(70)).toBe("d".repeat(70));
    expect(closed).toEqual(Array.from({ length: 70 }, (_, seq) => seq));
  });
  it("draws where the browser copies planes instead of converting them", async () => {
    const { ways } = setup({ draw: 12, copy: 1, planes: 3 });
    expect(await ways(70)).toBe("d".repeat(70));
  });
  it("closes a frame as soon as it is copied, and copies into the same memory again", async () => {
    const { ways, closed, offered } = setup({ draw: 12, copy: 1 });
    await ways(6);
    expect(closed).toEqual([0, 1, 2, 3, 4, 5]);
    const memory = new Set(offered.slice(3).map(({ source }) => source));
    expect(memory.size).toBe(1);
  });
  it("measures anew for another size", async () => {
    const { ways, offered } = setup({ draw: 12, copy: 1 });
    await ways(5);
    expect(await ways(4, 6)).toBe("dddc");
    expect(offered.at(-1)?.source).toMatchObject({ width: 6, height: 4 });
  });
  it("leaves alone what is no frame, has wide colours, or is scaled", async () => {
    const { take, offered, ways } = setup({ draw: 12, copy: 1 }, 5);
    await ways(4);
    const packed = { copyTo: () => undefined, format: "BGRX", displayWidth: 4, displayHeight: 4 };
    for (const changes of [{ source: {} }, { source: packed }, { gamut: "display-p3" }]) {
      take(4, changes);
      expect(offered.at(-1)).toMatchObject({ ...changes });
      expect(offered.at(-1)?.drawTook).toBeUndefined();
    }
    expect(await ways(8, 6)).toBe("d".repeat(8));
  });
  it("closes what comes out after its end", async () => {
    const { take, ways, copier, closed, offered } = setup({ draw: 12, copy: 1 });
    await ways(3);
    take();
    copier.close();
    await settle();
    expect(closed).toEqual([0, 1, 2, 3]);
    expect(offered.length).toBe(3);
  });
});
