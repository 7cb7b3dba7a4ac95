import { H264, imagesOnly, VIDEO_CAPABILITIES } from "../shared/capability.ts";
import type { Capabilities } from "../shared/capability.ts";
import type { YuvResult } from "../shared/color.ts";
import { IMAGE_CAPABILITIES } from "../shared/wire.ts";
import { tryClip } from "./clip_probe.ts";
import type { ClipResult } from "./clip_probe.ts";
import { CLIPS } from "./clips.ts";
import type { Clip } from "./clips.ts";

/** Decodes a clip; tests answer in its place. */
export type ClipTrial = (clip: Clip, codec: string) => Promise<ClipResult>;

/** A probe that takes longer counts as refused. */
const PROBE_TIMEOUT_MS = 2000;
/** A clip with a larger error was not really decoded; the worst conversion of a browser that works is off by 40. */
const LARGEST_ERROR = 64;

/** Whether `VideoDecoder` exists and says that it can decode this codec string; `undefined`: it does not answer. */
export async function isCodecSupported(codec: string): Promise<boolean | undefined> {
  if (typeof VideoDecoder === "undefined") return false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), PROBE_TIMEOUT_MS);
  });
  const probe = VideoDecoder.isConfigSupported({ codec, optimizeForLatency: true }).then(
    (answer) => answer.supported === true,
    () => false,
  );
  return Promise.race([probe, timeout]).finally(() => clearTimeout(timer));
}

/** Why there is no video at all; empty where there may be. */
function whyNoDecoder(imageOnly: boolean): string {
  if (imageOnly) return "images were asked for";
  if (typeof VideoDecoder !== "undefined") return "";
  return self.isSecureContext
    ? "this browser has no WebCodecs"
    : "browsers decode video only on https or localhost pages";
}

/** Finds what this browser shows: what its decoder claims, proven by clips of known colours. */
export async function probeCapabilities(imageOnly = false, trial: ClipTrial = tryClip): Promise<Capabilities> {
  const why = whyNoDecoder(imageOnly);
  if (why !== "") return imagesOnly(why);
  const answers = await Promise.all(
    VIDEO_CAPABILITIES.map(async ({ name, codec }) => {
      const claimed = await isCodecSupported(codec);
      if (claimed !== true) return { name, isOffered: false, isLate: claimed === undefined, yuv: [] };
      const results = await tryClips(name, codec, trial);
      const isLate = results.some(({ result }) => result === "late");
      const isShown = results.some(({ result }) => typeof result === "number" && result <= LARGEST_ERROR);
      // On a machine too busy to tell, the base codec is as the decoder says; what is beyond that must be proven.
      const isOffered = isShown || (isLate && name === H264.name);
      return { name, isOffered, isLate, yuv: name === H264.name ? yuvOf(results) : [] };
    }),
  );
  const video = answers.filter(({ isOffered }) => isOffered).map(({ name }) => name);
  if (video.length === 0) return imagesOnly("this browser decodes none of the stream's kinds of video");
  return {
    supported: [...video, ...IMAGE_CAPABILITIES],
    whyNoVideo: "",
    yuv: answers.flatMap(({ yuv }) => yuv),
    certain: !answers.some(({ isLate }) => isLate),
  };
}

/** Measures the conversions anew: a browser that moves between hardware and software changes its colours. */
export async function measureColors(trial: ClipTrial = tryClip): Promise<YuvResult[]> {
  return yuvOf(await tryClips(H264.name, H264.codec, trial));
}

interface Tried {
  clip: Clip;
  result: ClipResult;
}

function tryClips(capability: string, codec: string, trial: ClipTrial): Promise<Tried[]> {
  const clips = CLIPS.filter((clip) => clip.capability === capability);
  return Promise.all(clips.map(async (clip) => ({ clip, result: await trial(clip, codec) })));
}

function yuvOf(tried: readonly Tried[]): YuvResult[] {
  return tried.flatMap(({ clip: { matrix, fullRange }, result }) =>
    typeof result === "number" ? [{ matrix, full_range: fullRange, error: result }] : [],
  );
}
