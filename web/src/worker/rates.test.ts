import { describe, expect, it } from "vitest";
import { Rates } from "./rates.ts";

describe("Rates", () => {
  it("counts per second since the last reading", () => {
    const rates = new Rates(1000);
    for (let count = 0; count < 30; count += 1) rates.frame();
    rates.bytes(1000);
    expect(rates.read(1500)).toEqual({ fps: 60, bitrateBps: 16000 });
    expect(rates.read(2500)).toEqual({ fps: 0, bitrateBps: 0 });
  });
  it("is zero, not infinite, without time in between", () => {
    const rates = new Rates(1000);
    rates.frame();
    expect(rates.read(1000).fps).toBe(0);
  });
});
