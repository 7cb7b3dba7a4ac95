import { capSize } from "../shared/geometry.ts";
import type { Viewport } from "../shared/wire.ts";

/** How a viewport is measured. */
export interface ViewportRules {
  /** In place of the page's own ratio. */
  devicePixelRatio: number | undefined;
  /** Longest side in device pixels. */
  maxBackingDimension: number;
}

/** CSS size and ratio → the wire's viewport; `undefined` while the element has no size. */
export function viewportOf(
  width: number,
  height: number,
  pageRatio: number,
  rules: ViewportRules,
): Viewport | undefined {
  if (!(width > 0 && height > 0)) return undefined;
  const wanted = rules.devicePixelRatio ?? pageRatio;
  const device = { width: Math.max(1, Math.round(width * wanted)), height: Math.max(1, Math.round(height * wanted)) };
  const capped = capSize(device, rules.maxBackingDimension);
  const ratio = capped.width === device.width ? wanted : capped.width / width;
  return { width, height, pwidth: capped.width, pheight: capped.height, ratio };
}

/** Reports the size of an element now and whenever it, or the device pixel ratio, changes. */
export class ViewportWatch {
  readonly #element: HTMLElement;
  readonly #rules: ViewportRules;
  readonly #report: (viewport: Viewport) => void;
  readonly #observer: ResizeObserver;
  readonly #abort = new AbortController();
  #last = "";

  constructor(element: HTMLElement, rules: ViewportRules, report: (viewport: Viewport) => void) {
    this.#element = element;
    this.#rules = rules;
    this.#report = report;
    this.#observer = new ResizeObserver(() => this.#measure());
    this.#observer.observe(element);
    this.#watchRatio();
  }

  /** The size at this moment. */
  current(): Viewport | undefined {
    const { clientWidth, clientHeight } = this.#element;
    return viewportOf(clientWidth, clientHeight, devicePixelRatio, this.#rules);
  }

  /** Stops. */
  dispose(): void {
    this.#observer.disconnect();
    this.#abort.abort();
  }

  #measure(): void {
    const viewport = this.current();
    const key = JSON.stringify(viewport);
    if (viewport === undefined || key === this.#last) return;
    this.#last = key;
    this.#report(viewport);
  }

  /** A query for the present ratio tells when it is left; then there is a new one to ask about. */
  #watchRatio(): void {
    if (this.#abort.signal.aborted) return;
    const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    query.addEventListener(
      "change",
      () => {
        this.#measure();
        this.#watchRatio();
      },
      { once: true, signal: this.#abort.signal },
    );
  }
}
