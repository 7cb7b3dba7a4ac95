import { createRfbView } from "@pdum/rfb-view/solid";
import { createSignal } from "solid-js";
import html from "solid-js/html";
import { render } from "solid-js/web";

// With Solid's compiler this is JSX: <div ref={ref} class="screen" />, or <RfbView url="…" class="screen" />.
function App() {
  const [isCovering, setCovering] = createSignal(false);
  const { ref, state } = createRfbView(() => ({
    url: "ws://localhost:8765/",
    fit: isCovering() ? "cover" : "contain",
  }));
  return html`
    <div ref=${ref} class="screen"></div>
    <button onClick=${() => setCovering(!isCovering())}>${() => (isCovering() ? "Show all" : "Fill the box")}</button>
    <p role="status">${() => state().message}</p>
  `;
}

render(App as () => Element, document.querySelector("#app")!);
