// Just enough of a browser's worker for tests of the worker's half. Only tests import this.
import { vi } from "vitest";

/** A socket that a test opens, feeds and closes in the server's place. */
export class FakeSocket {
  static readonly OPEN = 1;
  static made: FakeSocket[] = [];
  static refuse: Error | undefined;
  readonly url: string;
  readyState = 0;
  binaryType = "";
  sent: string[] = [];
  closedWith: number[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string | ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;

  constructor(url: string) {
    if (FakeSocket.refuse !== undefined) throw FakeSocket.refuse;
    this.url = url;
    FakeSocket.made.push(this);
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(code: number): void {
    this.closedWith.push(code);
    this.readyState = 2;
  }
  opens(): void {
    this.readyState = FakeSocket.OPEN;
    this.onopen?.();
  }
  says(data: object | ArrayBuffer): void {
    this.onmessage?.({ data: data instanceof ArrayBuffer ? data : JSON.stringify(data) });
  }
  closes(code: number, reason = ""): void {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }
}

/** Puts the fake socket in the real one's place; the list of sockets starts empty. */
export function useFakeSockets(): FakeSocket[] {
  FakeSocket.made = [];
  FakeSocket.refuse = undefined;
  vi.stubGlobal("WebSocket", FakeSocket);
  return FakeSocket.made;
}

/** A bitmap that counts how often it is closed. */
export class FakeBitmap {
  readonly width = 4;
  readonly height = 4;
  closed = 0;
  close(): void {
    this.closed += 1;
  }
}

/** A transferred canvas; `log` has what was done to it. */
export class FakeOffscreenCanvas extends EventTarget {
  readonly log: string[] = [];
  /** With which options a context was asked for. */
  readonly asked: object[] = [];
  isLost = false;
  context: object | null;
  #width = 300;
  #height = 150;

  constructor() {
    super();
    this.context = {
      isContextLost: () => this.isLost,
      drawImage: (...given: unknown[]) => this.log.push(`draw ${given.slice(1).join(" ")}`),
      putImageData: (...given: unknown[]) => this.log.push(`put ${given.slice(1).join(" ")}`),
    };
  }
  get width(): number {
    return this.#width;
  }
  set width(width: number) {
    this.#width = width;
    this.log.push(`width ${width}`);
  }
  get height(): number {
    return this.#height;
  }
  set height(height: number) {
    this.#height = height;
    this.log.push(`height ${height}`);
  }
  getContext(_kind: string, options: object): object | null {
    this.asked.push(options);
    return this.context;
  }
}

/** Lets promises that are due settle. */
export async function settle(): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) await Promise.resolve();
}
