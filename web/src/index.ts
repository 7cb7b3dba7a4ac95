export { RemoteFramebufferView } from "./main/view.ts";
export type { Capture, TokenSource, ViewOptions } from "./main/options.ts";
export { TRUSTED_TYPES_POLICY } from "./main/default_worker.ts";
export type { StateName, ViewState, ViewStats } from "./shared/status.ts";
export type {
  CharInput,
  HoverInput,
  InputEvent,
  KeyInput,
  PlainInput,
  PointerInput,
  Touch,
  WheelInput,
} from "./shared/events.ts";
export { packBinaryMessage, unpackBinaryMessage } from "./shared/envelope.ts";
export type { Envelope } from "./shared/envelope.ts";
export { backingToFrame, fitScales, frameDestRect } from "./shared/geometry.ts";
export type { FitMode, FramePoint, Rect, Size } from "./shared/geometry.ts";
export { streamUrl } from "./shared/url.ts";
export { PointerState } from "./main/input/pointer_state.ts";
export { KeyState } from "./main/input/key_state.ts";
export { EventQueue } from "./main/input/event_queue.ts";
