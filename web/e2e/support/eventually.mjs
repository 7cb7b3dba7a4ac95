import { setTimeout as delay } from "node:timers/promises";

/** Polls until `probe` gives something truthy, for `wait` ms; `what` is said, or called, when it never does. */
export async function eventually(probe, what, wait = 10_000) {
  const end = Date.now() + wait;
  for (;;) {
    const found = await probe();
    if (found) return found;
    if (Date.now() > end) throw new Error(`never came: ${typeof what === "function" ? what() : what}`);
    await delay(30);
  }
}

/** Repeats a check until it passes: a browser may show later what the view has drawn. The last failure is said. */
export async function comes(check) {
  let last;
  const passes = () =>
    check().then(
      () => true,
      (error) => {
        last = error;
      },
    );
  await eventually(passes, () => last.message);
}
