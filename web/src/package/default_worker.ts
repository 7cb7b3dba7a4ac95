import code from "virtual:worker-code";
import { trustedAddress } from "../main/trusted_types.ts";

let address: string | undefined;

/** One address for all workers of the page. */
function workerAddress(): string {
  address ??= trustedAddress(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  return address;
}

/** Starts the worker from the text that is part of the package: it works in any bundler, and from any address. */
export function defaultWorkerFactory(): Worker {
  try {
    return new Worker(workerAddress(), { name: "rfb-view" });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `rfb-view: the inlined worker may not start (${reason}). A page with a strict Content-Security-Policy passes ` +
        "the option workerFactory, with a worker made from the file of @pdum/rfb-view/worker.",
    );
  }
}
