/** Run in a page: notes what its policy forbids. */
export function noteViolations() {
  globalThis.noted = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    globalThis.noted.push(`${event.violatedDirective} ${event.blockedURI}`);
  });
}

/** Run in a page: notes errors and warnings too, for a driver that does not hear of them. */
export function noteEverything() {
  if (globalThis.noted !== undefined) return;
  globalThis.noted = [];
  const note = (text) => globalThis.noted.push(String(text));
  document.addEventListener("securitypolicyviolation", (event) => {
    note(`${event.violatedDirective} ${event.blockedURI}`);
  });
  addEventListener("error", ({ message }) => note(message));
  addEventListener("unhandledrejection", ({ reason }) => note(reason));
  for (const kind of ["error", "warn"]) {
    const tell = console[kind];
    console[kind] = (...words) => {
      note(words.join(" "));
      tell.apply(console, words);
    };
  }
}
