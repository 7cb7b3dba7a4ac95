import { describe, expect, it } from "vitest";
import { KeyframeGate, RateLimiter } from "./keyframe_gate.ts";

describe("KeyframeGate", () => {
  it("refuses deltas until the first keyframe, then admits both", () => {
    const gate = new KeyframeGate();
    expect([false, false, true, false, true].map((key) => gate.admit(key))).toEqual([false, false, true, true, true]);
  });
  it("refuses deltas again after the decoder lost its references", () => {
    const gate = new KeyframeGate();
    gate.admit(true);
    gate.close();
    expect(gate.isOpen).toBe(false);
    expect(gate.admit(false)).toBe(false);
    expect(gate.admit(true)).toBe(true);
  });
});

describe("RateLimiter", () => {
  it("allows the first act at once and the next after the interval", () => {
    const limiter = new RateLimiter(500);
    expect([0, 1, 499, 500, 900, 1000].map((now) => limiter.allow(now))).toEqual([true, false, false, true, false, true]);
  });
  it("waits after something that had the same effect, too", () => {
    const limiter = new RateLimiter(500);
    limiter.allow(0);
    limiter.spend(400);
    expect([500, 899, 900].map((now) => limiter.allow(now))).toEqual([false, false, true]);
  });
});
