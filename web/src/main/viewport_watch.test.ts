import { describe, expect, it } from "vitest";
import { viewportOf } from "./viewport_watch.ts";

const rules = { devicePixelRatio: undefined, maxBackingDimension: 4096 };

describe("viewportOf", () => {
  it("counts device pixels by the page's ratio", () => {
    expect(viewportOf(641, 359, 1.5, rules)).toEqual({ width: 641, height: 359, pwidth: 962, pheight: 539, ratio: 1.5 });
  });
  it("takes the ratio that was asked for instead", () => {
    expect(viewportOf(100, 50, 3, { ...rules, devicePixelRatio: 1 })).toMatchObject({ pwidth: 100, pheight: 50, ratio: 1 });
  });
  it("keeps the longer side within the limit, and says the ratio that comes of it", () => {
    expect(viewportOf(4096, 1024, 2, rules)).toEqual({ width: 4096, height: 1024, pwidth: 4096, pheight: 1024, ratio: 1 });
  });
  it("is nothing for an element without size", () => {
    expect(viewportOf(0, 100, 1, rules)).toBeUndefined();
  });
});
