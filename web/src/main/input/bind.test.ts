import { afterEach, describe, expect, it, vi } from "vitest";
import type { InputEvent } from "../../shared/events.ts";
import { FakeCanvas, FakePage, fire, keyFields, pointerFields } from "../../testing/fake_dom.ts";
import { InputBinding } from "./bind.ts";

function setup({ attached = true, grabKeys = false } = {}) {
  const page = new FakePage();
  const canvas = new FakeCanvas(page);
  if (attached) page.body.append(canvas);
  const sent: InputEvent[] = [];
  const scale = { x: 2 };
  const space = {
    locate: (x: number, y: number) => ({ x: x * scale.x, y, inside: true }),
    pixelRatio: () => 1,
    pageHeight: () => 100,
  };
  const pasted: unknown[] = [];
  const hooks = {
    grabKeys,
    send: (event: InputEvent) => void sent.push(event),
    paste: (text: string, trusted: boolean) => void pasted.push(text, trusted),
    copyKey: () => expect.fail("a script is no user"),
  };
  const input = new InputBinding(canvas as unknown as HTMLCanvasElement, space, hooks);
  const field = () => page.body.children.find((child) => child !== canvas);
  const brief = (): string[] =>
    sent.splice(0).map((event) => {
      if ("key" in event) return `${event.type} ${event.key}`;
      if (event.type === "char") return `char ${event.data}`;
      return "x" in event ? `${event.type} ${event.x}` : event.type;
    });
  return { page, canvas, input, sent, scale, field, brief, pasted };
}

const press = pointerFields({ button: 0, buttons: 1 });

afterEach(() => vi.unstubAllGlobals());

describe("InputBinding", () => {
  it("says nothing until a session begins, then what is true at that time", () => {
    const { page, canvas, input, scale, field, brief } = setup();
    fire(canvas, "pointerenter", pointerFields());
    input.focus();
    page.show(false);
    fire(canvas, "pointermove", pointerFields({ clientX: 30 }));
    page.animationFrame();
    expect([brief(), field() === page.document.activeElement]).toEqual([[], true]);
    // The hidden page let the pointer go; it comes back with the next move.
    fire(canvas, "pointermove", pointerFields({ clientX: 40 }));
    scale.x = 3;
    input.begin();
    page.animationFrame();
    expect(brief()).toEqual(["focus_in", "hide", "pointer_enter 120"]);
  });
  it("never releases in a session what was pressed before it", () => {
    const { page, canvas, input, field, brief } = setup();
    fire(canvas, "pointerdown", press);
    fire(field() ?? canvas, "keydown", keyFields("a", "KeyA"));
    input.begin();
    expect(brief()).toEqual(["focus_in", "pointer_enter 20"]);
    fire(field() ?? canvas, "keydown", keyFields("a", "KeyA", { repeat: true }));
    fire(field() ?? canvas, "keyup", keyFields("a", "KeyA"));
    fire(canvas, "pointermove", pointerFields({ buttons: 1, clientX: 11 }));
    fire(canvas, "pointerup", pointerFields({ button: 0 }));
    fire(canvas, "lostpointercapture", pointerFields());
    page.animationFrame();
    expect(brief()).toEqual(["pointer_move 22"]);
  });
  it("falls silent with its session and announces everything to the next one", () => {
    const { page, canvas, input, field, brief } = setup();
    input.begin();
    fire(canvas, "pointerdown", press);
    fire(field() ?? canvas, "keydown", keyFields("a", "KeyA"));
    fire(canvas, "pointermove", pointerFields({ buttons: 1, clientX: 11 }));
    brief();
    input.end();
    page.animationFrame();
    fire(canvas, "pointerup", pointerFields({ button: 0, clientX: 12 }));
    expect(brief()).toEqual([]);
    input.begin();
    page.animationFrame();
    expect(brief()).toEqual(["focus_in", "pointer_enter 22"]);
    fire(field() ?? canvas, "keyup", keyFields("a", "KeyA"));
    expect(brief()).toEqual([]);
    fire(canvas, "pointerdown", press);
    expect(brief()).toEqual(["pointer_down 20"]);
  });
  it("counts a press whose pointer cannot be captured", () => {
    const { canvas, input, brief } = setup();
    input.begin();
    canvas.captureError = new DOMException("gone", "NotFoundError");
    fire(canvas, "pointerdown", press);
    expect(brief()).toEqual(["focus_in", "pointer_enter 20", "pointer_down 20"]);
  });
  it("knows a leave that only ends a capture from one that leaves", () => {
    const { page, canvas, input, brief } = setup();
    const leaveIs = (changes: object, topmost: FakeCanvas | null): string[] => {
      fire(canvas, "pointermove", pointerFields());
      fire(canvas, "pointerdown", pointerFields({ button: 0, buttons: 1, ...changes }));
      fire(canvas, "pointerup", pointerFields({ button: 0, timeStamp: 5000, ...changes }));
      brief();
      page.document.topmost = topmost;
      fire(canvas, "pointerleave", pointerFields({ timeStamp: 5000, ...changes }));
      fire(canvas, "pointerenter", pointerFields({ timeStamp: 5000, ...changes }));
      return brief();
    };
    input.begin();
    expect(leaveIs({}, canvas)).toEqual([]);
    expect(leaveIs({}, null)).toEqual(["pointer_leave 20", "pointer_enter 20"]);
    expect(leaveIs({ pointerType: "touch" }, canvas)).toEqual(["pointer_leave 20", "pointer_enter 20"]);
    // Another window came to lie above the page's.
    fire(canvas, "pointerleave", pointerFields({ timeStamp: 6000 }));
    expect(brief()).toEqual(["pointer_leave 20"]);
  });
  it("captures the pointer and the keyboard on a press that comes as a move, and only then", () => {
    const { canvas, page, input, field, brief } = setup();
    input.begin();
    fire(canvas, "pointermove", pointerFields({ buttons: 1 }));
    expect([canvas.captured, page.document.activeElement]).toEqual([[], null]);
    fire(canvas, "pointermove", pointerFields({ button: 2, buttons: 3 }));
    expect([canvas.captured, page.document.activeElement]).toEqual([[1], field()]);
    expect(brief()).toContain("pointer_down 20");
  });
  it("gets the keyboard for a canvas that is put into the page later, and moves with it", () => {
    const { page, canvas, input, field, brief } = setup({ attached: false });
    input.begin();
    page.body.append(canvas);
    expect(field()).toBeUndefined();
    fire(canvas, "pointerdown", press);
    expect(page.document.activeElement).toBe(field());
    fire(field() ?? canvas, "keydown", keyFields("a", "KeyA"));
    expect(brief()).toContain("key_down a");
    const elsewhere = new FakeCanvas(page);
    elsewhere.append(canvas);
    input.focus();
    expect(elsewhere.children.length).toBe(2);
    expect(page.body.children).toEqual([]);
  });
  it("releases what is held when the page or the focus goes", () => {
    const { page, canvas, input, field, brief } = setup();
    input.begin();
    fire(canvas, "pointerdown", press);
    fire(field() ?? canvas, "keydown", keyFields("a", "KeyA"));
    brief();
    fire(page.window, "blur");
    expect(brief()).toEqual(["key_up a", "pointer_up 20", "pointer_leave 20"]);
    fire(field() ?? canvas, "blur");
    page.show(false);
    page.show(true);
    expect(brief()).toEqual(["focus_out", "hide", "show"]);
  });
  it("releases what is held at its end, and listens no more", () => {
    const { page, canvas, input, field, brief } = setup();
    input.begin();
    fire(canvas, "pointerdown", press);
    brief();
    input.dispose();
    input.dispose();
    expect(brief()).toEqual(["pointer_up 20", "pointer_leave 20"]);
    fire(canvas, "pointerdown", press);
    page.show(false);
    input.focus();
    expect([brief(), field()]).toEqual([[], undefined]);
  });
  it("keeps the wheel, the menu and scrolling keys from the page, and leaves it its shortcuts", () => {
    const { canvas, field } = setup();
    const target = field() ?? canvas;
    const wheel = { ...pointerFields(), deltaX: 0, deltaY: 1, deltaMode: 0 };
    expect(fire(canvas, "wheel", wheel).defaultPrevented).toBe(true);
    expect(fire(canvas, "contextmenu").defaultPrevented).toBe(true);
    expect(fire(target, "keydown", keyFields("PageDown", "PageDown")).defaultPrevented).toBe(true);
    expect(fire(target, "keydown", keyFields("ArrowLeft", "ArrowLeft", { altKey: true })).defaultPrevented).toBe(false);
    expect(fire(target, "keydown", keyFields("a", "KeyA")).defaultPrevented).toBe(false);
  });
  it("sends nothing that an application acts on without control, and no press that began without it", () => {
    const { page, canvas, input, field, brief } = setup();
    input.begin();
    fire(canvas, "pointerdown", press);
    fire(field() ?? canvas, "keydown", keyFields("a", "KeyA"));
    brief();
    input.control(false);
    fire(canvas, "pointermove", pointerFields({ buttons: 1 }));
    fire(canvas, "pointerup", pointerFields({ button: 0 }));
    fire(canvas, "pointerdown", press);
    fire(field() ?? canvas, "blur");
    page.show(false);
    page.show(true);
    page.animationFrame();
    expect(brief()).toEqual(["focus_out", "hide", "show"]);
    fire(canvas, "pointerdown", press);
    input.control(true);
    expect(brief()).toEqual(["pointer_enter 20"]);
    fire(canvas, "pointerup", pointerFields({ button: 0 }));
    fire(canvas, "pointerdown", press);
    expect(brief()).toEqual(["pointer_down 20"]);
  });
  it("takes the browser's shortcuts where that was asked for, and leaves it the key that pastes", () => {
    const { canvas, field, pasted, brief } = setup({ grabKeys: true });
    const target = field() ?? canvas;
    const prevented = (key: string, changes: object): boolean =>
      fire(target, "keydown", keyFields(key, "", changes)).defaultPrevented;
    expect([prevented("t", { ctrlKey: true }), prevented("v", { ctrlKey: true }), prevented("c", { ctrlKey: true })]).toEqual([
      true, false, true,
    ]);
    const clipboardData = { getData: (type: string) => `text of ${type}` };
    expect(fire(target, "paste", { clipboardData }).defaultPrevented).toBe(true);
    expect([pasted, brief()]).toEqual([["text of text/plain", false], []]);
  });
  it("has something to delete while the on-screen keyboard is wanted", () => {
    const { input, canvas, field, brief } = setup();
    const target = field();
    input.begin();
    input.keyboard(true);
    expect([target?.value.length, (target as { inputMode?: string } | undefined)?.inputMode]).toEqual([1, "text"]);
    fire(target ?? canvas, "keydown", keyFields("Unidentified", ""));
    if (target !== undefined) target.value = "";
    fire(target ?? canvas, "input", { data: null, inputType: "deleteContentBackward", isComposing: false });
    expect([brief(), target?.value.length]).toEqual([["key_down Backspace", "key_up Backspace"], 1]);
    fire(target ?? canvas, "keydown", keyFields("Enter", "Enter"));
    fire(target ?? canvas, "input", { data: null, inputType: "insertLineBreak", isComposing: false });
    expect(brief()).toEqual(["key_down Enter"]);
    input.keyboard(false);
    expect(target?.value).toBe("");
  });
  it("sends typed and composed text and empties the field", () => {
    const { canvas, input, field, brief } = setup();
    const target = field();
    input.begin();
    if (target !== undefined) target.value = "é";
    fire(target ?? canvas, "input", { data: "é", inputType: "insertText", isComposing: false });
    expect([brief(), target?.value]).toEqual([["char é"], ""]);
    fire(target ?? canvas, "input", { data: "か", inputType: "insertCompositionText", isComposing: true });
    fire(target ?? canvas, "compositionend", { data: "蚊" });
    expect(brief()).toEqual(["char か", "char 蚊"]);
  });
});
