import type { Component } from "svelte";
import type { HTMLAttributes } from "svelte/elements";
import type { ViewOptions } from "../main/options.ts";
import type { RemoteFramebufferView } from "../main/view.ts";
import RfbViewComponent from "./RfbView.svelte";

export { createRfbView } from "./create_rfb_view.ts";
export type { RfbViewResult } from "./create_rfb_view.ts";

/** Properties of {@link RfbView}: options of the view, and attributes of its `div`; `bind:view` gives the view. */
export type RfbViewProps = ViewOptions &
  Omit<HTMLAttributes<HTMLDivElement>, keyof ViewOptions | "children"> & { view?: RemoteFramebufferView | undefined };

/** A `div` that shows a stream. */
export const RfbView: Component<RfbViewProps, object, "view"> = RfbViewComponent as never;
