import type { Rect } from "../shared/geometry.ts";
import { isPasteable, parseUiMessage } from "../shared/ui_messages.ts";
import type { ClipboardMode, RoleMessage, UiRequest } from "../shared/ui_messages.ts";
import { ClipboardOut } from "./clipboard_out.ts";
import { CursorStyles } from "./cursor.ts";
import { moveTextField } from "./input/caret.ts";
import type { ViewOptions } from "./options.ts";

/** What the furniture of a view reaches outside itself. */
export interface FurnitureHost {
  request(request: UiRequest): void;
  /** CSS for the pointer over the view; empty: the page's own. */
  cursor(style: string): void;
  control(hasControl: boolean): void;
  /** The application takes text, or does not. */
  textInput(isActive: boolean): void;
  /** The field that has the keyboard. */
  readonly field: HTMLTextAreaElement;
  /** Where a rectangle of the frame is on the page at this moment. */
  toPage(rect: Rect): Rect;
  problem(message: string): void;
}

/** What a session allows by the extension `ui`. */
export interface Allowed {
  clipboard: ClipboardMode;
  control: boolean;
}

/**
 * What a server shows and allows beside its picture: pointer, title, clipboard, the place of text, the role.
 * Loaded when a server first speaks the extension `ui`.
 */
export class Furniture {
  readonly #host: FurnitureHost;
  readonly #options: ViewOptions;
  readonly #cursors = new CursorStyles();
  readonly #clipboard: ClipboardOut;
  #allowed: Allowed | undefined;
  #hasControl = true;
  #title = "";
  #role: RoleMessage | undefined;

  constructor(options: ViewOptions, host: FurnitureHost) {
    this.#options = options;
    this.#host = host;
    this.#clipboard = new ClipboardOut((text) => options.onClipboard?.(text));
  }

  /** What the application calls itself; empty where it does not say. */
  get title(): string {
    return this.#title;
  }

  /** What this viewer may do; `undefined` where the server does not say. */
  get role(): RoleMessage | undefined {
    return this.#role;
  }

  /** A text of the application that waits to be copied. */
  get clipboardText(): string | undefined {
    return this.#clipboard.held;
  }

  /** A session begins; it says everything anew. The title stays, as the picture does. */
  begin(allowed: Allowed | undefined): void {
    this.#cursors.clear();
    this.#clipboard.clear();
    this.#host.cursor("");
    this.#textInput(false, undefined);
    this.#role = undefined;
    this.#allow(allowed);
  }

  /** The server has changed its mind in a session. */
  #allow(allowed: Allowed | undefined): void {
    this.#allowed = allowed;
    this.#control(allowed?.control ?? true);
  }

  /** A message of the server, as it came; one that cannot be read changes nothing. */
  receive(fields: Record<string, unknown>): void {
    const message = parseUiMessage(fields);
    if (message === undefined) return;
    switch (message.type) {
      case "cursor":
        this.#host.cursor(this.#cursors.style(message));
        break;
      case "title":
        this.#title = message.text;
        this.#options.onTitle?.(message.text);
        break;
      case "clipboard":
        if (this.#mayCopy()) this.#clipboard.received(message.id, message.text);
        break;
      case "text_input":
        this.#textInput(message.active, message.rect);
        break;
      case "role":
        this.#role = message;
        this.#control(message.control);
        this.#options.onRole?.(message);
        break;
      default:
        this.#options.onControl?.(message);
    }
  }

  /** Text that was pasted into the view. */
  paste(text: string, trusted: boolean): void {
    const mode = this.#allowed?.clipboard;
    if (!trusted || text === "" || !this.#hasControl || (mode !== "in" && mode !== "both")) return;
    if (isPasteable(text)) this.#host.request({ type: "paste", text });
    else this.#host.problem("The text is too long to be pasted here: at most 48 KiB.");
  }

  /** The user pressed a key that copies. */
  copyKey(): void {
    if (this.#mayCopy() && this.#hasControl) this.#clipboard.copyKey();
  }

  /** Copies the text that waits. */
  copyHeld(): Promise<void> {
    return this.#clipboard.copyHeld();
  }

  /** Ends; a text that waits is forgotten. */
  dispose(): void {
    this.#clipboard.clear();
  }

  /** Windows of input methods open where the text is. */
  #textInput(isActive: boolean, rect: Rect | undefined): void {
    this.#host.textInput(isActive);
    moveTextField(this.#host.field, rect && this.#host.toPage(rect));
  }

  #mayCopy(): boolean {
    const mode = this.#allowed?.clipboard;
    return mode === "out" || mode === "both";
  }

  #control(hasControl: boolean): void {
    this.#hasControl = hasControl;
    this.#host.control(hasControl);
  }
}
