import "./viewer.css";
import "../element/define.ts";
import { pageParams } from "./params.ts";

const params = pageParams(location.search, location.hash, location.pathname);
stripFragment();

const view = document.createElement("rfb-view");
view.fit = params.fit;
view.token = params.token;
view.imageOnly = params.imageOnly;
if (!params.hud) for (const part of ["status", "latency", "hud", "toolbar", "control"]) view.setAttribute(part, "off");
view.setAttribute("aria-label", params.stream === "" ? "Stream" : `Stream ${params.stream}`);
const own = params.stream === "" ? document.title : `${params.stream} · ${document.title}`;
document.title = own;
view.addEventListener("rfb-title", ({ detail }) => (document.title = detail === "" ? own : `${detail} · ${own}`));
document.body.append(view);
view.focus();

// A link with another token, followed from within this tab, loads nothing anew.
addEventListener("hashchange", () => {
  const { token } = pageParams(location.search, location.hash);
  stripFragment();
  if (token !== undefined) view.token = token;
});

/** A token must not stay in the address bar or in the history. */
function stripFragment(): void {
  if (location.href.includes("#")) history.replaceState(history.state, "", location.pathname + location.search);
}
