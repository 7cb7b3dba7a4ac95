import workerUrl from "../worker/entry.ts?worker&url";
import { trustedAddress } from "./trusted_types.ts";

let address: string | undefined;

/** Starts the worker from its own file beside the package's other files. */
export function defaultWorkerFactory(): Worker {
  address ??= trustedAddress(new URL(workerUrl, import.meta.url).href);
  return new Worker(address, { type: "module", name: "rfb-view" });
}
