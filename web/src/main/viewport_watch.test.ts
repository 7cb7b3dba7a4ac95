import { afterEach, describe, expect, it, vi } from "vitest";
import type { Viewport } from "../shared/wire.ts";
import { FakeElement, FakePage, fire } from "../testing/fake_dom.ts";
import { viewportOf, ViewportWatch } from "./viewport_watch.ts";

const rules = { devicePixelRatio: undefined, maxBackingDimension: 4096 };

afterEach(() => vi.unstubAllGlobals());

describe("viewportOf", () => {
  it("takes the device pixels that the browser tells, which no multiplication finds", () => {
    const box = { width: 640.5, height: 359.67, device: { width: 960, height: 539 } };
    expect(viewportOf(box, 1.5, rules)).toEqual({ width: 640.5, height: 359.67, pwidth: 960, pheight: 539, ratio: 1.5 });
  });
  it("multiplies the fractional size where the browser tells nothing", () => {
    expect(viewportOf({ width: 640.4, height: 359.4 }, 1.25, rules)).toMatchObject({ pwidth: 801, pheight: 449 });
    expect(viewportOf({ width: 641, height: 359 }, 1.5, rules)).toMatchObject({ pwidth: 962, pheight: 539 });
  });
  it("does not believe device pixels of another ratio, as a browser tells them while it feigns one", () => {
    const box = { width: 900, height: 600, device: { width: 900, height: 600 } };
    expect(viewportOf(box, 2, rules)).toMatchObject({ pwidth: 1800, pheight: 1200, ratio: 2 });
  });
  it("takes the ratio that was asked for instead", () => {
    const box = { width: 100, height: 50, device: { width: 300, height: 150 } };
    const asked = viewportOf(box, 3, { ...rules, devicePixelRatio: 1 });
    expect(asked).toEqual({ width: 100, height: 50, pwidth: 100, pheight: 50, ratio: 1 });
  });
  it("keeps the longer side within the limit, and says the ratio that comes of it", () => {
    const wide = viewportOf({ width: 4096, height: 1024 }, 2, rules);
    expect(wide).toEqual({ width: 4096, height: 1024, pwidth: 4096, pheight: 1024, ratio: 1 });
    expect(viewportOf({ width: 1, height: 8192 }, 1, rules)).toMatchObject({ pwidth: 1, pheight: 4096, ratio: 0.5 });
  });
  it("is nothing for an element without size", () => {
    expect(viewportOf({ width: 0, height: 100 }, 1, rules)).toBeUndefined();
  });
});

describe("ViewportWatch", () => {
  function setup() {
    const page = new FakePage();
    const element = new FakeElement(page);
    const reports: Viewport[] = [];
    const watch = new ViewportWatch(element as unknown as HTMLElement, rules, (viewport) => reports.push(viewport));
    return { page, element, reports, watch };
  }

  it("reports each size once", () => {
    const { page, reports } = setup();
    page.resize(200, 100, [200, 100]);
    page.resize(200, 100, [200, 100]);
    page.resize(0, 0, [0, 0]);
    page.resize(200.5, 100, [201, 100]);
    expect(reports.map((seen) => [seen.width, seen.pwidth])).toEqual([[200, 200], [200.5, 201]]);
    expect(page.observers[0]?.options).toEqual({ box: "device-pixel-content-box" });
  });
  it("does without device pixels where a browser cannot tell them", () => {
    const { page, reports } = setup();
    vi.stubGlobal("devicePixelRatio", 1.5);
    page.resize(100.4, 50);
    expect(reports).toEqual([{ width: 100.4, height: 50, pwidth: 151, pheight: 75, ratio: 1.5 }]);
  });
  it("observes anew when the ratio changes, each time", () => {
    const { page, reports } = setup();
    page.resize(200, 100, [200, 100]);
    for (const ratio of [1.25, 1.5]) {
      vi.stubGlobal("devicePixelRatio", ratio);
      const observer = page.observers[0];
      if (observer !== undefined) observer.options = undefined;
      fire(page.queries.at(-1) ?? page.window, "change");
      expect(observer?.options).toEqual({ box: "device-pixel-content-box" });
      page.resize(200 / ratio, 100 / ratio, [200, 100]);
    }
    expect(reports.map((seen) => [seen.pwidth, seen.ratio])).toEqual([[200, 1], [200, 1.25], [200, 1.5]]);
  });
  it("knows about its size before the first report", () => {
    const { element, watch } = setup();
    Object.assign(element, { clientWidth: 201, clientHeight: 100 });
    expect(watch.current()).toMatchObject({ width: 201, height: 100, pwidth: 201, pheight: 100 });
    element.clientWidth = 0;
    expect(watch.current()).toBeUndefined();
  });
  it("is silent after its end", () => {
    const { page, reports, watch } = setup();
    watch.dispose();
    fire(page.queries.at(-1) ?? page.window, "change");
    page.resize(1, 1);
    expect([reports, page.queries.length]).toEqual([[], 1]);
  });
});
