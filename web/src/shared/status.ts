import type { Transport } from "./wire.ts";

/** Where a view stands. */
export type StateName = "connecting" | "open" | "negotiated" | "reconnecting" | "closed" | "error";

/** Where a view stands, with a sentence for a person. */
export interface ViewState {
  name: StateName;
  /** One sentence: what happened, and what to do where something can be done. */
  message: string;
  /** The WebSocket's close code, where the state came from a close. */
  code?: number;
  /** How pictures come, once negotiated. */
  transport?: Transport;
  /** Milliseconds until the next try, while `reconnecting`. */
  retryInMs?: number;
}

/** Figures about a view. Those of the server are 0 until it sends them. */
export interface ViewStats {
  /** Frames drawn since the view was made. */
  framesDisplayed: number;
  /** Frames received but not drawn: superseded, gated or broken. */
  framesDropped: number;
  /** `seq` of the frame on the screen, -1 before the first. */
  lastDisplayedSeq: number;
  /** Frames waiting for a decoder. */
  decodeQueueSize: number;
  /** How pictures come; empty before negotiation. */
  transport: Transport | "";
  /** MIME type or codec string of the last frame drawn. */
  codec: string;
  /** Frame size in pixels. */
  width: number;
  height: number;
  /** Frames drawn per second, over the last interval. */
  fps: number;
  /** Bits received per second, over the last interval. */
  bitrateBps: number;
  /** How often a decoder was rebuilt. */
  recoveries: number;
  serverRttMs: number;
  serverFpsSent: number;
  serverBitrateBps: number;
  serverEncodeMs: number;
  serverDropped: number;
  targetBitrate: number;
  targetFps: number;
}

/** Figures before anything happened. */
export function emptyStats(): ViewStats {
  return {
    framesDisplayed: 0,
    framesDropped: 0,
    lastDisplayedSeq: -1,
    decodeQueueSize: 0,
    transport: "",
    codec: "",
    width: 0,
    height: 0,
    fps: 0,
    bitrateBps: 0,
    recoveries: 0,
    serverRttMs: 0,
    serverFpsSent: 0,
    serverBitrateBps: 0,
    serverEncodeMs: 0,
    serverDropped: 0,
    targetBitrate: 0,
    targetFps: 0,
  };
}
