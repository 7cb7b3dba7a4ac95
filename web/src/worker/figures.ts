import type { ViewStats } from "../shared/status.ts";
import type { SetQualityMessage, StatsMessage } from "../shared/wire.ts";

/** Where each figure of the server is kept. */
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
export function takeFigures(stats: ViewStats, message: StatsMessage | SetQualityMessage): void {
  const figures: Partial<Record<string, unknown>> = { ...message };
  for (const [name, place] of Object.entries(PLACES)) {
    const figure = figures[name];
    if (typeof figure === "number") stats[place] = figure;
  }
}
