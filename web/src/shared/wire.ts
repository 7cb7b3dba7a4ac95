import { gamutOf } from "./color.ts";
import type { Gamut } from "./color.ts";
import { parseExtensionAnswer } from "./extensions.ts";
import type { ExtensionAnswer, ExtensionOffer } from "./extensions.ts";
import type { UiRequest } from "./ui_messages.ts";
import { isRecord } from "./values.ts";
import type { Fields } from "./values.ts";

/** How frames reach this viewer. */
export type Transport = "image" | "webcodecs";

/** The capability strings this client can offer in `hello`. */
export const IMAGE_CAPABILITIES = ["image/jpeg", "image/png", "image/webp"] as const;

/** The capability string of constrained-baseline H.264 in Annex B. */
export const H264_CAPABILITY = "webcodecs/h264-annexb";

/** The longest side of a frame that a server may publish. */
export const MAX_FRAME_SIDE = 16384;

/** What the server chose; sent before any frame and again when it changes. */
export interface ConfigMessage {
  type: "config";
  transport: Transport;
  width: number;
  height: number;
  pixel_ratio: number;
  /** The colours that its frames need. */
  gamut: Gamut;
  answer: ExtensionAnswer;
}

/** The server's figures about this viewer, or the adaptive controller's new targets, as they came. */
export interface FiguresMessage {
  type: "figures";
  fields: Fields;
}

/** Any other message, as it came: of the extension `ui`, which `parseUiMessage` reads where it is used, or unknown. */
export interface OtherMessage {
  type: "other";
  fields: Record<string, unknown>;
}

/** Every control message that this client reads. */
export type ServerMessage = ConfigMessage | FiguresMessage | OtherMessage;

/** Size of the element that shows the stream: CSS pixels, device pixels and their ratio. */
export interface Viewport {
  width: number;
  height: number;
  pwidth: number;
  pheight: number;
  ratio: number;
}

/** The first message; a token that is not there is left out of it. */
interface Hello extends Partial<ExtensionOffer> {
  type: "hello";
  supported: string[];
  device_pixel_ratio: number;
  token: string | undefined;
}

/** Every control message that this client sends. */
export type ClientMessage =
  | Hello
  | { type: "ack"; seq: number; decode_queue_size: number; displayed: boolean }
  | { type: "request_keyframe"; reason: string }
  | { type: "decoder_reset" }
  | ({ type: "set_viewport" } & Viewport)
  | { type: "event"; event: object }
  | { type: "visibility"; state: "hidden" | "visible" }
  | UiRequest;

interface FrameHeader {
  seq: number;
  timestampUs: number;
  width: number;
  height: number;
  pixelRatio: number;
  gamut: Gamut;
}

/** Header of one still picture. */
export interface ImageHeader extends FrameHeader {
  type: "image_frame";
  mime: string;
}

/** Header of one encoded access unit. */
export interface VideoHeader extends FrameHeader {
  type: "video_chunk";
  codec: string;
  keyframe: boolean;
}

function isWhole(value: unknown, least: number, most = Infinity): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most;
}

function isSize(fields: Fields): fields is Fields & { width: number; height: number } {
  const { width, height } = fields;
  return isWhole(width, 1, MAX_FRAME_SIDE) && isWhole(height, 1, MAX_FRAME_SIDE);
}

/** A missing ratio is 1; `undefined` for one that is no ratio. */
function pixelRatioOf(fields: Fields): number | undefined {
  const ratio = fields["pixel_ratio"] ?? 1;
  return typeof ratio === "number" && Number.isFinite(ratio) && ratio > 0 ? ratio : undefined;
}

function isCodec(value: unknown): value is string {
  return typeof value === "string" && /^[A-Za-z0-9.]{1,64}$/.test(value);
}


function parseConfig(fields: Fields): ConfigMessage | undefined {
  const { transport } = fields;
  const pixelRatio = pixelRatioOf(fields);
  if ((transport !== "image" && transport !== "webcodecs") || !isSize(fields)) return undefined;
  if (pixelRatio === undefined) return undefined;
  return {
    type: "config",
    transport,
    width: fields.width,
    height: fields.height,
    pixel_ratio: pixelRatio,
    gamut: gamutOf(fields["color"]),
    answer: parseExtensionAnswer(fields),
  };
}

/** Reads a control message; `undefined` for what is no object, and for a `config` whose required fields are missing. */
export function parseServerMessage(text: string): ServerMessage | undefined {
  let fields: unknown;
  try {
    fields = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(fields)) return undefined;
  switch (fields["type"]) {
    case "config":
      return parseConfig(fields);
    case "stats":
    case "set_quality":
      return { type: "figures", fields };
    default:
      return { type: "other", fields };
  }
}

/** Reads a frame header; `"unknown"` for a type that an older client skips, `undefined` for a broken one. */
export function parseFrameHeader(fields: Record<string, unknown>): ImageHeader | VideoHeader | "unknown" | undefined {
  const { type, seq, timestamp_us: timestampUs, mime, codec, keyframe } = fields;
  if (type !== "image_frame" && type !== "video_chunk") return typeof type === "string" ? "unknown" : undefined;
  if (!isWhole(seq, 0) || !isWhole(timestampUs, 0)) return undefined;
  if (fields["duration_us"] !== undefined && !isWhole(fields["duration_us"], 0)) {
    return undefined;
  }
  const pixelRatio = pixelRatioOf(fields);
  if (!isSize(fields) || pixelRatio === undefined) return undefined;
  const { width, height } = fields;
  const common = { seq, timestampUs, width, height, pixelRatio, gamut: gamutOf(fields["color"]) };
  if (type === "image_frame") {
    if (typeof mime !== "string" || !(IMAGE_CAPABILITIES as readonly string[]).includes(mime)) return undefined;
    return { type, ...common, mime };
  }
  if (!isCodec(codec) || typeof keyframe !== "boolean" || fields["bitstream"] !== "annexb") return undefined;
  return { type, ...common, codec, keyframe };
}
