import { untrack } from "svelte";
import type { Attachment } from "svelte/attachments";
import { createSubscriber } from "svelte/reactivity";
import { toStore } from "svelte/store";
import type { ViewOptions } from "../main/options.ts";
import { ViewHandle } from "../wrap/view_handle.ts";
import type { ViewSnapshot } from "../wrap/view_handle.ts";

/** What {@link createRfbView} gives: `attach` for the element that shows the view; the rest is reactive. */
export interface RfbViewResult extends ViewSnapshot {
  readonly attach: Attachment<HTMLElement>;
}

/** A view in an element of your own: `<div {@attach rfb.attach}>`. */
export function createRfbView(options: () => ViewOptions = () => ({})): RfbViewResult {
  const handle = new ViewHandle();
  const track = createSubscriber(handle.subscribe);
  const known = (): ViewSnapshot => {
    track();
    return handle.snapshot();
  };
  return {
    attach: (element) =>
      // Nothing that is read here may attach anew.
      untrack(() => {
        handle.attach(element);
        const end = toStore(options).subscribe((latest) => handle.update(latest));
        return () => {
          end();
          handle.dispose();
          handle.attach(undefined);
        };
      }),
    get view() {
      return known().view;
    },
    get state() {
      return known().state;
    },
    get stats() {
      return known().stats;
    },
  };
}
