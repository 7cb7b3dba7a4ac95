// What the package really sends, letter by letter against the golden fixtures that the server's tests read.
import { afterEach, describe, expect, it, vi } from "vitest";
import controlClient from "../../../tests/wire/control_client.json";
import eventRows from "../../../tests/wire/events.json";
import { EventQueue } from "../main/input/event_queue.ts";
import { InputBinding } from "../main/input/bind.ts";
import { KeyState } from "../main/input/key_state.ts";
import { PointerState } from "../main/input/pointer_state.ts";
import { BackpressureController } from "../worker/backpressure.ts";
import { Session } from "../worker/session.ts";
import { FakeCanvas, FakePage, fire, keyFields, pointerFields } from "./fake_dom.ts";

afterEach(() => vi.unstubAllGlobals());

/** The text of a row that the server reads as meant. */
function rowText(rows: readonly object[], field: "text" | "json", name: string): string {
  const row = rows.find((other) => "name" in other && other.name === name) as Record<string, unknown> | undefined;
  expect(row?.["verdict"], name).toBe("ok");
  return String(row?.[field]);
}

describe("control messages of the client", () => {
  function setup() {
    const sent: string[] = [];
    const ignore = (): void => undefined;
    const host = {
      send: (message: object) => sent.push(JSON.stringify(message)),
      onConfig: ignore, onFigures: ignore, onUi: ignore, onProblem: ignore, now: () => 0,
    };
    const session = new Session(host, new BackpressureController());
    const path = { queueSize: 0, push: ignore, lost: ignore, reset: ignore };
    session.attach(path, path, () => 1);
    const begin = (): void => session.onText('{"type":"config","transport":"image","width":4,"height":4}');
    return { session, sent, begin };
  }
  const images = ["image/jpeg", "image/png", "image/webp"];
  const size = { width: 800, height: 600.5, pwidth: 1600, pheight: 1201, ratio: 2 };
  const picture = { seq: 12, width: 4, height: 4, pixelRatio: 1, codec: "", close: () => undefined };
  const cases: [string, (session: Session, begin: () => void) => void][] = [
    ["hello of a browser with video", (session) => session.greet(["webcodecs/h264-annexb", ...images], undefined, undefined)],
    ["hello that supports nothing", (session) => session.greet([], undefined, { ...size, ratio: 1.5 })],
    ["hello with an empty token", (session) => session.greet(["image/png"], "", undefined)],
    ["set_viewport", (session) => session.viewport(size)],
    ["ack", (session, begin) => (begin(), session.onDrawn(picture))],
    ["request_keyframe", (session, begin) => (begin(), session.requestKeyframe("decoder error"))],
    ["decoder_reset", (session, begin) => (begin(), session.decoderReset())],
    ["event", (session, begin) => (begin(), session.event({ type: "key_down", key: "a" }))],
  ];
  it.each(cases)("%s", (name, act) => {
    const { session, sent, begin } = setup();
    act(session, begin);
    expect(sent[0]).toBe(rowText(controlClient, "text", name));
  });
});

describe("input events of the client", () => {
  /** One of everything, by name. */
  function produce(): Map<string, string> {
    const sent: object[] = [];
    const frames: (() => void)[] = [];
    const queue = new EventQueue((event) => sent.push(event), (flush) => frames.push(flush));
    const locate = (x: number, y: number) => ({ x: x / 2, y: y / 2, inside: x >= 0 });
    const pointers = new PointerState(queue, { locate, pixelRatio: () => 2, pageHeight: () => 100 });
    const keys = new KeyState(queue);
    const found = new Map<string, string>();
    const note = (name: string, act: () => void): void => {
      act();
      frames.splice(0).forEach((flush) => flush());
      found.set(name, JSON.stringify(sent.at(-1)));
    };
    const pointer = (changes: object): never => ({ ...pointerFields({ clientX: 21, timeStamp: 1500, ...changes }) }) as never;
    const key = (changes: object): never => ({ ...keyFields("A", "KeyA", { timeStamp: 1500, shiftKey: true, ...changes }) }) as never;
    note("pointer_enter", () => pointers.enter(pointer({ altKey: true })));
    note("pointer_down", () => pointers.down(pointer({ button: 0, buttons: 1, ctrlKey: true, metaKey: true })));
    note("pointer_down of a further button", () => pointers.move(pointer({ button: 2, buttons: 3 })));
    note("pointer_move", () => pointers.move(pointer({ buttons: 3, clientX: -7 })));
    note("wheel", () => pointers.wheel(pointer({ buttons: 3, deltaX: -0.25, deltaY: 3, deltaMode: 0, ctrlKey: true })));
    note("pointer_up of one of two buttons", () => pointers.move(pointer({ button: 2, buttons: 1 })));
    note("pointer_up", () => pointers.up(pointer({ button: 0 })));
    note("double_click", () => pointers.doubleClick(pointer({ button: 0 })));
    note("pointer_leave", () => pointers.leave(pointer({})));
    const touch = { pointerId: 5, pointerType: "touch", pressure: 0.5 };
    note("pointer_down of a finger", () => pointers.down(pointer({ ...touch, button: 0, buttons: 1 })));
    note("key_down", () => keys.down(key({})));
    note("key_up", () => keys.up(key({ shiftKey: false })));
    note("char", () => keys.text({ data: "ß😀", inputType: "insertText", isComposing: false, timeStamp: 1500 }));
    return found;
  }
  const ours = / of the browser package$/;
  const expected = eventRows.filter((row) => ours.test(row.name)).map((row) => row.name.replace(ours, ""));

  it("are the rows of the fixtures, all of them", () => {
    const found = produce();
    expect([...found.keys()].sort()).toEqual(expected.sort());
    for (const [name, json] of found) expect(json).toBe(rowText(eventRows, "json", `${name} of the browser package`));
  });
  it.each(["focus_in", "focus_out", "hide", "show"])("%s", (type) => {
    const page = new FakePage();
    vi.stubGlobal("performance", { now: () => 1500 });
    const canvas = new FakeCanvas(page);
    page.body.append(canvas);
    const sent: string[] = [];
    const space = { locate: () => ({ x: 0, y: 0, inside: true }), pixelRatio: () => 1, pageHeight: () => 1 };
    const send = (event: object): void => void sent.push(JSON.stringify(event));
    const hooks = { send, grabKeys: false, paste: () => undefined, copyKey: () => undefined };
    const input = new InputBinding(canvas as unknown as HTMLCanvasElement, space, hooks);
    input.begin();
    input.focus();
    fire(page.document.activeElement ?? canvas, "blur");
    page.show(false);
    page.show(true);
    expect(sent).toContain(rowText(eventRows, "json", type));
  });
});
