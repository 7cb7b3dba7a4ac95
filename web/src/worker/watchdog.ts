/** A decoder that was fed and stays silent this long is taken for stuck. */
export const STALL_MS = 1200;

/**
 * Notices a decoder that was fed but returns nothing. Pure: the time in ms is an argument.
 * A check that comes much later than the one before (suspended machine, throttled tab) starts the wait anew, because
 * the decoder had no time to answer either.
 */
export class Watchdog {
  readonly #stallMs: number;
  readonly #periodMs: number;
  #waitingSince: number | undefined;
  #pending = 0;
  #lastCheck: number | undefined;

  /** `periodMs`: how often `stalled` is going to be called. */
  constructor(periodMs: number, stallMs = STALL_MS) {
    this.#periodMs = periodMs;
    this.#stallMs = stallMs;
  }

  /** A chunk went into the decoder. */
  fed(now: number): void {
    if (this.#pending === 0) this.#waitingSince = now;
    this.#pending += 1;
  }

  /** A picture came out. */
  answered(now: number): void {
    this.#pending = Math.max(0, this.#pending - 1);
    this.#waitingSince = this.#pending === 0 ? undefined : now;
  }

  /** The decoder was rebuilt: nothing is pending. */
  reset(): void {
    this.#pending = 0;
    this.#waitingSince = undefined;
  }

  /** True when the decoder has been silent for too long with work to do. */
  stalled(now: number): boolean {
    const late = this.#lastCheck !== undefined && now - this.#lastCheck > 2 * this.#periodMs;
    this.#lastCheck = now;
    if (this.#waitingSince === undefined) return false;
    if (late) this.#waitingSince = now;
    return now - this.#waitingSince >= this.#stallMs;
  }
}
