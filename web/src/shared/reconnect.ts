/** Why a connection ended, in words for a person. */
const CLOSE_SENTENCES: Readonly<Record<number, string>> = {
  1000: "The stream has ended.",
  1001: "The server has ended.",
  1003: "This browser and the server share no way to send pictures.",
  1006: "The connection was lost.",
  1007: "The server could not read a message.",
  1008: "The server closed the connection because it broke a rule.",
  1009: "The server closed the connection because a message was too long.",
  1013: "The server takes no further viewer now.",
  4400: "The server did not recognise this viewer.",
  4401: "The server refused access: a valid token is needed.",
  4404: "There is no stream of this name on the server.",
  4408: "The server waited too long for this viewer's greeting.",
};

/** Close codes after which trying again cannot help: a normal end, no common transport, refused, unknown stream. */
const FINAL_CODES: ReadonlySet<number> = new Set([1000, 1003, 4401, 4404]);

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;
const BUSY_DELAY_MS = 3_000;
const STABLE_AFTER_MS = 5_000;

/**
 * A sentence about a close code; codes without one are named by number. The server's own reason follows, but for codes
 * that leave nothing open: there it would say the same again. A normal end with a reason is that reason.
 */
export function closeSentence(code: number, reason = ""): string {
  const sentence = CLOSE_SENTENCES[code] ?? `The connection was closed (code ${code}).`;
  if (code === 1000) return reason || sentence;
  return reason === "" || code === 1001 || FINAL_CODES.has(code) ? sentence : `${sentence} (${reason})`;
}

/** Whether a connection that ended with this code may be tried again. */
export function mayReconnect(code: number): boolean {
  return !FINAL_CODES.has(code);
}

/**
 * When to try again: doubling delays with jitter, started over once a connection has been stable.
 * Pure: the time in ms and the random source are arguments.
 */
export class ReconnectPolicy {
  #attempt = 0;
  #negotiatedAt: number | undefined;

  /** The server has answered. */
  negotiated(now: number): void {
    this.#negotiatedAt = now;
  }

  /** Milliseconds to wait before the next try, or `undefined` where there must be none. */
  lost(code: number, now: number, random: () => number = Math.random): number | undefined {
    if (!mayReconnect(code)) return undefined;
    const since = this.#negotiatedAt;
    if (since !== undefined && now - since >= STABLE_AFTER_MS) this.#attempt = 0;
    this.#negotiatedAt = undefined;
    const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    const jittered = full * (0.5 + random() / 2);
    return code === 1013 ? Math.max(BUSY_DELAY_MS, jittered) : jittered;
  }

  /** A person asked, or the network came back: delays start over. */
  reset(): void {
    this.#attempt = 0;
    this.#negotiatedAt = undefined;
  }
}
