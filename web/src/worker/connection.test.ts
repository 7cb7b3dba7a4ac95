import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ViewState } from "../shared/status.ts";
import { FakeSocket, settle, useFakeSockets } from "../testing/fake_worker_globals.ts";
import { Connection } from "./connection.ts";

let sockets: FakeSocket[];

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(1);
  sockets = useFakeSockets();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function setup({ retry = true } = {}) {
  const log: string[] = [];
  const states: ViewState[] = [];
  const prepared: { resolve(): void; reject(error: Error): void }[] = [];
  const connection = new Connection(
    "ws://host/",
    retry,
    {
      state: (state) => {
        states.push(state);
        log.push(state.name);
      },
      open: () => log.push("say hello"),
      text: (text) => log.push(text),
      binary: (message) => log.push(`${message.byteLength} bytes`),
      lost: () => log.push("lost"),
    },
    () => new Promise((resolve, reject) => prepared.push({ resolve, reject })),
  );
  const connect = async (): Promise<FakeSocket> => {
    connection.connect();
    prepared.at(-1)?.resolve();
    await settle();
    return sockets.at(-1) ?? new FakeSocket("none");
  };
  return { connection, log, states, prepared, connect };
}

describe("Connection", () => {
  it("opens once everything is ready and hands on what comes", async () => {
    const { connection, log, prepared } = setup();
    connection.connect();
    await settle();
    expect([log, sockets.length]).toEqual([["connecting"], 0]);
    prepared[0]?.resolve();
    await settle();
    const socket = sockets[0];
    connection.send("too early");
    socket?.opens();
    connection.send("hello");
    socket?.says({ a: 1 });
    socket?.says(new ArrayBuffer(5));
    expect([socket?.url, socket?.binaryType, socket?.sent]).toEqual(["ws://host/", "arraybuffer", ["hello"]]);
    expect(log).toEqual(["connecting", "open", "say hello", '{"a":1}', "5 bytes"]);
  });
  it("opens one socket, however often it was asked while it got ready", async () => {
    const { connection, prepared } = setup();
    connection.connect();
    connection.connect();
    prepared[1]?.resolve();
    prepared[0]?.resolve();
    await settle();
    expect(sockets.length).toBe(1);
    connection.connect();
    connection.connect();
    prepared[2]?.reject(new Error("an old token"));
    await settle();
    expect(vi.getTimerCount()).toBe(0);
  });
  it("hears no more from a socket that it has left", async () => {
    const { connection, log, prepared, connect } = setup();
    const old = await connect();
    old.opens();
    connection.reconnect();
    expect(log).toEqual(["connecting", "open", "say hello", "lost", "connecting"]);
    expect(old.closedWith).toEqual([1000]);
    old.says({ late: true });
    old.closes(1006);
    prepared.at(-1)?.resolve();
    await settle();
    expect([log.length, sockets.length]).toEqual([5, 2]);
  });
  it("gives up a server that does not answer, not one that does", async () => {
    const silent = setup();
    (await silent.connect()).opens();
    vi.advanceTimersByTime(9_999);
    expect(silent.log.at(-1)).toBe("say hello");
    vi.advanceTimersByTime(1);
    expect(silent.log.slice(-2)).toEqual(["lost", "reconnecting"]);
    expect(silent.states.at(-1)).toMatchObject({ code: 1006, retryInMs: 250 });
    silent.connection.close();

    const answering = setup();
    (await answering.connect()).opens();
    answering.connection.negotiated(0);
    vi.advanceTimersByTime(60_000);
    expect(answering.log.at(-1)).toBe("say hello");
  });
  it("tries again later, each time it is lost", async () => {
    const { states, prepared, connect } = setup();
    const socket = await connect();
    socket.opens();
    socket.closes(1006);
    expect(states.at(-1)).toEqual({ name: "reconnecting", message: "The connection was lost.", code: 1006, retryInMs: 250 });
    vi.advanceTimersByTime(250);
    prepared.at(-1)?.resolve();
    await settle();
    sockets[1]?.closes(1011, "a fault");
    expect(states.at(-1)).toMatchObject({ message: "The connection was closed (code 1011). (a fault)", retryInMs: 500 });
  });
  it("says of a server that has ended only that, until one answers again", async () => {
    const { connection, states, connect } = setup();
    const told = async (code: number, reason?: string): Promise<string | undefined> => {
      (await connect()).closes(code, reason);
      return states.at(-1)?.message;
    };
    const [lost, ended] = ["The connection was lost.", "The server has ended."];
    expect([await told(1006), await told(1001, "The display is closed."), await told(1006)]).toEqual([lost, ended, ended]);
    expect(states.at(-1)).toMatchObject({ name: "reconnecting", code: 1006 });
    expect([await told(1013), await told(1006)]).toEqual(["The server takes no further viewer now.", lost]);
    await told(1001);
    await connect();
    connection.negotiated(0);
    sockets.at(-1)?.closes(1006);
    expect(states.at(-1)?.message).toBe(lost);
  });
  it("never tries again after a final code, and tells refusals from a normal end", async () => {
    for (const [code, name] of [[1000, "closed"], [1003, "error"], [4401, "error"], [4404, "error"]] as const) {
      const { log, states, connect } = setup();
      const socket = await connect();
      socket.opens();
      socket.closes(code);
      expect(states.at(-1)).toMatchObject({ name, code });
      expect([log.at(-2), vi.getTimerCount()]).toEqual(["lost", 0]);
    }
    const once = setup({ retry: false });
    (await once.connect()).closes(1006);
    expect([once.log.at(-1), vi.getTimerCount()]).toEqual(["closed", 0]);
  });
  it("wakes from the wait for the next try only", async () => {
    const { connection, log, connect } = setup();
    connection.wake();
    expect(log).toEqual([]);
    const socket = await connect();
    connection.wake();
    socket.opens();
    connection.wake();
    connection.negotiated(0);
    connection.wake();
    expect(log.length).toBe(3);
    socket.closes(1006);
    connection.wake();
    expect(log.slice(3)).toEqual(["lost", "reconnecting", "connecting"]);
    expect(vi.getTimerCount()).toBe(0);
    const final = await connect();
    final.closes(4404);
    connection.wake();
    expect(log.at(-1)).toBe("error");
  });
  it("tries again where no token is to be had", async () => {
    const { connection, states, prepared } = setup();
    connection.connect();
    prepared[0]?.reject(new Error("signed out"));
    await settle();
    expect(states.at(-1)).toMatchObject({ name: "reconnecting", retryInMs: 250 });
    expect(states.at(-1)?.message).toMatch(/No token could be had: signed out/);
  });
  it("says so where the browser refuses to connect at all", async () => {
    const { states, connect } = setup();
    FakeSocket.refuse = new DOMException("insecure", "SecurityError");
    await connect().catch(() => undefined);
    expect(states.at(-1)?.name).toBe("error");
    expect(states.at(-1)?.message).toMatch(/insecure/);
  });
  it("does nothing after its end until it is asked to connect, in whatever state that came", async () => {
    const { connection, log, prepared, connect } = setup();
    const socket = await connect();
    socket.opens();
    connection.close();
    connection.wake();
    vi.advanceTimersByTime(60_000);
    expect([log.at(-1), socket.closedWith, prepared.length]).toEqual(["lost", [1000], 1]);

    const waiting = setup();
    waiting.connection.connect();
    waiting.connection.close();
    waiting.prepared[0]?.resolve();
    await settle();
    expect(sockets.length).toBe(1);

    connection.reconnect();
    prepared.at(-1)?.resolve();
    await settle();
    expect([log.at(-1), sockets.length]).toEqual(["connecting", 2]);
  });
});
