import type { Gamut } from "../shared/color.ts";
import { capSize } from "../shared/geometry.ts";
import type { CapturedFrame, CaptureKind } from "../shared/link.ts";
import type { DrawablePicture } from "./pictures.ts";
import type { Surface } from "./presenter.ts";

/**
 * The transferred canvas. Its backing store has the size of the frame, so pixels are drawn one to one and the browser's
 * compositor does all scaling: resizing the page redraws nothing, and a capture is the frame itself.
 */
export class CanvasSurface implements Surface<DrawablePicture> {
  readonly #canvas: OffscreenCanvas;
  #context: OffscreenCanvasRenderingContext2D | undefined;
  readonly #maxDimension: number;

  /** `restored`: the browser took the pixels away and the canvas can be drawn on again, but is empty. */
  constructor(canvas: OffscreenCanvas, maxDimension: number, restored: () => void) {
    this.#canvas = canvas;
    this.#maxDimension = maxDimension;
    canvas.addEventListener("contextrestored", restored);
  }

  /**
   * Settles which colours the canvas holds: a canvas never changes them. Throws in a browser that cannot draw here.
   * Where it cannot hold wide colours, or holds others already, the browser converts.
   */
  prepare(gamut: Gamut): OffscreenCanvasRenderingContext2D {
    return (this.#context ??= opaque(this.#canvas, { colorSpace: gamut }));
  }

  draw(picture: DrawablePicture): void {
    const context = this.#live(picture.gamut);
    const { width, height } = capSize(picture, this.#maxDimension);
    // Setting the size clears the canvas, so only when it changes.
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    const { source, sourceWidth, sourceHeight } = picture;
    if ("data" in source) return context.putImageData(source, 0, 0, 0, 0, width, height);
    const began = performance.now();
    const isRetagged = picture.gamut === "display-p3" && !("timestamp" in source);
    const target = isRetagged ? readable(width, height, "srgb") : context;
    target.drawImage(source, 0, 0, sourceWidth, sourceHeight, 0, 0, width, height);
    picture.drawTook?.(performance.now() - began);
    if (!isRetagged) return;
    // Decoded without conversion, an image counts as sRGB; these are the same numbers in wide colours. On a canvas that
    // holds sRGB the browser converts them.
    const { data } = target.getImageData(0, 0, width, height);
    context.putImageData(new ImageData(data, width, height, { colorSpace: "display-p3" }), 0, 0);
  }

  /**
   * Reads back what is on the screen. Goes through a second canvas: reading the first one often would move it out of
   * the GPU for good. The pixels are taken before the first suspension, so they belong to the frame shown now.
   */
  async read(kind: CaptureKind): Promise<CapturedFrame> {
    const { width, height } = this.#canvas;
    const gamut = gamutHeld(this.#live("srgb"));
    const context = readable(width, height, gamut);
    context.drawImage(this.#canvas, 0, 0);
    if (kind === "imagedata") {
      const { data } = context.getImageData(0, 0, width, height);
      return { width, height, gamut, pixels: new Uint8ClampedArray(data) };
    }
    const blob = await context.canvas.convertToBlob({ type: "image/png" });
    return { width, height, gamut, pixels: { png: await blob.arrayBuffer() } };
  }

  /** Drawing on a lost canvas would do nothing, and the frame would count as shown. Older browsers cannot tell. */
  #live(gamut: Gamut): OffscreenCanvasRenderingContext2D {
    const context = this.prepare(gamut);
    if (context.isContextLost?.()) throw new Error("the browser took the canvas away");
    return context;
  }
}

/** Whether a canvas in a worker can hold wide colours. */
export function widestGamut(): Gamut {
  try {
    return gamutHeld(opaque(new OffscreenCanvas(1, 1), { colorSpace: "display-p3" }));
  } catch {
    return "srgb";
  }
}

/** What a canvas came to hold; TypeScript's worker library does not have the question. */
function gamutHeld(context: OffscreenCanvasRenderingContext2D): Gamut {
  const known = context as { getContextAttributes?: () => { colorSpace?: string } };
  return known.getContextAttributes?.().colorSpace === "display-p3" ? "display-p3" : "srgb";
}

/** A canvas to read from. */
function readable(width: number, height: number, colorSpace: Gamut): OffscreenCanvasRenderingContext2D {
  return opaque(new OffscreenCanvas(width, height), { willReadFrequently: true, colorSpace });
}

function opaque(
  canvas: OffscreenCanvas,
  settings: { colorSpace: Gamut; willReadFrequently?: boolean },
): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext("2d", { alpha: false, ...settings });
  if (context === null) throw new Error("This browser cannot draw in a worker.");
  return context;
}

/** Runs `draw` in the next animation frame; where workers have none, after about one. */
export function onAnimationFrame(draw: () => void): void {
  if (typeof self.requestAnimationFrame === "function") self.requestAnimationFrame(draw);
  else setTimeout(draw, 16);
}
