import { afterEach, describe, expect, it, vi } from "vitest";
import { FakeElement, FakePage } from "../testing/fake_dom.ts";
import { VisibilityWatch } from "./visibility_watch.ts";

function setup() {
  const page = new FakePage();
  const reports: boolean[] = [];
  const element = new FakeElement(page) as unknown as HTMLElement;
  const watch = new VisibilityWatch(element, (visible) => reports.push(visible));
  return { page, reports, watch };
}

afterEach(() => vi.unstubAllGlobals());

describe("VisibilityWatch", () => {
  it("tells changes alone: of the page, and of what is scrolled away", () => {
    const { page, reports } = setup();
    page.scroll(true);
    page.scroll(false);
    page.show(false);
    page.show(true);
    page.scroll(true);
    page.show(false);
    expect(reports).toEqual([false, true, false]);
  });
  it("knows how it stands from the beginning, and is silent after its end", () => {
    const { page, reports, watch } = setup();
    expect(watch.isVisible).toBe(true);
    watch.dispose();
    page.show(false);
    page.scroll(false);
    expect(reports).toEqual([]);
    expect(watch.isVisible).toBe(false);
  });
});
