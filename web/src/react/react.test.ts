import { StrictMode, act, createElement, createRef, useState } from "react";
import { createRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { RemoteFramebufferView } from "../main/view.ts";
import { fakeWorkers, stubPage } from "../testing/fake_worker.ts";
import { RfbView, useRfbView } from "./index.ts";
import type { RfbViewProps } from "./index.ts";

vi.mock("../main/default_worker.ts", () => ({ defaultWorkerFactory: () => undefined }));

beforeEach(() => {
  stubPage();
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
});
afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

async function mount(element: Parameters<ReturnType<typeof createRoot>["render"]>[0]) {
  const host = document.createElement("div");
  document.body.append(host);
  const root = createRoot(host);
  await act(async () => root.render(element));
  return { host, render: (next: typeof element) => act(async () => root.render(next)),
    unmount: () => act(async () => root.unmount()) };
}

describe("React's RfbView", () => {
  it("shows a view with its options, and passes attributes on to its div", async () => {
    const { workerFactory, workers, latest } = fakeWorkers();
    const ref = createRef<RemoteFramebufferView>();
    const onState = vi.fn();
    const view = (props: RfbViewProps) => createElement(RfbView, { workerFactory, ref, onState, ...props });
    const { host, render, unmount } = await mount(view({ url: "ws://host/a", className: "screen", fit: "cover" }));
    expect(host.querySelector("div.screen > canvas")).toBe(ref.current?.canvas);
    await act(async () => latest().state("negotiated"));
    expect(onState.mock.lastCall?.[0]).toMatchObject({ name: "negotiated" });
    await render(view({ url: "ws://host/a", className: "other", fit: "fill" }));
    expect([workers.length, ref.current?.canvas.style.objectFit]).toEqual([1, "fill"]);
    await render(view({ url: "ws://host/b" }));
    expect([workers.length, host.querySelectorAll("canvas").length]).toEqual([2, 1]);
    await unmount();
    expect([ref.current, workers.at(-1)?.posted.at(-1)?.type]).toEqual([null, "dispose"]);
  });
  it("leaves one view alive in strict mode", async () => {
    const { workerFactory, alive } = fakeWorkers();
    const { host, unmount } = await mount(createElement(StrictMode, null, createElement(RfbView, { workerFactory })));
    await vi.waitFor(() => expect([alive(), host.querySelectorAll("canvas").length]).toEqual([1, 1]));
    await unmount();
    await vi.waitFor(() => expect(alive()).toBe(0));
  });
  it("renders on a server", () => {
    expect(renderToString(createElement(RfbView, { className: "screen" }))).toBe('<div class="screen"></div>');
  });
});

describe("useRfbView", () => {
  it("renders state and figures, and its view comes and goes with the element", async () => {
    const { workerFactory, latest, alive } = fakeWorkers();
    let show: (on: boolean) => void = () => undefined;
    function Screen() {
      const [on, setOn] = useState(true);
      show = setOn;
      const { ref, state, stats, view } = useRfbView({ workerFactory });
      const text = `${state.name} ${stats.fps} ${view === undefined ? "none" : "view"}`;
      return createElement("section", null, on && createElement("main", { ref }), createElement("p", null, text));
    }
    const { host } = await mount(createElement(Screen));
    await act(async () => {
      latest().state("negotiated");
      latest().stats({ fps: 24 });
    });
    expect(host.querySelector("p")?.textContent).toBe("negotiated 24 view");
    await act(async () => show(false));
    expect(host.querySelector("p")?.textContent).toMatch(/none$/);
    await vi.waitFor(() => expect(alive()).toBe(0));
    await act(async () => show(true));
    expect(host.querySelectorAll("main > canvas").length).toBe(1);
  });
});
