import { describe, expect, it } from "vitest";
import { docs, layers, sinks, sizes } from "./rules.mjs";

describe("layers", () => {
  it("lets a folder import what is below it", () => {
    const text = [
      'import { a } from "../shared/a.ts";', 'import "./b.ts";', 'import url from "../worker/entry.ts?worker&url";',
    ].join("\n");
    expect([...layers("main/x.ts", text)]).toEqual([]);
  });
  it("finds imports of every form that reach elsewhere", () => {
    const text = [
      'import { a } from "../worker/a.ts";', 'import "../element/b.ts";', 'const c = import("../viewer/c.ts");',
      'export { d } from "lodash";',
    ].join("\n");
    expect([...layers("main/x.ts", text)].length).toBe(4);
    expect([...layers("shared/x.ts", 'import "../main/x.ts";')]).toEqual(["shared may not import ../main/x.ts"]);
    expect([...layers("main/x.ts", 'import { f } from "../testing/f.ts";')].length).toBe(1);
  });
  it("lets a wrapper import its own framework, and only that", () => {
    expect([...layers("react/x.ts", 'import { useState } from "react";\nimport "../wrap/a.ts";')]).toEqual([]);
    expect([...layers("svelte/x.ts", 'import { toStore } from "svelte/store";')]).toEqual([]);
    const text = 'import "vue";\nimport "react-dom";\nimport "../vue/index.ts";';
    expect([...layers("react/x.ts", text)].length).toBe(3);
  });
});

describe("docs", () => {
  it("wants a comment on what is exported and on its public methods", () => {
    const text = [
      "/** A. */", "export class A {", "  bare(): void {", "  }", "  async wide(", "  ): Promise<void> {",
      "  #own(): void {", "}", "", "export const b = 1;",
    ].join("\n");
    expect([...docs("main/a.ts", text)]).toEqual([
      "line 3: bare without a comment", "line 5: wide without a comment", "line 10: export without a comment",
    ]);
  });
  it("takes one comment for overloads, and that of an interface for what fulfils it", () => {
    const text = [
      "/** A. */", "export class A {", "  /** B. */", "  b(x: 1): void;", "  b(x: 2): void;", "}", "/** C. */",
      "export class C implements D {", "  draw(): void {", "  }", "}",
    ].join("\n");
    expect([...docs("main/a.ts", text)]).toEqual([]);
  });
});

describe("sinks", () => {
  it("finds what turns text into markup or code", () => {
    const bad = ["a.innerHTML = b", "eval(a)", 'setTimeout("a()", 1)', "frame.srcdoc = a"];
    expect(bad.map((text) => [...sinks("main/a.ts", text)].length)).toEqual([1, 1, 1, 1]);
    expect([...sinks("main/a.ts", "a.textContent = b; setTimeout(() => c, 1);")]).toEqual([]);
  });
});

describe("sizes", () => {
  it("finds long files and wide lines", () => {
    expect([...sizes("main/a.ts", "x\n".repeat(400))].length).toBe(1);
    expect([...sizes("main/a.ts", `a\n${"x".repeat(121)}`)]).toEqual(["line 2 is 121 columns wide"]);
  });
});
