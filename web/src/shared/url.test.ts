import { describe, expect, it } from "vitest";
import { streamUrl } from "./url.ts";

describe("streamUrl", () => {
  it("is the page's own address as a WebSocket, without query and fragment", () => {
    expect(streamUrl("http://127.0.0.1:8765/?image=1&url=ws://evil/#token=x")).toBe("ws://127.0.0.1:8765/");
    expect(streamUrl("https://host/base/scene?fit=cover")).toBe("wss://host/base/scene");
  });
  it("takes an address relative to the page", () => {
    expect(streamUrl("https://host/base/page.html", "scene")).toBe("wss://host/base/scene");
    expect(streamUrl("http://host/", "ws://other:1/x?y=1")).toBe("ws://other:1/x?y=1");
  });
  it("refuses anything that is no web address", () => {
    expect(() => streamUrl("http://host/", "javascript:alert(1)")).toThrow(/no stream address/);
    expect(() => streamUrl("file:///tmp/x.html")).toThrow(TypeError);
  });
});
