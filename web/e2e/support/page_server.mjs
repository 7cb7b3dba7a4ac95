// Serves built pages under a Content-Security-Policy, and passes the rest on to a running program: a page can be tested
// that is not embedded in that program.
import { readFile } from "node:fs/promises";
import { createServer, request as httpRequest } from "node:http";
import { connect } from "node:net";
import { extname, join, normalize } from "node:path";

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css",
  ".svg": "image/svg+xml" };

/** The policy of the program's own page. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' blob: data:; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; " +
  "trusted-types pdum-rfb; frame-ancestors 'self'";

/**
 * Serves the files of `folder`, and for every other navigation its index.html, under `policy`. Requests and WebSockets
 * for anything else go to `upstream`, an address of the program; without a folder all do. `sockets`: where WebSockets go
 * instead. `prelude`: code that runs in the page's worker before its own. Resolves to `{url, port, close}`.
 */
export async function servePage(folder, { policy = PAGE_POLICY, upstream, sockets: socketsTo, port = 0, prelude = "" } = {}) {
  const target = upstream === undefined ? undefined : new URL(upstream);
  const socketTarget = socketsTo === undefined ? target : new URL(socketsTo);
  const sockets = new Set();

  async function answer(request, response) {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    const isPage = request.headers["sec-fetch-dest"] === "document" && extname(path) === "";
    const name = isPage ? "index.html" : path;
    const bytes = folder && (await readFile(join(folder, name)).catch(() => undefined));
    if (bytes !== undefined) {
      response.setHeader("Content-Type", TYPES[extname(name)] ?? "application/octet-stream");
      response.setHeader("Content-Security-Policy", policy);
      response.end(bytes);
    } else if (target !== undefined) forward(request, response);
    else response.writeHead(404).end();
  }

  function forward(request, response) {
    const { method, headers, url: path } = request;
    const isWorker = prelude !== "" && request.headers["sec-fetch-dest"] === "worker";
    if (isWorker) delete headers["accept-encoding"];
    const onward = httpRequest({ host: target.hostname, port: target.port, method, headers, path }, (reply) => {
      if (isWorker) delete reply.headers["content-length"];
      response.writeHead(reply.statusCode, reply.headers);
      if (isWorker) response.write(prelude);
      reply.pipe(response);
    });
    onward.on("error", () => response.writeHead(502).end());
    request.pipe(onward);
  }

  const server = createServer((request, response) => void answer(request, response));
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (request, socket, head) => {
    const onward = connect(Number(socketTarget.port), socketTarget.hostname, () => {
      const fields = [];
      for (let at = 0; at < request.rawHeaders.length; at += 2) {
        fields.push(`${request.rawHeaders[at]}: ${request.rawHeaders[at + 1]}\r\n`);
      }
      onward.write(`GET ${request.url} HTTP/1.1\r\n${fields.join("")}\r\n`);
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    for (const [one, other] of [[socket, onward], [onward, socket]]) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(resolve));
  };
  const bound = server.address().port;
  return { url: `http://127.0.0.1:${bound}/`, port: bound, close };
}
