import { isRecord } from "./values.ts";

// Neither DOM nor worker types are in scope here; both environments provide these two at run time.
declare const TextDecoder: new (label: string, options: { fatal: boolean }) => { decode(bytes: Uint8Array): string };
declare const TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> };

/** The longest header that is read: 64 KiB, as for control messages. */
export const MAX_HEADER_BYTES = 65536;

/** The two parts of a binary message; `payload` is a view of the message, not a copy. */
export interface Envelope {
  header: Record<string, unknown>;
  payload: Uint8Array<ArrayBuffer>;
}

/** Splits a binary message into header and payload; `undefined` where it is no such message. */
export function unpackBinaryMessage(message: ArrayBuffer): Envelope | undefined {
  if (message.byteLength < 4) return undefined;
  const headerLength = new DataView(message).getUint32(0, true);
  if (headerLength > MAX_HEADER_BYTES || headerLength > message.byteLength - 4) return undefined;
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(message, 4, headerLength));
    const header: unknown = JSON.parse(text);
    if (!isRecord(header)) return undefined;
    return { header, payload: new Uint8Array(message, 4 + headerLength) };
  } catch {
    return undefined;
  }
}

/** Joins header and payload to one binary message. */
export function packBinaryMessage(header: object, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const message = new Uint8Array(4 + text.length + payload.length);
  new DataView(message.buffer).setUint32(0, text.length, true);
  message.set(text, 4);
  message.set(payload, 4 + text.length);
  return message;
}
