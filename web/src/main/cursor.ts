import type { CursorImage, CursorMessage } from "../shared/ui_messages.ts";

/** How many pictures both sides remember. */
const REMEMBERED = 64;
/** A PNG begins with 8 bytes of its own, the length and the name of its first chunk, then width and height. */
const PNG_START = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

/** Whether the data begins as a PNG of the size that was announced; what it unpacks to is not left to chance. */
function isThatPng({ data, width, height }: CursorImage): boolean {
  const bytes = atob(data.slice(0, 32));
  if (!bytes.startsWith(PNG_START)) return false;
  const number = (at: number): number =>
    [0, 1, 2, 3].reduce((sum, index) => sum * 256 + bytes.charCodeAt(at + index), 0);
  return number(16) === width && number(20) === height;
}

/** Turns cursor messages into the CSS property `cursor`, and remembers pictures by their number. */
export class CursorStyles {
  readonly #styles = new Map<number, string>();

  /** The CSS for a message: its picture, or one that came before, or the shape alone. */
  style(cursor: CursorMessage): string {
    const { shape, id, image } = cursor;
    if (image === undefined) return (id === undefined ? undefined : this.#recall(id)) ?? shape;
    if (!isThatPng(image)) return shape;
    const { data, hotX, hotY, scale } = image;
    const url = `url(data:image/png;base64,${data})`;
    const picture = scale === 1 ? url : `image-set(${url} ${scale}x)`;
    const style = `${picture} ${hotX / scale} ${hotY / scale}, ${shape}`;
    if (id !== undefined) this.#remember(id, style);
    return style;
  }

  /** Forgets every picture: a new session numbers its own. */
  clear(): void {
    this.#styles.clear();
  }

  #recall(id: number): string | undefined {
    const style = this.#styles.get(id);
    if (style !== undefined) this.#remember(id, style);
    return style;
  }

  /** The one used last stays longest. */
  #remember(id: number, style: string): void {
    this.#styles.delete(id);
    this.#styles.set(id, style);
    const [oldest] = this.#styles.keys();
    if (this.#styles.size > REMEMBERED && oldest !== undefined) this.#styles.delete(oldest);
  }
}
