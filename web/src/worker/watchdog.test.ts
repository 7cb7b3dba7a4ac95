import { describe, expect, it } from "vitest";
import { Watchdog } from "./watchdog.ts";

/** Checks every 200 ms from `from` to `to`; the time of the first stall or undefined. */
function firstStall(dog: Watchdog, from: number, to: number): number | undefined {
  for (let now = from; now <= to; now += 200) if (dog.stalled(now)) return now;
  return undefined;
}

describe("Watchdog", () => {
  it("bites 1.2 s after a chunk that got no answer", () => {
    const dog = new Watchdog(200);
    dog.fed(0);
    expect(firstStall(dog, 0, 5000)).toBe(1200);
  });
  it("never bites while nothing is pending", () => {
    const dog = new Watchdog(200);
    dog.fed(0);
    dog.answered(10);
    expect(firstStall(dog, 0, 10000)).toBeUndefined();
  });
  it("counts from the last answer while more is pending", () => {
    const dog = new Watchdog(200);
    dog.fed(0);
    dog.fed(10);
    dog.answered(1000);
    expect(firstStall(dog, 0, 5000)).toBe(2200);
  });
  it("does not let later chunks postpone the bite", () => {
    const dog = new Watchdog(200);
    for (let now = 0; now < 1200; now += 100) dog.fed(now);
    expect(firstStall(dog, 0, 5000)).toBe(1200);
  });
  it("starts anew when its own timer was held up", () => {
    const dog = new Watchdog(200);
    expect(dog.stalled(0)).toBe(false);
    dog.fed(10);
    expect(dog.stalled(40_000)).toBe(false);
    expect(firstStall(dog, 40_200, 50_000)).toBe(41_200);
  });
  it("forgets what was pending when the decoder is rebuilt", () => {
    const dog = new Watchdog(200);
    dog.fed(0);
    dog.reset();
    expect(firstStall(dog, 0, 5000)).toBeUndefined();
  });
});
