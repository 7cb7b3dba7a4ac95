import { RemoteFramebufferView } from "@pdum/rfb-view";

const state = document.querySelector<HTMLElement>("#state")!;

const view = new RemoteFramebufferView(document.querySelector<HTMLElement>("#screen")!, {
  url: "ws://localhost:8765/",
  onState: ({ name, message }) => (state.textContent = `${name}: ${message}`),
});
view.focus();
