import { describe, expect, it } from "vitest";
import type { InputEvent } from "../../shared/events.ts";
import { EventQueue } from "./event_queue.ts";
import { KeyState } from "./key_state.ts";
import type { KeySample } from "./key_state.ts";

function setup() {
  const sent: InputEvent[] = [];
  const keys = new KeyState(new EventQueue((event) => sent.push(event), () => undefined));
  const brief = (): string[] =>
    sent.splice(0).map((event) => {
      if ("key" in event) return `${event.type} ${event.key}`;
      if (event.type === "char") return `char ${event.data}${event.is_composing ? " composing" : ""}${event.repeat ? " repeat" : ""}`;
      return event.type;
    });
  return { keys, sent, brief };
}

function key(name: string, code: string, changes: Partial<KeySample> = {}): KeySample {
  // Like the DOM's, it keeps its fields in the prototype.
  return Object.create({
    key: name, code, repeat: false, isComposing: false, timeStamp: 2000,
    shiftKey: false, ctrlKey: false, altKey: false, metaKey: false, ...changes,
  }) as KeySample;
}

const typed = { inputType: "insertText", isComposing: false, timeStamp: 2000 };

describe("KeyState", () => {
  it("sends every field of the wire", () => {
    const { keys, sent } = setup();
    keys.down(key("A", "KeyA", { shiftKey: true }));
    expect(sent).toEqual([{ type: "key_down", timestamp: 2, key: "A", code: "KeyA", modifiers: ["Shift"] }]);
  });
  it("does not repeat a key that is held, but its text", () => {
    const { keys, brief } = setup();
    keys.down(key("a", "KeyA"));
    keys.text({ ...typed, data: "a" });
    keys.down(key("a", "KeyA", { repeat: true }));
    keys.text({ ...typed, data: "a" });
    keys.up(key("a", "KeyA"));
    expect(brief()).toEqual(["key_down a", "char a", "char a repeat", "key_up a"]);
  });
  it("releases a key under the name it was pressed with", () => {
    const { keys, brief } = setup();
    keys.down(key("Shift", "ShiftLeft"));
    keys.down(key("A", "KeyA"));
    keys.up(key("Shift", "ShiftLeft"));
    keys.up(key("a", "KeyA"));
    expect(brief()).toEqual(["key_down Shift", "key_down A", "key_up Shift", "key_up A"]);
  });
  it("ignores the release of a key that was pressed elsewhere", () => {
    const { keys, brief } = setup();
    keys.up(key("Tab", "Tab"));
    expect(brief()).toEqual([]);
  });
  it("releases what is held when the focus goes, once", () => {
    const { keys, brief } = setup();
    keys.down(key("a", "KeyA"));
    keys.down(key("b", "KeyB"));
    keys.releaseAll(3000);
    keys.releaseAll(3000);
    keys.up(key("a", "KeyA"));
    expect(brief()).toEqual(["key_down a", "key_down b", "key_up a", "key_up b"]);
  });
  it("releases all keys with Meta, whose system hides their release", () => {
    const { keys, brief } = setup();
    keys.down(key("Meta", "MetaLeft"));
    keys.down(key("c", "KeyC", { metaKey: true }));
    keys.up(key("Meta", "MetaLeft"));
    expect(brief()).toEqual(["key_down Meta", "key_down c", "key_up Meta", "key_up c"]);
  });
  it("sends a composition as it grows and once as it ends, whatever the engine adds", () => {
    const { keys, brief } = setup();
    keys.down(key("Process", "KeyK"));
    keys.text({ data: "か", inputType: "insertCompositionText", isComposing: true, timeStamp: 0 });
    keys.composed("蚊", 0);
    keys.text({ data: "蚊", inputType: "insertCompositionText", isComposing: false, timeStamp: 0 });
    keys.text({ data: "蚊", inputType: "insertFromComposition", isComposing: false, timeStamp: 0 });
    expect(brief()).toEqual(["char か composing", "char 蚊"]);
  });
  it("releases keys that have no code under their name and no code", () => {
    const { keys, sent } = setup();
    keys.down(key("Enter", ""));
    keys.down(key("b", "KeyB"));
    keys.releaseAll(3000);
    expect(sent.slice(2)).toEqual([
      { type: "key_up", timestamp: 3, key: "Enter", code: "", modifiers: [] },
      { type: "key_up", timestamp: 3, key: "b", code: "KeyB", modifiers: [] },
    ]);
  });
  it("begins a session without keys that went down before it", () => {
    const { keys, brief } = setup();
    keys.down(key("a", "KeyA"));
    brief();
    keys.restart();
    keys.up(key("a", "KeyA"));
    keys.releaseAll(3000);
    expect(brief()).toEqual([]);
    keys.down(key("a", "KeyA"));
    expect(brief()).toEqual(["key_down a"]);
  });
  it("sends only text that UTF-8 can carry", () => {
    const { keys, brief } = setup();
    keys.down(key("\ud83d", "KeyA"));
    keys.text({ ...typed, data: "x\ude00" });
    keys.composed("😀\ud83d", 0);
    keys.up(key("\ud83d", "KeyA"));
    expect(brief()).toEqual(["key_down \ufffd", "char x\ufffd", "char 😀\ufffd", "key_up \ufffd"]);
  });
  it("sends long text in several parts, whole and in order", () => {
    const { keys, sent } = setup();
    const data = `x${"😀".repeat(1300)}`;
    keys.text({ ...typed, data });
    const parts = sent.map((event) => (event.type === "char" ? event.data : ""));
    expect(parts.join("")).toBe(data);
    expect(parts.length).toBe(3);
    for (const part of parts) expect(new TextEncoder().encode(part).length).toBeLessThanOrEqual(4096);
  });
  it("sends no text for deletions, line breaks and pasting", () => {
    const { keys, brief } = setup();
    keys.down(key("Backspace", "Backspace"));
    keys.text({ ...typed, inputType: "deleteContentBackward", data: null });
    keys.down(key("Backspace", "Backspace", { repeat: true }));
    keys.text({ ...typed, inputType: "deleteContentBackward", data: null });
    keys.down(key("Enter", "NumpadEnter"));
    keys.text({ ...typed, inputType: "insertLineBreak", data: null });
    keys.text({ ...typed, inputType: "insertFromPaste", data: "secret" });
    keys.text({ ...typed, inputType: "deleteByCut", data: null });
    expect(brief()).toEqual(["key_down Backspace", "key_down Enter"]);
  });
  it("presses the key that an on-screen keyboard does not name", () => {
    const { keys, brief } = setup();
    for (const inputType of ["deleteContentBackward", "insertParagraph", "deleteContentForward"]) {
      keys.text({ ...typed, inputType, data: null });
    }
    keys.text({ ...typed, inputType: "deleteContentBackward", data: null, isComposing: true });
    const pressed = ["Backspace", "Enter", "Delete"].flatMap((name) => [`key_down ${name}`, `key_up ${name}`]);
    expect(brief()).toEqual(pressed);
  });
});
