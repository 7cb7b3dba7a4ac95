import type { YuvResult } from "./color.ts";
import { H264_CAPABILITY, IMAGE_CAPABILITIES } from "./wire.ts";

/** Video that every browser with WebCodecs decodes. */
export const H264 = { name: H264_CAPABILITY, codec: "avc1.42E01F" };

/**
 * Video that this client knows, and the codec string that stands for it; in the order that it prefers. What every
 * browser shows comes first, so that viewers share one encoder; finer colours are there for who asks for them.
 */
export const VIDEO_CAPABILITIES: readonly { readonly name: string; readonly codec: string }[] = [
  H264,
  { name: "webcodecs/h264-annexb-444", codec: "avc1.F4001F" },
  { name: "webcodecs/h264-annexb-high", codec: "avc1.64001F" },
  { name: "webcodecs/vp9-444", codec: "vp09.01.10.08.03" },
  { name: "webcodecs/vp9", codec: "vp09.00.10.08" },
  { name: "webcodecs/av1", codec: "av01.0.00M.08" },
];

/** What a browser can show. Plain data: it travels between threads and is kept for the next view. */
export interface Capabilities {
  /** Capability strings, video first. */
  supported: string[];
  /** Why video is not offered; empty when it is. */
  whyNoVideo: string;
  /** What the clip of known colours came to, for each conversion that was measured. */
  yuv: YuvResult[];
  /** Every answer is proven, so that a later view need not ask again. */
  certain: boolean;
}

/** Short names of the capability strings, as the option `prefer` takes them beside the strings themselves. */
export type CodecName = "h264-444" | "h264-high" | "h264" | "vp9-444" | "vp9" | "av1" | "jpeg" | "png" | "webp";

/** The capability string that a name of {@link CodecName} stands for; other text stays as it is. */
export function capabilityNamed(name: string): string {
  if (name.includes("/")) return name;
  if (/^(jpeg|png|webp)$/.test(name)) return `image/${name}`;
  return name.startsWith("h264") ? `${H264_CAPABILITY}${name.slice(4)}` : `webcodecs/${name}`;
}

/** What the server is told, in the order in which this viewer likes it best: what `prefer` names, then the rest. */
export function inOrder(supported: readonly string[], prefer: readonly string[]): string[] {
  const wanted = prefer.map(capabilityNamed).filter((name) => supported.includes(name));
  return [...new Set([...wanted, ...supported])];
}

/** A browser that shows images only, and why. */
export function imagesOnly(whyNoVideo: string): Capabilities {
  return { supported: [...IMAGE_CAPABILITIES], whyNoVideo, yuv: [], certain: false };
}

/** Capabilities that were kept as text; `undefined` where they are not to be trusted. */
export function parseCapabilities(text: string | undefined): Capabilities | undefined {
  if (text === undefined) return undefined;
  try {
    const { supported, whyNoVideo, yuv } = JSON.parse(text) as Partial<Capabilities>;
    if (!Array.isArray(supported) || typeof whyNoVideo !== "string" || !Array.isArray(yuv)) return undefined;
    const known: string[] = [...VIDEO_CAPABILITIES.map(({ name }) => name), ...IMAGE_CAPABILITIES];
    if (!supported.every((name) => known.includes(name))) return undefined;
    if (!yuv.every(({ error }) => Number.isInteger(error))) return undefined;
    return { supported, whyNoVideo, yuv, certain: true };
  } catch {
    return undefined;
  }
}
