import type { ViewOptions } from "../main/options.ts";
import { RemoteFramebufferView } from "../main/view.ts";
import { emptyStats } from "../shared/status.ts";
import type { ViewState, ViewStats } from "../shared/status.ts";
import { connectionKey } from "./options.ts";

/** What a component knows of its view; another object whenever something has changed. */
export interface ViewSnapshot {
  /** The view, while its element is in the page. */
  readonly view: RemoteFramebufferView | undefined;
  /** Where it stands. */
  readonly state: ViewState;
  /** Its figures. */
  readonly stats: ViewStats;
}

/** What a component knows before its element is in the page, and on a server. */
export const IDLE: ViewSnapshot = {
  view: undefined,
  state: { name: "connecting", message: "The view is not in the page yet." },
  stats: emptyStats(),
};

/**
 * What the wrappers of every framework share: one view that lives while there are both an element and options, takes on
 * the options that it can, and is replaced for those that it cannot.
 */
export class ViewHandle {
  readonly #listeners = new Set<() => void>();
  #snapshot = IDLE;
  #target: HTMLElement | undefined;
  #options: ViewOptions | undefined;
  #key = "";

  /** The state of things. */
  readonly snapshot = (): ViewSnapshot => this.#snapshot;

  /** Calls `listener` after each change; returns how to end that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Names the element to show the view in; nothing ends the view. */
  readonly attach = (target: HTMLElement | null | undefined): void => {
    if (this.#target === (target ?? undefined)) return;
    this.#stop();
    this.#target = target ?? undefined;
    this.#start();
  };

  /** Takes on other options. */
  update(options: ViewOptions): void {
    this.#options = options;
    if (connectionKey(options) !== this.#key) this.#stop();
    const { view } = this.#snapshot;
    if (view === undefined) {
      this.#start();
      return;
    }
    view.setFit(options.fit ?? "contain");
    view.canvas.style.background = options.background ?? "";
  }

  /** Ends the view; the next `update` makes another. */
  dispose(): void {
    this.#stop();
    this.#options = undefined;
  }

  #start(): void {
    const target = this.#target;
    const options = this.#options;
    if (target === undefined || options === undefined) return;
    const key = connectionKey(options);
    // What has failed at once would fail again.
    if (this.#snapshot.state.name === "error" && this.#snapshot.view === undefined && key === this.#key) return;
    this.#key = key;
    try {
      const view = new RemoteFramebufferView(target, {
        ...this.#latest(options),
        onState: (state) => this.#change({ state }, () => this.#options?.onState?.(state)),
        onStats: (stats) => this.#change({ stats }, () => this.#options?.onStats?.(stats)),
      });
      this.#change({ view, state: view.state, stats: view.stats });
    } catch (error) {
      const problem = error instanceof Error ? error : new Error(String(error));
      this.#change({ state: { name: "error", message: problem.message } }, () => this.#options?.onError?.(problem));
    }
  }

  #stop(): void {
    const { view } = this.#snapshot;
    this.#key = "";
    if (view === undefined) return;
    this.#snapshot = IDLE;
    view.dispose();
    this.#change({ view: undefined });
  }

  /** Functions among the options are asked for anew when they are called. */
  #latest(options: ViewOptions): ViewOptions {
    const late = ([name, value]: [string, unknown]): [string, unknown] => {
      if (typeof value !== "function") return [name, value];
      const call = (...values: unknown[]): unknown => {
        const now: unknown = this.#options?.[name as keyof ViewOptions];
        return typeof now === "function" ? (now(...values) as unknown) : undefined;
      };
      return [name, call];
    };
    return Object.fromEntries(Object.entries(options).map(late));
  }

  #change(changes: Partial<ViewSnapshot>, tell: () => void = () => undefined): void {
    this.#snapshot = { ...this.#snapshot, ...changes };
    tell();
    for (const listener of [...this.#listeners]) listener();
  }
}
