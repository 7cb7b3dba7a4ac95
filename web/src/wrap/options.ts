import type { ViewOptions } from "../main/options.ts";

/** Every option of a view; the compiler finds one that is missing here. */
const NAMES: Readonly<Record<keyof ViewOptions, true>> = {
  url: true,
  workerFactory: true,
  imageOnly: true,
  prefer: true,
  fit: true,
  background: true,
  token: true,
  autoResize: true,
  devicePixelRatio: true,
  maxBackingDimension: true,
  maxDecodeQueue: true,
  reconnect: true,
  grabKeys: true,
  clipboard: true,
  debug: true,
  onState: true,
  onStats: true,
  onError: true,
  onTitle: true,
  onRole: true,
  onClipboard: true,
  onControl: true,
};

/** The names of a view's options. */
export const OPTION_NAMES = Object.keys(NAMES) as readonly (keyof ViewOptions)[];

/** Options that a running view takes on; the others need another one. */
const LIVE: ReadonlySet<string> = new Set<keyof ViewOptions>(["fit", "background"]);

/** Takes a component's properties apart: what is for the view, and what is for its element. */
export function splitOptions<Props extends object>(
  props: Props,
): [options: ViewOptions, rest: Omit<Props, keyof ViewOptions>] {
  const entries = Object.entries(props);
  const isOption = ([name]: [string, unknown]): boolean => Object.hasOwn(NAMES, name);
  return [
    Object.fromEntries(entries.filter(isOption)),
    Object.fromEntries(entries.filter((entry) => !isOption(entry))) as Omit<Props, keyof ViewOptions>,
  ];
}

/**
 * Equal for options that one view can serve. A function counts as the same whichever it is: components make theirs anew
 * each time, and the latest is called.
 */
export function connectionKey(options: ViewOptions): string {
  const parts = Object.entries(options).filter(([name, value]) => !LIVE.has(name) && value !== undefined);
  return JSON.stringify(parts.sort(), (_, value: unknown) => (typeof value === "function" ? "function" : value));
}
