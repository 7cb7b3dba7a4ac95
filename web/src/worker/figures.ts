import type { ViewStats } from "../shared/status.ts";

/** Where each figure of the server's messages `stats` and `set_quality` is kept. */
const PLACES = {
  rtt_ms: "serverRttMs",
  fps_sent: "serverFpsSent",
  bitrate_bps: "serverBitrateBps",
  encode_ms: "serverEncodeMs",
  dropped: "serverDropped",
  target_bitrate: "targetBitrate",
  target_fps: "targetFps",
  bitrate: "targetBitrate",
  fps: "targetFps",
} as const;

/** Takes over the figures that a message has; the others stay as they are. */
export function takeFigures(stats: ViewStats, fields: Record<string, unknown>): void {
  for (const [name, place] of Object.entries(PLACES)) {
    const figure = fields[name];
    if (typeof figure === "number" && Number.isFinite(figure)) stats[place] = figure;
  }
}
