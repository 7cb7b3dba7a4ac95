// node embed.mjs <dist-dir> <out.cpp>: writes the page as one C++ source that defines pdum::rfb::web_assets().
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, extname, join, relative, sep } from "node:path";
import { gzipSync } from "node:zlib";

const CONTENT_TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".json": "application/json",
  ".woff2": "font/woff2",
};

/** Bytes per source line; each line is a literal of its own, so an escape never meets a following digit. */
const LINE_BYTES = 512;

/** Bytes → adjacent string literals. Octal escapes have three digits, so they end where they should. */
function literal(bytes) {
  if (bytes.length === 0) return '  ""';
  const lines = [];
  for (let start = 0; start < bytes.length; start += LINE_BYTES) {
    let text = "";
    for (const byte of bytes.subarray(start, start + LINE_BYTES)) {
      // `?` could begin a trigraph; quote and backslash are escaped; the rest of ASCII stands for itself.
      const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c && byte !== 0x3f;
      text += plain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`;
    }
    lines.push(`  "${text}"`);
  }
  return lines.join("\n");
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();
}

function assetOf(dist, file) {
  const bytes = readFileSync(file);
  const name = relative(dist, file).split(sep).join("/");
  const contentType = CONTENT_TYPES[extname(file)];
  if (contentType === undefined) throw new Error(`embed: no content type for ${name}; add one to CONTENT_TYPES`);
  const gzip = gzipSync(bytes, { level: 9 });
  return {
    path: name === "index.html" ? "/" : `/${name}`,
    contentType,
    etag: `\\"${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}\\"`,
    immutable: name.startsWith("assets/"),
    bytes,
    gzip: gzip.length < bytes.length ? gzip : Buffer.alloc(0),
  };
}

function source(assets) {
  const data = assets.map(
    (asset, index) =>
      `constexpr char kBytes${index}[] =\n${literal(asset.bytes)};\nconstexpr char kGzip${index}[] =\n${literal(asset.gzip)};\n`,
  );
  const rows = assets.map(
    (asset, index) =>
      `    {"${asset.path}", "${asset.contentType}", "${asset.etag}", ${asset.immutable},\n` +
      `     {kBytes${index}, ${asset.bytes.length}}, {kGzip${index}, ${asset.gzip.length}}},`,
  );
  return `// Generated from the built page; do not edit.
#include "net/web_assets.hpp"

#if defined(__GNUC__)
#pragma GCC diagnostic ignored "-Woverlength-strings"
#endif

namespace pdum::rfb {
namespace {

${data.join("\n")}
constexpr WebAsset kAssets[] = {
${rows.join("\n")}
};

}  // namespace

std::span<const WebAsset> web_assets() { return kAssets; }

}  // namespace pdum::rfb
`;
}

const [dist, out] = process.argv.slice(2);
if (dist === undefined || out === undefined) {
  console.error("usage: node embed.mjs <dist-dir> <out.cpp>");
  process.exit(2);
}
const assets = filesBelow(dist).map((file) => assetOf(dist, file));
if (!assets.some((asset) => asset.path === "/")) throw new Error(`embed: no index.html in ${dist}; run "npm run build"`);
mkdirSync(dirname(out), { recursive: true });
writeFileSync(out, source(assets));
