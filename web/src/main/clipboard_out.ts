/** How long a copy key waits for the application's text. */
const WAIT_MS = 1000;
/** How long a text that nobody asked for is kept for a button. */
const KEEP_MS = 60_000;

/** What a browser may lack: there is none of it without https. */
interface WritableClipboard {
  write?(items: ClipboardItem[]): Promise<void>;
  writeText?(text: string): Promise<void>;
}

function systemClipboard(): WritableClipboard {
  return (navigator as { clipboard?: WritableClipboard }).clipboard ?? {};
}

/**
 * Text of the application on its way to the system's clipboard. Written only in answer to a key or a button of the
 * user; a text that comes by itself is held for a while, and told about.
 */
export class ClipboardOut {
  readonly #tell: (text: string | undefined) => void;
  #newestId = -1;
  #held: string | undefined;
  #waiting: ((text: string) => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `tell`: there is a text to copy, or no longer. */
  constructor(tell: (text: string | undefined) => void) {
    this.#tell = tell;
  }

  /** The text that waits for a button. */
  get held(): string | undefined {
    return this.#held;
  }

  /** The application has a text; numbers rise. */
  received(id: number, text: string): void {
    if (id <= this.#newestId) return;
    this.#newestId = id;
    if (this.#waiting !== undefined) this.#waiting(text);
    else this.#hold(text);
  }

  /** The user pressed a key that copies: the next text goes to the clipboard, if it comes soon. */
  copyKey(): void {
    const clipboard = systemClipboard();
    if (clipboard.write === undefined || typeof ClipboardItem === "undefined" || this.#waiting !== undefined) return;
    const text = new Promise<Blob>((resolve, reject) => {
      const end = setTimeout(() => {
        this.#waiting = undefined;
        reject(new Error("no text came"));
      }, WAIT_MS);
      this.#waiting = (found) => {
        this.#waiting = undefined;
        clearTimeout(end);
        this.#hold(undefined);
        resolve(new Blob([found], { type: "text/plain" }));
      };
    });
    // Both the browser and the lack of a text may refuse; the user can copy again.
    text.catch(() => undefined);
    clipboard.write([new ClipboardItem({ "text/plain": text })]).catch(() => undefined);
  }

  /** Copies the text that is held; to be called in answer to a click or a key. */
  async copyHeld(): Promise<void> {
    const text = this.#held;
    if (text === undefined) throw new Error("rfb-view: there is no text to copy.");
    const clipboard = systemClipboard();
    if (clipboard.writeText === undefined) throw new Error("rfb-view: browsers copy only on https or localhost pages.");
    await clipboard.writeText(text);
    if (this.#held === text) this.#hold(undefined);
  }

  /** The session is over: its numbers, and what it had to say. */
  clear(): void {
    this.#newestId = -1;
    this.#hold(undefined);
  }

  #hold(text: string | undefined): void {
    clearTimeout(this.#timer);
    const before = this.#held;
    this.#held = text;
    if (text !== undefined) this.#timer = setTimeout(() => this.#hold(undefined), KEEP_MS);
    if (before !== text) this.#tell(text);
  }
}
