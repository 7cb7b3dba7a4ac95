/**
 * Decides which acks to send. An ack says that a frame was drawn, and covers every frame before it; so each one is
 * higher than the one before, and frames that were superseded need none of their own.
 */
export class BackpressureController {
  #lastAcked = -1;
  #received = 0;
  #displayed = 0;
  #superseded = 0;

  /** `seq` of the last frame on the screen, -1 before the first. */
  get lastDisplayedSeq(): number {
    return this.#lastAcked;
  }

  /** Frames that arrived, were drawn, and that were replaced by a newer one or dropped. */
  get counts(): { received: number; displayed: number; dropped: number } {
    return { received: this.#received, displayed: this.#displayed, dropped: this.#superseded };
  }

  /** A frame arrived. */
  received(): void {
    this.#received += 1;
  }

  /** A frame will never be drawn: superseded, gated or broken. */
  dropped(count = 1): void {
    this.#superseded += count;
  }

  /** A frame reached the screen; the `seq` to acknowledge, or `undefined` where that says nothing new. */
  displayed(seq: number): number | undefined {
    this.#displayed += 1;
    if (seq <= this.#lastAcked) return undefined;
    this.#lastAcked = seq;
    return seq;
  }

  /** A new connection counts from 0 again; totals go on. */
  restart(): void {
    this.#lastAcked = -1;
  }
}
