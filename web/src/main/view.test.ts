import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FromWorker, ToWorker } from "../shared/link.ts";
import type { ViewState } from "../shared/status.ts";
import { FakeCanvas, FakeElement, FakePage, fire, keyFields, pointerFields } from "../testing/fake_dom.ts";
import type { ViewOptions } from "./options.ts";
import { RemoteFramebufferView } from "./view.ts";

vi.mock("./default_worker.ts", () => ({ defaultWorkerFactory: () => undefined }));

class FakeWorker {
  posted: ToWorker<unknown>[] = [];
  terminated = 0;
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onerror: unknown = null;
  postMessage(message: ToWorker<unknown>): void {
    this.posted.push(message);
  }
  terminate(): void {
    this.terminated += 1;
  }
  says(message: FromWorker): void {
    this.onmessage?.({ data: message });
  }
}

const negotiated: ViewState = { name: "negotiated", message: "", transport: "image" };

function setup(options: ViewOptions = {}) {
  const page = new FakePage();
  const stage = new FakeElement(page);
  const worker = new FakeWorker();
  const states: string[] = [];
  const workerFactory = vi.fn(() => worker as unknown as Worker);
  const make = (target: FakeElement = stage, more: ViewOptions = {}): RemoteFramebufferView =>
    new RemoteFramebufferView(target as unknown as HTMLElement, {
      workerFactory,
      onState: (state) => states.push(state.name),
      ...options,
      ...more,
    });
  const types = (): string[] =>
    worker.posted.map((message) => (message.type === "event" ? (message.event as { type: string }).type : message.type));
  return { page, stage, worker, states, workerFactory, make, types };
}

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("RemoteFramebufferView", () => {
  it("starts its worker with the page's address, the canvas and its size", () => {
    const { make, worker } = setup();
    make();
    expect(worker.posted).toMatchObject([
      { type: "start", canvas: { offscreen: true }, options: { url: "ws://host/scene" }, viewport: { width: 200, pwidth: 200 } },
    ]);
  });
  it("passes on input of the session that has been answered, by its number", () => {
    const { make, worker, page, types } = setup();
    const canvas = make().canvas as unknown as FakeCanvas;
    worker.says({ type: "state", state: { name: "open", message: "" }, session: 0 });
    fire(canvas, "pointerenter", pointerFields());
    expect(types()).toEqual(["start"]);
    worker.says({ type: "frame", frame: { width: 400, height: 200, pixelRatio: 1 } });
    worker.says({ type: "state", state: negotiated, session: 3 });
    fire(canvas, "pointermove", pointerFields({ clientX: 50 }));
    page.animationFrame();
    worker.says({ type: "state", state: { name: "reconnecting", message: "" }, session: 3 });
    fire(canvas, "pointerdown", pointerFields({ button: 0, buttons: 1 }));
    expect(worker.posted.slice(1)).toMatchObject([
      { type: "event", session: 3, event: { type: "pointer_enter", x: 20, y: 40 } },
      { type: "event", session: 3, event: { type: "pointer_move", x: 100 } },
    ]);
  });
  it("releases what is held before it ends, and reports its end last and once", () => {
    const { make, worker, stage, states, page, types } = setup();
    const seen: unknown[] = [];
    const view: RemoteFramebufferView = make(stage, {
      onState: (state) => {
        states.push(state.name);
        if (state.name !== "closed") return;
        seen.push(types().at(-1), stage.children.length);
        view.dispose();
        view.reconnect();
        view.focus();
      },
    });
    worker.says({ type: "state", state: negotiated, session: 1 });
    fire(view.canvas as unknown as FakeCanvas, "pointerdown", pointerFields({ button: 0, buttons: 1 }));
    const field = page.document.activeElement ?? stage;
    fire(field, "keydown", keyFields("a", "KeyA"));
    view.dispose();
    expect(states).toEqual(["negotiated", "closed"]);
    expect(seen).toEqual(["dispose", 0]);
    const end = ["key_down", "key_up", "pointer_up", "pointer_leave", "dispose"];
    expect(types()).toEqual(["start", "focus_in", "pointer_enter", "pointer_down", ...end]);
  });
  it("ends its worker when that has said good-bye, or soon in any case", () => {
    const { make, worker } = setup();
    make().dispose();
    worker.says({ type: "state", state: negotiated, session: 1 });
    expect(worker.terminated).toBe(0);
    worker.says({ type: "disposed" });
    vi.advanceTimersByTime(1000);
    expect(worker.terminated).toBe(1);
    const silent = setup();
    silent.make().dispose();
    vi.advanceTimersByTime(1000);
    expect(silent.worker.terminated).toBe(1);
  });
  it("refuses captures that can no longer come", async () => {
    const { make } = setup();
    const view = make();
    const waiting = view.capture("imagedata");
    view.dispose();
    await expect(waiting).rejects.toThrow(/view was closed/);
    await expect(view.capture("blob")).rejects.toThrow(/view was closed/);
  });
  it("starts nothing for a fit or an address that is none", () => {
    const { make, stage, workerFactory } = setup();
    expect(() => make(stage, { fit: "huge" as "fill" })).toThrow(/no fit/);
    expect(() => make(stage, { url: "javascript:1" })).toThrow(/no stream address/);
    expect([workerFactory.mock.calls.length, stage.children.length]).toEqual([0, 0]);
  });
  it("leaves nothing behind where the canvas is in use", () => {
    const { make, page, worker } = setup();
    const canvas = new FakeCanvas(page);
    canvas.transferError = new DOMException("in use", "InvalidStateError");
    page.body.append(canvas);
    expect(() => make(canvas, { background: "red" })).toThrow(/in use/);
    expect([worker.terminated, worker.posted, page.observers.length]).toEqual([1, [], 0]);
    expect([page.body.children, canvas.style["background"]]).toEqual([[canvas], undefined]);
  });
  it("leaves nothing behind where the worker may not start", () => {
    const { make, stage } = setup();
    const workerFactory = (): Worker => {
      throw new DOMException("refused", "SecurityError");
    };
    expect(() => make(stage, { workerFactory })).toThrow(/refused/);
    expect(stage.children).toEqual([]);
  });
  it("asks for the token before each connection, and says why there is none", async () => {
    const tokens = ["one"];
    const { make, worker } = setup({
      token: () => {
        const next = tokens.pop();
        if (next === undefined) throw new Error("signed out");
        return next;
      },
    });
    make();
    worker.says({ type: "need_token", request: 0 });
    await vi.waitFor(() => expect(worker.posted.length).toBe(2));
    worker.says({ type: "need_token", request: 1 });
    await vi.waitFor(() => expect(worker.posted.length).toBe(3));
    expect(worker.posted.slice(1)).toEqual([
      { type: "token", request: 0, token: "one" },
      { type: "token", request: 1, error: "signed out" },
    ]);
  });
  it("wakes its worker when the network or the tab comes back", () => {
    const { make, page, types } = setup();
    make();
    page.show(false);
    page.show(true);
    fire(page.window, "online");
    expect(types()).toEqual(["start", "visibility", "visibility", "wake", "wake"]);
  });
  it("posts a list that a framework has wrapped", () => {
    const { make, worker } = setup();
    make(undefined, { prefer: new Proxy(["h264"], {}) });
    expect(structuredClone((worker.posted[0] as { options: object }).options)).toMatchObject({ prefer: ["h264"] });
  });
  it("begins nothing where there is no target", () => {
    const { make, workerFactory } = setup();
    expect(() => make(null as unknown as FakeElement)).toThrow(TypeError);
    expect(workerFactory.mock.calls.length).toBe(0);
  });
  it("captures nothing any more once its worker has failed to start, and says why", async () => {
    const { make, worker, states } = setup();
    const view = make();
    const waiting = view.capture("blob");
    (worker.onerror as (event: object) => void)({ message: "blocked" });
    await expect(waiting).rejects.toThrow(/worker failed: blocked/);
    await expect(view.capture("blob")).rejects.toThrow(/workerFactory/);
    expect(states.at(-1)).toBe("error");
  });
  it("goes on after a fault of a worker that runs", () => {
    const { make, worker, states } = setup();
    const problems: string[] = [];
    const view = make(undefined, { onError: ({ message }) => problems.push(message) });
    worker.says({ type: "state", session: 1, state: negotiated });
    (worker.onerror as (event: object) => void)({ message: "oops" });
    expect([view.state.name, states.at(-1)]).toEqual(["negotiated", "negotiated"]);
    expect(problems).toEqual(["The decoding worker failed: oops."]);
  });
  it("is connected only while its page is there", () => {
    const { make, page, types } = setup();
    make();
    fire(page.window, "pageshow", { persisted: false });
    expect(types()).toEqual(["start"]);
    fire(page.window, "pagehide", { persisted: true });
    fire(page.window, "pageshow", { persisted: true });
    expect(types()).toEqual(["start", "leave", "reconnect"]);
  });
  it("tells who can see it, from the beginning on", () => {
    const { make, page, worker } = setup();
    page.show(false);
    make();
    page.show(true);
    page.scroll(false);
    expect(worker.posted.map((message) => ("visible" in message ? message.visible : message.type))).toEqual([
      "start", true, "wake", false,
    ]);
    expect(worker.posted[0]).toMatchObject({ options: { visible: false, capabilities: undefined, gamut: "srgb" } });
  });
  it("gives the next view what this one has found out about the browser", () => {
    const { make, worker } = setup();
    make();
    const capabilities = "{}";
    worker.says({ type: "capabilities", capabilities });
    make();
    worker.says({ type: "capabilities" });
    make();
    const given = worker.posted.map((message) => (message.type === "start" ? message.options.capabilities : undefined));
    expect(given).toEqual([undefined, capabilities, undefined]);
  });
  it("shows what the server furnishes, and asks it in order with the input", async () => {
    vi.useRealTimers();
    const titles: string[] = [];
    const { make, worker, page, types } = setup({ onTitle: (title) => titles.push(title) });
    const view = make();
    worker.says({ type: "allowed", ui: { clipboard: "off", control: true } });
    worker.says({ type: "state", state: negotiated, session: 1 });
    worker.says({ type: "frame", frame: { width: 400, height: 200, pixelRatio: 1 } });
    worker.says({ type: "ui", fields: { type: "cursor", shape: "grab" }, session: 1 });
    worker.says({ type: "ui", fields: { type: "title", text: "Plot" }, session: 1 });
    worker.says({ type: "ui", fields: { type: "title", text: "stale" }, session: 0 });
    await vi.waitFor(() => expect(view.title).toBe("Plot"));
    const fields = { type: "text_input", active: true, x: 100, y: 50, width: 20, height: 10 };
    worker.says({ type: "ui", fields, session: 1 });
    worker.says({ type: "ui", fields: { type: "title", text: "Plot 2" }, session: 1 });
    await vi.waitFor(() => expect(view.title).toBe("Plot 2"));
    expect([view.canvas.style.cursor, titles]).toEqual(["grab", ["Plot", "Plot 2"]]);
    view.focus();
    const field = page.document.activeElement;
    expect([field?.style["left"], field?.style["top"], field?.style["width"]]).toEqual(["50px", "25px", "10px"]);
    fire(view.canvas, "pointermove", pointerFields());
    view.requestControl("me");
    view.answerControl("c1", false);
    expect(types().slice(-4)).toEqual(["pointer_enter", "pointer_move", "ui", "ui"]);
    expect(worker.posted.at(-1)).toMatchObject({ request: { type: "deny_control", client_id: "c1" }, session: 1 });
  });
  it("places pointers where the fit and the size of the frame have them at that moment", () => {
    const { make, worker } = setup();
    const view = make();
    worker.says({ type: "state", state: negotiated, session: 1 });
    const points: unknown[] = [];
    const press = (): void => {
      for (const button of [{ buttons: 1 }, { buttons: 0 }]) {
        fire(view.canvas, button.buttons === 1 ? "pointerdown" : "pointerup", pointerFields({ button: 0, clientX: 150, ...button }));
      }
      const { event } = worker.posted.at(-1) as { event: { x: number; y: number; inside: boolean } };
      points.push([event.x, event.y, event.inside]);
    };
    worker.says({ type: "frame", frame: { width: 400, height: 200, pixelRatio: 1 } });
    press();
    worker.says({ type: "frame", frame: { width: 100, height: 100, pixelRatio: 2 } });
    press();
    view.setFit("fill");
    press();
    view.setFit("cover");
    press();
    expect(points).toEqual([[300, 40, true], [100, 20, false], [75, 20, true], [75, 35, true]]);
  });
  it("refuses options that no view can work with", () => {
    const { make, stage, workerFactory } = setup();
    for (const wrong of [{ maxDecodeQueue: 0 }, { devicePixelRatio: NaN }, { maxBackingDimension: -1 }] as ViewOptions[]) {
      expect(() => make(stage, wrong), JSON.stringify(wrong)).toThrow(TypeError);
    }
    expect(workerFactory.mock.calls.length).toBe(0);
  });
  describe("at its end, in any state", () => {
    const states: (ViewState | undefined)[] = [
      undefined, { name: "open", message: "" }, negotiated, { name: "reconnecting", message: "", code: 1006 },
      { name: "closed", message: "", code: 1000 }, { name: "error", message: "", code: 4401 },
    ];
    it.each(states)("leaves nothing behind: %o", async (state) => {
      const { make, page, stage, worker } = setup();
      const listeners: (AbortSignal | undefined)[] = [];
      const listen = vi.spyOn(EventTarget.prototype, "addEventListener");
      const view = make();
      if (state !== undefined) worker.says({ type: "state", state, session: 1 });
      view.focus();
      worker.says({ type: "allowed", ui: { clipboard: "out", control: true } });
      worker.says({ type: "ui", fields: { type: "clipboard", id: 1, text: "x" }, session: 1 });
      if (state !== undefined) await vi.waitFor(() => expect(view.clipboardText).toBe("x"));
      expect([page.observing, stage.children.length]).toEqual([2, 2]);
      view.dispose();
      view.dispose();
      worker.says({ type: "disposed" });
      for (const [index, call] of listen.mock.calls.entries()) {
        // Node follows a signal by a listener of its own.
        if (listen.mock.contexts[index] instanceof AbortSignal) continue;
        listeners.push((call[2] as AddEventListenerOptions | undefined)?.signal);
      }
      listen.mockRestore();
      const live = listeners.filter((signal) => signal === undefined || !signal.aborted);
      expect([listeners.length > 20, live, page.observing]).toEqual([true, [], 0]);
      expect([worker.terminated, worker.onerror, stage.children.length, vi.getTimerCount()]).toEqual([1, null, 0, 0]);
      const count = worker.posted.length;
      page.show(false);
      fire(page.window, "online");
      view.requestControl();
      view.showKeyboard();
      view.reconnect();
      page.animationFrame();
      expect([worker.posted.length, worker.posted.at(-1)?.type]).toEqual([count, "dispose"]);
    });
  });
});
