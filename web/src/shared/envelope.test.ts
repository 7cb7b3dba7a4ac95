import { describe, expect, it } from "vitest";
import { MAX_HEADER_BYTES, packBinaryMessage, unpackBinaryMessage } from "./envelope.ts";

const header = {
  type: "video_chunk",
  seq: 7,
  timestamp_us: 16666,
  width: 640,
  height: 480,
  codec: "avc1.42E01F",
  bitstream: "annexb",
  keyframe: true,
};
const payload = new Uint8Array([0, 0, 0, 1, 0x67, 0x42]);

function bytes(...values: number[]): ArrayBuffer {
  return new Uint8Array(values).buffer;
}

describe("envelope", () => {
  it("has the reference bytes of the protocol", () => {
    const message = packBinaryMessage(header, payload);
    expect(message.length).toBe(4 + 135 + 6);
    expect([...message.subarray(0, 11)]).toEqual([0x87, 0, 0, 0, 0x7b, 0x22, 0x74, 0x79, 0x70, 0x65, 0x22]);
  });
  it("comes back as it went in", () => {
    const back = unpackBinaryMessage(packBinaryMessage(header, payload).buffer);
    expect(back?.header).toEqual(header);
    expect(back && [...back.payload]).toEqual([...payload]);
  });
  it("carries an empty payload and text beyond ASCII", () => {
    const back = unpackBinaryMessage(packBinaryMessage({ type: "grün ✓" }, new Uint8Array()).buffer);
    expect(back?.header).toEqual({ type: "grün ✓" });
    expect(back?.payload.length).toBe(0);
  });
  it("refuses what is no envelope", () => {
    expect(unpackBinaryMessage(bytes())).toBeUndefined();
    expect(unpackBinaryMessage(bytes(1, 0, 0))).toBeUndefined();
    expect(unpackBinaryMessage(bytes(3, 0, 0, 0, 0x7b, 0x7d))).toBeUndefined();
    expect(unpackBinaryMessage(bytes(2, 0, 0, 0, 0x7b, 0x7b))).toBeUndefined();
    expect(unpackBinaryMessage(bytes(2, 0, 0, 0, 0x5b, 0x5d))).toBeUndefined();
    expect(unpackBinaryMessage(bytes(2, 0, 0, 0, 0xc3, 0x28))).toBeUndefined();
    expect(unpackBinaryMessage(bytes(0xff, 0xff, 0xff, 0xff, 0x7b, 0x7d))).toBeUndefined();
  });
  it("refuses a header beyond the limit without reading it", () => {
    const long = packBinaryMessage({ type: "x".repeat(MAX_HEADER_BYTES) }, new Uint8Array());
    expect(unpackBinaryMessage(long.buffer)).toBeUndefined();
  });
});
