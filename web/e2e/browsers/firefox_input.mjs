// What Puppeteer's pages do not offer: an input method, and fingers that press.

/** Types by the input method that Firefox has for its own tests, into whatever has the focus. */
export function inputMethodOf(connection) {
  const run = async (act) => {
    const { result: tree } = await connection.send("browsingContext.getTree", { "moz:scope": "chrome" });
    const { context } = tree.contexts[0];
    const expression = `{
      const method = Cc["@mozilla.org/text-input-processor;1"].createInstance(Ci.nsITextInputProcessor);
      method.beginInputTransactionForTests(window);
      ${act}
    }`;
    const { result } = await connection.send("script.evaluate", { expression, target: { context }, awaitPromise: false });
    if (result.type !== "success") throw new Error(result.exceptionDetails.text);
  };
  return {
    compose: (letter) => run(`
      for (const text of ["n", "ni"]) {
        method.setPendingCompositionString(text);
        method.appendClauseToPendingComposition(text.length, method.ATTR_RAW_CLAUSE);
        method.flushPendingComposition();
      }
      method.commitCompositionWith(${JSON.stringify(letter)});`),
    accent: (letter) => run(`
      for (const [key, code] of [["Dead", "Equal"], [${JSON.stringify(letter)}, "KeyE"]]) {
        const stroke = new KeyboardEvent("", { key, code });
        method.keydown(stroke);
        method.keyup(stroke);
      }`),
  };
}

/** Fingers by WebDriver BiDi. */
export function fingersOf(tab, connection) {
  const act = (id, ...actions) => {
    const finger = { type: "pointer", id: `finger ${id}`, parameters: { pointerType: "touch" }, actions };
    return connection.send("input.performActions", { context: tab.mainFrame()._id, actions: [finger] });
  };
  const move = (x, y, pressure) => ({ type: "pointerMove", x, y, duration: 0, pressure });
  return {
    down: (id, x, y, pressure) => act(id, move(x, y), { type: "pointerDown", button: 0, pressure }),
    move: (id, x, y, pressure) => act(id, move(x, y, pressure)),
    up: (id) => act(id, { type: "pointerUp", button: 0 }),
  };
}
