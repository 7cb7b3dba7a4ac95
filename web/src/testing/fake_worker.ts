// A worker that the test speaks for, and what happy-dom lacks. Only tests import this.
import { vi } from "vitest";
import type { FromWorker, ToWorker } from "../shared/link.ts";
import { emptyStats } from "../shared/status.ts";
import type { StateName, ViewStats } from "../shared/status.ts";

/** Stands for the worker of one view. */
export class FakeWorker {
  readonly posted: ToWorker<unknown>[] = [];
  terminated = 0;
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onerror: unknown = null;

  postMessage(message: ToWorker<unknown>): void {
    this.posted.push(message);
    if (message.type === "dispose") queueMicrotask(() => this.says({ type: "disposed" }));
  }
  terminate(): void {
    this.terminated += 1;
  }
  says(message: FromWorker): void {
    this.onmessage?.({ data: message });
  }
  state(name: StateName, message = `It is ${name}.`): void {
    this.says({ type: "state", state: { name, message }, session: name === "negotiated" ? 1 : 0 });
  }
  stats(changes: Partial<ViewStats>): void {
    this.says({ type: "stats", stats: { ...emptyStats(), ...changes } });
  }
  /** What the view told its worker at the start. */
  get start(): Record<string, unknown> & { options: Record<string, unknown> } {
    return this.posted[0] as never;
  }
}

/** A factory, and the workers that it has made. */
export function fakeWorkers() {
  const workers: FakeWorker[] = [];
  const workerFactory = (): Worker => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker as unknown as Worker;
  };
  const latest = (): FakeWorker => {
    const worker = workers.at(-1);
    if (worker === undefined) throw new Error("no worker was made");
    return worker;
  };
  return { workers, workerFactory, latest, alive: () => workers.filter((worker) => worker.terminated === 0).length };
}

/** Adds what happy-dom does not have, and gives the page an address. */
export function stubPage(): void {
  Object.assign(HTMLCanvasElement.prototype, { transferControlToOffscreen: () => ({ offscreen: true }) });
  Object.assign(HTMLElement.prototype, { attachInternals: () => ({}) });
  vi.stubGlobal("location", new URL("http://host/scene"));
}
