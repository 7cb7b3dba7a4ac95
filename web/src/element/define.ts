import { RfbViewElement } from "./rfb_view_element.ts";

if (customElements.get("rfb-view") === undefined) customElements.define("rfb-view", RfbViewElement);

declare global {
  interface HTMLElementTagNameMap {
    "rfb-view": RfbViewElement;
  }
}

export { RfbViewElement };
