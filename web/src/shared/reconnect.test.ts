import { describe, expect, it } from "vitest";
import { closeSentence, mayReconnect, ReconnectPolicy } from "./reconnect.ts";

const longest = (): number => 1;

describe("mayReconnect", () => {
  it("is never after a refusal, an unknown stream, no common transport or a normal end", () => {
    expect([4401, 4404, 1003, 1000].map(mayReconnect)).toEqual([false, false, false, false]);
    expect([1001, 1006, 1008, 1011, 1013, 4408].every(mayReconnect)).toBe(true);
  });
});

describe("ReconnectPolicy", () => {
  it("doubles the delay up to ten seconds", () => {
    const policy = new ReconnectPolicy();
    const delays = Array.from({ length: 8 }, () => policy.lost(1006, 0, longest));
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 8000, 10000, 10000]);
  });
  it("spreads the delays by up to a half", () => {
    expect(new ReconnectPolicy().lost(1006, 0, () => 0)).toBe(125);
  });
  it("starts over after a stable connection, not after one that broke at once", () => {
    const policy = new ReconnectPolicy();
    policy.lost(1006, 0, longest);
    policy.negotiated(100);
    expect(policy.lost(1006, 200, longest)).toBe(500);
    policy.negotiated(1000);
    expect(policy.lost(1001, 6000, longest)).toBe(250);
  });
  it("waits longer for a server that is full", () => {
    expect(new ReconnectPolicy().lost(1013, 0, longest)).toBe(3000);
  });
  it("gives no delay after a final close", () => {
    expect(new ReconnectPolicy().lost(4401, 0, longest)).toBeUndefined();
  });
  it("starts over when asked to", () => {
    const policy = new ReconnectPolicy();
    policy.lost(1006, 0, longest);
    policy.reset();
    expect(policy.lost(1006, 0, longest)).toBe(250);
  });
});

describe("closeSentence", () => {
  it("names a code it has no words for", () => {
    expect(closeSentence(4401)).toMatch(/token/);
    expect(closeSentence(4999)).toMatch(/4999/);
  });
  it("adds the server's reason where the code leaves something open", () => {
    expect(closeSentence(1008, "Too many bad messages.")).toMatch(/rule\. \(Too many bad messages\.\)$/);
    expect(closeSentence(4404, "There is no such stream.")).toBe("There is no stream of this name on the server.");
    expect(closeSentence(1001, "The display is closed.")).toBe("The server has ended.");
    expect(closeSentence(1000, "There was no input for 60 s.")).toBe("There was no input for 60 s.");
  });
});
