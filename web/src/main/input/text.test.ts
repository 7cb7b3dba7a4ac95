import { describe, expect, it } from "vitest";
import { splitText, wellFormed } from "./text.ts";

describe("wellFormed", () => {
  it("replaces halves of surrogate pairs and leaves whole ones", () => {
    expect(wellFormed("a\ud83db")).toBe("a\ufffdb");
    expect(wellFormed("\ude00\ud83d")).toBe("\ufffd\ufffd");
    expect(wellFormed("ß😀\u0000")).toBe("ß😀\u0000");
  });
});

describe("splitText", () => {
  it("cuts between code points only", () => {
    expect(splitText("a😀b😀", 2)).toEqual(["a", "😀", "b", "😀"]);
    expect(splitText("ab😀cd", 3)).toEqual(["ab", "😀c", "d"]);
  });
  it("leaves short text whole and makes nothing of none", () => {
    expect(splitText("abc", 3)).toEqual(["abc"]);
    expect(splitText("", 3)).toEqual([]);
  });
});
