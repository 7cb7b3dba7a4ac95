import { createElement, forwardRef, useEffect, useImperativeHandle, useState, useSyncExternalStore } from "react";
import type { ForwardRefExoticComponent, HTMLAttributes, RefAttributes, RefCallback } from "react";
import type { ViewOptions } from "../main/options.ts";
import type { RemoteFramebufferView } from "../main/view.ts";
import { splitOptions } from "../wrap/options.ts";
import { IDLE, ViewHandle } from "../wrap/view_handle.ts";
import type { ViewSnapshot } from "../wrap/view_handle.ts";

/** What {@link useRfbView} gives: `ref` for the element that shows the view, and what is known of the view. */
export interface RfbViewResult extends ViewSnapshot {
  readonly ref: RefCallback<HTMLElement>;
}

/** Properties of {@link RfbView}: options of the view, and attributes of its `div`. */
export type RfbViewProps = ViewOptions & Omit<HTMLAttributes<HTMLDivElement>, keyof ViewOptions | "children">;

/** A view in an element of your own, while the component is mounted. */
export function useRfbView(options: ViewOptions = {}): RfbViewResult {
  const [handle] = useState(() => new ViewHandle());
  const snapshot = useSyncExternalStore(handle.subscribe, handle.snapshot, () => IDLE);
  useEffect(() => handle.update(options));
  useEffect(() => () => handle.dispose(), [handle]);
  return { ...snapshot, ref: handle.attach };
}

/** A `div` that shows a stream. Its `ref` is the view, or `null` while there is none. */
export const RfbView: ForwardRefExoticComponent<RfbViewProps & RefAttributes<RemoteFramebufferView>> =
  forwardRef<RemoteFramebufferView, RfbViewProps>(function RfbView(props, forwarded) {
    const [options, rest] = splitOptions(props);
    const { ref, view } = useRfbView(options);
    // React's types know no handle that comes later.
    useImperativeHandle(forwarded, () => (view ?? null) as RemoteFramebufferView, [view]);
    return createElement("div", { ...rest, ref });
  });
