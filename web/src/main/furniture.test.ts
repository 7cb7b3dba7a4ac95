import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Furniture } from "./furniture.ts";

function setup() {
  const log: unknown[] = [];
  const style: Record<string, string> = {};
  const note = (...words: unknown[]): void => void log.push(words);
  const furniture = new Furniture(
    {
      onTitle: (text) => note("title", text),
      onRole: (role) => note("role", role.role),
      onClipboard: (text) => note("clipboard", text),
      onControl: (message) => note(message.type),
    },
    {
      request: (request) => note("request", request.type),
      cursor: (style) => note("cursor", style),
      control: (hasControl) => note("control", hasControl),
      textInput: (isActive) => note("text", isActive),
      field: { style } as unknown as HTMLTextAreaElement,
      toPage: ({ x, y, width, height }) => ({ x: 10 + x * 2, y, width: width * 2, height: height * 2 }),
      problem: (message) => note("problem", message),
    },
  );
  const seen = (): unknown[] => log.splice(0);
  return { furniture, seen, style };
}

const role = { type: "role", role: "viewer", control: false, may_request: true, controllers: 1 };

beforeEach(() => vi.stubGlobal("window", { innerWidth: 800, innerHeight: 600 }));
afterEach(() => vi.unstubAllGlobals());

describe("Furniture", () => {
  it("starts over with each session, and keeps the title", () => {
    const { furniture, seen } = setup();
    furniture.begin({ clipboard: "both", control: true });
    furniture.receive({ type: "title", text: "Plot" });
    furniture.receive({ type: "clipboard", id: 1, text: "x" });
    furniture.receive(role);
    seen();
    furniture.begin(undefined);
    expect(seen()).toEqual([["clipboard", undefined], ["cursor", ""], ["text", false], ["control", true]]);
    expect([furniture.title, furniture.role, furniture.clipboardText]).toEqual(["Plot", undefined, undefined]);
  });
  it("pastes by the user's hand alone, where it is allowed and this viewer has control", () => {
    const { furniture, seen } = setup();
    furniture.begin({ clipboard: "in", control: true });
    seen();
    furniture.paste("text", true);
    expect(seen()).toEqual([["request", "paste"]]);
    furniture.paste("text", false);
    furniture.paste("", true);
    furniture.receive(role);
    furniture.paste("text", true);
    furniture.begin({ clipboard: "out", control: true });
    furniture.paste("text", true);
    expect(seen()).not.toContainEqual(["request", "paste"]);
  });
  it("says so where a text is too long, and cuts nothing", () => {
    const { furniture, seen } = setup();
    furniture.begin({ clipboard: "in", control: true });
    seen();
    furniture.paste("x".repeat(50_000), true);
    expect(seen()).toEqual([["problem", expect.stringContaining("too long")]]);
  });
  it("holds no text of an application that may not copy", () => {
    const { furniture, seen } = setup();
    furniture.begin({ clipboard: "in", control: true });
    seen();
    furniture.receive({ type: "clipboard", id: 1, text: "x" });
    expect([furniture.clipboardText, seen()]).toEqual([undefined, []]);
  });
  it("passes on pointer, text, role and who asks for control", () => {
    const { furniture, seen, style } = setup();
    furniture.begin({ clipboard: "off", control: true });
    seen();
    furniture.receive({ type: "cursor", shape: "grab" });
    furniture.receive({ type: "text_input", active: true, x: 4, y: 0, width: 1, height: 1 });
    furniture.receive(role);
    furniture.receive({ type: "cursor", shape: 3 });
    furniture.receive({ type: "control_denied", reason: "rate" });
    expect(seen()).toEqual([
      ["cursor", "grab"], ["text", true], ["control", false], ["role", "viewer"], ["control_denied"],
    ]);
    expect(style).toEqual({ left: "18px", top: "0px", width: "2px", height: "2px" });
  });
});
