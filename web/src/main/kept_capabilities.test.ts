import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const found = '{"supported":["image/png"]}';

function useStorage(storage: object | undefined, userAgent = "Browser 1"): void {
  vi.stubGlobal("navigator", { userAgent });
  vi.stubGlobal("sessionStorage", storage);
}

/** The module as a page that was just loaded has it. */
async function fresh() {
  vi.resetModules();
  return import("./kept_capabilities.ts");
}

let items: Map<string, string>;
let storage: object;

beforeEach(() => {
  items = new Map();
  storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => items.set(key, value),
    removeItem: (key: string) => items.delete(key),
  };
});
afterEach(() => vi.unstubAllGlobals());

describe("kept capabilities", () => {
  it("serve the next view and the next page of the tab, in the same browser", async () => {
    useStorage(storage);
    const page = await fresh();
    expect(page.keptCapabilities()).toBeUndefined();
    page.keepCapabilities(found);
    expect(page.keptCapabilities()).toEqual(found);
    expect((await fresh()).keptCapabilities()).toEqual(found);
    useStorage(storage, "Browser 2");
    expect((await fresh()).keptCapabilities()).toBeUndefined();
  });
  it("are forgotten when they have proven wrong", async () => {
    useStorage(storage);
    const page = await fresh();
    page.keepCapabilities(found);
    page.keepCapabilities(undefined);
    expect([page.keptCapabilities(), items.size]).toEqual([undefined, 0]);
  });
  it("serve the page alone where there is no storage, or a full one", async () => {
    for (const broken of [undefined, { ...storage, setItem: () => expect.fail("full") }]) {
      useStorage(broken);
      const page = await fresh();
      page.keepCapabilities(found);
      expect(page.keptCapabilities()).toEqual(found);
    }
  });
});
