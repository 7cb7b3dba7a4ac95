import { capSize } from "../shared/geometry.ts";
import type { CaptureKind, CapturedPixels } from "../shared/link.ts";
import type { DrawablePicture } from "./pictures.ts";
import type { Surface } from "./presenter.ts";

/**
 * The transferred canvas. Its backing store has the size of the frame, so pixels are drawn one to one and the browser's
 * compositor does all scaling: resizing the page redraws nothing, and a capture is the frame itself.
 */
export class CanvasSurface implements Surface<DrawablePicture> {
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #maxDimension: number;

  /** `restored`: the browser took the pixels away and the canvas can be drawn on again, but is empty. */
  constructor(canvas: OffscreenCanvas, maxDimension: number, restored: () => void) {
    const context = canvas.getContext("2d", { alpha: false });
    if (context === null) throw new Error("This browser cannot draw in a worker.");
    this.#canvas = canvas;
    this.#context = context;
    this.#maxDimension = maxDimension;
    canvas.addEventListener("contextrestored", restored);
  }

  draw(picture: DrawablePicture): void {
    // Drawing would do nothing, and the frame would be acknowledged.
    this.#needContext();
    const { width, height } = capSize(picture, this.#maxDimension);
    // Setting the size clears the canvas, so only when it changes.
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    const { source, sourceWidth, sourceHeight } = picture;
    this.#context.drawImage(source, 0, 0, sourceWidth, sourceHeight, 0, 0, width, height);
  }

  /**
   * Reads back what is on the screen. Goes through a second canvas: reading the first one often would move it out of
   * the GPU for good. The pixels are taken before the first suspension, so they belong to the frame shown now.
   */
  async read(kind: CaptureKind): Promise<{ width: number; height: number; pixels: CapturedPixels }> {
    const { width, height } = this.#canvas;
    this.#needContext();
    const copy = new OffscreenCanvas(width, height);
    const context = copy.getContext("2d", { willReadFrequently: true, alpha: false });
    if (context === null) throw new Error("This browser cannot read a canvas back.");
    context.drawImage(this.#canvas, 0, 0);
    if (kind === "imagedata") {
      return { width, height, pixels: new Uint8ClampedArray(context.getImageData(0, 0, width, height).data) };
    }
    const blob = await copy.convertToBlob({ type: "image/png" });
    return { width, height, pixels: { png: await blob.arrayBuffer() } };
  }

  /** Older browsers cannot tell, and draw on. */
  #needContext(): void {
    if (this.#context.isContextLost?.() === true) throw new Error("the browser took the canvas away");
  }
}

/** Runs `draw` in the next animation frame; where workers have none, after about one. */
export function onAnimationFrame(draw: () => void): void {
  if (typeof self.requestAnimationFrame === "function") self.requestAnimationFrame(draw);
  else setTimeout(draw, 16);
}
