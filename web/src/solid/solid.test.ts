import { createSignal } from "solid-js";
import { render } from "solid-js/web";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RemoteFramebufferView } from "../main/view.ts";
import { fakeWorkers, stubPage } from "../testing/fake_worker.ts";
import { RfbView, createRfbView } from "./index.ts";

vi.mock("../main/default_worker.ts", () => ({ defaultWorkerFactory: () => undefined }));

beforeEach(() => stubPage());
afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

describe("Solid's RfbView", () => {
  it("shows a view with its options, and passes attributes on to its div", () => {
    const { workerFactory, workers, latest } = fakeWorkers();
    const [url, setUrl] = createSignal("ws://host/a");
    const [fit, setFit] = createSignal<"cover" | "fill">("cover");
    const states: string[] = [];
    const views: (RemoteFramebufferView | undefined)[] = [];
    const dispose = render(
      () =>
        RfbView({
          get url() {
            return url();
          },
          get fit() {
            return fit();
          },
          class: "screen",
          workerFactory,
          onState: ({ name }) => states.push(name),
          viewRef: (view) => views.push(view),
        }),
      document.body,
    );
    const canvas = document.querySelector<HTMLElement>("div.screen > canvas");
    expect([canvas?.style.objectFit, views.at(-1)?.canvas === canvas]).toEqual(["cover", true]);
    latest().state("negotiated");
    expect(states).toEqual(["negotiated"]);
    setFit("fill");
    expect([workers.length, canvas?.style.objectFit]).toEqual([1, "fill"]);
    setUrl("ws://host/b");
    expect([workers.length, document.querySelectorAll("canvas").length]).toEqual([2, 1]);
    dispose();
    expect(workers.at(-1)?.posted.at(-1)?.type).toBe("dispose");
  });
});

describe("createRfbView", () => {
  it("is reactive", () => {
    const { workerFactory, latest } = fakeWorkers();
    const host = document.body.appendChild(document.createElement("p"));
    const main = document.createElement("main");
    const dispose = render(() => {
      const rfb = createRfbView(() => ({ workerFactory }));
      rfb.ref(main);
      const text = (): string => `${rfb.state().name} ${rfb.stats().fps} ${rfb.view() === undefined ? "none" : "view"}`;
      return [main, text] as unknown as Element;
    }, host);
    latest().state("negotiated");
    latest().stats({ fps: 24 });
    expect(host.textContent).toBe("negotiated 24 view");
    expect(main.querySelectorAll("canvas").length).toBe(1);
    dispose();
    expect(latest().posted.at(-1)?.type).toBe("dispose");
  });
});
