import { describe, expect, it, vi } from "vitest";
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
  it("holds wide colours where its first frame needs them, and stays as it is", () => {
    const { canvas, surface } = setup();
    surface.prepare("display-p3");
    surface.prepare("srgb");
    expect(canvas.asked).toEqual([{ alpha: false, colorSpace: "display-p3" }]);
  });
});
