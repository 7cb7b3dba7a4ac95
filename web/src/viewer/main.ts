import "./viewer.css";
import "../element/define.ts";
import { pageParams } from "./params.ts";

const params = pageParams(location.search, location.hash);
// A token must not stay in the address bar or in the history.
if (location.hash !== "") history.replaceState(null, "", location.pathname + location.search);

const view = document.createElement("rfb-view");
view.fit = params.fit;
view.token = params.token;
view.toggleAttribute("image-only", params.imageOnly);
view.toggleAttribute("hud", params.hud);
view.toggleAttribute("controls", params.hud);
document.body.append(view);
view.view?.focus();
