import { describe, expect, it } from "vitest";
import { emptyStats } from "../shared/status.ts";
import { takeFigures } from "./figures.ts";

describe("takeFigures", () => {
  it("takes over what a message has, and keeps the rest", () => {
    const stats = emptyStats();
    takeFigures(stats, { type: "stats", rtt_ms: 3, dropped: 2, target_bitrate: 9 });
    takeFigures(stats, { rtt_ms: "9", dropped: null, target_bitrate: Infinity, unknown: 1 });
    takeFigures(stats, { type: "stats", rtt_ms: 4, fps_sent: 30, bitrate_bps: 5, encode_ms: 1, target_fps: 60 });
    expect(stats).toEqual({
      ...emptyStats(), serverRttMs: 4, serverFpsSent: 30, serverBitrateBps: 5, serverEncodeMs: 1, serverDropped: 2,
      targetBitrate: 9, targetFps: 60,
    });
  });
  it("knows the targets by both messages", () => {
    const stats = emptyStats();
    takeFigures(stats, { type: "set_quality", bitrate: 7, fps: 25 });
    expect([stats.targetBitrate, stats.targetFps]).toEqual([7, 25]);
  });
});
