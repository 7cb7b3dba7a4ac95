import type { ViewStats } from "../shared/status.ts";
import { make } from "./dom.ts";

/** A short name for how pictures come: `H.264`, `JPEG`. */
export function transportName(codec: string): string {
  if (codec.startsWith("avc1")) return "H.264";
  if (codec.startsWith("vp09")) return "VP9";
  if (codec.startsWith("av01")) return "AV1";
  return codec.replace(/^image\//, "").replace("webp", "WebP").replace("jpeg", "JPEG").replace("png", "PNG");
}

/** Bits per second for a person. */
export function bitrateName(bps: number): string {
  if (bps >= 1e6) return `${(bps / 1e6).toFixed(1)} Mbit/s`;
  return `${Math.round(bps / 1e3)} kbit/s`;
}

/** Milliseconds for a person; empty while they are not known. */
export function durationName(ms: number): string {
  if (ms <= 0) return "";
  return `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
}

/** Figures that nobody takes for another when the panel is narrow and their names are left out. */
const PLAIN: ReadonlySet<string> = new Set(["Rate", "Bit rate", "Codec", "Size"]);

/** What the panel shows, in its order: a name, and the figure in words or nothing while there is none. */
const FIGURES: readonly (readonly [name: string, read: (stats: ViewStats) => string])[] = [
  ["Rate", (stats) => `${stats.fps.toFixed(0)} fps`],
  ["Bit rate", (stats) => bitrateName(stats.bitrateBps)],
  ["Encode", (stats) => durationName(stats.serverEncodeMs)],
  ["Round trip", (stats) => durationName(stats.serverRttMs)],
  ["Dropped", (stats) => String(stats.framesDropped + stats.serverDropped)],
  ["Codec", (stats) => transportName(stats.codec)],
  ["Size", (stats) => (stats.width > 0 ? `${stats.width}×${stats.height}` : "")],
];

/** The panel with figures; the server's own are left out until it sends them. */
export class Hud {
  readonly element = make("dl", "hud panel");
  readonly #values: readonly HTMLElement[];

  constructor() {
    this.element.setAttribute("aria-label", "Figures");
    this.#values = FIGURES.map(([name]) => {
      const value = make("dd", "value");
      const row = make("div", PLAIN.has(name) ? "figure plain" : "figure", make("dt", "name", name), value);
      row.hidden = true;
      this.element.append(row);
      return value;
    });
  }

  /** Shows figures. */
  stats(stats: ViewStats): void {
    for (const [index, value] of this.#values.entries()) {
      const text = FIGURES[index]?.[1](stats) ?? "";
      value.textContent = text;
      if (value.parentElement !== null) value.parentElement.hidden = text === "";
    }
  }
}
