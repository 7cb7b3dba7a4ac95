// What npm would publish: its files, its types as users of every module resolution see them, and that it can be shaken.
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

let folder, packed, installed;

/** Bundles a program that uses the installed package; returns its text. */
async function bundle(program) {
  const entry = join(folder, "program.mjs");
  writeFileSync(entry, program);
  const { output } = (
    await build({
      root: folder,
      configFile: false,
      logLevel: "silent",
      build: { write: false, lib: { entry, formats: ["es"] }, rollupOptions: { external: /^(react|vue|svelte|solid-js)/ } },
    })
  )[0];
  return output.map(({ code }) => code).join("\n");
}

describe("the npm package", () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "rfb-view-package-"));
    const run = (command, args, cwd) => execFileSync(command, args, { cwd, encoding: "utf8", stdio: "pipe" });
    run(process.execPath, ["scripts/build_package.mjs"], root);
    [packed] = JSON.parse(run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], root));
    installed = join(folder, "node_modules/@pdum/rfb-view");
    run("mkdir", ["-p", installed], folder);
    run("tar", ["-xzf", join(folder, packed.filename), "--strip-components=1", "-C", installed], folder);
    for (const peer of ["react", "@types", "vue", "@vue", "solid-js", "svelte", "csstype"]) {
      symlinkSync(join(root, "node_modules", peer), join(folder, "node_modules", peer));
    }
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("contains what is built and what explains it, and nothing else", () => {
    const paths = packed.files.map(({ path }) => path);
    const others = paths.filter((path) => !path.startsWith("dist/package/"));
    expect(others.sort()).toEqual(["LICENSE", "README.md", "package.json"]);
    expect(paths.filter((path) => /testing|\.test\.|\.map$|viewer/.test(path))).toEqual([]);
    for (const entry of Object.values(manifest.exports).flatMap((target) => Object.values(target))) {
      if (entry.startsWith("./dist")) expect(paths).toContain(entry.slice(2));
    }
    expect(packed.unpackedSize).toBeLessThan(400_000);
    expect(readFileSync(join(root, "LICENSE"), "utf8")).toBe(readFileSync(join(root, "../LICENSE"), "utf8"));
  });
  it("needs nothing at run time but the framework that its user has", () => {
    expect(manifest.dependencies).toBeUndefined();
    const peers = Object.keys(manifest.peerDependencies);
    expect(peers.filter((peer) => manifest.peerDependenciesMeta[peer]?.optional !== true)).toEqual([]);
  });
  it("exports the helpers that its siblings have", () => {
    const source = readFileSync(join(installed, "dist/package/index.js"), "utf8");
    const names = ["RemoteFramebufferView", "unpackBinaryMessage", "packBinaryMessage", "probeCapabilities", "isCodecSupported",
      "BackpressureController", "KeyframeGate", "frameDestRect", "backingToFrame", "fitScales", "PointerState", "KeyState"];
    const exported = [...source.matchAll(/export\s*\{([^}]*)\}/g)].flatMap(([, list]) =>
      list.split(",").map((each) => each.trim().split(/\s+as\s+/).at(-1)));
    expect(names.filter((name) => !exported.includes(name))).toEqual([]);
  });
  it("has a manifest that publint finds nothing in", async () => {
    const { messages } = await publint({ pkgDir: installed, pack: false, strict: true });
    // Addresses of the project are its publisher's business.
    expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
  });
  it("has types that resolve", async () => {
    const tarball = new Uint8Array(readFileSync(join(folder, packed.filename)));
    const { problems, types } = await checkPackage(createPackageFromTarballData(tarball));
    expect(types).toMatchObject({ kind: "included" });
    // It has ES modules only, for tools that know `exports`.
    const counts = ({ kind, resolutionKind }) => kind !== "CJSResolvesToESM" && resolutionKind !== "node10";
    expect(problems.filter(counts)).toEqual([]);
  }, 60_000);
  for (const [moduleResolution, module] of [["bundler", "esnext"], ["nodenext", "nodenext"]]) {
    it(`has types that a strict program accepts under "${moduleResolution}"`, () => {
      const names = ["", "/element", "/worker", "/react", "/svelte", "/solid", "/vue"];
      const uses = names.map((name, index) => `import * as m${index} from "@pdum/rfb-view${name}";\nvoid m${index};`);
      uses.push(
        'import { createElement } from "react";', 'createElement(m3.RfbView, { fit: "cover", className: "screen" });',
        "// @ts-expect-error: no such fit", 'createElement(m3.RfbView, { fit: "huge" });',
        'const element = document.createElement("rfb-view");', 'element.fit satisfies "contain" | "cover" | "fill";',
        "// @ts-expect-error: no such fit", 'element.fit = "huge";', "export {};",
      );
      writeFileSync(join(folder, "program.ts"), uses.join("\n"));
      const options = {
        module, moduleResolution, target: "es2022", lib: ["ES2022", "DOM", "DOM.Iterable"], strict: true, noEmit: true,
        exactOptionalPropertyTypes: true, skipLibCheck: moduleResolution !== "bundler", types: [], jsx: "react-jsx",
      };
      writeFileSync(join(folder, "package.json"), '{"type": "module"}');
      writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: options, files: ["program.ts"] }));
      const tsc = join(root, "node_modules/typescript/bin/tsc");
      let complaints = "";
      try {
        execFileSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8", stdio: "pipe" });
      } catch (error) {
        complaints = error.stdout;
      }
      // What other packages declare is theirs.
      expect(complaints.split("\n").filter((line) => /rfb-view|^program/.test(line))).toEqual([]);
    }, 60_000);
  }
  it("is used by each example as it is built", async () => {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    execFileSync(process.execPath, [tsc, "-p", join(root, "tsconfig.examples.json")], { encoding: "utf8", stdio: "pipe" });
    const outDir = join(folder, "examples");
    const configFile = join(root, "vite.examples.config.ts");
    const { output } = await build({ configFile, logLevel: "silent", build: { outDir, write: false } });
    const pages = output.map(({ fileName }) => fileName).filter((name) => name.endsWith("/index.html"));
    const ways = ["element", "react", "solid", "strict-csp", "svelte", "view", "vue"];
    expect(pages.sort()).toEqual(ways.map((way) => `${way}/index.html`));
    // The worker is a file of its own only where it was asked for.
    expect(output.filter(({ fileName }) => /worker.*\.js$/.test(fileName)).length).toBe(1);
  }, 60_000);
  it("gives a bundler only what is used", async () => {
    const small = await bundle('export { streamUrl } from "@pdum/rfb-view";');
    expect(small.length).toBeLessThan(1500);
    const whole = await bundle('import { RemoteFramebufferView } from "@pdum/rfb-view"; new RemoteFramebufferView(document.body);');
    expect(whole).toMatch(/rfb-view/);
    expect(whole).not.toMatch(/customElements/);
    expect(await bundle('import "@pdum/rfb-view/element";')).toMatch(/customElements/);
  }, 60_000);
});
