import { flushSync, mount, unmount } from "svelte";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RemoteFramebufferView } from "../main/view.ts";
import { fakeWorkers, stubPage } from "../testing/fake_worker.ts";
import Screen from "../testing/Screen.svelte";
import { RfbView } from "./index.ts";
import type { RfbViewProps } from "./index.ts";
import { changeable } from "../testing/changeable.svelte.js";

vi.mock("../main/default_worker.ts", () => ({ defaultWorkerFactory: () => undefined }));

beforeEach(() => stubPage());
afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

describe("Svelte's RfbView", () => {
  it("shows a view with its options, and passes attributes on to its div", async () => {
    const { workerFactory, workers, latest } = fakeWorkers();
    const states: string[] = [];
    const props = changeable<RfbViewProps>({
      url: "ws://host/a", fit: "cover", class: "screen", workerFactory, onState: ({ name }) => states.push(name),
    });
    let view: RemoteFramebufferView | undefined;
    const bound = {
      get view() {
        return view;
      },
      set view(latest) {
        view = latest;
      },
    };
    for (const name of Object.keys(props) as (keyof RfbViewProps)[]) {
      Object.defineProperty(bound, name, { get: () => props[name], enumerable: true });
    }
    const component = mount(RfbView, { target: document.body, props: bound });
    flushSync();
    const canvas = document.querySelector<HTMLElement>("div.screen > canvas");
    expect([canvas?.style.objectFit, view?.canvas === canvas]).toEqual(["cover", true]);
    latest().state("negotiated");
    expect(states).toEqual(["negotiated"]);
    props.fit = "fill";
    flushSync();
    expect([workers.length, canvas?.style.objectFit]).toEqual([1, "fill"]);
    props.url = "ws://host/b";
    flushSync();
    expect([workers.length, document.querySelectorAll("canvas").length]).toEqual([2, 1]);
    await unmount(component);
    expect(workers.at(-1)?.posted.at(-1)?.type).toBe("dispose");
  });
});

describe("createRfbView", () => {
  it("is reactive, and its view comes and goes with the element", () => {
    const { workerFactory, workers, latest } = fakeWorkers();
    const props = changeable<{ options: object; on: boolean }>({ options: { workerFactory }, on: true });
    mount(Screen, { target: document.body, props });
    flushSync();
    latest().state("negotiated");
    latest().stats({ fps: 24 });
    flushSync();
    const text = (): string | null | undefined => document.querySelector("p")?.textContent;
    expect([text(), document.querySelectorAll("main > canvas").length]).toEqual(["negotiated 24 view", 1]);
    props.on = false;
    flushSync();
    expect([text()?.endsWith("none"), latest().posted.at(-1)?.type]).toEqual([true, "dispose"]);
    props.on = true;
    flushSync();
    expect([workers.length, text()]).toEqual([2, "connecting 0 view"]);
  });
});
