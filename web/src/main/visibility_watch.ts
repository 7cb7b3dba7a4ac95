/** Tells whether anybody can see an element: its page is shown, and it is not scrolled away. */
export class VisibilityWatch {
  readonly #report: (visible: boolean) => void;
  readonly #observer: IntersectionObserver | undefined;
  readonly #abort = new AbortController();
  #isInView = true;
  #last: boolean;

  /** `report` hears of changes only. */
  constructor(element: HTMLElement, report: (visible: boolean) => void) {
    this.#report = report;
    this.#last = this.isVisible;
    if (typeof IntersectionObserver !== "undefined") {
      this.#observer = new IntersectionObserver((entries) => {
        this.#isInView = entries.at(-1)?.isIntersecting ?? true;
        this.#changed();
      });
      this.#observer.observe(element);
    }
    document.addEventListener("visibilitychange", () => this.#changed(), { signal: this.#abort.signal });
  }

  /** Whether anybody can see the element now. */
  get isVisible(): boolean {
    return this.#isInView && document.visibilityState !== "hidden";
  }

  /** Stops. */
  dispose(): void {
    this.#observer?.disconnect();
    this.#abort.abort();
  }

  #changed(): void {
    if (this.isVisible === this.#last) return;
    this.#last = this.isVisible;
    this.#report(this.#last);
  }
}
