import type { CodecName } from "../shared/capability.ts";
import { isFitMode } from "../shared/geometry.ts";
import type { FitMode } from "../shared/geometry.ts";
import type { ViewState, ViewStats } from "../shared/status.ts";
import type { ClipboardMode, RoleMessage, UiMessage } from "../shared/ui_messages.ts";

/** Somebody asks for control, or was refused it. */
export type ControlMessage = Extract<UiMessage, { type: "control_request" | "control_denied" }>;

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
  /** What the server should choose, the best one first: names, or capability strings of the protocol. */
  prefer?: readonly (CodecName | (string & {}))[] | undefined;
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
  /** Keep the browser's shortcuts from the page and give them to the application; F6 stays the way out. */
  grabKeys?: boolean | undefined;
  /** Which way text may travel by the clipboard where the application allows it; `both` when left out. */
  clipboard?: ClipboardMode | undefined;
  /** Log states and problems to the console. */
  debug?: boolean | undefined;
  /** Called on every change of {@link ViewState}. */
  onState?: ((state: ViewState) => void) | undefined;
  /** Called about once a second. */
  onStats?: ((stats: ViewStats) => void) | undefined;
  /** Called for problems that the view gets over by itself as well as for those it does not. */
  onError?: ((error: Error) => void) | undefined;
  /** Called when the application calls itself something; plain text in one line. */
  onTitle?: ((title: string) => void) | undefined;
  /** Called when the server says what this viewer may do. */
  onRole?: ((role: RoleMessage) => void) | undefined;
  /** Called when a text of the application waits to be copied by a click, and with `undefined` when none does. */
  onClipboard?: ((text: string | undefined) => void) | undefined;
  /** Called when somebody asks this viewer for control, and when this viewer is refused it. */
  onControl?: ((message: ControlMessage) => void) | undefined;
}

/** A captured frame: `data` as asked for, and the `seq` that it shows. */
export interface Capture<Data> {
  seq: number;
  width: number;
  height: number;
  data: Data;
}

/** The options with their defaults, as far as they are numbers and words that can be wrong. */
export interface CheckedOptions {
  fit: FitMode;
  maxBackingDimension: number;
  maxDecodeQueue: number;
  devicePixelRatio: number | undefined;
  clipboard: ClipboardMode;
}

/** The fit, or a `TypeError` for a word that is none. */
export function checkedFit(fit: FitMode): FitMode {
  if (isFitMode(fit)) return fit;
  throw new TypeError(`rfb-view: "${String(fit)}" is no fit; use contain, cover or fill.`);
}

/** Fills in defaults; throws `TypeError` for what no view can work with. */
export function checkedOptions(options: ViewOptions): CheckedOptions {
  const { maxBackingDimension = 8192, maxDecodeQueue = 30, devicePixelRatio, clipboard = "both" } = options;
  const positive = { maxBackingDimension, maxDecodeQueue, devicePixelRatio: devicePixelRatio ?? 1 };
  for (const [name, value] of Object.entries(positive)) {
    if (!(Number.isFinite(value) && value > 0)) throw new TypeError(`rfb-view: ${name} must be a number above 0.`);
  }
  const fit = checkedFit(options.fit ?? "contain");
  return { fit, maxBackingDimension, maxDecodeQueue, devicePixelRatio, clipboard };
}
