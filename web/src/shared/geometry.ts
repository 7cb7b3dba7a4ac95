/** How a frame is placed in its box: whole with bars, filling with a crop, or stretched. */
export type FitMode = "contain" | "cover" | "fill";

/** A width and a height in one unit. */
export interface Size {
  width: number;
  height: number;
}

/** A rectangle, origin top left. */
export interface Rect extends Size {
  x: number;
  y: number;
}

/** A point in frame pixels; `inside` is false in a letterbox bar or beyond the visible crop. */
export interface FramePoint {
  x: number;
  y: number;
  inside: boolean;
}

/** Where an element, as which it has these members, is: its border box after all transforms, its layout before them. */
export interface Placement {
  getBoundingClientRect(): { left: number; top: number; width: number; height: number };
  offsetWidth: number;
  offsetHeight: number;
  clientLeft: number;
  clientTop: number;
  clientWidth: number;
  clientHeight: number;
}

/** True for the three words that name a fit. */
export function isFitMode(value: unknown): value is FitMode {
  return value === "contain" || value === "cover" || value === "fill";
}

/** Box units per frame pixel, per axis. Both are 0 while either size is empty. */
export function fitScales(frame: Size, box: Size, fit: FitMode): { x: number; y: number } {
  if (!(frame.width > 0 && frame.height > 0 && box.width > 0 && box.height > 0)) return { x: 0, y: 0 };
  const x = box.width / frame.width;
  const y = box.height / frame.height;
  if (fit === "fill") return { x, y };
  const scale = fit === "contain" ? Math.min(x, y) : Math.max(x, y);
  return { x: scale, y: scale };
}

/** Where the frame lies in the box, centred; with `cover` it reaches beyond the box. */
export function frameDestRect(frame: Size, box: Size, fit: FitMode): Rect {
  const scale = fitScales(frame, box, fit);
  const width = frame.width * scale.x;
  const height = frame.height * scale.y;
  return { x: (box.width - width) / 2, y: (box.height - height) / 2, width, height };
}

/**
 * Maps a point of the box to frame pixels: origin top left, fractional, not clamped. The unit of the box
 * does not matter (CSS or device pixels), so no device pixel ratio enters.
 */
export function backingToFrame(point: { x: number; y: number }, frame: Size, box: Size, fit: FitMode): FramePoint {
  const dest = frameDestRect(frame, box, fit);
  if (dest.width === 0 || dest.height === 0) return { x: 0, y: 0, inside: false };
  const x = ((point.x - dest.x) * frame.width) / dest.width;
  const y = ((point.y - dest.y) * frame.height) / dest.height;
  const inFrame = x >= 0 && y >= 0 && x < frame.width && y < frame.height;
  const inBox = point.x >= 0 && point.y >= 0 && point.x < box.width && point.y < box.height;
  return { x, y, inside: inFrame && inBox };
}

/** The box on the page that a frame is placed in: inside the element's border, as large as it appears. */
export function contentBox(element: Placement): Rect {
  const { left, top, width, height } = element.getBoundingClientRect();
  const { offsetWidth, offsetHeight, clientLeft, clientTop, clientWidth, clientHeight } = element;
  const scaleX = offsetWidth > 0 ? width / offsetWidth : 1;
  const scaleY = offsetHeight > 0 ? height / offsetHeight : 1;
  return {
    x: left + clientLeft * scaleX,
    y: top + clientTop * scaleY,
    // Not clientWidth itself: it is rounded to whole pixels.
    width: width - (offsetWidth - clientWidth) * scaleX,
    height: height - (offsetHeight - clientHeight) * scaleY,
  };
}

/** Maps a point of the page to frame pixels, for a frame that is placed in `box`. */
export function pageToFrame(point: { x: number; y: number }, frame: Size, box: Rect, fit: FitMode): FramePoint {
  return backingToFrame({ x: point.x - box.x, y: point.y - box.y }, frame, box, fit);
}

/** Maps a rectangle in frame pixels to the page: the way back of {@link pageToFrame}. */
export function frameToPage(rect: Rect, frame: Size, box: Rect, fit: FitMode): Rect {
  const scale = fitScales(frame, box, fit);
  const dest = frameDestRect(frame, box, fit);
  return {
    x: box.x + dest.x + rect.x * scale.x,
    y: box.y + dest.y + rect.y * scale.y,
    width: rect.width * scale.x,
    height: rect.height * scale.y,
  };
}

/** The largest size with the same aspect whose longer side is at most `limit` (whole units, at least 1). */
export function capSize(size: Size, limit: number): Size {
  const longest = Math.max(size.width, size.height);
  if (longest <= limit) return { width: size.width, height: size.height };
  const scale = limit / longest;
  return {
    width: Math.max(1, Math.round(size.width * scale)),
    height: Math.max(1, Math.round(size.height * scale)),
  };
}
