import { setTimeout as delay } from "node:timers/promises";

/** Polls until `probe` gives something truthy, for ten seconds; `what` is said, or called, when it never does. */
export async function eventually(probe, what) {
  const end = Date.now() + 10_000;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > end) throw new Error(`never came: ${typeof what === "function" ? what() : what}`);
    await delay(30);
  }
}
