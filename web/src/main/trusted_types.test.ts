import { afterEach, describe, expect, it, vi } from "vitest";
import { TRUSTED_TYPES_POLICY, trustedAddress } from "./trusted_types.ts";

afterEach(() => vi.unstubAllGlobals());

describe("trustedAddress", () => {
  it("is the address itself where a page asks for no more", () => {
    vi.stubGlobal("trustedTypes", undefined);
    expect(trustedAddress("blob:worker")).toBe("blob:worker");
  });
  it("comes from our policy where there are any, which makes no other address trusted", () => {
    const made: string[] = [];
    vi.stubGlobal("trustedTypes", {
      createPolicy: (name: string, { createScriptURL }: { createScriptURL(url: string): string }) => {
        made.push(name, createScriptURL("https://elsewhere.example/"));
        return { createScriptURL: (url: string) => `trusted ${createScriptURL(url)}` };
      },
    });
    expect(trustedAddress("blob:worker")).toBe("trusted blob:worker");
    expect(made).toEqual([TRUSTED_TYPES_POLICY, "blob:worker"]);
  });
});
