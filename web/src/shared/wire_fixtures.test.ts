import { describe, expect, it } from "vitest";
import badEnvelopes from "../../../tests/wire/envelopes_bad.json";
import closeCodes from "../../../tests/wire/codes.json";
import controlServer from "../../../tests/wire/control_server.json";
import envelopes from "../../../tests/wire/envelopes.json";
import { packBinaryMessage, unpackBinaryMessage } from "./envelope.ts";
import { closeSentence } from "./reconnect.ts";
import { parseFrameHeader, parseServerMessage } from "./wire.ts";

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

describe("wire fixtures: envelopes", () => {
  it.each(envelopes)("$name", ({ header, payload_hex, message_hex }) => {
    const unpacked = unpackBinaryMessage(bytesOf(message_hex).buffer);
    expect(unpacked && hexOf(unpacked.payload)).toBe(payload_hex);
    expect(unpacked?.header).toEqual(header);
    const parsed = parseFrameHeader(unpacked?.header ?? {});
    expect(parsed).toMatchObject({ type: header.type, seq: header.seq, width: header.width, height: header.height });
    expect(hexOf(packBinaryMessage(unpacked?.header ?? {}, bytesOf(payload_hex)))).toBe(message_hex);
  });
});

describe("wire fixtures: messages that a client drops", () => {
  it.each(badEnvelopes)("$name", ({ message_hex }) => {
    const unpacked = unpackBinaryMessage(bytesOf(message_hex).buffer);
    const parsed = unpacked && parseFrameHeader(unpacked.header);
    expect(parsed === undefined || parsed === "unknown").toBe(true);
  });
});

/** What the client reads of `config`; `pixel_ratio` it fills in. */
const KNOWN = ["type", "transport", "width", "height", "pixel_ratio"];

describe("wire fixtures: control messages of the server", () => {
  it.each(controlServer)("$name", ({ text, fields }) => {
    const parsed: Record<string, unknown> = { ...parseServerMessage(text) };
    if (fields.type !== "config") {
      const type = fields.type === "stats" || fields.type === "set_quality" ? "figures" : "other";
      return expect(parsed).toEqual({ type, fields });
    }
    const said: Record<string, unknown> = { pixel_ratio: 1, ...fields };
    const kept = KNOWN.filter((name) => name in said);
    expect(parsed).toMatchObject(Object.fromEntries(kept.map((name) => [name, said[name]])));
  });
});

describe("wire fixtures: close codes", () => {
  it.each(closeCodes)("$code: $when", ({ code }) => {
    expect(closeSentence(code)).not.toMatch(/\d{4}/);
  });
});
