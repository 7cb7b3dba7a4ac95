import workerUrl from "../worker/entry.ts?worker&url";

/** The part of Trusted Types that is used; TypeScript's DOM library does not have it. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** The policy's name, for a page's `trusted-types` directive. */
export const TRUSTED_TYPES_POLICY = "pdum-rfb";

let policy: { createScriptURL(url: string): string } | undefined;

/** A page under `require-trusted-types-for 'script'` takes a worker's address only from a policy; ours knows one. */
function trusted(url: string): string {
  const trustedTypes = (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes;
  if (trustedTypes === undefined) return url;
  policy ??= trustedTypes.createPolicy(TRUSTED_TYPES_POLICY, { createScriptURL: () => url });
  return policy.createScriptURL(url);
}

/** Starts the worker from its own file beside the package's other files. */
export function defaultWorkerFactory(): Worker {
  return new Worker(trusted(new URL(workerUrl, import.meta.url).href), { type: "module", name: "rfb-view" });
}
