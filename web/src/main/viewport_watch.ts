import { capSize } from "../shared/geometry.ts";
import type { Viewport } from "../shared/wire.ts";

/** How a viewport is measured. */
export interface ViewportRules {
  /** In place of the page's own ratio. */
  devicePixelRatio: number | undefined;
  /** Longest side in device pixels. */
  maxBackingDimension: number;
}

/** The content box of an element: CSS pixels, with their fractions, and whole device pixels where the browser says. */
export interface ContentBox {
  width: number;
  height: number;
  device?: { width: number; height: number } | undefined;
}

/** Content box and ratio → the wire's viewport; `undefined` while the element has no size. */
export function viewportOf(box: ContentBox, pageRatio: number, rules: ViewportRules): Viewport | undefined {
  const { width, height } = box;
  if (!(width > 0 && height > 0)) return undefined;
  const wanted = rules.devicePixelRatio ?? pageRatio;
  const device = {
    width: deviceLength(width * wanted, box.device?.width),
    height: deviceLength(height * wanted, box.device?.height),
  };
  const capped = capSize(device, rules.maxBackingDimension);
  const isCapped = capped.width !== device.width || capped.height !== device.height;
  const ratio = isCapped ? Math.max(capped.width, capped.height) / Math.max(width, height) : wanted;
  return { width, height, pwidth: capped.width, pheight: capped.height, ratio };
}

/**
 * Where a box begins decides to which side its edges are rounded, so only the browser knows its length for sure. A
 * length that no rounding explains belongs to another ratio: one that was asked for, or that a developer's tool feigns.
 */
function deviceLength(product: number, told: number | undefined): number {
  const isRounded = told !== undefined && Math.abs(told - product) <= 1;
  return Math.max(1, isRounded ? told : Math.round(product));
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
    // Device pixels are told along and across the writing direction.
    element.style.writingMode = "horizontal-tb";
    this.#observer = new ResizeObserver((entries) => {
      const entry = entries.at(-1);
      if (entry !== undefined) this.#measured(boxOf(entry));
    });
    this.#observe();
    this.#watchRatio();
  }

  /** About the size at this moment, for the first words to the server: what the browser tells soon after is exact. */
  current(): Viewport | undefined {
    const { clientWidth: width, clientHeight: height } = this.#element;
    return viewportOf({ width, height }, devicePixelRatio, this.#rules);
  }

  /** Stops. */
  dispose(): void {
    this.#observer.disconnect();
    this.#abort.abort();
  }

  /** Observes anew, which brings a report of the size as it is then. */
  #observe(): void {
    this.#observer.disconnect();
    try {
      this.#observer.observe(this.#element, { box: "device-pixel-content-box" });
    } catch {
      // A browser that cannot tell device pixels does not know the option either.
      this.#observer.observe(this.#element);
    }
  }

  #measured(box: ContentBox): void {
    const viewport = viewportOf(box, devicePixelRatio, this.#rules);
    const key = JSON.stringify(viewport);
    if (viewport === undefined || key === this.#last) return;
    this.#last = key;
    this.#report(viewport);
  }

  /**
   * A query for the present ratio tells when it is left; then there is a new one to ask about. An observer does not
   * always tell: a page that is zoomed may keep its device pixels while its CSS pixels change.
   */
  #watchRatio(): void {
    if (this.#abort.signal.aborted) return;
    const query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    query.addEventListener(
      "change",
      () => {
        this.#observe();
        this.#watchRatio();
      },
      { once: true, signal: this.#abort.signal },
    );
  }
}

function boxOf(entry: ResizeObserverEntry): ContentBox {
  const { width, height } = entry.contentRect;
  // Typed as always there, but Safari has no such field.
  const device = (entry.devicePixelContentBoxSize as ResizeObserverEntry["devicePixelContentBoxSize"] | undefined)?.[0];
  if (device === undefined) return { width, height };
  return { width, height, device: { width: device.inlineSize, height: device.blockSize } };
}
