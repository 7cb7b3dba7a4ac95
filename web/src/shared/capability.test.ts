import { describe, expect, it } from "vitest";
import { capabilityNamed, inOrder, parseCapabilities } from "./capability.ts";

describe("inOrder", () => {
  const supported = ["webcodecs/h264-annexb-high", "webcodecs/h264-annexb", "webcodecs/vp9", "image/jpeg", "image/png"];
  it("puts what is preferred first, and names nothing that is not supported", () => {
    expect(inOrder(supported, ["av1", "png", "vp9"])).toEqual([
      "image/png", "webcodecs/vp9", "webcodecs/h264-annexb-high", "webcodecs/h264-annexb", "image/jpeg",
    ]);
    expect(inOrder(supported, [])).toEqual(supported);
  });
  it("knows short names and the wire's own", () => {
    expect(["h264", "h264-444", "h264-high", "vp9-444", "webp", "image/png"].map(capabilityNamed)).toEqual([
      "webcodecs/h264-annexb", "webcodecs/h264-annexb-444", "webcodecs/h264-annexb-high", "webcodecs/vp9-444",
      "image/webp", "image/png",
    ]);
  });
});

describe("parseCapabilities", () => {
  const kept = {
    supported: ["webcodecs/h264-annexb", "image/png"],
    whyNoVideo: "",
    yuv: [{ matrix: "bt601", full_range: false, error: 2 }],
    certain: true,
  };
  it("gives back what was kept", () => {
    expect(parseCapabilities(JSON.stringify(kept))).toEqual(kept);
  });
  it("trusts nothing else that it finds", () => {
    const broken = [
      undefined, "", "{", "null", "{}", JSON.stringify({ ...kept, supported: ["webcodecs/other"] }),
      JSON.stringify({ ...kept, yuv: [{ matrix: "bt601", full_range: false }] }),
      JSON.stringify({ ...kept, yuv: [null] }), JSON.stringify({ ...kept, whyNoVideo: 3 }),
    ];
    expect(broken.map(parseCapabilities)).toEqual(broken.map(() => undefined));
  });
});
