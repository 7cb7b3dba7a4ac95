import { isFitMode } from "../shared/geometry.ts";
import type { FitMode } from "../shared/geometry.ts";

/** What the page's address asks for. No server address is among it: the page shows the stream it came from. */
export interface PageParams {
  fit: FitMode;
  imageOnly: boolean;
  hud: boolean;
  token: string | undefined;
}

/** Reads `?fit=&image=1&hud=0` and `#token=…`. */
export function pageParams(search: string, hash: string): PageParams {
  const query = new URLSearchParams(search);
  const fit = query.get("fit");
  const token = new URLSearchParams(hash.replace(/^#/, "")).get("token");
  return {
    fit: isFitMode(fit) ? fit : "contain",
    imageOnly: isOn(query.get("image")),
    hud: query.get("hud") === null || isOn(query.get("hud")),
    token: token === null || token === "" ? undefined : token,
  };
}

function isOn(value: string | null): boolean {
  return value !== null && value !== "0" && value !== "false";
}
