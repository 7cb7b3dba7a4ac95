/** Makes an element with a class, which is also its CSS part, and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  name: string,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (name !== "") {
    element.className = name;
    element.setAttribute("part", name.split(" ")[0] ?? "");
  }
  element.append(...children);
  return element;
}

/** Makes a button with a label. */
export function makeButton(label: string, title: string, act: () => void): HTMLButtonElement {
  const button = make("button", "button", label);
  button.type = "button";
  button.title = title;
  button.setAttribute("aria-label", title);
  button.addEventListener("click", act);
  return button;
}
