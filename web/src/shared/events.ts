/** A modifier key that is held. */
export type Modifier = "Shift" | "Control" | "Alt" | "Meta";

/** One finger or pen on the view; frame pixels, pressure 0 to 1. */
export interface Touch {
  x: number;
  y: number;
  pressure: number;
}

/** Fields that every event with a position has. `x`, `y` are frame pixels: origin top left, not clamped. */
export interface PointerFields {
  /** Seconds; only differences mean anything. */
  timestamp: number;
  x: number;
  y: number;
  /** The buttons that are held: 1 left, 2 right, 3 middle, 4 back, 5 forward. */
  buttons: number[];
  modifiers: Modifier[];
  /** False in the letterbox, or outside what the fit shows. */
  inside: boolean;
  /** The frame's own pixel ratio. */
  pixel_ratio: number;
}

/** A pointer event. `button` is the one that changed; in a move the one that began the drag, 0 without one. */
export interface PointerInput extends PointerFields {
  type: "pointer_down" | "pointer_up" | "pointer_move" | "double_click";
  button: number;
  ntouches: number;
  touches: Record<string, Touch>;
}

/** A pointer came over the view or left it; `button` is 0. */
export interface HoverInput extends PointerFields {
  type: "pointer_enter" | "pointer_leave";
  button: number;
}

/** A wheel event; pixels, one notch about 100, positive down and right. */
export interface WheelInput extends PointerFields {
  type: "wheel";
  dx: number;
  dy: number;
}

/** A key event; held keys do not repeat. */
export interface KeyInput {
  type: "key_down" | "key_up";
  timestamp: number;
  key: string;
  code: string;
  modifiers: Modifier[];
}

/** Text that was typed or composed. */
export interface CharInput {
  type: "char";
  timestamp: number;
  data: string;
  input_type: string;
  is_composing: boolean;
  repeat: boolean;
}

/** An event without further fields. */
export interface PlainInput {
  type: "focus_in" | "focus_out" | "show" | "hide";
  timestamp: number;
}

/** Every input event that a view sends. */
export type InputEvent = PointerInput | HoverInput | WheelInput | KeyInput | CharInput | PlainInput;
