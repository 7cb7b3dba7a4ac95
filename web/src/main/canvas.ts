/** The canvas of a view, and what to undo at its end. */
export interface ViewCanvas {
  readonly element: HTMLCanvasElement;
  /** What goes full screen. */
  readonly host: HTMLElement;
  /** Takes back what was added to the page. */
  remove(): void;
}

/** Uses a canvas that is given, or puts one into an element that is. */
export function canvasIn(target: HTMLElement): ViewCanvas {
  if (target instanceof HTMLCanvasElement) return { element: target, host: target, remove: () => undefined };
  const element = document.createElement("canvas");
  Object.assign(element.style, { display: "block", width: "100%", height: "100%" });
  target.append(element);
  return { element, host: target, remove: () => element.remove() };
}
