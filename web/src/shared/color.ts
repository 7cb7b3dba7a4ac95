/** The colours that a canvas can hold. */
export type Gamut = "srgb" | "display-p3";

/** Which colours a `color` field of the wire needs; one that is missing or unreadable is sRGB. */
export function gamutOf(color: unknown): Gamut {
  if (typeof color !== "object" || color === null) return "srgb";
  const { primaries } = color as { primaries?: unknown };
  return primaries === "display-p3" || primaries === "bt2020" ? "display-p3" : "srgb";
}

/** How well this browser gives back one conversion of RGB to YUV. */
export interface YuvResult {
  matrix: "bt601" | "bt709";
  full_range: boolean;
  /** The largest error of a channel, 0 to 255. */
  error: number;
}
