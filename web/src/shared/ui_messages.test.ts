import { describe, expect, it } from "vitest";
import { isPasteable, parseUiMessage, plainLine, utf8Length } from "./ui_messages.ts";

const image = { mime: "image/png", data: "iVBORw0KGgo=", width: 16, height: 16, hot_x: 0, hot_y: 15, scale: 2 };

describe("parseUiMessage", () => {
  it("reads a cursor with its image, and falls back to a shape that exists", () => {
    expect(parseUiMessage({ type: "cursor", shape: "text", id: 4, image })).toEqual({
      type: "cursor", shape: "text", id: 4,
      image: { data: image.data, width: 16, height: 16, hotX: 0, hotY: 15, scale: 2 },
    });
    expect(parseUiMessage({ type: "cursor", shape: "url(x)" })).toEqual({ type: "cursor", shape: "default" });
    expect(parseUiMessage({ type: "cursor" })).toBeUndefined();
  });
  it("drops a cursor's image that is too large, has its hot spot outside or is no base64", () => {
    const changes = [
      { width: 129 }, { height: 0 }, { hot_x: 16 }, { hot_y: -1 }, { hot_x: 1.5 }, { scale: 5 }, { scale: "1" },
      { mime: "image/svg+xml" }, { data: "abc" }, { data: "ab)c" }, { data: "" }, { data: "A".repeat(50_000) },
    ];
    for (const change of changes) {
      const parsed = parseUiMessage({ type: "cursor", shape: "move", image: { ...image, ...change } });
      expect(parsed, JSON.stringify(change).slice(0, 40)).toEqual({ type: "cursor", shape: "move" });
    }
  });
  it("reads titles as one plain line", () => {
    expect(parseUiMessage({ type: "title", text: "a\n\u202eb\u0007" })).toEqual({ type: "title", text: "ab" });
    expect(plainLine("😀".repeat(300), 256)).toBe("😀".repeat(256));
    expect(parseUiMessage({ type: "title", text: 3 })).toBeUndefined();
  });
  it("reads clipboard texts that are not too long", () => {
    expect(parseUiMessage({ type: "clipboard", id: 1, text: "x" })).toEqual({ type: "clipboard", id: 1, text: "x" });
    expect(parseUiMessage({ type: "clipboard", id: 1, text: "é".repeat(24 * 1024 + 1) })).toBeUndefined();
    expect(parseUiMessage({ type: "clipboard", id: -1, text: "x" })).toBeUndefined();
  });
  it("reads hints for text, roles and requests for control", () => {
    expect(parseUiMessage({ type: "text_input", active: true, x: 1, y: 2, width: 3, height: 4 })).toEqual({
      type: "text_input", active: true, rect: { x: 1, y: 2, width: 3, height: 4 },
    });
    expect(parseUiMessage({ type: "text_input", active: false, x: 1 })).toEqual({ type: "text_input", active: false });
    const role = { type: "role", role: "viewer", control: false, may_request: true, controllers: 1 };
    expect(parseUiMessage(role)).toEqual({
      type: "role", role: "viewer", control: false, mayRequest: true, controllers: 1, pending: false,
    });
    expect(parseUiMessage({ ...role, control: "no" })).toBeUndefined();
    expect(parseUiMessage({ type: "control_request", client_id: "a", label: "x\ny", expires_s: 30 })).toEqual({
      type: "control_request", clientId: "a", label: "xy", expiresS: 30,
    });
    expect(parseUiMessage({ type: "control_denied", reason: "rate" })).toEqual({ type: "control_denied", reason: "rate" });
    expect(parseUiMessage({ type: "something" })).toBeUndefined();
  });
});

describe("isPasteable", () => {
  it("measures text and message in bytes", () => {
    expect(["a", "é", "€", "😀", "\ud800"].map(utf8Length)).toEqual([1, 2, 3, 4, 3]);
    expect(isPasteable("x".repeat(48 * 1024))).toBe(true);
    expect(isPasteable("x".repeat(48 * 1024 + 1))).toBe(false);
    // A control character takes six bytes in JSON.
    expect(isPasteable("\u0001".repeat(11_000))).toBe(false);
    expect(isPasteable("\u0001".repeat(10_000))).toBe(true);
  });
});
