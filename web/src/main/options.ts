import type { FitMode } from "../shared/geometry.ts";
import type { ViewState, ViewStats } from "../shared/status.ts";

/** A token, or where to get one; a function is asked again before each connection. */
export type TokenSource = string | (() => string | Promise<string>);

/** Options of a view; each may be left out. */
export interface ViewOptions {
  /** Address of the stream, absolute or relative to the page; the page's own address when left out. */
  url?: string | undefined;
  /** Makes the worker, for pages whose Content-Security-Policy or bundler needs a say in where it comes from. */
  workerFactory?: (() => Worker) | undefined;
  /** Never offer video. */
  imageOnly?: boolean | undefined;
  /** How the frame is placed in the element; `contain` when left out. */
  fit?: FitMode | undefined;
  /** CSS colour of the bars around the frame. */
  background?: string | undefined;
  /** Sent to the server's authenticate hook. */
  token?: TokenSource | undefined;
  /** Tell the server when the element changes size; on unless `false`. */
  autoResize?: boolean | undefined;
  /** Device pixels per CSS pixel to tell the server, in place of the screen's own. */
  devicePixelRatio?: number | undefined;
  /** Longest side of canvas and reported viewport in device pixels; 8192 when left out. */
  maxBackingDimension?: number | undefined;
  /** Chunks that may wait for the video decoder before it starts over at a keyframe; 30 when left out. */
  maxDecodeQueue?: number | undefined;
  /** Connect again when the connection is lost; on unless `false`. */
  reconnect?: boolean | undefined;
  /** Log states and problems to the console. */
  debug?: boolean | undefined;
  /** Called on every change of {@link ViewState}. */
  onState?: ((state: ViewState) => void) | undefined;
  /** Called about once a second. */
  onStats?: ((stats: ViewStats) => void) | undefined;
  /** Called for problems that the view gets over by itself as well as for those it does not. */
  onError?: ((error: Error) => void) | undefined;
}

/** A captured frame: `data` as asked for, and the `seq` that it shows. */
export interface Capture<Data> {
  seq: number;
  width: number;
  height: number;
  data: Data;
}
