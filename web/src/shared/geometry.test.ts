import { describe, expect, it } from "vitest";
import {
  backingToFrame, capSize, contentBox, fitScales, frameDestRect, frameToPage, isFitMode, pageToFrame,
} from "./geometry.ts";
import type { FitMode } from "./geometry.ts";

const frame = { width: 640, height: 480 };

describe("frameDestRect", () => {
  it("centres the whole frame with bars left and right under contain", () => {
    expect(frameDestRect(frame, { width: 1000, height: 480 }, "contain")).toEqual({ x: 180, y: 0, width: 640, height: 480 });
  });
  it("centres the whole frame with bars above and below under contain", () => {
    expect(frameDestRect(frame, { width: 320, height: 480 }, "contain")).toEqual({ x: 0, y: 120, width: 320, height: 240 });
  });
  it("reaches beyond the box under cover", () => {
    expect(frameDestRect(frame, { width: 320, height: 480 }, "cover")).toEqual({ x: -160, y: 0, width: 640, height: 480 });
  });
  it("stretches each axis by itself under fill", () => {
    expect(frameDestRect(frame, { width: 320, height: 960 }, "fill")).toEqual({ x: 0, y: 0, width: 320, height: 960 });
  });
  it("is empty, not NaN, for an empty frame or box", () => {
    expect(fitScales({ width: 0, height: 0 }, frame, "contain")).toEqual({ x: 0, y: 0 });
    expect(frameDestRect(frame, { width: 0, height: 10 }, "cover")).toMatchObject({ width: 0, height: 0 });
  });
});

describe("backingToFrame", () => {
  it("maps every corner of the drawn frame to its own pixels under every fit", () => {
    for (const fit of ["contain", "cover", "fill"] satisfies FitMode[]) {
      for (const box of [{ width: 333, height: 777 }, { width: 1280, height: 720 }, { width: 640, height: 480 }]) {
        const dest = frameDestRect(frame, box, fit);
        const start = backingToFrame({ x: dest.x, y: dest.y }, frame, box, fit);
        expect(start.x).toBeCloseTo(0, 9);
        expect(start.y).toBeCloseTo(0, 9);
        const end = backingToFrame({ x: dest.x + dest.width, y: dest.y + dest.height }, frame, box, fit);
        expect(end.x).toBeCloseTo(640, 9);
        expect(end.y).toBeCloseTo(480, 9);
        const middle = backingToFrame({ x: box.width / 2, y: box.height / 2 }, frame, box, fit);
        expect(middle).toMatchObject({ inside: true });
        expect(middle.x).toBeCloseTo(320, 9);
        expect(middle.y).toBeCloseTo(240, 9);
      }
    }
  });
  it("is unclamped and outside in the letterbox", () => {
    const point = backingToFrame({ x: 100, y: 10 }, frame, { width: 1000, height: 480 }, "contain");
    expect(point).toEqual({ x: -80, y: 10, inside: false });
  });
  it("is outside the visible crop though within the frame under cover", () => {
    const box = { width: 320, height: 480 };
    expect(backingToFrame({ x: -1, y: 5 }, frame, box, "cover")).toEqual({ x: 159, y: 5, inside: false });
    expect(backingToFrame({ x: 0, y: 5 }, frame, box, "cover").inside).toBe(true);
  });
  it("does not depend on the unit of the box", () => {
    const css = backingToFrame({ x: 50, y: 70 }, frame, { width: 400, height: 300 }, "contain");
    const device = backingToFrame({ x: 75, y: 105 }, frame, { width: 600, height: 450 }, "contain");
    expect(device.x).toBeCloseTo(css.x, 9);
    expect(device.y).toBeCloseTo(css.y, 9);
  });
  it("treats the far edges as outside and the near edges as inside", () => {
    expect(backingToFrame({ x: 0, y: 0 }, frame, frame, "contain").inside).toBe(true);
    expect(backingToFrame({ x: 640, y: 0 }, frame, frame, "contain").inside).toBe(false);
    expect(backingToFrame({ x: 0, y: 480 }, frame, frame, "contain").inside).toBe(false);
  });
  it("is outside everywhere while nothing is shown", () => {
    expect(backingToFrame({ x: 5, y: 5 }, { width: 0, height: 0 }, frame, "contain")).toEqual({ x: 0, y: 0, inside: false });
  });
});

describe("capSize", () => {
  it("leaves what fits and keeps the aspect of what does not", () => {
    expect(capSize({ width: 640, height: 480 }, 640)).toEqual({ width: 640, height: 480 });
    expect(capSize({ width: 8000, height: 4000 }, 4000)).toEqual({ width: 4000, height: 2000 });
    expect(capSize({ width: 8000, height: 1 }, 100)).toEqual({ width: 100, height: 1 });
  });
});

describe("isFitMode", () => {
  it("knows the three words only", () => {
    expect(["contain", "cover", "fill", "none", "", null].map(isFitMode)).toEqual([true, true, true, false, false, false]);
  });
});

describe("the page and the frame", () => {
  const layout = { offsetWidth: 204, offsetHeight: 104, clientLeft: 2, clientTop: 2, clientWidth: 200, clientHeight: 100 };

  it("leaves the border out, however the element is scaled", () => {
    const at = { getBoundingClientRect: () => ({ left: 10, top: 20, width: 204, height: 104 }), ...layout };
    expect(contentBox(at)).toEqual({ x: 12, y: 22, width: 200, height: 100 });
    const twice = { getBoundingClientRect: () => ({ left: 10, top: 20, width: 408, height: 208 }), ...layout };
    expect(contentBox(twice)).toEqual({ x: 14, y: 24, width: 400, height: 200 });
    const none = { getBoundingClientRect: () => ({ left: 0, top: 0, width: 0, height: 0 }), ...layout, offsetWidth: 0, offsetHeight: 0 };
    expect(contentBox({ ...none, clientLeft: 0, clientTop: 0, clientWidth: 0, clientHeight: 0 }).width).toBe(0);
  });
  it("finds the same place both ways, under every fit and for every size of the frame", () => {
    const box = { x: 12, y: 22, width: 200, height: 100 };
    for (const fit of ["contain", "cover", "fill"] as const) {
      for (const frame of [{ width: 640, height: 480 }, { width: 33, height: 777 }, { width: 200, height: 100 }]) {
        const rect = { x: 7, y: frame.height / 3, width: 5, height: 9 };
        const there = frameToPage(rect, frame, box, fit);
        const back = pageToFrame(there, frame, box, fit);
        expect([back.x, back.y]).toEqual([expect.closeTo(rect.x, 9), expect.closeTo(rect.y, 9)]);
        const corner = pageToFrame({ x: there.x + there.width, y: there.y + there.height }, frame, box, fit);
        expect([corner.x, corner.y]).toEqual([expect.closeTo(12, 9), expect.closeTo(rect.y + 9, 9)]);
      }
    }
  });
  it("is nowhere while there is no frame", () => {
    const box = { x: 0, y: 0, width: 10, height: 10 };
    expect(pageToFrame({ x: 5, y: 5 }, { width: 0, height: 0 }, box, "contain")).toEqual({ x: 0, y: 0, inside: false });
  });
});
