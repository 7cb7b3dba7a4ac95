import { RemoteFramebufferView } from "@pdum/rfb-view";

// A policy such as "script-src 'self'; worker-src 'self'" forbids workers from blob: and data:, so the worker comes from
// a file that the bundler puts beside this one.
const workerFactory = () => new Worker(new URL("@pdum/rfb-view/worker", import.meta.url));

const state = document.querySelector<HTMLElement>("#state")!;

new RemoteFramebufferView(document.querySelector<HTMLElement>("#screen")!, {
  url: "ws://localhost:8765/",
  workerFactory,
  onState: ({ name, message }) => (state.textContent = `${name}: ${message}`),
});
