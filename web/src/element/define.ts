import { RfbViewElement } from "./rfb_view_element.ts";
import type { ViewState, ViewStats } from "../shared/status.ts";

// A server that renders pages has no elements.
if (typeof customElements !== "undefined" && customElements.get("rfb-view") === undefined) {
  customElements.define("rfb-view", RfbViewElement);
}

declare global {
  interface HTMLElementTagNameMap {
    "rfb-view": RfbViewElement;
  }
  interface HTMLElementEventMap {
    "rfb-state": CustomEvent<ViewState>;
    "rfb-stats": CustomEvent<ViewStats>;
    "rfb-title": CustomEvent<string>;
  }
}

export { RfbViewElement };
