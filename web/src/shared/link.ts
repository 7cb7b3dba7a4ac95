import type { ViewState, ViewStats } from "./status.ts";
import type { Viewport } from "./wire.ts";

/** What the worker needs to know before it connects. */
export interface WorkerOptions {
  url: string;
  imageOnly: boolean;
  maxDecodeQueue: number;
  maxBackingDimension: number;
  reconnect: boolean;
  /** Whether to ask for a token before each connection. */
  hasToken: boolean;
  debug: boolean;
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

/** Main thread → worker. `Canvas` is `OffscreenCanvas`, a name that this layer does not know. */
export type ToWorker<Canvas> =
  | { type: "start"; canvas: Canvas; options: WorkerOptions; viewport: Viewport | undefined }
  /** `session`: the one that the event belongs to, as told with its state; a later one never hears of it. */
  | { type: "event"; event: object; session: number }
  | { type: "viewport"; viewport: Viewport }
  | { type: "token"; request: number; token?: string; error?: string }
  | { type: "capture"; request: number; kind: CaptureKind }
  | { type: "reconnect" }
  | { type: "wake" }
  | { type: "dispose" };

/** Worker → main thread. */
export type FromWorker =
  /** `session` counts the sessions that the server has answered. */
  | { type: "state"; state: ViewState; session: number }
  | { type: "stats"; stats: ViewStats }
  | { type: "frame"; frame: FrameInfo }
  | { type: "need_token"; request: number }
  | { type: "captured"; request: number; seq: number; width: number; height: number; pixels: CapturedPixels }
  | { type: "capture_failed"; request: number; message: string }
  | { type: "problem"; message: string }
  | { type: "disposed" };
