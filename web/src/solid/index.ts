import { createComponent, createEffect, createSignal, mergeProps, onCleanup, splitProps } from "solid-js";
import type { Accessor, JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { ViewOptions } from "../main/options.ts";
import type { RemoteFramebufferView } from "../main/view.ts";
import type { ViewState, ViewStats } from "../shared/status.ts";
import { OPTION_NAMES } from "../wrap/options.ts";
import { ViewHandle } from "../wrap/view_handle.ts";

/** What {@link createRfbView} gives: `ref` for the element that shows the view, and what is known of the view. */
export interface RfbViewResult {
  readonly ref: (element: HTMLElement) => void;
  /** The view, while its element is in the page. */
  readonly view: Accessor<RemoteFramebufferView | undefined>;
  /** Where it stands. */
  readonly state: Accessor<ViewState>;
  /** Its figures. */
  readonly stats: Accessor<ViewStats>;
}

/** Properties of {@link RfbView}: options of the view, and attributes of its `div`. */
export type RfbViewProps = ViewOptions &
  Omit<JSX.HTMLAttributes<HTMLDivElement>, keyof ViewOptions | "children" | "ref"> & {
    /** Gets the view, and `undefined` when it ends. */
    viewRef?: ((view: RemoteFramebufferView | undefined) => void) | undefined;
  };

/** A view in an element of your own, for as long as the owner lives. */
export function createRfbView(options: Accessor<ViewOptions> = () => ({})): RfbViewResult {
  const handle = new ViewHandle();
  const [target, setTarget] = createSignal<HTMLElement>();
  const [snapshot, setSnapshot] = createSignal(handle.snapshot());
  handle.subscribe(() => setSnapshot(handle.snapshot()));
  createEffect(() => {
    handle.update({ ...options() });
    handle.attach(target());
  });
  onCleanup(() => handle.dispose());
  return {
    ref: (element) => void setTarget(element),
    view: () => snapshot().view,
    state: () => snapshot().state,
    stats: () => snapshot().stats,
  };
}

/** A `div` that shows a stream. */
export function RfbView(props: RfbViewProps): JSX.Element {
  const [options, own, rest] = splitProps(props, OPTION_NAMES, ["viewRef"]);
  const { ref, view } = createRfbView(() => options);
  createEffect(() => own.viewRef?.(view()));
  return createComponent(Dynamic, mergeProps(rest, { component: "div", ref }));
}
