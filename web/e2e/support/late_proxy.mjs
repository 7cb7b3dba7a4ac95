// Stands between page and program, and can hand on late what the page says: to the program that is a way which is slow.
import { once } from "node:events";
import { connect, createServer } from "node:net";

/** A proxy on a free port of 127.0.0.1. `delay`: milliseconds that each piece of what the page says waits. */
export class LateProxy {
  delay = 0;
  #server;
  #sockets = new Set();

  static async start(port) {
    const proxy = new LateProxy();
    proxy.#server = createServer((page) => proxy.#join(page, connect(port, "127.0.0.1")));
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get url() {
    return `http://127.0.0.1:${this.#server.address().port}/`;
  }

  async stop() {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }

  #join(page, program) {
    for (const [socket, other] of [[page, program], [program, page]]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    program.on("data", (bytes) => page.write(bytes));
    let due = 0;
    page.on("data", (bytes) => {
      due = Math.max(due, performance.now() + this.delay);  // never before what came earlier
      setTimeout(() => program.write(bytes), due - performance.now());
    });
  }
}
