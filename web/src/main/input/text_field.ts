/**
 * The hidden field that holds the keyboard focus of a view, so that typed text, dead keys and compositions arrive as
 * text. It stands beside the canvas (inside a canvas, Chromium would send it no input), takes no room and no pointer.
 */
export function makeTextField(canvas: HTMLCanvasElement): HTMLTextAreaElement {
  const field = document.createElement("textarea");
  field.setAttribute("aria-label", "Keyboard input for the remote view");
  field.setAttribute("autocapitalize", "off");
  field.setAttribute("autocomplete", "off");
  field.setAttribute("autocorrect", "off");
  field.spellcheck = false;
  field.tabIndex = 0;
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
    margin: "0",
    outline: "none",
    resize: "none",
    overflow: "hidden",
    opacity: "0",
    pointerEvents: "none",
    // Smaller type makes iOS zoom in on focus.
    fontSize: "16px",
  });
  canvas.after(field);
  return field;
}
