export { RemoteFramebufferView } from "./main/view.ts";
export type { Capture, ControlMessage, TokenSource, ViewOptions } from "./main/options.ts";
export { TRUSTED_TYPES_POLICY } from "./main/trusted_types.ts";
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
export type { Capabilities, CodecName } from "./shared/capability.ts";
export type { Gamut, YuvResult } from "./shared/color.ts";
export type { ClipboardMode, RoleMessage } from "./shared/ui_messages.ts";
export { packBinaryMessage, unpackBinaryMessage } from "./shared/envelope.ts";
export type { Envelope } from "./shared/envelope.ts";
export { backingToFrame, contentBox, fitScales, frameDestRect, frameToPage, pageToFrame } from "./shared/geometry.ts";
export type { FitMode, FramePoint, Placement, Rect, Size } from "./shared/geometry.ts";
export { BackpressureController } from "./worker/backpressure.ts";
export { isCodecSupported, probeCapabilities } from "./worker/capabilities.ts";
export { KeyframeGate } from "./worker/keyframe_gate.ts";
export { streamUrl } from "./shared/url.ts";
export { PointerState } from "./main/input/pointer_state.ts";
export { KeyState } from "./main/input/key_state.ts";
export { EventQueue } from "./main/input/event_queue.ts";
