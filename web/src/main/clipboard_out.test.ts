import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ClipboardOut } from "./clipboard_out.ts";

class FakeItem {
  readonly parts: Record<string, Promise<Blob>>;
  constructor(parts: Record<string, Promise<Blob>>) {
    this.parts = parts;
  }
}

function setup() {
  const written: string[] = [];
  const write = vi.fn(async ([item]: [FakeItem]) => void written.push(await (await item.parts["text/plain"]!).text()));
  const writeText = vi.fn(async (text: string) => void written.push(text));
  vi.stubGlobal("navigator", { clipboard: { write, writeText } });
  vi.stubGlobal("ClipboardItem", FakeItem);
  const told: (string | undefined)[] = [];
  return { clipboard: new ClipboardOut((text) => told.push(text)), told, written, write };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("ClipboardOut", () => {
  it("writes nothing by itself: a text lights the button for a minute", () => {
    const { clipboard, told, write } = setup();
    clipboard.received(1, "a");
    vi.advanceTimersByTime(59_999);
    expect([clipboard.held, write.mock.calls.length]).toEqual(["a", 0]);
    vi.advanceTimersByTime(1);
    expect(told).toEqual(["a", undefined]);
  });
  it("begins to write within the key, with the first text that comes after it", async () => {
    const { clipboard, told, written, write } = setup();
    clipboard.received(1, "old");
    clipboard.copyKey();
    expect(write).toHaveBeenCalledOnce();
    clipboard.received(1, "again");
    clipboard.received(2, "new");
    await vi.waitFor(() => expect(written).toEqual(["new"]));
    expect(told).toEqual(["old", undefined]);
    clipboard.received(3, "later");
    expect([written, clipboard.held]).toEqual([["new"], "later"]);
  });
  it("waits a second for the text, then leaves it to the button", async () => {
    const { clipboard, written } = setup();
    clipboard.copyKey();
    vi.advanceTimersByTime(1000);
    clipboard.received(1, "late");
    expect([written, clipboard.held]).toEqual([[], "late"]);
    await clipboard.copyHeld();
    expect([written, clipboard.held]).toEqual([["late"], undefined]);
    await expect(clipboard.copyHeld()).rejects.toThrow(/no text/);
  });
  it("holds the text where a page may not write", async () => {
    const { clipboard } = setup();
    vi.stubGlobal("navigator", {});
    clipboard.copyKey();
    clipboard.received(1, "a");
    await expect(clipboard.copyHeld()).rejects.toThrow(/https/);
    expect(clipboard.held).toBe("a");
  });
  it("forgets with its session, and counts anew", () => {
    const { clipboard, told } = setup();
    clipboard.received(7, "a");
    clipboard.clear();
    clipboard.received(0, "b");
    clipboard.clear();
    expect([told, vi.getTimerCount()]).toEqual([["a", undefined, "b", undefined], 0]);
  });
});
