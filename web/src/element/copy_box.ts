import { make, makeButton } from "./dom.ts";

/** Where the browser does not let the page write to its clipboard, as over plain http: the text, to copy by hand. */
export class CopyBox {
  readonly element = make("div", "copy-box panel");
  readonly #text = make("textarea", "copy-text");

  /** `closed`: the user is done with it. */
  constructor(closed: () => void) {
    const close = (): void => {
      this.hide();
      closed();
    };
    const button = makeButton("copy-close", "Close the text to copy", close);
    button.textContent = "Close";
    this.#text.readOnly = true;
    this.#text.setAttribute("aria-label", "Text of the application; copy it with your keyboard or by a long press");
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape") close();
    });
    this.element.append(make("p", "", "Copy this text yourself: this page may not write to the clipboard."));
    this.element.append(this.#text, button);
    this.hide();
  }

  /** Shows the text, selected. */
  show(text: string): void {
    this.#text.value = text;
    this.element.hidden = false;
    this.#text.focus();
    this.#text.select();
  }

  /** Takes it away, with its text. */
  hide(): void {
    this.element.hidden = true;
    this.#text.value = "";
  }
}
