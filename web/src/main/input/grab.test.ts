import { describe, expect, it } from "vitest";
import { keyFields } from "../../testing/fake_dom.ts";
import { clipboardKey, keepsFromPage } from "./grab.ts";
import type { GrabSample } from "./grab.ts";

function key(name: string, changes: object = {}): GrabSample {
  return { timeStamp: 0, ...keyFields(name, "", changes) } as GrabSample;
}

describe("keepsFromPage", () => {
  it("keeps scrolling keys without modifiers, and leaves all else alone", () => {
    expect(keepsFromPage(key("PageUp"), false)).toBe(true);
    const left = [key("PageUp", { ctrlKey: true }), key("F5"), key("Tab"), key("t", { ctrlKey: true }), key("a")];
    expect(left.map((sample) => keepsFromPage(sample, false))).toEqual(left.map(() => false));
  });
  it("keeps shortcuts and keys without text when it grabs", () => {
    const grabbed = [
      key("F5"), key("Tab"), key("Escape"), key("t", { ctrlKey: true }), key("w", { metaKey: true }),
      key("f", { altKey: true }), key("ArrowLeft", { altKey: true }), key("Backspace"),
    ];
    expect(grabbed.map((sample) => keepsFromPage(sample, true))).toEqual(grabbed.map(() => true));
  });
  it("never keeps what makes text, nor the way out", () => {
    const left = [
      key("a"), key("A", { shiftKey: true }), key("\u0192", { altKey: true }), key("Dead"), key("Process"), key("F6"),
      key("Enter", { isComposing: true }), key("\u{1f600}"),
      key("@", { ctrlKey: true, altKey: true, getModifierState: (name: string) => name === "AltGraph" }),
    ];
    expect(left.map((sample) => keepsFromPage(sample, true))).toEqual(left.map(() => false));
  });
});

describe("clipboardKey", () => {
  it("knows the keys of every system", () => {
    const copies = [
      key("c", { ctrlKey: true }), key("C", { metaKey: true }), key("x", { ctrlKey: true }),
      key("Insert", { ctrlKey: true }), key("Delete", { shiftKey: true }),
    ];
    expect(copies.map(clipboardKey)).toEqual(copies.map(() => "copy"));
    const pastes = [key("v", { ctrlKey: true }), key("v", { metaKey: true }), key("Insert", { shiftKey: true })];
    expect(pastes.map(clipboardKey)).toEqual(pastes.map(() => "paste"));
    const others = [key("c"), key("c", { ctrlKey: true, altKey: true }), key("Delete"), key("Insert")];
    expect(others.map(clipboardKey)).toEqual(others.map(() => undefined));
  });
});
