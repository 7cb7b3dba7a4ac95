import { describe, expect, it } from "vitest";
import type { InputEvent } from "../../shared/events.ts";
import { EventQueue } from "./event_queue.ts";
import { PointerState } from "./pointer_state.ts";
import type { PointerSample, WheelSample } from "./pointer_state.ts";

function setup() {
  const sent: InputEvent[] = [];
  const frames: (() => void)[] = [];
  const queue = new EventQueue((event) => sent.push(event), (flush) => frames.push(flush));
  const space = {
    locate: (x: number, y: number) => ({ x: x * 2, y: y * 2, inside: x >= 0 && x < 100 }),
    pixelRatio: () => 1.5,
    pageHeight: () => 400,
  };
  const pointers = new PointerState(queue, space);
  const animationFrame = (): void => frames.splice(0).forEach((flush) => flush());
  /** The events since the last call, as `type button [buttons]`. */
  const brief = (): string[] =>
    sent.splice(0).map((event) => {
      if ("button" in event) return `${event.type} ${event.button} [${event.buttons.join(",")}]`;
      return event.type;
    });
  return { pointers, sent, animationFrame, brief };
}

const mouse: PointerSample = {
  pointerId: 1, pointerType: "mouse", pressure: 0, clientX: 10, clientY: 20, button: -1, buttons: 0, timeStamp: 5000,
  shiftKey: false, ctrlKey: false, altKey: false, metaKey: false,
};

/** Like the DOM's, these keep their fields in the prototype. */
function sample(changes: Partial<PointerSample> = {}): PointerSample {
  return Object.create({ ...mouse, ...changes }) as PointerSample;
}

function wheel(changes: Partial<WheelSample>): WheelSample {
  return Object.create({ ...mouse, deltaX: 0, deltaY: 0, deltaMode: 0, ...changes }) as WheelSample;
}

describe("PointerState", () => {
  it("sends frame pixels with every field of the wire", () => {
    const { pointers, sent } = setup();
    pointers.enter(sample());
    pointers.down(sample({ button: 0, buttons: 1, shiftKey: true, metaKey: true }));
    expect(sent[1]).toEqual({
      type: "pointer_down", timestamp: 5, x: 20, y: 40, button: 1, buttons: [1], modifiers: ["Shift", "Meta"],
      ntouches: 0, touches: {}, inside: true, pixel_ratio: 1.5,
    });
  });
  it("numbers buttons as the wire does", () => {
    for (const [dom, mask, wire] of [[0, 1, 1], [1, 4, 3], [2, 2, 2], [3, 8, 4], [4, 16, 5]] as const) {
      const { pointers, brief } = setup();
      pointers.enter(sample());
      pointers.down(sample({ button: dom, buttons: mask }));
      pointers.up(sample({ button: dom }));
      expect(brief()).toEqual(["pointer_enter 0 []", `pointer_down ${wire} [${wire}]`, `pointer_up ${wire} []`]);
    }
  });
  it("sees the second button of a chord, which the DOM reports as a move", () => {
    const { pointers, brief, animationFrame } = setup();
    pointers.down(sample({ button: 0, buttons: 1 }));
    pointers.move(sample({ button: 2, buttons: 3 }));
    pointers.move(sample({ buttons: 3 }));
    animationFrame();
    pointers.move(sample({ button: 0, buttons: 2 }));
    pointers.up(sample({ button: 2, buttons: 0 }));
    expect(brief()).toEqual([
      "pointer_enter 0 []", "pointer_down 1 [1]", "pointer_down 2 [1,2]", "pointer_move 1 [1,2]", "pointer_up 1 [2]",
      "pointer_up 2 []",
    ]);
  });
  it("sees a press beside a button that went down elsewhere, and only that one", () => {
    const { pointers, brief, animationFrame } = setup();
    pointers.enter(sample({ buttons: 1 }));
    pointers.move(sample({ button: 2, buttons: 3 }));
    expect(pointers.holds(1)).toBe(true);
    pointers.move(sample({ button: 1, buttons: 7 }));
    pointers.move(sample({ button: 0, buttons: 6 }));
    pointers.move(sample({ button: 2, buttons: 4 }));
    pointers.up(sample({ button: 1 }));
    animationFrame();
    expect(pointers.holds(1)).toBe(false);
    expect(brief()).toEqual([
      "pointer_enter 0 []", "pointer_down 2 [2]", "pointer_down 3 [2,3]", "pointer_up 2 [3]", "pointer_up 3 []",
    ]);
  });
  it("tells where, when and under which modifiers a button goes up", () => {
    const { pointers, sent } = setup();
    pointers.down(sample({ button: 0, buttons: 1 }));
    pointers.up(sample({ button: 0, clientX: 30, timeStamp: 7000, ctrlKey: true }));
    expect(sent.at(-1)).toMatchObject({ type: "pointer_up", x: 60, timestamp: 7, modifiers: ["Control"] });
  });
  it("keeps positions and deltas within what the server takes", () => {
    const { pointers, sent, animationFrame } = setup();
    const far = { clientX: 1e9, clientY: -1e300 };
    pointers.down(sample({ ...far, pointerType: "touch", button: 0, buttons: 1 }));
    expect(sent.at(-1)).toMatchObject({ x: 1e6, y: -1e6, touches: { 1: { x: 1e6, y: -1e6 } } });
    for (let turns = 0; turns < 3; turns += 1) pointers.wheel(wheel({ ...far, deltaX: NaN, deltaY: 9e5, deltaMode: 0 }));
    animationFrame();
    expect(sent.at(-1)).toMatchObject({ type: "wheel", x: 1e6, y: -1e6, dx: 0, dy: 1e6 });
  });
  it("begins a session with the pointers that are over the view, where they are in the frame of now", () => {
    const { pointers, sent, brief, animationFrame } = setup();
    pointers.down(sample({ button: 0, buttons: 1 }));
    pointers.enter(sample({ pointerId: 2 }));
    pointers.leave(sample({ pointerId: 2 }));
    brief();
    pointers.restart(9000);
    expect(sent).toEqual([
      {
        type: "pointer_enter", timestamp: 9, x: 20, y: 40, button: 0, buttons: [], modifiers: [], inside: true,
        pixel_ratio: 1.5,
      },
    ]);
    brief();
    pointers.up(sample({ button: 0 }));
    pointers.cancel(1, 9000);
    pointers.move(sample());
    animationFrame();
    expect(brief()).toEqual(["pointer_move 0 []"]);
  });
  it("does not invent a press for a button that went down elsewhere", () => {
    const { pointers, brief, animationFrame } = setup();
    pointers.enter(sample({ buttons: 1 }));
    pointers.move(sample({ buttons: 1 }));
    animationFrame();
    pointers.up(sample({ button: 0 }));
    expect(brief()).toEqual(["pointer_enter 0 []", "pointer_move 0 []"]);
  });
  it("reports drags and releases outside the view", () => {
    const { pointers, sent, animationFrame } = setup();
    pointers.down(sample({ button: 0, buttons: 1 }));
    pointers.move(sample({ buttons: 1, clientX: -50, clientY: -5 }));
    animationFrame();
    pointers.up(sample({ button: 0, clientX: 900 }));
    expect(sent.slice(2)).toMatchObject([
      { type: "pointer_move", x: -100, y: -10, inside: false, button: 1 },
      { type: "pointer_up", x: 1800, inside: false },
    ]);
  });
  it("releases what is held on cancel or lost capture, once, where it was last", () => {
    const { pointers, sent, brief, animationFrame } = setup();
    pointers.down(sample({ button: 0, buttons: 1 }));
    pointers.move(sample({ buttons: 1, clientX: 30 }));
    animationFrame();
    pointers.cancel(1, 6000);
    expect(sent[3]).toMatchObject({ type: "pointer_up", x: 60, button: 1, buttons: [], timestamp: 6 });
    brief();
    pointers.cancel(1, 6001);
    pointers.up(sample({ button: 0 }));
    expect(brief()).toEqual([]);
  });
  it("sends nothing for the lost capture that follows every release", () => {
    const { pointers, brief } = setup();
    pointers.down(sample({ button: 0, buttons: 1 }));
    pointers.up(sample({ button: 0 }));
    pointers.cancel(1, 6000);
    expect(brief()).toEqual(["pointer_enter 0 []", "pointer_down 1 [1]", "pointer_up 1 []"]);
  });
  it("releases and leaves when the page loses focus, and enters again with the next move", () => {
    const { pointers, brief, animationFrame } = setup();
    pointers.down(sample({ button: 0, buttons: 1 }));
    pointers.down(sample({ button: 0, buttons: 1 }));
    pointers.releaseAll(7000);
    pointers.releaseAll(7001);
    pointers.move(sample({ buttons: 1 }));
    animationFrame();
    expect(brief()).toEqual([
      "pointer_enter 0 []", "pointer_down 1 [1]", "pointer_up 1 []", "pointer_leave 0 []", "pointer_enter 0 []",
      "pointer_move 0 []",
    ]);
  });
  it("fills touches with every finger that is down and ignores a hovering mouse meanwhile", () => {
    const { pointers, sent, animationFrame } = setup();
    const first = { pointerId: 5, pointerType: "touch", pressure: 0.5 };
    const second = { pointerId: 6, pointerType: "touch", pressure: 0.25 };
    pointers.down(sample({ ...first, button: 0, buttons: 1 }));
    pointers.down(sample({ ...second, clientX: 50, button: 0, buttons: 1 }));
    expect(sent.at(-1)).toMatchObject({
      type: "pointer_down", ntouches: 2, touches: { 5: { x: 20, y: 40, pressure: 0.5 }, 6: { x: 100, y: 40, pressure: 0.25 } },
    });
    const before = sent.length;
    pointers.move(sample());
    pointers.enter(sample());
    animationFrame();
    expect(sent.length).toBe(before);
    pointers.up(sample({ ...first, button: 0 }));
    expect(sent.at(-1)).toMatchObject({ type: "pointer_up", button: 1, buttons: [], ntouches: 1, touches: { 6: {} } });
    pointers.move(sample({ ...second, clientX: 40, buttons: 1 }));
    animationFrame();
    expect(sent.at(-1)).toMatchObject({ type: "pointer_move", x: 80, ntouches: 1, touches: { 6: { x: 80 } } });
  });
  it("turns wheel lines and pages into pixels, positive down and right", () => {
    const { pointers, sent, animationFrame } = setup();
    pointers.wheel(wheel({ deltaX: 4, deltaY: 120 }));
    animationFrame();
    pointers.wheel(wheel({ deltaY: 3, deltaMode: 1 }));
    animationFrame();
    pointers.wheel(wheel({ deltaY: -1, deltaMode: 2, ctrlKey: true }));
    animationFrame();
    expect(sent).toMatchObject([
      { type: "wheel", x: 20, y: 40, dx: 4, dy: 120, modifiers: [], inside: true, pixel_ratio: 1.5 },
      { type: "wheel", dx: 0, dy: 100 },
      { type: "wheel", dy: -400, modifiers: ["Control"] },
    ]);
  });
  it("names the buttons that are held while the wheel turns", () => {
    const { pointers, sent, animationFrame } = setup();
    pointers.down(sample({ button: 1, buttons: 4 }));
    pointers.wheel(wheel({ deltaY: 1, buttons: 4 }));
    animationFrame();
    expect(sent.at(-1)).toMatchObject({ type: "wheel", buttons: [3] });
  });
  it("sends a double click like a press", () => {
    const { pointers, sent } = setup();
    pointers.doubleClick(sample({ button: 0 }));
    expect(sent).toMatchObject([{ type: "double_click", x: 20, y: 40, button: 1, buttons: [], ntouches: 0 }]);
  });
});
