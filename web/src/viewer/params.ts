import { isFitMode } from "../shared/geometry.ts";
import type { FitMode } from "../shared/geometry.ts";

/** What the page's address asks for. No server address is among it: the page shows the stream it came from. */
export interface PageParams {
  fit: FitMode;
  imageOnly: boolean;
  hud: boolean;
  token: string | undefined;
  /** The stream's name, empty for the one without. */
  stream: string;
}

/** Reads `?fit=&image=1&hud=0`, `#token=…` and the path's last part. */
export function pageParams(search: string, hash: string, path = "/"): PageParams {
  const query = new URLSearchParams(search);
  const fit = query.get("fit");
  const token = new URLSearchParams(hash.replace(/^#/, "")).get("token");
  return {
    fit: isFitMode(fit) ? fit : "contain",
    imageOnly: isOn(query.get("image")),
    hud: query.get("hud") === null || isOn(query.get("hud")),
    token: token === null || token === "" ? undefined : token,
    stream: decoded(path.split("/").at(-1) ?? ""),
  };
}

function isOn(value: string | null): boolean {
  return value !== null && value !== "0" && value !== "false";
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
