// Just enough of a browser's page for tests of the main thread's half. Only tests import this.
import { vi } from "vitest";

/** An element that knows where it stands and who listens. */
export class FakeElement extends EventTarget {
  readonly style: Record<string, string> & { setProperty(name: string, value: string): void };
  readonly page: FakePage;
  parentNode: FakeElement | null = null;
  children: FakeElement[] = [];
  value = "";
  clientLeft = 0;
  clientTop = 0;
  clientWidth = 200;
  clientHeight = 100;
  offsetWidth = 200;
  offsetHeight = 100;

  constructor(page: FakePage) {
    super();
    this.page = page;
    const style: Record<string, string> = {};
    const setProperty = (name: string, value: string): void => {
      style[name] = value;
    };
    this.style = Object.defineProperty(style, "setProperty", { value: setProperty }) as typeof this.style;
  }

  setAttribute(): void {}
  append(child: FakeElement): void {
    child.remove();
    child.parentNode = this;
    this.children.push(child);
  }
  after(sibling: FakeElement): void {
    this.parentNode?.append(sibling);
  }
  remove(): void {
    const siblings = this.parentNode?.children ?? [];
    if (siblings.includes(this)) siblings.splice(siblings.indexOf(this), 1);
    this.parentNode = null;
    if (this.page.document.activeElement === this) this.page.document.activeElement = null;
  }
  focus(): void {
    if (this.parentNode === null || this.page.document.activeElement === this) return;
    this.page.document.activeElement = this;
    fire(this, "focus");
  }
  blur(): void {
    if (this.page.document.activeElement !== this) return;
    this.page.document.activeElement = null;
    fire(this, "blur");
  }
  getRootNode(): object {
    return this.page.document;
  }
  getBoundingClientRect(): object {
    return { left: 0, top: 0, width: this.offsetWidth, height: this.offsetHeight };
  }
}

/** A canvas; `captured` lists the pointers it was asked to capture. */
export class FakeCanvas extends FakeElement {
  captured: number[] = [];
  captureError: Error | undefined;
  transferError: Error | undefined;

  setPointerCapture(pointerId: number): void {
    if (this.captureError !== undefined) throw this.captureError;
    this.captured.push(pointerId);
  }
  transferControlToOffscreen(): object {
    if (this.transferError !== undefined) throw this.transferError;
    return { offscreen: true };
  }
}

class FakeObserver {
  options: unknown;
  observing = false;
  readonly callback: (entries: object[]) => void;
  constructor(callback: (entries: object[]) => void) {
    this.callback = callback;
  }
  observe(_element: unknown, options?: unknown): void {
    this.options = options;
    this.observing = true;
  }
  disconnect(): void {
    this.observing = false;
  }
}

/** The page's globals, put in place of the real ones until `vi.unstubAllGlobals`. */
export class FakePage {
  readonly window = Object.assign(new EventTarget(), { innerWidth: 800, innerHeight: 600 });
  readonly document = Object.assign(new EventTarget(), {
    visibilityState: "visible",
    baseURI: "http://host/",
    activeElement: null as FakeElement | null,
    hasFocus: () => true,
    /** What lies topmost at every point. */
    topmost: null as FakeElement | null,
    elementFromPoint: (): FakeElement | null => this.document.topmost,
    createElement: (tag: string) => (tag === "canvas" ? new FakeCanvas(this) : new FakeElement(this)),
  });
  readonly body = new FakeElement(this);
  readonly frames: (() => void)[] = [];
  readonly observers: FakeObserver[] = [];
  readonly intersections: FakeObserver[] = [];
  readonly queries: EventTarget[] = [];

  constructor() {
    const page = this;
    const globals = {
      window: this.window,
      document: this.document,
      location: { href: "http://host/scene?x=1" },
      devicePixelRatio: 1,
      HTMLCanvasElement: FakeCanvas,
      requestAnimationFrame: (callback: () => void) => this.frames.push(callback),
      matchMedia: () => {
        const query = Object.assign(new EventTarget(), { matches: false });
        this.queries.push(query);
        return query;
      },
      sessionStorage: undefined,
      navigator: { userAgent: "Fake" },
      IntersectionObserver: class extends FakeObserver {
        constructor(callback: (entries: object[]) => void) {
          super(callback);
          page.intersections.push(this);
        }
      },
      ResizeObserver: class extends FakeObserver {
        constructor(callback: (entries: object[]) => void) {
          super(callback);
          page.observers.push(this);
        }
      },
    };
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  }

  /** Runs what waits for an animation frame. */
  animationFrame(): void {
    this.frames.splice(0).forEach((callback) => callback());
  }

  /** The browser tells every observer of a size: CSS pixels, and device pixels where it knows them. */
  resize(width: number, height: number, device?: [number, number]): void {
    const contentRect = { width, height };
    const boxes = device && { devicePixelContentBoxSize: [{ inlineSize: device[0], blockSize: device[1] }] };
    for (const observer of this.observers) if (observer.observing) observer.callback([{ contentRect, ...boxes }]);
  }

  /** Observers that still observe. */
  get observing(): number {
    return [...this.observers, ...this.intersections].filter((observer) => observer.observing).length;
  }

  /** The view is scrolled away or comes back. */
  scroll(isIntersecting: boolean): void {
    for (const observer of this.intersections) if (observer.observing) observer.callback([{ isIntersecting }]);
  }

  /** The tab is covered or comes back. */
  show(visible: boolean): void {
    this.document.visibilityState = visible ? "visible" : "hidden";
    fire(this.document, "visibilitychange");
  }
}

/** Dispatches an event with these fields, in its prototype as the DOM has them; returns it. */
export function fire(target: EventTarget, type: string, fields: object = {}): Event {
  const FieldsEvent = class extends Event {};
  for (const [name, value] of Object.entries(fields)) {
    Object.defineProperty(FieldsEvent.prototype, name, { get: () => value });
  }
  const event = new FieldsEvent(type, { cancelable: true });
  target.dispatchEvent(event);
  return event;
}

/** The fields of a mouse's pointer event. */
export function pointerFields(changes: object = {}): object {
  return {
    pointerId: 1, pointerType: "mouse", pressure: 0, clientX: 10, clientY: 20, button: -1, buttons: 0,
    shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...changes,
  };
}

/** The fields of a keyboard event. */
export function keyFields(key: string, code: string, changes: object = {}): object {
  const flags = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
  return { key, code, repeat: false, isComposing: false, ...flags, ...changes };
}
