// Makes src/worker/clips.ts: one keyframe of flat known colours per codec and per conversion of RGB to YUV. Needs an
// ffmpeg with libx264, libvpx-vp9 and libaom-av1. Run by hand; what it makes is in the repository.
//
//   node scripts/make_clips.mjs [path of ffmpeg]
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const FFMPEG = process.argv[2] ?? "ffmpeg";
const OUT = resolve(import.meta.dirname, "../src/worker/clips.ts");

// Large enough for decoders in hardware, which refuse small pictures.
const COLUMNS = 10;
const ROWS = 6;
const PATCH = 64;
const WIDTH = COLUMNS * PATCH;
const HEIGHT = ROWS * PATCH;

/** Sixty colours: the corners and edges of the cube, greys, and what lies between. The worker has the same rule. */
function colorOf(index) {
  if (index < 27) return [0, 128, 255].map((_, channel, levels) => levels[Math.floor(index / 3 ** channel) % 3]);
  if (index < 35) return Array(3).fill((index - 26) * 28);
  return [index * 37, index * 101 + 60, index * 67 + 120].map((value) => value % 256);
}

const KR_KB = { bt601: [0.299, 0.114], bt709: [0.2126, 0.0722] };

function yuvOf(rgb, matrix, full) {
  const [kr, kb] = KR_KB[matrix];
  const [r, g, b] = rgb.map((value) => value / 255);
  const y = kr * r + (1 - kr - kb) * g + kb * b;
  const cb = (b - y) / (2 * (1 - kb));
  const cr = (r - y) / (2 * (1 - kr));
  if (full) return [y * 255, Math.min(255, cb * 255 + 128), Math.min(255, cr * 255 + 128)].map(Math.round);
  return [16 + y * 219, 128 + cb * 224, 128 + cr * 224].map(Math.round);
}

/** Planar YUV, 8 bits; `step` 2 for 4:2:0, 1 for 4:4:4. */
function picture(matrix, full, step) {
  const plane = (channel, by) => {
    const bytes = Buffer.alloc((WIDTH / by) * (HEIGHT / by));
    for (let at = 0; at < bytes.length; at += 1) {
      const x = (at % (WIDTH / by)) * by;
      const y = Math.floor(at / (WIDTH / by)) * by;
      bytes[at] = yuvOf(colorOf(Math.floor(y / PATCH) * COLUMNS + Math.floor(x / PATCH)), matrix, full)[channel];
    }
    return bytes;
  };
  return Buffer.concat([plane(0, 1), plane(1, step), plane(2, step)]);
}

function encode({ matrix, full, step }, container, args) {
  const folder = mkdtempSync(join(tmpdir(), "clips-"));
  const [input, output] = [join(folder, "in.yuv"), join(folder, `out.${container}`)];
  try {
    writeFileSync(input, picture(matrix, full, step));
    const raw = ["-f", "rawvideo", "-pix_fmt", step === 1 ? "yuv444p" : "yuv420p", "-s", `${WIDTH}x${HEIGHT}`];
    const all = ["-hide_banner", "-loglevel", "error", "-y", ...raw, "-i", input, "-frames:v", "1", ...args];
    const { status, stderr } = spawnSync(FFMPEG, [...all, "-f", container, output]);
    if (status !== 0) throw new Error(`${FFMPEG}: ${stderr}`);
    const bytes = readFileSync(output);
    // A file of IVF has a header of 32 bytes, a frame one of 12.
    return container === "ivf" ? bytes.subarray(44, 44 + bytes.readUInt32LE(32)) : bytes;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function h264(profile, { matrix, full, step = 2 }) {
  const vui = `colorprim=bt709:transfer=iec61966-2-1:colormatrix=${matrix === "bt601" ? "smpte170m" : "bt709"}`;
  const params = `qp=3:fullrange=${full ? "on" : "off"}:${vui}:bframes=0:8x8dct=${profile === "baseline" ? 0 : 1}`;
  const args = ["-c:v", "libx264", "-preset", "veryslow", "-profile:v", profile, "-x264-params", params];
  // Without the text that names the encoder and its settings.
  return encode({ matrix, full, step }, "h264", [...args, "-bsf:v", "filter_units=remove_types=6"]);
}

function vpx(codec, profile, step, args) {
  const tags = ["-colorspace", "bt709", "-color_range", "tv", "-color_primaries", "bt709"];
  const all = ["-c:v", codec, "-profile:v", String(profile), ...tags, "-b:v", "0", ...args];
  return encode({ matrix: "bt709", full: false, step }, "ivf", all);
}

const clips = [
  ["webcodecs/h264-annexb", { matrix: "bt601", full: false }, h264("baseline", { matrix: "bt601", full: false })],
  ["webcodecs/h264-annexb", { matrix: "bt709", full: false }, h264("baseline", { matrix: "bt709", full: false })],
  ["webcodecs/h264-annexb", { matrix: "bt709", full: true }, h264("baseline", { matrix: "bt709", full: true })],
  ["webcodecs/h264-annexb-high", { matrix: "bt709", full: false }, h264("high", { matrix: "bt709", full: false })],
  [
    "webcodecs/h264-annexb-444",
    { matrix: "bt709", full: false },
    h264("high444", { matrix: "bt709", full: false, step: 1 }),
  ],
  ["webcodecs/vp9", { matrix: "bt709", full: false }, vpx("libvpx-vp9", 0, 2, ["-crf", "4"])],
  ["webcodecs/vp9-444", { matrix: "bt709", full: false }, vpx("libvpx-vp9", 1, 1, ["-crf", "4"])],
  ["webcodecs/av1", { matrix: "bt709", full: false }, vpx("libaom-av1", 0, 2, ["-crf", "8", "-cpu-used", "4"])],
];

function literal([capability, { matrix, full }, bytes]) {
  const lines = bytes.toString("base64").match(/.{1,110}/g).map((line) => `      "${line}"`);
  return `  {
    capability: "${capability}",
    matrix: "${matrix}",
    fullRange: ${full},
    data:
${lines.join(" +\n")},
  },`;
}

writeFileSync(OUT, `// Made by scripts/make_clips.mjs.

/** One keyframe of flat known colours. */
export interface Clip {
  /** What a browser that decodes it may claim. */
  capability: string;
  matrix: "bt601" | "bt709";
  fullRange: boolean;
  /** Base64 of the bitstream. */
  data: string;
}

/** Size of every clip, and of the square of each colour in it. */
export const CLIP_GRID = { columns: ${COLUMNS}, rows: ${ROWS}, patch: ${PATCH} } as const;

/** The clips. */
export const CLIPS: readonly Clip[] = [
${clips.map(literal).join("\n")}
];
`);
for (const [name, { matrix, full }, bytes] of clips) console.log(name, matrix, full ? "full" : "limited", bytes.length);
