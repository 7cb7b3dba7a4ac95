import type { Gamut, YuvResult } from "./color.ts";
import type { ClipboardMode } from "./ui_messages.ts";
import { isRecord } from "./values.ts";
import type { Fields } from "./values.ts";

/** The extensions of the protocol that this client speaks; all of version 1. */
export const EXTENSIONS = ["color", "ui", "visibility"] as const;

/** The name of an extension that this client speaks. */
export type ExtensionName = (typeof EXTENSIONS)[number];

/** What a client says in `hello` about extensions. */
export interface ExtensionOffer {
  extensions: string[];
  ext: {
    color: { yuv: YuvResult[]; gamut: Gamut[] };
    ui: { cursor_image: boolean; clipboard_out: boolean; clipboard_in: boolean; text_input: boolean };
  };
}

/** What a server has answered; what it does not name is not in force. */
export interface ExtensionAnswer {
  names: ReadonlySet<ExtensionName>;
  ui: { clipboard: ClipboardMode; control: boolean };
}

/** Nothing but the base protocol. */
export const NO_EXTENSIONS: ExtensionAnswer = { names: new Set(), ui: { clipboard: "off", control: true } };

/** The `hello` fields: what was measured, what the canvas can show, which way the page lets text travel. */
export function extensionOffer(yuv: YuvResult[], gamut: Gamut, clipboard: ClipboardMode): ExtensionOffer {
  return {
    extensions: [...EXTENSIONS],
    ext: {
      color: { yuv: yuv.slice(0, 4), gamut: gamut === "srgb" ? ["srgb"] : ["srgb", gamut] },
      ui: {
        cursor_image: true,
        clipboard_out: clipboard === "out" || clipboard === "both",
        clipboard_in: clipboard === "in" || clipboard === "both",
        text_input: true,
      },
    },
  };
}

function isClipboardMode(value: unknown): value is ClipboardMode {
  return value === "off" || value === "out" || value === "in" || value === "both";
}

/**
 * Reads `extensions` and `ext` of a `config`. What was not offered, and what has a mistyped entry, counts as absent.
 */
export function parseExtensionAnswer(config: Record<string, unknown>): ExtensionAnswer {
  const listed = Array.isArray(config["extensions"]) ? (config["extensions"] as unknown[]) : [];
  const ext = isRecord(config["ext"]) ? config["ext"] : {};
  const isUsable = (name: string): boolean => ext[name] === undefined || isRecord(ext[name]);
  const names = new Set(EXTENSIONS.filter((name) => listed.includes(name) && isUsable(name)));
  const { clipboard = "off", control = true } = (ext["ui"] ?? {}) as Fields;
  if (!isClipboardMode(clipboard) || typeof control !== "boolean") {
    names.delete("ui");
    return { names, ui: NO_EXTENSIONS.ui };
  }
  return { names, ui: names.has("ui") ? { clipboard, control } : NO_EXTENSIONS.ui };
}
