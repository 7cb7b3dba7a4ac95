import { describe, expect, it } from "vitest";
import type { InputEvent, PointerInput, WheelInput } from "../../shared/events.ts";
import { EventQueue } from "./event_queue.ts";

function setup() {
  const sent: InputEvent[] = [];
  const frames: (() => void)[] = [];
  const queue = new EventQueue((event) => sent.push(event), (flush) => frames.push(flush));
  const animationFrame = (): void => frames.splice(0).forEach((flush) => flush());
  const brief = (): string[] =>
    sent.map((event) => {
      if (event.type === "wheel") return `wheel ${event.dx},${event.dy} at ${event.x}`;
      return "x" in event ? `${event.type} ${event.x}` : event.type;
    });
  return { queue, sent, frames, animationFrame, brief };
}

const fields = { timestamp: 0, y: 0, buttons: [], modifiers: [], inside: true, pixel_ratio: 1 };

function pointer(type: PointerInput["type"], x: number): PointerInput {
  return { ...fields, type, x, button: 0, ntouches: 0, touches: {} };
}

function wheel(x: number, dx: number, dy: number): WheelInput {
  return { ...fields, type: "wheel", x, dx, dy };
}

describe("EventQueue", () => {
  it("sends the newest move once per animation frame", () => {
    const { queue, frames, animationFrame, brief } = setup();
    queue.move(pointer("pointer_move", 1), 7);
    queue.move(pointer("pointer_move", 2), 7);
    expect(brief()).toEqual([]);
    expect(frames.length).toBe(1);
    animationFrame();
    expect(brief()).toEqual(["pointer_move 2"]);
    animationFrame();
    queue.move(pointer("pointer_move", 3), 7);
    animationFrame();
    expect(brief()).toEqual(["pointer_move 2", "pointer_move 3"]);
  });
  it("adds up wheel deltas and keeps the newest position", () => {
    const { queue, animationFrame, brief } = setup();
    queue.wheel(wheel(1, 1, 100));
    queue.wheel(wheel(2, 2, -30));
    animationFrame();
    expect(brief()).toEqual(["wheel 3,70 at 2"]);
  });
  it("flushes what waits before a button or key event", () => {
    const { queue, animationFrame, brief } = setup();
    queue.move(pointer("pointer_move", 1), 7);
    queue.now(pointer("pointer_down", 2));
    queue.move(pointer("pointer_move", 3), 7);
    queue.now({ type: "key_down", timestamp: 0, key: "a", code: "KeyA", modifiers: [] });
    animationFrame();
    expect(brief()).toEqual(["pointer_move 1", "pointer_down 2", "pointer_move 3", "key_down"]);
  });
  it("lets nothing overtake the newest part of a joined event", () => {
    const { queue, animationFrame, brief } = setup();
    queue.move(pointer("pointer_move", 1), 7);
    queue.wheel(wheel(1, 0, 100));
    queue.move(pointer("pointer_move", 2), 7);
    animationFrame();
    expect(brief()).toEqual(["wheel 0,100 at 1", "pointer_move 2"]);
  });
  it("keeps added deltas within what the server takes", () => {
    const { queue, animationFrame, brief } = setup();
    for (let turns = 0; turns < 3; turns += 1) queue.wheel(wheel(1, -6e5, 6e5));
    animationFrame();
    expect(brief()).toEqual(["wheel -1000000,1000000 at 1"]);
  });
  it("forgets what waits when it is cleared", () => {
    const { queue, animationFrame, brief } = setup();
    queue.move(pointer("pointer_move", 1), 7);
    queue.clear();
    queue.now(pointer("pointer_down", 2));
    animationFrame();
    expect(brief()).toEqual(["pointer_down 2"]);
  });
  it("does not join moves of different fingers", () => {
    const { queue, animationFrame, brief } = setup();
    queue.move(pointer("pointer_move", 1), 7);
    queue.move(pointer("pointer_move", 2), 8);
    animationFrame();
    expect(brief()).toEqual(["pointer_move 1", "pointer_move 2"]);
  });
});
