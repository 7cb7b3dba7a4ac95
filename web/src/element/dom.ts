/** Makes an element with classes, which are also its CSS parts, and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  name: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (name !== "") {
    element.className = name;
    element.setAttribute("part", name);
  }
  element.append(...children);
  return element;
}

/** Makes a button; `name` is its class and CSS part beside `button`, `label` what it is called. */
export function makeButton(name: string, label: string, act: (event: MouseEvent) => void): HTMLButtonElement {
  const button = make("button", `button ${name}`);
  button.type = "button";
  nameButton(button, label);
  button.addEventListener("click", act);
  return button;
}

/** Renames a button, for pointers that rest on it and for screen readers. */
export function nameButton(button: HTMLButtonElement, label: string): void {
  button.title = label;
  button.setAttribute("aria-label", label);
}
