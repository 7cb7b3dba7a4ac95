import { describe, expect, it } from "vitest";
import { bitrateName, transportName } from "./hud.ts";

describe("transportName", () => {
  it("is what people call a codec", () => {
    expect(["avc1.42E01F", "image/jpeg", "image/webp", "image/png", ""].map(transportName)).toEqual([
      "H.264", "JPEG", "WebP", "PNG", "",
    ]);
  });
});

describe("bitrateName", () => {
  it("changes its unit at a million", () => {
    expect(bitrateName(0)).toBe("0 kbit/s");
    expect(bitrateName(999_400)).toBe("999 kbit/s");
    expect(bitrateName(12_340_000)).toBe("12.3 Mbit/s");
  });
});
