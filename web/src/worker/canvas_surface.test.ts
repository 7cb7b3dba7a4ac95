import { afterEach, describe, expect, it, vi } from "vitest";
import { FakeOffscreenCanvas } from "../testing/fake_worker_globals.ts";
import { CanvasSurface } from "./canvas_surface.ts";
import type { DrawablePicture } from "./pictures.ts";

function setup(limit = 100) {
  const canvas = new FakeOffscreenCanvas();
  const restored = vi.fn();
  const surface = new CanvasSurface(canvas as unknown as OffscreenCanvas, limit, restored);
  const draw = (width: number, height: number, sourceWidth = width): void => {
    const source = { source: {}, sourceWidth, sourceHeight: height } as unknown as DrawablePicture;
    surface.draw({ ...source, width, height });
  };
  return { canvas, restored, surface, draw };
}

afterEach(() => vi.unstubAllGlobals());

describe("CanvasSurface", () => {
  it("gives the canvas the frame's size, only when it changes, and draws pixel by pixel", () => {
    const { canvas, draw } = setup();
    draw(40, 30);
    draw(40, 30);
    draw(40, 20);
    const pixels = (height: number): string => `draw 0 0 40 ${height} 0 0 40 ${height}`;
    expect(canvas.log).toEqual(["width 40", "height 30", pixels(30), pixels(30), "height 20", pixels(20)]);
  });
  it("shrinks what is beyond the limit and crops what the decoder padded", () => {
    const { canvas, draw } = setup(100);
    draw(200, 50, 199);
    expect(canvas.log).toEqual(["width 100", "height 25", "draw 0 0 199 50 0 0 100 25"]);
  });
  it("puts pixels as they are, without what the decoder padded, and tells how long drawing took", () => {
    const { canvas, surface } = setup();
    const took = vi.fn();
    const picture = { width: 3, height: 3, sourceWidth: 4, sourceHeight: 4, gamut: "srgb", drawTook: took };
    surface.draw({ ...picture, source: { data: [] } } as unknown as DrawablePicture);
    expect([canvas.log.at(-1), took.mock.calls.length]).toEqual(["put 0 0 0 0 3 3", 0]);
    surface.draw({ ...picture, source: {} } as unknown as DrawablePicture);
    expect(took.mock.calls).toEqual([[expect.any(Number)]]);
  });
  it("throws rather than draws while its pixels are gone, so that no frame counts as shown", async () => {
    const { canvas, restored, surface, draw } = setup();
    canvas.isLost = true;
    expect(() => draw(40, 30)).toThrow(/took the canvas away/);
    await expect(surface.read("imagedata")).rejects.toThrow(/took the canvas away/);
    expect([canvas.log, restored.mock.calls.length]).toEqual([[], 0]);
    canvas.isLost = false;
    canvas.dispatchEvent(new Event("contextrestored"));
    expect(restored.mock.calls.length).toBe(1);
    draw(40, 30);
    expect(canvas.log.length).toBe(3);
  });
  it("says so where a browser cannot draw in a worker", () => {
    const canvas = new FakeOffscreenCanvas();
    canvas.context = null;
    const surface = new CanvasSurface(canvas as unknown as OffscreenCanvas, 100, () => undefined);
    expect(() => surface.prepare("srgb")).toThrow(/cannot draw in a worker/);
  });
  it.each(["display-p3", "srgb"] as const)("puts the numbers of wide images as such on a canvas of %s", (held) => {
    const numbers = { data: [1, 2, 3, 4] };
    const asked: object[] = [];
    vi.stubGlobal("OffscreenCanvas", class {
      getContext(_kind: string, options: object): object {
        asked.push(options);
        return { drawImage: () => undefined, getImageData: () => numbers };
      }
    });
    vi.stubGlobal("ImageData", function (data: unknown, width: number, height: number, settings: object): object {
      return { data, width, height, settings };
    });
    const { canvas, surface } = setup();
    const put: unknown[] = [];
    Object.assign(canvas.context ?? {}, { putImageData: (data: unknown) => put.push(data) });
    surface.prepare(held);
    const picture = { width: 1, height: 1, sourceWidth: 1, sourceHeight: 1, source: {}, gamut: "display-p3" };
    surface.draw(picture as unknown as DrawablePicture);
    expect(asked).toEqual([{ alpha: false, willReadFrequently: true, colorSpace: "srgb" }]);
    expect(put).toEqual([{ data: numbers.data, width: 1, height: 1, settings: { colorSpace: "display-p3" } }]);
    expect(canvas.log).toEqual(["width 1", "height 1"]);
  });
  it("holds wide colours where its first frame needs them, and stays as it is", () => {
    const { canvas, surface } = setup();
    surface.prepare("display-p3");
    surface.prepare("srgb");
    expect(canvas.asked).toEqual([{ alpha: false, colorSpace: "display-p3" }]);
  });
});
