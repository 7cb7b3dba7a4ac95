import type { FromWorker, ToWorker } from "../shared/link.ts";
import { ViewWorker } from "./view_worker.ts";

declare const self: DedicatedWorkerGlobalScope;

let viewer: ViewWorker | undefined;

function post(message: FromWorker, transfer: Transferable[] = []): void {
  self.postMessage(message, transfer);
}

self.onmessage = (event: MessageEvent<ToWorker<OffscreenCanvas>>): void => {
  const message = event.data;
  switch (message.type) {
    case "start":
      try {
        viewer ??= new ViewWorker(message.canvas, message.options, message.viewport, post);
      } catch (error) {
        post({ type: "state", state: { name: "error", message: String(error) }, session: 0 });
      }
      break;
    case "event":
      viewer?.event(message.event, message.session);
      break;
    case "viewport":
      viewer?.viewport(message.viewport);
      break;
    case "visibility":
      viewer?.visibility(message.visible);
      break;
    case "ui":
      viewer?.ui(message.request, message.session);
      break;
    case "token":
      viewer?.token(message.request, message.token, message.error);
      break;
    case "capture":
      void viewer?.capture(message.request, message.kind);
      break;
    case "reconnect":
      viewer?.reconnect();
      break;
    case "wake":
      viewer?.wake();
      break;
    case "leave":
      viewer?.leave();
      break;
    case "dispose":
      viewer?.dispose();
      self.close();
      break;
  }
};
