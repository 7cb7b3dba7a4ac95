import { describe, expect, it } from "vitest";
import { extensionOffer, NO_EXTENSIONS, parseExtensionAnswer } from "./extensions.ts";

describe("extensionOffer", () => {
  it("lists what this client speaks, with what it can do", () => {
    const yuv = [{ matrix: "bt709", full_range: true, error: 1 }] as const;
    expect(extensionOffer([...yuv], "display-p3", "in")).toEqual({
      extensions: ["color", "ui", "visibility"],
      ext: {
        color: { yuv, gamut: ["srgb", "display-p3"] },
        ui: { cursor_image: true, clipboard_out: false, clipboard_in: true, text_input: true },
      },
    });
    expect(extensionOffer([], "srgb", "out").ext).toMatchObject({
      color: { yuv: [], gamut: ["srgb"] }, ui: { clipboard_out: true, clipboard_in: false },
    });
  });
});

describe("parseExtensionAnswer", () => {
  const names = (config: object): string[] => [...parseExtensionAnswer(config as Record<string, unknown>).names];
  it("is empty for a server of the base protocol", () => {
    expect(parseExtensionAnswer({})).toEqual(NO_EXTENSIONS);
  });
  it("takes what was offered, and nothing else", () => {
    expect(names({ extensions: ["visibility", "patches", "ui/2", 3, "color"] })).toEqual(["color", "visibility"]);
    expect([names({ extensions: "ui" }), names({ extensions: null })]).toEqual([[], []]);
  });
  it("reads the answer's parameters, with their defaults", () => {
    const answer = { extensions: ["ui"], ext: { ui: { clipboard: "out", control: false } } };
    expect(parseExtensionAnswer(answer).ui).toEqual({ clipboard: "out", control: false });
    expect(parseExtensionAnswer({ extensions: ["ui"] }).ui).toEqual({ clipboard: "off", control: true });
    expect(parseExtensionAnswer({ ext: answer.ext }).ui).toEqual({ clipboard: "off", control: true });
  });
  it("leaves out an extension whose entry is mistyped, and only that one", () => {
    const extensions = ["color", "ui", "visibility"];
    expect(names({ extensions, ext: { ui: { clipboard: "all" } } })).toEqual(["color", "visibility"]);
    expect(names({ extensions, ext: { ui: { control: 1 } } })).toEqual(["color", "visibility"]);
    expect(names({ extensions, ext: { color: [] } })).toEqual(["ui", "visibility"]);
    expect(names({ extensions, ext: 4 })).toEqual(extensions);
  });
});
