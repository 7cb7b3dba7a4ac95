import { CLIP_GRID } from "./clips.ts";
import type { Clip } from "./clips.ts";
import { openDecoders } from "./open_decoders.ts";

/** What came of decoding a clip: the largest error of a channel; or that it failed; or that it took too long. */
export type ClipResult = number | "failed" | "late";

/** A decoder that has not answered by then is not waited for. */
const DECODE_TIMEOUT_MS = 1500;

/** The colour of a patch, counted in reading order: the same rule as in `scripts/make_clips.mjs`. */
export function patchColor(index: number): [number, number, number] {
  if (index < 27) {
    const level = (step: number): number => [0, 128, 255][Math.floor(index / step) % 3] ?? 0;
    return [level(1), level(3), level(9)];
  }
  if (index < 35) return [(index - 26) * 28, (index - 26) * 28, (index - 26) * 28];
  return [(index * 37) % 256, (index * 101 + 60) % 256, (index * 67 + 120) % 256];
}

/** The largest error of a channel in the middle of any patch; `pixels` are RGBA rows of the whole clip. */
export function largestError(pixels: Uint8ClampedArray): number {
  const { columns, rows, patch } = CLIP_GRID;
  let largest = 0;
  for (let index = 0; index < columns * rows; index += 1) {
    const x = ((index % columns) + 0.5) * patch;
    const y = (Math.floor(index / columns) + 0.5) * patch;
    for (const [channel, wanted] of patchColor(index).entries()) {
      const seen = pixels[(y * columns * patch + x) * 4 + channel] ?? 0;
      largest = Math.max(largest, Math.abs(seen - wanted));
    }
  }
  return largest;
}

/** Draws as the view does, on a canvas that may be in the GPU, and reads back. */
function errorOf(frame: VideoFrame): number {
  const width = CLIP_GRID.columns * CLIP_GRID.patch;
  const height = CLIP_GRID.rows * CLIP_GRID.patch;
  if (frame.displayWidth !== width || frame.displayHeight !== height) return 255;
  const context = new OffscreenCanvas(width, height).getContext("2d", { alpha: false });
  if (context === null) return 255;
  context.drawImage(frame, 0, 0);
  return largestError(context.getImageData(0, 0, width, height).data);
}

/** Decodes a clip for real. */
export async function tryClip(clip: Clip, codec: string): Promise<ClipResult> {
  let decoder: VideoDecoder | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    return await new Promise<ClipResult>((resolve) => {
      timer = setTimeout(() => resolve("late"), DECODE_TIMEOUT_MS);
      const output = (frame: VideoFrame): void => {
        try {
          resolve(errorOf(frame));
        } finally {
          frame.close();
        }
      };
      decoder = new VideoDecoder({ output, error: () => resolve("failed") });
      openDecoders.add(decoder);
      decoder.configure({ codec, optimizeForLatency: true });
      const data = Uint8Array.from(atob(clip.data), (letter) => letter.charCodeAt(0));
      decoder.decode(new EncodedVideoChunk({ type: "key", timestamp: 0, data }));
      decoder.flush().then(() => resolve("failed"), () => resolve("failed"));
    });
  } catch {
    return "failed";
  } finally {
    clearTimeout(timer);
    if (decoder !== undefined) {
      openDecoders.delete(decoder);
      if (decoder.state !== "closed") decoder.close();
    }
  }
}
