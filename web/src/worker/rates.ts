/** Turns two running totals into rates over the time since the last reading. Pure: the time in ms is an argument. */
export class Rates {
  #frames = 0;
  #bytes = 0;
  #since: number;

  constructor(now: number) {
    this.#since = now;
  }

  /** A frame was drawn. */
  frame(): void {
    this.#frames += 1;
  }

  /** A message arrived. */
  bytes(count: number): void {
    this.#bytes += count;
  }

  /** Rates since the last call; starts the next interval. */
  read(now: number): { fps: number; bitrateBps: number } {
    const seconds = (now - this.#since) / 1000;
    if (seconds <= 0) return { fps: 0, bitrateBps: 0 };
    const rates = { fps: this.#frames / seconds, bitrateBps: (this.#bytes * 8) / seconds };
    this.#frames = 0;
    this.#bytes = 0;
    this.#since = now;
    return rates;
  }
}
