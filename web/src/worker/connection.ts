import { closeSentence, mayReconnect, ReconnectPolicy } from "../shared/reconnect.ts";
import type { ViewState } from "../shared/status.ts";
import { messageOf } from "../shared/values.ts";

/** What a connection tells its owner. */
export interface ConnectionEvents {
  state(state: ViewState): void;
  /** The socket is open: say hello. */
  open(): void;
  text(text: string): void;
  binary(message: ArrayBuffer): void;
  /** The socket is gone, whatever comes next. */
  lost(): void;
}

/** A handshake without an answer for this long is given up. */
const CONNECT_TIMEOUT_MS = 10_000;
/** A server that was asked for something and says nothing for this long is out of reach. */
const SUSPECT_TIMEOUT_MS = 5_000;

/** Keeps one WebSocket, and opens the next one when it is lost and may be tried again. */
export class Connection {
  readonly #url: string;
  readonly #retry: boolean;
  readonly #events: ConnectionEvents;
  /** Resolves before each try, with whatever the owner must have ready. */
  readonly #prepare: () => Promise<void>;
  readonly #policy = new ReconnectPolicy();
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #generation = 0;
  #negotiated = false;
  /** The server has said that it ends, and none has answered since. */
  #serverEnded = false;

  constructor(url: string, retry: boolean, events: ConnectionEvents, prepare: () => Promise<void>) {
    this.#url = url;
    this.#retry = retry;
    this.#events = events;
    this.#prepare = prepare;
  }

  /** Sends where a socket is open; else the message is lost, as it belongs to a session that has ended. */
  send(text: string): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  /** Opens a socket now, in place of the present one or of the wait for the next try. */
  connect(): void {
    this.close();
    const generation = this.#generation;
    this.#negotiated = false;
    this.#events.state({ name: "connecting", message: "Connecting to the server." });
    this.#prepare().then(
      () => {
        if (generation === this.#generation) this.#open();
      },
      (error: unknown) => {
        if (generation !== this.#generation) return;
        this.#ended(1006, `No token could be had: ${messageOf(error)}.`);
      },
    );
  }

  /** A person asked for a new connection. */
  reconnect(): void {
    this.#policy.reset();
    this.connect();
  }

  /** The network or the tab came back: do not sit out the rest of a delay. */
  wake(): void {
    if (this.#timer !== undefined && this.#socket === undefined) this.reconnect();
  }

  /** The server was asked for something after a time without network: no answer means that the connection is dead. */
  suspect(): void {
    if (this.#socket !== undefined && this.#timer === undefined) this.#giveUpAfter(SUSPECT_TIMEOUT_MS);
  }

  /** The server has answered the hello. */
  negotiated(now: number): void {
    this.#negotiated = true;
    this.#serverEnded = false;
    this.#clearTimer();
    this.#policy.negotiated(now);
  }

  /** Ends, and opens no other until `connect` or `reconnect`. */
  close(): void {
    this.#generation += 1;
    this.#abandon();
  }

  #open(): void {
    let socket: WebSocket;
    try {
      socket = new WebSocket(this.#url);
    } catch (error) {
      this.#events.state({ name: "error", message: `The browser refused to connect: ${String(error)}` });
      return;
    }
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    this.#giveUpAfter(CONNECT_TIMEOUT_MS);
    socket.onopen = () => {
      this.#events.state({ name: "open", message: "Connected; waiting for the stream." });
      this.#events.open();
    };
    socket.onmessage = (event: MessageEvent<string | ArrayBuffer>) => {
      if (this.#negotiated) this.#clearTimer();
      if (typeof event.data === "string") this.#events.text(event.data);
      else this.#events.binary(event.data);
    };
    socket.onclose = (event) => {
      this.#abandon();
      this.#ended(event.code, event.reason);
    };
  }

  /** Whatever stops the timer, an answer or the end of the socket, comes first or it is too late. */
  #giveUpAfter(ms: number): void {
    this.#timer = setTimeout(() => {
      this.#abandon();
      this.#ended(1006, "The server did not answer.");
    }, ms);
  }

  #ended(code: number, reason: string): void {
    // That a server which has ended does not answer is no news.
    this.#serverEnded = code === 1001 || (code === 1006 && this.#serverEnded);
    const message = closeSentence(this.#serverEnded ? 1001 : code, reason);
    const delay = this.#retry ? this.#policy.lost(code, performance.now()) : undefined;
    if (delay === undefined) {
      const isRefused = code !== 1000 && !mayReconnect(code);
      this.#events.state({ name: isRefused ? "error" : "closed", message, code });
      return;
    }
    this.#events.state({ name: "reconnecting", message, code, retryInMs: Math.round(delay) });
    this.#timer = setTimeout(() => this.connect(), delay);
  }

  #clearTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Lets go of the socket without hearing from it again. */
  #abandon(): void {
    this.#clearTimer();
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    if (socket.readyState <= WebSocket.OPEN) socket.close(1000);
    this.#events.lost();
  }
}
