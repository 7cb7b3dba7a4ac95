import { describe, expect, it } from "vitest";
import { BackpressureController } from "./backpressure.ts";

describe("BackpressureController", () => {
  it("acknowledges what was drawn, in rising order only", () => {
    const control = new BackpressureController();
    expect([0, 2, 1, 2, 5].map((seq) => control.displayed(seq))).toEqual([0, 2, undefined, undefined, 5]);
    expect(control.lastDisplayedSeq).toBe(5);
  });
  it("never acknowledges a frame that was only dropped", () => {
    const control = new BackpressureController();
    control.received();
    control.dropped();
    expect(control.lastDisplayedSeq).toBe(-1);
    expect(control.counts).toEqual({ received: 1, displayed: 0, dropped: 1 });
  });
  it("counts from zero on a new connection and keeps its totals", () => {
    const control = new BackpressureController();
    control.displayed(9);
    control.restart();
    expect(control.displayed(0)).toBe(0);
    expect(control.counts.displayed).toBe(2);
  });
});
