// Vite plugins for tests and examples, made of the compilers that the frameworks bring along.
import { compile, compileModule } from "svelte/compiler";
import { compileScript, parse } from "vue/compiler-sfc";

/** Svelte's components (`.svelte`) and modules (`.svelte.js`). */
export function svelteCompiler() {
  return {
    name: "svelte-compiler",
    transform(code, id) {
      const options = { filename: id, generate: "client" };
      if (id.endsWith(".svelte")) return compile(code, { ...options, css: "injected" }).js;
      return /\.svelte\.js$/.test(id) ? compileModule(code, options).js : undefined;
    },
  };
}

/** Vue's single-file components with a script setup, in JavaScript and without styles. */
export function vueCompiler() {
  return {
    name: "vue-compiler",
    transform(code, id) {
      if (!id.endsWith(".vue")) return undefined;
      const { descriptor, errors } = parse(code, { filename: id });
      if (errors.length > 0) throw errors[0];
      const { content } = compileScript(descriptor, { id, inlineTemplate: true });
      return { code: content, map: null };
    },
  };
}
