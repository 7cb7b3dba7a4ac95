import type { DrawablePicture } from "./pictures.ts";

/** How often each way is tried at first. */
const TRIES = 3;
/** One in so many frames goes the other way: what was slow at first may have had a reason that is gone. */
const RETRY_EVERY = 64;
/** A canvas in the GPU takes a frame in much less. Without one, 1280×720 take 12 ms to draw and 1.3 ms to copy. */
const SLOW_DRAW_MS = 4;

/** What is known of frames of one size. */
interface Trial {
  width: number;
  height: number;
  frames: number;
  /** The shortest time of each way in ms: what else the machine does only ever makes one longer. */
  draw: number;
  copy: number;
  /** Memory of copies that were drawn. */
  free: ImageData[];
}

/**
 * Stands between the decoders of a session and the screen. Where drawing decoded frames is slow and the browser copies
 * their pixels faster, it hands on the copies; measured anew for each size of frame.
 */
export class FrameCopier {
  readonly #offer: (picture: DrawablePicture) => void;
  readonly #maxDimension: number;
  #trial: Trial | undefined;
  #closed = false;

  /** `offer` takes every picture over; frames beyond `maxDimension` are scaled, so drawn. */
  constructor(offer: (picture: DrawablePicture) => void, maxDimension: number) {
    this.#offer = offer;
    this.#maxDimension = maxDimension;
  }

  /** Takes a picture over. */
  take(picture: DrawablePicture): void {
    const { source, width, height, gamut } = picture;
    const isLarge = Math.max(width, height) > this.#maxDimension;
    // A browser that cannot convert copies planes as they are: with one plane that could not be told.
    const isPlanar = "copyTo" in source && /^[IN]/.test(source.format ?? "");
    if (!isPlanar || gamut !== "srgb" || isLarge) return this.#offer(picture);
    const trial = this.#trialOf(source.displayWidth, source.displayHeight);
    if (isCopied(trial)) void this.#copy(picture, source, trial);
    else this.#offer({ ...picture, drawTook: (ms) => (trial.draw = Math.min(trial.draw, ms)) });
  }

  /** Pictures that are copied by then are closed. */
  close(): void {
    this.#closed = true;
  }

  #trialOf(width: number, height: number): Trial {
    if (this.#trial?.width !== width || this.#trial.height !== height) {
      this.#trial = { width, height, frames: 0, draw: Infinity, copy: Infinity, free: [] };
    }
    return this.#trial;
  }

  async #copy(picture: DrawablePicture, frame: VideoFrame, trial: Trial): Promise<void> {
    const { width, height, free } = trial;
    const began = performance.now();
    try {
      const pixels = free.pop() ?? new ImageData(width, height);
      const planes = await frame.copyTo(pixels.data, { format: "RGBX" });
      if (planes.length === 1) {
        trial.copy = Math.min(trial.copy, performance.now() - began);
        // The decoder gets its memory back.
        picture.close();
        picture = { ...picture, source: pixels, close: () => free.push(pixels) };
      }
    } catch {
      // It is drawn.
    }
    if (this.#closed) picture.close();
    else this.#offer(picture);
  }
}

/** Whether the next frame is copied. */
function isCopied(trial: Trial): boolean {
  const { draw, copy } = trial;
  const frame = trial.frames++;
  if (frame < TRIES || draw < SLOW_DRAW_MS) return false;
  if (frame < 2 * TRIES) return true;
  return copy < draw / 2 !== (frame % RETRY_EVERY === 0);
}
