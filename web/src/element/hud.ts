import type { ViewState, ViewStats } from "../shared/status.ts";
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

/** The small panel with figures: state, frames per second, size, transport, bit rate. */
export class Hud {
  readonly element: HTMLElement;
  readonly #dot = make("span", "dot");
  readonly #fps = make("b", "");
  readonly #size = make("b", "");
  readonly #transport = make("b", "");
  readonly #bitrate = make("b", "");

  constructor() {
    const figure = (value: HTMLElement, unit: string, wide = false): HTMLElement =>
      make("span", wide ? "figure wide" : "figure", value, make("span", "", unit));
    this.element = make(
      "div",
      "hud panel",
      this.#dot,
      figure(this.#fps, " fps"),
      figure(this.#size, ""),
      figure(this.#transport, ""),
      figure(this.#bitrate, "", true),
    );
    // Renewed every second: of no use to a screen reader, which gets the banner.
    this.element.setAttribute("aria-hidden", "true");
  }

  /** Shows a state. */
  state(state: ViewState): void {
    this.#dot.dataset["state"] = state.name;
  }

  /** Shows figures. */
  stats(stats: ViewStats): void {
    this.#fps.textContent = stats.fps.toFixed(0);
    this.#size.textContent = `${stats.width}×${stats.height}`;
    this.#transport.textContent = transportName(stats.codec);
    this.#bitrate.textContent = bitrateName(stats.bitrateBps);
  }
}
