import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ViewOptions } from "../main/options.ts";
import { fakeWorkers, stubPage } from "../testing/fake_worker.ts";
import { OPTION_NAMES, connectionKey, splitOptions } from "./options.ts";
import { IDLE, ViewHandle } from "./view_handle.ts";

vi.mock("../main/default_worker.ts", () => ({ defaultWorkerFactory: () => undefined }));

function setup() {
  const fake = fakeWorkers();
  const handle = new ViewHandle();
  const target = document.createElement("div");
  document.body.append(target);
  const update = (options: ViewOptions = {}): void => {
    handle.update({ url: "ws://host/a", workerFactory: fake.workerFactory, ...options });
  };
  return { ...fake, handle, target, update };
}

beforeEach(() => {
  vi.useFakeTimers();
  stubPage();
});
afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("ViewHandle", () => {
  it("has a view while there are both an element and options, in either order", () => {
    const { handle, target, update, workers, alive } = setup();
    update();
    expect([workers.length, handle.snapshot()]).toEqual([0, IDLE]);
    handle.attach(target);
    handle.attach(target);
    expect([workers.length, target.querySelectorAll("canvas").length]).toEqual([1, 1]);
    handle.attach(null);
    vi.advanceTimersByTime(1000);
    expect([alive(), handle.snapshot().view, target.children.length]).toEqual([0, undefined, 0]);
    handle.attach(target);
    handle.dispose();
    handle.dispose();
    vi.advanceTimersByTime(1000);
    expect([workers.length, alive()]).toEqual([2, 0]);
    update();
    expect([workers.length, handle.snapshot().state.name]).toEqual([3, "connecting"]);
  });
  it("takes on what a running view can, and replaces it for the rest", () => {
    const { handle, target, update, workers } = setup();
    handle.attach(target);
    update({ token: () => "a", onState: () => undefined });
    const { view } = handle.snapshot();
    update({ token: () => "b", onState: () => undefined, fit: "cover", background: "red" });
    expect([handle.snapshot().view, view?.canvas.style.objectFit]).toEqual([view, "cover"]);
    expect(view?.canvas.style.background).toContain("red");
    update({ token: () => "b", onState: () => undefined, url: "ws://host/b" });
    expect(workers.map((worker) => worker.start.options["url"])).toEqual(["ws://host/a", "ws://host/b"]);
    expect(target.querySelectorAll("canvas").length).toBe(1);
  });
  it("calls the latest of each function", async () => {
    const { handle, target, update, latest } = setup();
    const states: string[] = [];
    handle.attach(target);
    update({ token: () => "old", onState: () => states.push("old") });
    update({ token: () => "new", onState: ({ name }) => states.push(name) });
    latest().state("open");
    latest().says({ type: "need_token", request: 0 });
    await vi.waitFor(() => expect(latest().posted.at(-1)).toEqual({ type: "token", request: 0, token: "new" }));
    expect(states).toEqual(["open"]);
  });
  it("tells its listeners of states and figures, with another snapshot each time", () => {
    const { handle, target, update, latest } = setup();
    const seen: unknown[] = [];
    handle.attach(target);
    update();
    const end = handle.subscribe(() => seen.push([handle.snapshot().state.name, handle.snapshot().stats.fps]));
    const before = handle.snapshot();
    latest().state("negotiated");
    latest().stats({ fps: 30 });
    expect([seen, handle.snapshot() === before]).toEqual([[["negotiated", 0], ["negotiated", 30]], false]);
    end();
    latest().state("reconnecting");
    expect(seen.length).toBe(2);
  });
  it("tells once why there is no view, and tries again with other options", () => {
    const { handle, target, update } = setup();
    const onError = vi.fn();
    handle.attach(target);
    update({ url: "javascript:1", onError });
    update({ url: "javascript:1", onError });
    expect([onError.mock.calls.length, handle.snapshot().state.name]).toEqual([1, "error"]);
    update({ onError });
    expect([onError.mock.calls.length, handle.snapshot().state.name]).toEqual([1, "connecting"]);
  });
});

describe("options", () => {
  it("are told from attributes", () => {
    const [options, rest] = splitOptions({ url: "/a", onState: undefined, className: "x", onClick: null });
    expect([options, rest]).toEqual([{ url: "/a", onState: undefined }, { className: "x", onClick: null }]);
    expect(OPTION_NAMES).toContain("workerFactory");
  });
  it("need another view where their key differs", () => {
    const same = connectionKey({ url: "/a", token: () => "a", fit: "fill", debug: undefined });
    expect(connectionKey({ token: () => "b", url: "/a", background: "red" })).toBe(same);
    expect(connectionKey({ url: "/a", token: "b" })).not.toBe(same);
    expect(connectionKey({ url: "/a" })).not.toBe(same);
  });
});
