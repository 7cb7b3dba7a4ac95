// A server that closes each WebSocket as soon as the viewer has said hello.
import { createHash } from "node:crypto";
import { createServer } from "node:http";

/** The constant of RFC 6455. */
const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** An unmasked close frame. */
function closeFrame(code, reason) {
  const text = Buffer.from(reason);
  const frame = Buffer.alloc(4 + text.length);
  frame.writeUInt8(0x88, 0);
  frame.writeUInt8(2 + text.length, 1);
  frame.writeUInt16BE(code, 2);
  text.copy(frame, 4);
  return frame;
}

/** Resolves to `{url, count, close}`; `count()`: how many WebSockets were refused. */
export async function refuseAll(code, reason) {
  let count = 0;
  const server = createServer((_request, response) => response.writeHead(404).end());
  server.on("upgrade", (request, socket) => {
    const accept = createHash("sha1").update(request.headers["sec-websocket-key"] + GUID).digest("base64");
    const fields = ["Upgrade: websocket", "Connection: Upgrade", `Sec-WebSocket-Accept: ${accept}`];
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${fields.join("\r\n")}\r\n\r\n`);
    socket.once("data", () => {
      count += 1;
      socket.write(closeFrame(code, reason));
      socket.once("data", () => socket.end());
    });
    socket.on("error", () => socket.destroy());
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () => new Promise((resolve) => server.close(resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, count: () => count, close };
}
