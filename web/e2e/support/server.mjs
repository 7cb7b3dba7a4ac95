// Starts the real program on a free port and reads the lines it prints.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { eventually } from "./eventually.mjs";
import { servePage } from "./page_server.mjs";

const BIN = process.env.PDUM_RFB_BIN;

/** A folder with a built page to test in place of the program's own. */
export const PAGE = process.env.PDUM_RFB_PAGE;

/** Why the tests cannot run; undefined when they can. */
export const whyNot = BIN === undefined ? "PDUM_RFB_BIN does not name the program pdum-rfb" : undefined;

function commandLine({
  size = "640x480", image, port, fps = 10, stillAfter = 0, chroma = "auto", color, control, tokenFile, trustedProxy, selfSigned, frame,
  loop,
}) {
  const isDemo = frame === undefined && loop === undefined;
  return [
    ...(isDemo ? ["demo", "--scene", "testcard", "--no-open"] : ["pipe", "--format", "rgb24"]),
    ...(loop === undefined ? [] : ["--loop", loop]),
    ...["--size", size, "--fps", String(fps), "--chroma", chroma, "--port", String(port), "--json"],
    ...(image === true ? ["--image"] : []),
    ...(stillAfter > 0 ? ["--still-after", String(stillAfter)] : []),
    ...(color === undefined ? [] : ["--color", color]),
    ...(control === undefined ? [] : ["--control", control]),
    ...(tokenFile === undefined ? [] : ["--token-file", tokenFile]),
    ...(trustedProxy === undefined ? [] : ["--trusted-proxy", trustedProxy]),
    ...(selfSigned === undefined ? [] : ["--tls", "self-signed"]),
  ];
}

/** One running program. `events` holds every input event that it has printed, `lines` all that it says of each. */
export class Server {
  events = [];
  lines = [];
  #child;
  #errors = "";
  #page;

  /**
   * Shows the demo's test card, or for ever the one frame that is given (RGB bytes), or in turn those of the file `loop`.
   * Options: `size`, `image` (images only), `port` (0: a free one), `stillAfter` (seconds), `chroma`, `color`,
   * `control` (who may act), `tokenFile`,
   * `trustedProxy` (an address), `selfSigned` (speaks https; the folder that its certificate goes below). Resolves when it
   * listens.
   */
  static async start({ port = 0, frame, ...options } = {}) {
    const server = new Server();
    const words = commandLine({ ...options, frame, port: PAGE === undefined ? port : 0 });
    const env = { ...process.env, XDG_STATE_HOME: options.selfSigned ?? process.env.XDG_STATE_HOME };
    const child = spawn(BIN, words, { stdio: ["pipe", "pipe", "pipe"], env });
    server.#child = child;
    // One that is stopped at once has not read it.
    child.stdin.on("error", () => undefined);
    child.stdin.end(frame);
    child.stderr.on("data", (text) => (server.#errors += text));
    const lines = createInterface({ input: child.stdout });
    const died = once(child, "exit").then(([code]) => {
      throw new Error(`pdum-rfb ended with ${code} before it listened: ${server.#errors}`);
    });
    const [first] = await Promise.race([once(lines, "line"), died]);
    died.catch(() => undefined);
    Object.assign(server, JSON.parse(first));
    lines.on("line", (line) => {
      if (!line.startsWith("{")) return;
      const said = JSON.parse(line);
      server.lines.push(said);
      server.events.push(said.event);
    });
    server.programUrl = server.url;
    if (PAGE !== undefined) {
      server.#page = await servePage(PAGE, { upstream: server.url, port });
      Object.assign(server, { url: server.#page.url, port: server.#page.port });
    }
    return server;
  }

  /** What the program has written to standard error. */
  get errors() {
    return this.#errors;
  }

  /** How many viewers the program counts. */
  async clients() {
    const answer = await fetch(new URL("/streams", this.url));
    return (await answer.json())[0].clients;
  }

  /** The figures of each viewer that the program has now. */
  async metrics() {
    const answer = await fetch(new URL("/metrics", this.programUrl), { headers: { accept: "application/json" } });
    return answer.json();
  }

  /** How many frames the program has sent to the viewers that it has now. */
  async framesSent() {
    return (await this.metrics()).reduce((sum, viewer) => sum + viewer.frames_sent, 0);
  }

  /** The first event that satisfies `test`, now or soon. */
  event(test, what) {
    return eventually(() => this.events.find(test), () => `${what}; seen: ${JSON.stringify(this.events.slice(-12))}`);
  }

  /** Ends this program, and only it; resolves when it is gone. */
  async stop(signal = "SIGTERM") {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = once(this.#child, "exit");
      this.#child.kill(signal);
      await gone;
    }
    // After what the program has said at its end.
    await this.#page?.close();
  }
}
