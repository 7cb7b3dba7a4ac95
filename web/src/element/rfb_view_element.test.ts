import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ViewOptions } from "../main/options.ts";
import { fakeWorkers, stubPage } from "../testing/fake_worker.ts";
import { RfbViewElement } from "./define.ts";

vi.mock("../main/default_worker.ts", () => ({ defaultWorkerFactory: () => undefined }));

function setup(attributes: Record<string, string> = {}, options: ViewOptions = {}) {
  const fake = fakeWorkers();
  const element = document.createElement("rfb-view");
  element.options = { workerFactory: fake.workerFactory, ...options };
  for (const [name, value] of Object.entries({ src: "ws://host/a", ...attributes })) element.setAttribute(name, value);
  document.body.append(element);
  const part = (name: string): HTMLElement => {
    const found = element.shadowRoot?.querySelector<HTMLElement>(`[part~="${name}"]`);
    if (found === null || found === undefined) throw new Error(`no part ${name}`);
    return found;
  };
  const live = (changes = {}): void => {
    fake.latest().state("negotiated");
    fake.latest().stats({ width: 640, height: 480, fps: 59.7, codec: "avc1.42E01F", ...changes });
  };
  return { ...fake, element, part, live };
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

describe("<rfb-view>", () => {
  it("dims the last picture from its loss until there is one again, and nothing before the first", () => {
    const { element, latest } = setup();
    const isDimmed = () => element.shadowRoot?.querySelector(".stage")?.classList.contains("stale");
    const seen = (["connecting", "open", "negotiated", "reconnecting", "connecting", "open", "negotiated"] as const).map(
      (name) => {
        latest().state(name);
        return isDimmed();
      },
    );
    expect(seen).toEqual([false, false, false, true, true, true, false]);
  });

  it("connects while it is in a document, with what its attributes say", () => {
    const { element, workers, alive } = setup({ fit: "cover", "image-only": "" });
    expect(workers[0]?.start.options).toMatchObject({ url: "ws://host/a", imageOnly: true });
    expect(element.view?.canvas.style.objectFit).toBe("cover");
    element.remove();
    vi.advanceTimersByTime(1000);
    expect([element.view, element.state.name, alive()]).toEqual([undefined, "closed", 0]);
    document.body.append(element);
    expect([workers.length, element.state.name]).toEqual([2, "connecting"]);
  });
  it("tells why there is no view, where none could be made", () => {
    const { element } = setup({}, {
      workerFactory: () => {
        throw new Error("no worker here");
      },
    });
    expect([element.view, element.state]).toEqual([undefined, { name: "error", message: "no worker here" }]);
  });
  it("connects anew for another address, token or transport, and for nothing else", () => {
    const { element, workers } = setup();
    element.fit = "fill";
    element.setAttribute("hud", "off");
    element.setAttribute("background", "red");
    expect([workers.length, element.view?.canvas.style.objectFit]).toEqual([1, "fill"]);
    element.src = "ws://host/b";
    element.token = () => "t";
    element.imageOnly = true;
    expect(workers.map((worker) => worker.start.options)).toMatchObject([
      { url: "ws://host/a" }, { url: "ws://host/b" }, { hasToken: true }, { hasToken: true, imageOnly: true },
    ]);
  });
  it("passes on states and figures as events, and to the options", () => {
    const onState = vi.fn();
    const { element, live } = setup({}, { onState });
    const seen: unknown[] = [];
    element.addEventListener("rfb-state", (event) => seen.push(event.detail.name));
    element.addEventListener("rfb-stats", (event) => seen.push(event.detail.width));
    live();
    expect(seen).toEqual(["negotiated", 640]);
    expect(onState.mock.calls.at(-1)?.[0]).toMatchObject({ name: "negotiated" });
    expect([element.state.name, element.stats?.height]).toEqual(["negotiated", 480]);
  });
  it("says what stops it, where it stops at once", () => {
    const { part, element } = setup({ src: "javascript:1" });
    expect([element.view, part("message").textContent]).toEqual([undefined, expect.stringMatching(/no stream address/)]);
    expect(part("banner").getAttribute("role")).toBe("alert");
    element.src = "ws://host/b";
    expect(element.view).toBeDefined();
  });
  it("shows the banner while there is no live picture, with a button once it is lost", () => {
    const { part, latest, live } = setup();
    expect([part("banner").hidden, part("retry").hidden]).toEqual([false, true]);
    live();
    expect(part("banner").hidden).toBe(true);
    latest().state("reconnecting", "The connection was lost.");
    expect([part("banner").hidden, part("retry").hidden]).toEqual([false, false]);
    expect(part("message").textContent).toBe("The connection was lost. Trying again.");
    part("retry").click();
    expect(latest().posted.at(-1)?.type).toBe("reconnect");
  });
  it("shows state, round trip and figures, each only once it is known", () => {
    const { part, live } = setup();
    expect(part("word").textContent).toBe("Connecting");
    live();
    expect([part("word").textContent, part("latency").hidden]).toEqual(["Live", true]);
    const shown = (): string[] =>
      [...part("hud").children].filter((row) => !(row as HTMLElement).hidden).map((row) => row.textContent);
    expect(shown()).toEqual(["Rate60 fps", "Bit rate0 kbit/s", "Dropped0", "CodecH.264", "Size640×480"]);
    live({ serverRttMs: 170.4, serverEncodeMs: 3.21, serverDropped: 2, framesDropped: 1 });
    expect([part("latency").textContent, part("latency").dataset["grade"]]).toEqual(["170 ms", "bad"]);
    expect(shown().slice(2, 5)).toEqual(["Encode3.2 ms", "Round trip170 ms", "Dropped3"]);
  });
  it("leaves out each part that is switched off", () => {
    const parts = ["status", "latency", "hud", "toolbar", "banner"];
    const { part, element, live } = setup(Object.fromEntries(parts.map((name) => [name, "off"])));
    live({ serverRttMs: 5 });
    const there = (name: string): boolean => !part(name).hidden && !part(name).classList.contains("off");
    expect(parts.filter(there)).toEqual([]);
    for (const name of parts) element.removeAttribute(name);
    expect(parts.filter(there)).toEqual(["status", "latency", "hud", "toolbar"]);
  });
  it("takes properties that were set before it had its class", () => {
    const { workerFactory, workers } = fakeWorkers();
    const element = document.createElement("rfb-view");
    Object.defineProperty(element, "options", { value: { workerFactory }, configurable: true, writable: true });
    Object.defineProperty(element, "src", { value: "ws://host/late", configurable: true, writable: true });
    document.body.append(element);
    expect(workers.map((worker) => worker.start.options["url"])).toEqual(["ws://host/late"]);
    expect(element).toBeInstanceOf(RfbViewElement);
  });
});

describe("its toolbar", () => {
  it("names each button, and tells which are pressed", () => {
    const { part, element } = setup({ fit: "cover", hud: "off" });
    const buttons = [...part("toolbar").querySelectorAll<HTMLElement>("button:not([hidden])")];
    expect(buttons.map((button) => [button.getAttribute("aria-label"), button.getAttribute("aria-pressed")])).toEqual([
      ["Save a screenshot", null], ["Fit: cover", null], ["Images only", "false"], ["Figures", "false"],
      ["Full screen", "false"],
    ]);
    for (const name of ["fit", "transport", "hud"]) part(`${name}-button`).click();
    expect([element.fit, element.imageOnly, element.getAttribute("hud")]).toEqual(["fill", true, null]);
    expect(part("transport-button").getAttribute("aria-pressed")).toBe("true");
  });
  it("is one stop for Tab, and arrow keys go through it", () => {
    const { part, element } = setup();
    const buttons = [...part("toolbar").querySelectorAll<HTMLElement>("button:not([hidden])")];
    const stops = (): number[] => buttons.map((button) => button.tabIndex);
    expect(stops()).toEqual([0, ...buttons.slice(1).map(() => -1)]);
    buttons[0]?.focus();
    const press = (key: string): void => {
      element.shadowRoot?.activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    };
    press("ArrowRight");
    expect(element.shadowRoot?.activeElement).toBe(buttons[1]);
    expect(stops().slice(0, 2)).toEqual([-1, 0]);
    press("ArrowLeft");
    press("ArrowLeft");
    expect(element.shadowRoot?.activeElement).toBe(buttons.at(-1));
    press("Home");
    expect(element.shadowRoot?.activeElement).toBe(buttons[0]);
  });
  it("has a button that copies while a text waits, and one for the keyboard on phones", async () => {
    const { part, element, live } = setup();
    live();
    expect([part("copy-button").hidden, part("keyboard-button").hidden]).toEqual([true, true]);
    const view = element.view;
    if (view === undefined) throw new Error("no view");
    vi.spyOn(view, "clipboardText", "get").mockReturnValue("text");
    const copyText = vi.spyOn(view, "copyText").mockResolvedValue();
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
    element.fit = "cover";
    expect([part("copy-button").hidden, part("keyboard-button").hidden]).toEqual([false, false]);
    part("copy-button").click();
    await vi.waitFor(() => expect(part("word").textContent).toBe("Copied"));
    expect(copyText).toHaveBeenCalledOnce();
    part("copy-button").focus();
    vi.spyOn(view, "clipboardText", "get").mockReturnValue(undefined);
    element.fit = "fill";
    expect([part("copy-button").tabIndex, part("screenshot-button").tabIndex]).toEqual([-1, 0]);
  });
  it("shows the text, selected, where the browser does not let it copy", async () => {
    const { part, element, live } = setup();
    live();
    const view = element.view;
    if (view === undefined) throw new Error("no view");
    const text = vi.spyOn(view, "clipboardText", "get").mockReturnValue("the text");
    vi.spyOn(view, "copyText").mockRejectedValue(new Error("not here"));
    element.fit = "cover";
    expect(part("copy-box").hidden).toBe(true);
    part("copy-button").click();
    await vi.waitFor(() => expect(part("copy-box").hidden).toBe(false));
    const field = part("copy-text") as HTMLTextAreaElement;
    expect([field.value, field.readOnly, field.selectionEnd]).toEqual(["the text", true, 8]);
    field.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
    expect([part("copy-box").hidden, field.value]).toEqual([true, ""]);
    text.mockReturnValue(undefined);
    part("copy-button").click();
    expect(part("copy-box").hidden).toBe(true);
  });
  it("goes full screen by the view, which then may have the system's keys, and keeps the page where it is", () => {
    const { part, element, live } = setup();
    live();
    const view = element.view;
    if (view === undefined) throw new Error("no view");
    const whole = vi.spyOn(view, "requestFullscreen").mockResolvedValue();
    part("fullscreen-button").click();
    expect(whole).toHaveBeenCalledWith(element);
    const wheel = new Event("wheel", { bubbles: true, cancelable: true, composed: true });
    part("toolbar").dispatchEvent(wheel);
    expect(wheel.defaultPrevented).toBe(true);
  });
  it("makes way while the pointer rests", () => {
    const { part, element } = setup();
    const idle = (): boolean => part("toolbar").classList.contains("idle");
    vi.advanceTimersByTime(2000);
    element.dispatchEvent(new Event("pointermove"));
    vi.advanceTimersByTime(2000);
    expect(idle()).toBe(false);
    vi.advanceTimersByTime(1500);
    expect(idle()).toBe(true);
    element.dispatchEvent(new Event("pointerdown"));
    expect(idle()).toBe(false);
  });
  it("says when there is nothing to save", async () => {
    const { part, latest, live } = setup();
    live();
    part("screenshot-button").click();
    latest().says({ type: "capture_failed", request: 0, message: "no frame" });
    await vi.waitFor(() => expect(part("word").textContent).toMatch(/no picture/));
    vi.advanceTimersByTime(3000);
    expect(part("word").textContent).toBe("Live");
  });
});

describe("its words about control", () => {
  const watching = { type: "role", role: "operator", control: false, may_request: true, controllers: 1 };

  async function furnished(attributes: Record<string, string> = {}, options: ViewOptions = {}) {
    const found = setup(attributes, options);
    const { element, latest, part } = found;
    latest().says({ type: "allowed", ui: { clipboard: "off", control: true } });
    latest().state("negotiated");
    const say = async (...messages: Record<string, unknown>[]): Promise<void> => {
      for (const fields of messages) latest().says({ type: "ui", fields, session: 1 });
      // The title comes last of all: what came before it has been taken in.
      latest().says({ type: "ui", fields: { type: "title", text: String(messages.length) }, session: 1 });
      const come = new Promise((resolve) => element.addEventListener("rfb-title", resolve, { once: true }));
      await come;
    };
    const shown = () => ["role", "control", "control-button"].filter((name) => !part(name).hidden);
    const requests = () => latest().posted.flatMap((message) => (message.type === "ui" ? message.request : []));
    return { ...found, say, shown, requests };
  }
  const ask = (clientId: string, label = "", expires = 30) =>
    ({ type: "control_request", client_id: clientId, label, expires_s: expires });

  it("are none where everybody has control, or where no server speaks of it", async () => {
    expect(setup().part("role").hidden).toBe(true);
    document.body.replaceChildren();
    const { say, shown } = await furnished();
    await say({ ...watching, control: true });
    expect(shown()).toEqual([]);
  });
  it("tell that this viewer may only watch, and how many act", async () => {
    const { say, shown, part } = await furnished();
    await say({ ...watching, may_request: false, controllers: 2 });
    expect([shown(), part("role").textContent, part("role").title]).toEqual([["role"], "View only", "2 viewers have control."]);
    await say({ ...watching, may_request: false, controllers: 0 });
    expect(part("role").title).toBe("No viewers have control.");
    await say({ ...watching, control: true });
    expect(shown()).toEqual([]);
  });
  it("are asked by a button, which waits for the answer, and tell a refusal for a while", async () => {
    const onRole = vi.fn();
    const { say, shown, part, requests, element } = await furnished({}, { onRole });
    await say(watching);
    expect(shown()).toEqual(["role", "control-button"]);
    part("control-button").click();
    expect(requests()).toEqual([{ type: "request_control", label: undefined }]);
    part("control-button").focus();
    await say({ ...watching, pending: true });
    expect([shown(), part("role").textContent]).toEqual([["role"], "Waiting for control"]);
    expect(element.shadowRoot?.activeElement).toBe(part("screenshot-button"));
    await say({ type: "control_denied", reason: "timeout" }, watching);
    expect(shown()).toEqual(["role", "control", "control-button"]);
    expect([part("control").querySelector("p")?.textContent, part("grant").hidden]).toEqual([
      "Nobody answered your request for control.", true,
    ]);
    vi.advanceTimersByTime(6100);
    expect(shown()).toEqual(["role", "control-button"]);
    expect(onRole).toHaveBeenCalledTimes(3);
  });
  it("tell who asks, one after the other, with buttons to answer", async () => {
    const onControl = vi.fn();
    const { say, shown, part, requests } = await furnished({}, { onControl });
    await say({ ...watching, control: true }, ask("c1", "Ada"), ask("c2"), ask("c1", "Ada L."), ask("c3", "late", 5));
    const text = () => part("control").querySelector("p")?.textContent;
    expect([shown(), text()]).toEqual([["control"], "Another viewer asks for control."]);
    expect(part("grant").getAttribute("aria-label")).toBe("Give control to Another viewer");
    part("deny").click();
    expect(text()).toBe("Ada L. asks for control.");
    part("grant").click();
    expect(text()).toBe("late asks for control.");
    expect(requests()).toEqual([{ type: "deny_control", client_id: "c2" }, { type: "grant_control", client_id: "c1" }]);
    vi.advanceTimersByTime(5100);
    expect(shown()).toEqual([]);
    expect(onControl).toHaveBeenCalledTimes(4);
    await say({ type: "control_denied", reason: "not_allowed" });
    expect(text()).toBe("That request for control is over.");
  });
  it("end with control, with the session, and where they are switched off", async () => {
    const { say, shown, latest, element } = await furnished();
    await say({ ...watching, control: true }, ask("c1"));
    expect(shown()).toEqual(["control"]);
    await say(watching);
    expect(shown()).toEqual(["role", "control-button"]);
    latest().state("reconnecting");
    expect(shown()).toEqual([]);
    latest().state("negotiated");
    await say({ ...watching, control: true }, ask("c1"));
    element.setAttribute("control", "off");
    expect(shown()).toEqual([]);
    await say(watching, { type: "control_denied", reason: "rate" });
    expect(shown()).toEqual([]);
  });
});
