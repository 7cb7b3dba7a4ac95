/** The part of Trusted Types that is used; TypeScript's DOM library does not have it. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string };
}

/** The policy's name, for a page's `trusted-types` directive. */
export const TRUSTED_TYPES_POLICY = "pdum-rfb";

/**
 * The address of our worker as a page under `require-trusted-types-for 'script'` takes it: from a policy, which knows
 * no other. To be asked for once, because a page may refuse a second policy of that name.
 */
export function trustedAddress(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
  const policy = trustedTypes?.createPolicy(TRUSTED_TYPES_POLICY, { createScriptURL: () => url });
  return policy?.createScriptURL(url) ?? url;
}
