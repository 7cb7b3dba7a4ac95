import { afterEach, describe, expect, it, vi } from "vitest";
import { Presenter } from "./presenter.ts";
import type { Picture } from "./presenter.ts";

class FakePicture implements Picture {
  closed = 0;
  readonly width = 4;
  readonly height = 4;
  readonly pixelRatio = 1;
  readonly codec = "fake";
  readonly seq: number;
  constructor(seq: number) {
    this.seq = seq;
  }
  close(): void {
    this.closed += 1;
  }
}

function setup(broken: number[] = []) {
  const log: string[] = [];
  const frames: (() => void)[] = [];
  const clock = { now: 0 };
  const presenter = new Presenter<FakePicture>(
    {
      draw: (picture) => {
        if (broken.includes(picture.seq)) throw new Error("lost");
      },
    },
    {
      drawn: (picture) => log.push(`drawn ${picture.seq}`),
      superseded: (picture) => log.push(`superseded ${picture.seq}`),
      failed: (picture) => log.push(`failed ${picture.seq}`),
    },
    (draw) => frames.push(draw),
  );
  vi.spyOn(performance, "now").mockImplementation(() => clock.now);
  /** One that begins `after` ms from now. */
  const animationFrame = (after = 10): void => {
    clock.now += after;
    frames.splice(0).forEach((draw) => draw());
  };
  const offer = (seq: number): FakePicture => {
    const picture = new FakePicture(seq);
    presenter.offer(picture);
    return picture;
  };
  return { presenter, log, frames, animationFrame, offer };
}

afterEach(() => vi.restoreAllMocks());

describe("Presenter", () => {
  it("draws only the newest picture of an animation frame and closes each one once", () => {
    const { log, frames, animationFrame, offer } = setup();
    const pictures = [offer(0), offer(1), offer(2)];
    expect(frames.length).toBe(1);
    animationFrame();
    expect(log).toEqual(["superseded 0", "superseded 1", "drawn 2"]);
    expect(pictures.map((picture) => picture.closed)).toEqual([1, 1, 1]);
  });
  it("keeps one that has only just come for the next animation frame, when there is another to draw", () => {
    const { log, frames, animationFrame, offer } = setup();
    offer(0);
    offer(1);
    animationFrame(3);
    expect([log, frames.length]).toEqual([["drawn 0"], 1]);
    animationFrame();
    offer(2);
    animationFrame(0);
    expect([log, frames.length]).toEqual([["drawn 0", "drawn 1", "drawn 2"], 0]);
  });
  it("keeps none that waits when newer ones come", () => {
    const { log, animationFrame, offer } = setup();
    for (const seq of [0, 1, 2]) offer(seq);
    animationFrame(0);
    offer(3);
    animationFrame();
    expect(log).toEqual(["superseded 0", "drawn 1", "superseded 2", "drawn 3"]);
  });
  it("holds two pictures, the newest, while a hidden tab has no animation frames", () => {
    const { presenter, log, frames, animationFrame, offer } = setup();
    const pictures = Array.from({ length: 100 }, (_, seq) => offer(seq));
    expect(pictures.filter((picture) => picture.closed === 1).length).toBe(98);
    expect([pictures[99]?.closed, presenter.waiting, frames.length]).toEqual([0, 2, 1]);
    animationFrame();
    expect([log.length, log.at(-1), pictures[99]?.closed]).toEqual([100, "drawn 99", 1]);
  });
  it("never draws an older picture over a newer one", () => {
    const { log, animationFrame, offer } = setup();
    offer(5);
    const late = offer(4);
    animationFrame();
    const later = offer(3);
    animationFrame();
    expect(log).toEqual(["superseded 4", "drawn 5", "superseded 3"]);
    expect([late.closed, later.closed]).toEqual([1, 1]);
  });
  it("goes on after a picture that could not be drawn, and may draw an older one in its place", () => {
    const { log, animationFrame, offer } = setup([1]);
    const broken = offer(1);
    animationFrame();
    offer(0);
    animationFrame();
    expect(log).toEqual(["failed 1", "drawn 0"]);
    expect(broken.closed).toBe(1);
  });
  it("asks for a new animation frame for each batch", () => {
    const { log, animationFrame, offer } = setup();
    offer(0);
    animationFrame();
    offer(1);
    animationFrame();
    expect(log).toEqual(["drawn 0", "drawn 1"]);
  });
  it("starts counting anew on a new connection and closes what waited", () => {
    const { presenter, log, animationFrame, offer } = setup();
    offer(7);
    animationFrame();
    const waiting = offer(8);
    presenter.restart();
    animationFrame();
    offer(0);
    animationFrame();
    expect(waiting.closed).toBe(1);
    expect(log).toEqual(["drawn 7", "drawn 0"]);
  });
});
