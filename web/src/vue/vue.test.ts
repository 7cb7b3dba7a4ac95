import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createApp, createSSRApp, h, nextTick, reactive, ref } from "vue";
import { renderToString } from "vue/server-renderer";
import type { ViewState } from "../shared/status.ts";
import { fakeWorkers, stubPage } from "../testing/fake_worker.ts";
import { RfbView, useRfbView } from "./index.ts";

vi.mock("../main/default_worker.ts", () => ({ defaultWorkerFactory: () => undefined }));

beforeEach(() => stubPage());
afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

function mount(setup: () => () => ReturnType<typeof h>) {
  const host = document.createElement("div");
  document.body.append(host);
  const app = createApp({ setup });
  app.mount(host);
  return { host, app };
}

describe("Vue's RfbView", () => {
  it("shows a view with its options, and passes attributes on to its div", async () => {
    const { workerFactory, workers, latest } = fakeWorkers();
    const props = reactive<{ url: string; fit: "cover" | "fill"; class: string }>({
      url: "ws://host/a", fit: "cover", class: "screen",
    });
    const states: ViewState[] = [];
    const exposed = ref();
    const onState = (state: ViewState): void => void states.push(state);
    const { host, app } = mount(() => () => h(RfbView, { ...props, workerFactory, onState, ref: exposed }));
    await nextTick();
    const canvas = host.querySelector<HTMLElement>("div.screen > canvas");
    expect([canvas?.style.objectFit, exposed.value.view.canvas === canvas]).toEqual(["cover", true]);
    latest().state("negotiated");
    expect([states.at(-1)?.name, exposed.value.viewState.name]).toEqual(["negotiated", "negotiated"]);
    props.fit = "fill";
    await nextTick();
    expect([workers.length, canvas?.style.objectFit]).toEqual([1, "fill"]);
    props.url = "ws://host/b";
    await nextTick();
    expect([workers.length, host.querySelectorAll("canvas").length]).toEqual([2, 1]);
    app.unmount();
    expect([workers.at(-1)?.posted.at(-1)?.type, document.querySelector("canvas")]).toEqual(["dispose", null]);
  });
  it("knows a missing boolean from false, and a bare one is true", async () => {
    const { workerFactory, latest } = fakeWorkers();
    mount(() => () => h(RfbView, { workerFactory, imageOnly: "" as unknown as boolean }));
    await nextTick();
    expect(latest().start.options).toMatchObject({ imageOnly: true, reconnect: true, debug: false });
  });
  it("renders on a server", async () => {
    expect(await renderToString(createSSRApp({ render: () => h(RfbView, { class: "screen" }) }))).toBe(
      '<div class="screen"></div>',
    );
  });
});

describe("useRfbView", () => {
  it("is reactive, and its view comes and goes with the element", async () => {
    const { workerFactory, latest, alive } = fakeWorkers();
    const on = ref(true);
    const { host } = mount(() => {
      const screen = ref<HTMLElement>();
      const { state, stats, view } = useRfbView(screen, { workerFactory });
      return () =>
        h("section", [
          on.value ? h("main", { ref: screen }) : undefined,
          h("p", `${state.value.name} ${stats.value.fps} ${view.value === undefined ? "none" : "view"}`),
        ]);
    });
    await nextTick();
    latest().state("negotiated");
    latest().stats({ fps: 24 });
    await nextTick();
    expect(host.querySelector("p")?.textContent).toBe("negotiated 24 view");
    on.value = false;
    await vi.waitFor(() => expect(host.querySelector("p")?.textContent).toMatch(/none$/));
    expect(alive()).toBe(0);
  });
});
