import { H264_CAPABILITY, H264_PROBE_CODEC, IMAGE_CAPABILITIES } from "../shared/wire.ts";

/** What this browser can show, and why not more. */
export interface Capabilities {
  supported: string[];
  /** Why video is not offered; empty when it is. */
  whyNoVideo: string;
}

/** A probe that takes longer counts as refused. */
const PROBE_TIMEOUT_MS = 2000;

/** Whether `VideoDecoder` exists and says that it can decode this codec string. */
export async function isCodecSupported(codec: string): Promise<boolean> {
  if (typeof VideoDecoder === "undefined") return false;
  const timeout = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), PROBE_TIMEOUT_MS));
  const probe = VideoDecoder.isConfigSupported({ codec, optimizeForLatency: true }).then(
    (answer) => answer.supported === true,
    () => false,
  );
  return Promise.race([probe, timeout]);
}

/** Finds the capability strings for `hello`, video first. */
export async function probeCapabilities(imageOnly = false): Promise<Capabilities> {
  const images: string[] = [...IMAGE_CAPABILITIES];
  if (imageOnly) return { supported: images, whyNoVideo: "images were asked for" };
  if (typeof VideoDecoder === "undefined") {
    const whyNoVideo = self.isSecureContext
      ? "this browser has no WebCodecs"
      : "browsers decode video only on https or localhost pages";
    return { supported: images, whyNoVideo };
  }
  if (await isCodecSupported(H264_PROBE_CODEC)) return { supported: [H264_CAPABILITY, ...images], whyNoVideo: "" };
  return { supported: images, whyNoVideo: "this browser does not decode H.264" };
}
