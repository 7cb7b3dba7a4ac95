import { describe, expect, it } from "vitest";
import { pageParams } from "./params.ts";

describe("pageParams", () => {
  it("has its defaults for a bare address", () => {
    expect(pageParams("", "")).toEqual({ fit: "contain", imageOnly: false, hud: true, token: undefined, stream: "" });
  });
  it("reads query and fragment", () => {
    expect(pageParams("?fit=cover&image=1&hud=0", "#token=a%2Fb")).toEqual({
      fit: "cover", imageOnly: true, hud: false, token: "a/b", stream: "",
    });
  });
  it("takes no token from the query, and no fit that is none", () => {
    expect(pageParams("?token=x&fit=huge&image=0", "#token=")).toEqual({
      fit: "contain", imageOnly: false, hud: true, token: undefined, stream: "",
    });
  });
  it("knows the stream by the last part of the path", () => {
    const streams = ["/", "/scene", "/behind/a/proxy/my%20scene", "/%ff"];
    expect(streams.map((path) => pageParams("", "", path).stream)).toEqual(["", "scene", "my scene", "%ff"]);
  });
});
