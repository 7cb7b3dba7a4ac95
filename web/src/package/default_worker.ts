import code from "virtual:worker-code";

/** The part of Trusted Types that is used; TypeScript's DOM library does not have it. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** The policy's name, for a page's `trusted-types` directive. */
export const TRUSTED_TYPES_POLICY = "pdum-rfb";

let address: string | undefined;

/** One address for all workers of the page, which a page under Trusted Types takes only from a policy. */
function workerAddress(): string {
  if (address !== undefined) return address;
  const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const trustedTypes = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  const policy = trustedTypes?.createPolicy(TRUSTED_TYPES_POLICY, { createScriptURL: () => url });
  address = policy?.createScriptURL(url) ?? url;
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
