import type { Gamut } from "./color.ts";
import type { ViewState, ViewStats } from "./status.ts";
import type { ClipboardMode, UiRequest } from "./ui_messages.ts";
import type { Viewport } from "./wire.ts";

/** What the worker needs to know before it connects. */
export interface WorkerOptions {
  url: string;
  imageOnly: boolean;
  /** Capability strings or their short names, the best one first. */
  prefer: readonly string[];
  /** What an earlier view has found out about this browser; text that only the worker reads. */
  capabilities: string | undefined;
  /** What the screen shows. */
  gamut: Gamut;
  /** Which way the page lets text travel. */
  clipboard: ClipboardMode;
  /** Whether anybody can see the view. */
  visible: boolean;
  maxDecodeQueue: number;
  maxBackingDimension: number;
  reconnect: boolean;
  /** Whether to ask for a token before each connection. */
  hasToken: boolean;
  debug: boolean;
  /** The view's figures, which the worker counts on from. */
  stats: ViewStats;
}

/** The frame that pointer coordinates refer to. */
export interface FrameInfo {
  width: number;
  height: number;
  pixelRatio: number;
}

/** What `capture` can return. */
export type CaptureKind = "imagedata" | "blob";

/** Pixels of a capture on their way to the main thread: RGBA bytes or an encoded PNG. */
export type CapturedPixels = Uint8ClampedArray<ArrayBuffer> | { readonly png: ArrayBuffer };

/** A frame that was read back. */
export interface CapturedFrame {
  width: number;
  height: number;
  /** The colours that the pixels are in. */
  gamut: Gamut;
  pixels: CapturedPixels;
}

/** Main thread → worker. `Canvas` is `OffscreenCanvas`, a name that this layer does not know. */
export type ToWorker<Canvas> =
  | { type: "start"; canvas: Canvas; options: WorkerOptions; viewport: Viewport | undefined }
  /** `session`: the one that the event belongs to, as told with its state; a later one never hears of it. */
  | { type: "event"; event: object; session: number }
  | { type: "viewport"; viewport: Viewport }
  | { type: "visibility"; visible: boolean }
  | { type: "ui"; request: UiRequest; session: number }
  | { type: "token"; request: number; token?: string | undefined; error?: string }
  | { type: "capture"; request: number; kind: CaptureKind }
  | { type: "reconnect" }
  /** The network or the viewer was away, and with it perhaps the connection. */
  | { type: "wake" }
  /** The page was left. It may come back. */
  | { type: "leave" }
  | { type: "dispose" };

/** Worker → main thread. */
export type FromWorker =
  /** `session` counts the sessions that the server has answered. */
  | { type: "state"; state: ViewState; session: number }
  | { type: "stats"; stats: ViewStats }
  | { type: "frame"; frame: FrameInfo }
  /** What a session allows, before its state is `negotiated`; without `ui` where the server does not speak that. */
  | { type: "allowed"; ui: { clipboard: ClipboardMode; control: boolean } | undefined }
  /** A message of the extension `ui`, as it came. */
  | { type: "ui"; fields: Record<string, unknown>; session: number }
  /** What this browser shows, for the next view; `undefined` where that has proven wrong. */
  | { type: "capabilities"; capabilities?: string }
  | { type: "need_token"; request: number }
  | ({ type: "captured"; request: number; seq: number } & CapturedFrame)
  | { type: "capture_failed"; request: number; message: string }
  | { type: "problem"; message: string }
  | { type: "disposed" };
