import { defineComponent, h, onScopeDispose, shallowRef, toValue, watch } from "vue";
import type { MaybeRefOrGetter, ShallowRef } from "vue";
import type { ViewOptions } from "../main/options.ts";
import type { RemoteFramebufferView } from "../main/view.ts";
import type { ViewState, ViewStats } from "../shared/status.ts";
import { OPTION_NAMES } from "../wrap/options.ts";
import { ViewHandle } from "../wrap/view_handle.ts";

/** What {@link useRfbView} gives. */
export interface RfbViewResult {
  /** The view, while its element is in the page. */
  readonly view: Readonly<ShallowRef<RemoteFramebufferView | undefined>>;
  /** Where it stands. */
  readonly state: Readonly<ShallowRef<ViewState>>;
  /** Its figures. */
  readonly stats: Readonly<ShallowRef<ViewStats>>;
}

/** A view in the element that `target` refers to, for as long as the scope lives. */
export function useRfbView(
  target: MaybeRefOrGetter<HTMLElement | null | undefined>,
  options: MaybeRefOrGetter<ViewOptions> = {},
): RfbViewResult {
  const handle = new ViewHandle();
  const known = handle.snapshot();
  const result = { view: shallowRef(known.view), state: shallowRef(known.state), stats: shallowRef(known.stats) };
  handle.subscribe(() => {
    const { view, state, stats } = handle.snapshot();
    result.view.value = view;
    result.state.value = state;
    result.stats.value = stats;
  });
  // The copy reads every option, so that a change of any is seen.
  const watched = (): [HTMLElement | null | undefined, ViewOptions] => [toValue(target), { ...toValue(options) }];
  const take = ([element, latest]: ReturnType<typeof watched>): void => {
    handle.update(latest);
    handle.attach(element);
  };
  watch(watched, take, { immediate: true, flush: "post" });
  onScopeDispose(() => handle.dispose());
  return result;
}

/** Options that are called; as events they go without their `on`. */
type CallbackName = Extract<keyof ViewOptions, `on${string}`>;

/** Properties of {@link RfbView}: options of the view, less those that are its events. */
export type RfbViewProps = Omit<ViewOptions, CallbackName>;

/** Events of {@link RfbView}: `state`, `stats`, `error` and the others that a view calls its options for. */
export type RfbViewEmits = {
  [Name in CallbackName as Name extends `on${infer Event}` ? Uncapitalize<Event> : never]: Parameters<
    NonNullable<ViewOptions[Name]>
  >;
};

/** Vue takes a missing boolean property for `false`, and a bare one for `true` only where it knows its type. */
const BOOLEANS: ReadonlySet<string> = new Set<keyof ViewOptions>([
  "imageOnly", "autoResize", "reconnect", "grabKeys", "debug",
]);

const CALLBACKS = OPTION_NAMES.filter((name) => name.startsWith("on"));

const PROPERTIES = Object.fromEntries(
  OPTION_NAMES.filter((name) => !CALLBACKS.includes(name)).map((name) => [
    name,
    { type: BOOLEANS.has(name) ? Boolean : null, default: undefined },
  ]),
);

/** `onState` is the event `state`. */
function eventName(callback: string): string {
  return callback.charAt(2).toLowerCase() + callback.slice(3);
}

/** A `div` that shows a stream. It exposes `view`, `viewState` and `stats`. */
export const RfbView = defineComponent<RfbViewProps, RfbViewEmits>(
  (props, { emit, expose }) => {
    const target = shallowRef<HTMLElement | null>(null);
    const emitAny = emit as (event: string, value: unknown) => void;
    const callbacks: ViewOptions = Object.fromEntries(
      CALLBACKS.map((name) => [name, (value: unknown) => emitAny(eventName(name), value)]),
    );
    const { view, state, stats } = useRfbView(target, () => ({ ...props, ...callbacks }));
    expose({ view, viewState: state, stats });
    return () => h("div", { ref: target });
  },
  // The types above are the component's; Vue wants the names once more.
  { name: "RfbView", props: PROPERTIES as never, emits: CALLBACKS.map(eventName) as never },
);
