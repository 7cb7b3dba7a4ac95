/** Shapes of a pointer that a server may name; all are CSS keywords. */
const SHAPES: ReadonlySet<string> = new Set(
  ("default none text crosshair pointer move grab grabbing wait progress help not-allowed all-scroll ew-resize " +
    "ns-resize nesw-resize nwse-resize col-resize row-resize zoom-in zoom-out cell copy alias no-drop vertical-text " +
    "context-menu").split(" "),
);

/** A picture of a pointer: PNG in base64, its size and hot spot in device pixels, `scale` of them to a CSS pixel. */
export interface CursorImage {
  data: string;
  width: number;
  height: number;
  hotX: number;
  hotY: number;
  scale: number;
}

/** How the pointer shall look. */
export interface CursorMessage {
  type: "cursor";
  shape: string;
  id?: number;
  image?: CursorImage;
}

/** What this viewer may do. */
export interface RoleMessage {
  type: "role";
  role: "viewer" | "operator";
  control: boolean;
  mayRequest: boolean;
  controllers: number;
  pending: boolean;
}

/** A message of the extension `ui`. */
export type UiMessage =
  | CursorMessage
  | RoleMessage
  | { type: "title"; text: string }
  | { type: "clipboard"; id: number; text: string }
  | { type: "text_input"; active: boolean; rect?: { x: number; y: number; width: number; height: number } }
  | { type: "control_request"; clientId: string; label: string; expiresS: number }
  | { type: "control_denied"; reason: string };

/** What the view asks of a server with the extension `ui`. */
export type UiRequest =
  | { type: "paste"; text: string }
  | { type: "request_control"; label: string | undefined }
  | { type: "grant_control" | "deny_control"; client_id: string }
  | { type: "release_control" };

/** Which way text may travel. */
export type ClipboardMode = "off" | "out" | "in" | "both";

/** The longest text that travels, in bytes of UTF-8. */
export const MAX_CLIPBOARD_BYTES = 48 * 1024;
/** The longest message that this client sends: below the server's 64 KiB, beyond which it ends the session. */
const MAX_PASTE_MESSAGE_BYTES = 60 * 1024;
const MAX_CURSOR_SIDE = 128;
const MAX_CURSOR_BYTES = 32 * 1024;
const MAX_TITLE = 256;

type Fields = Record<string, unknown>;

const isInt = (value: unknown, most = Number.MAX_SAFE_INTEGER): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0 && value <= most;
const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isText = (value: unknown): value is string => typeof value === "string";

/** Bytes of UTF-8; half a surrogate pair counts three. */
export function utf8Length(text: string): number {
  let length = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}

/** Whether this text may be pasted: neither it nor its message, where some letters take six bytes, is too long. */
export function isPasteable(text: string): boolean {
  const message = JSON.stringify({ type: "paste", text });
  return utf8Length(text) <= MAX_CLIPBOARD_BYTES && utf8Length(message) <= MAX_PASTE_MESSAGE_BYTES;
}

/** Text of a server as it may be shown in one line: no control characters, nothing that turns its direction. */
export function plainLine(text: string, most: number): string {
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, "");
  return [...clean].slice(0, most).join("");
}

function parseImage(value: unknown): CursorImage | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { mime, data, width, height, hot_x: hotX, hot_y: hotY, scale } = value as Fields;
  if (mime !== "image/png" || !isText(data) || !isNumber(scale) || scale < 0.5 || scale > 4) return undefined;
  if (!isInt(width, MAX_CURSOR_SIDE) || !isInt(height, MAX_CURSOR_SIDE) || !isInt(hotX) || !isInt(hotY)) {
    return undefined;
  }
  if (hotX >= width || hotY >= height || data.length > Math.ceil(MAX_CURSOR_BYTES / 3) * 4) return undefined;
  if (!/^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(data)) return undefined;
  return { data, width, height, hotX, hotY, scale };
}

function parseCursor({ shape, id, image }: Fields): CursorMessage | undefined {
  if (!isText(shape)) return undefined;
  const cursor: CursorMessage = { type: "cursor", shape: SHAPES.has(shape) ? shape : "default" };
  if (isInt(id)) cursor.id = id;
  const parsed = parseImage(image);
  if (parsed !== undefined) cursor.image = parsed;
  return cursor;
}

function parseRole(fields: Fields): RoleMessage | undefined {
  const { role, control, may_request: mayRequest, controllers, pending } = fields;
  if ((role !== "viewer" && role !== "operator") || typeof control !== "boolean") return undefined;
  if (typeof mayRequest !== "boolean" || !isInt(controllers)) return undefined;
  return { type: "role", role, control, mayRequest, controllers, pending: pending === true };
}

function parseTextInput({ active, x, y, width, height }: Fields): UiMessage | undefined {
  if (typeof active !== "boolean") return undefined;
  if (!isNumber(x) || !isNumber(y) || !isNumber(width) || !isNumber(height)) return { type: "text_input", active };
  return { type: "text_input", active, rect: { x, y, width, height } };
}

/** Reads a message of the extension; `undefined` for one that is none, or broken. */
export function parseUiMessage(fields: Record<string, unknown>): UiMessage | undefined {
  const { type, text, id, client_id: clientId, label, expires_s: expiresS, reason } = fields;
  switch (type) {
    case "cursor":
      return parseCursor(fields);
    case "role":
      return parseRole(fields);
    case "text_input":
      return parseTextInput(fields);
    case "title":
      return isText(text) ? { type, text: plainLine(text, MAX_TITLE) } : undefined;
    case "clipboard":
      return isInt(id) && isText(text) && utf8Length(text) <= MAX_CLIPBOARD_BYTES ? { type, id, text } : undefined;
    case "control_request":
      if (!isText(clientId) || !isInt(expiresS)) return undefined;
      return { type, clientId, label: isText(label) ? plainLine(label, 64) : "", expiresS };
    case "control_denied":
      return isText(reason) ? { type, reason: plainLine(reason, 64) } : undefined;
    default:
      return undefined;
  }
}
