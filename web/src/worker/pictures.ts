import type { Gamut } from "../shared/color.ts";
import type { Picture } from "./presenter.ts";

/** What a picture's pixels come from, and where its frame lies in them. */
export interface DrawablePicture extends Picture {
  readonly source: VideoFrame | ImageBitmap | ImageData;
  /** The part of the source that is the frame: a decoder pads odd sizes, the header has the true one. */
  readonly sourceWidth: number;
  readonly sourceHeight: number;
  /** The colours that its frame needs. */
  readonly gamut: Gamut;
  /** Hears how long drawing took, in milliseconds of the worker. */
  drawTook?(ms: number): void;
}

/** What a frame header says about its picture. */
export interface PictureInfo {
  seq: number;
  width: number;
  height: number;
  pixelRatio: number;
  codec: string;
  gamut: Gamut;
}

/** Encoders round sizes up to even, and to nothing more. */
function cropped(decoded: number, published: number): number {
  return decoded - published === 1 ? published : decoded;
}

/** Wraps a decoder's output; the picture owns it from here on. */
export function framePicture(frame: VideoFrame, info: PictureInfo): DrawablePicture {
  return {
    ...info,
    source: frame,
    sourceWidth: cropped(frame.displayWidth, info.width),
    sourceHeight: cropped(frame.displayHeight, info.height),
    close: () => frame.close(),
  };
}

/** Wraps an image of a browser without image decoder; the picture owns it from here on. */
export function bitmapPicture(bitmap: ImageBitmap, info: PictureInfo): DrawablePicture {
  return {
    ...info,
    source: bitmap,
    sourceWidth: bitmap.width,
    sourceHeight: bitmap.height,
    close: () => bitmap.close(),
  };
}
