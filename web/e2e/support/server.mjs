// Starts the real program on a free port and reads the lines it prints.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { eventually } from "./eventually.mjs";

const BIN = process.env.PDUM_RFB_BIN;

/** Why the tests cannot run; undefined when they can. */
export const whyNot = BIN === undefined ? "PDUM_RFB_BIN does not name the program pdum-rfb" : undefined;

/** One running program. `events` holds every input event that it has printed. */
export class Server {
  events = [];
  #child;
  #errors = "";

  /** Options: `size`, `image` (images only), `port` (0: a free one). Resolves when it listens. */
  static async start({ size = "640x480", image = false, port = 0, fps = 10 } = {}) {
    const args = ["demo", "--scene", "testcard", "--size", size, "--fps", String(fps), "--port", String(port)];
    args.push("--no-open", "--json");
    if (image) args.push("--image");
    const server = new Server();
    const child = spawn(BIN, args, { stdio: ["ignore", "pipe", "pipe"] });
    server.#child = child;
    child.stderr.on("data", (text) => (server.#errors += text));
    const lines = createInterface({ input: child.stdout });
    const died = once(child, "exit").then(([code]) => {
      throw new Error(`pdum-rfb ended with ${code} before it listened: ${server.#errors}`);
    });
    const [first] = await Promise.race([once(lines, "line"), died]);
    died.catch(() => undefined);
    Object.assign(server, JSON.parse(first));
    lines.on("line", (line) => {
      if (line.startsWith("{")) server.events.push(JSON.parse(line).event);
    });
    return server;
  }

  /** What the program has written to standard error. */
  get errors() {
    return this.#errors;
  }

  /** The first event that satisfies `test`, now or soon. */
  event(test, what) {
    return eventually(() => this.events.find(test), () => `${what}; seen: ${JSON.stringify(this.events.slice(-12))}`);
  }

  /** Ends this program, and only it; resolves when it is gone. */
  async stop(signal = "SIGTERM") {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, "exit");
    this.#child.kill(signal);
    await gone;
  }
}
