/**
 * The hidden field that holds the keyboard focus of a view, so that typed text, dead keys and compositions arrive as
 * text. It takes no room and no pointer.
 */
export function makeTextField(): HTMLTextAreaElement {
  const field = document.createElement("textarea");
  field.setAttribute("aria-label", "Keyboard input for the remote view");
  for (const help of ["capitalize", "complete", "correct"]) field.setAttribute(`auto${help}`, "off");
  field.spellcheck = false;
  // A tap must not raise a phone's keyboard; a hardware keyboard works all the same.
  field.inputMode = "none";
  Object.assign(field.style, {
    position: "fixed",
    left: "0",
    top: "0",
    width: "1px",
    height: "1px",
    padding: "0",
    border: "0",
    opacity: "0",
    pointerEvents: "none",
    // Smaller type makes iOS zoom in on focus.
    fontSize: "16px",
  });
  return field;
}

/** Without something to delete, an on-screen keyboard would not say that it deletes. */
const FILLER = "\u00a0";

/**
 * Whether the next tap raises the on-screen keyboard. The field is then never empty, so that it tells of deletions.
 */
export function setKeyboardWanted(field: HTMLTextAreaElement, isWanted: boolean): void {
  field.inputMode = isWanted ? "text" : "none";
  emptyTextField(field);
}

/** Makes the field ready for the next text. */
export function emptyTextField(field: HTMLTextAreaElement): void {
  field.value = field.inputMode === "text" ? FILLER : "";
}

/**
 * Puts the field beside the canvas (inside a canvas, Chromium would send it no input), wherever that is by now: a page
 * may put its canvas into the document after it has made the view.
 */
export function placeTextField(field: HTMLTextAreaElement, canvas: HTMLCanvasElement): void {
  if (field.parentNode !== canvas.parentNode) canvas.after(field);
}
