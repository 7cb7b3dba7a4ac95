/**
 * Lets deltas through only behind a keyframe. Closed at first, and again whenever the decoder loses its references.
 * What it refuses is never acknowledged.
 */
export class KeyframeGate {
  #open = false;

  /** Whether a delta would pass. */
  get isOpen(): boolean {
    return this.#open;
  }

  /** True when the chunk may be decoded; a keyframe opens the gate. */
  admit(keyframe: boolean): boolean {
    if (keyframe) this.#open = true;
    return this.#open;
  }

  /** The references are lost: wait for a keyframe. */
  close(): void {
    this.#open = false;
  }
}

/** Allows one act per interval, so that a burst of reasons makes one request. Pure: the time in ms is an argument. */
export class RateLimiter {
  readonly #intervalMs: number;
  #last = -Infinity;

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** True when the act may happen now; then the interval starts. */
  allow(now: number): boolean {
    if (now - this.#last < this.#intervalMs) return false;
    this.#last = now;
    return true;
  }

  /** Something else had the effect of the act: the interval starts. */
  spend(now: number): void {
    this.#last = now;
  }
}
