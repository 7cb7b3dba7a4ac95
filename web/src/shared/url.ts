declare const URL: new (url: string, base?: string) => { protocol: string; search: string; hash: string; href: string };

/**
 * The WebSocket address of a stream: `source` (absolute, or relative to `pageUrl`) or the page's own address, so a
 * base path behind a proxy is kept. Query and fragment of the page never reach it.
 */
export function streamUrl(pageUrl: string, source?: string): string {
  const url = new URL(source ?? pageUrl, pageUrl);
  if (url.protocol === "http:") url.protocol = "ws:";
  if (url.protocol === "https:") url.protocol = "wss:";
  if (url.protocol !== "ws:" && url.protocol !== "wss:") {
    throw new TypeError(`rfb-view: "${url.href}" is no stream address; use ws:, wss:, http: or https:.`);
  }
  if (source === undefined) url.search = "";
  url.hash = "";
  return url.href;
}
