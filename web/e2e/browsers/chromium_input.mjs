// What Playwright's pages do not offer: input methods, letters of other keyboards, fingers and pens.

/** Gives a page these, by Chromium's own protocol. */
export function addInput(page, protocol) {
  const send = (method, parameters) => protocol.send(`Input.${method}`, parameters);
  const stroke = async (key, code, text) => {
    await send("dispatchKeyEvent", { type: text === undefined ? "rawKeyDown" : "keyDown", key, code, text });
    await send("dispatchKeyEvent", { type: "keyUp", key, code });
  };
  const { keyboard } = page;
  const press = keyboard.press.bind(keyboard);
  keyboard.press = (key) => (/^[^ -~]$/u.test(key) ? stroke(key, "", key) : press(key));
  keyboard.accent = async (letter) => {
    await stroke("Dead", "Equal");
    await stroke(letter, "KeyE", letter);
  };
  keyboard.compose = async (letter) => {
    // The key that begins belongs to the input method.
    await send("dispatchKeyEvent", { type: "rawKeyDown", key: "Process", code: "KeyN", windowsVirtualKeyCode: 229 });
    for (const text of ["n", "ni"]) await send("imeSetComposition", { text, selectionStart: 1, selectionEnd: 1 });
    await send("dispatchKeyEvent", { type: "keyUp", key: "n", code: "KeyN" });
    await send("insertText", { text: letter });
  };
  page.fingers = fingersOf(send);
  page.pen = penOf(send);
}

function fingersOf(send) {
  const points = new Map();
  const tell = (type, touchPoints) => send("dispatchTouchEvent", { type, touchPoints });
  const put = (type) => (id, x, y, pressure) => {
    points.set(id, { id, x, y, force: pressure });
    return tell(type, [...points.values()]);
  };
  const up = (id) => {
    const lifted = points.get(id);
    points.delete(id);
    return tell("touchEnd", [lifted]);
  };
  return { down: put("touchStart"), move: put("touchMove"), up };
}

function penOf(send) {
  let place = {};
  const tell = (type, buttons) => {
    return send("dispatchMouseEvent", { type, ...place, button: "left", buttons, pointerType: "pen", clickCount: 1 });
  };
  const put = (type) => (_id, x, y, pressure) => {
    place = { x, y, force: pressure };
    return tell(type, 1);
  };
  return { down: put("mousePressed"), move: put("mouseMoved"), up: () => tell("mouseReleased", 0) };
}
