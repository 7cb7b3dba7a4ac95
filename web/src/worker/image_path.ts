import type { ImageHeader } from "../shared/wire.ts";
import { widestGamut } from "./canvas_surface.ts";
import { openDecoders } from "./open_decoders.ts";
import { bitmapPicture, framePicture } from "./pictures.ts";
import type { DrawablePicture } from "./pictures.ts";

/** What an image path tells its owner. */
export interface ImageEvents {
  /** A picture is ready; the receiver owns it. */
  decoded(picture: DrawablePicture): void;
  /** The bytes were no picture. */
  broken(header: ImageHeader, error: unknown): void;
}

/** Decodes still pictures, several at once; they may come out in any order. */
export class ImagePath {
  readonly #events: ImageEvents;
  #pending = 0;
  #closed = false;

  constructor(events: ImageEvents) {
    this.#events = events;
  }

  /** How many pictures are being decoded. */
  get queueSize(): number {
    return this.#pending;
  }

  /** Decodes, and hands the picture on. */
  async push(header: ImageHeader, payload: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#pending += 1;
    try {
      const picture = await decoded(header, payload);
      if (this.#closed) picture.close();
      else this.#events.decoded(picture);
    } catch (error) {
      if (!this.#closed) this.#events.broken(header, error);
    } finally {
      this.#pending -= 1;
    }
  }

  /** Pictures that come out after this are closed at once. */
  close(): void {
    this.#closed = true;
  }
}

async function decoded(header: ImageHeader, data: Uint8Array<ArrayBuffer>): Promise<DrawablePicture> {
  const { mime: type } = header;
  // Drawing goes by what the header says; a profile in the file says the same and would count twice. Only where no
  // canvas holds such colours the browser converts them, by the profile.
  const gamut = header.gamut === "srgb" ? "srgb" : widestGamut();
  const colorSpaceConversion = gamut === header.gamut ? "none" : "default";
  const info = { ...header, gamut, codec: type };
  // A decoder's frame says which colours it has, and those of an image are always said to be sRGB.
  if (header.gamut !== "srgb" || typeof ImageDecoder === "undefined") {
    return bitmapPicture(await createImageBitmap(new Blob([data], { type }), { colorSpaceConversion }), info);
  }
  const decoder = new ImageDecoder({ data, type, colorSpaceConversion });
  openDecoders.add(decoder);
  try {
    return framePicture((await decoder.decode()).image, info);
  } finally {
    openDecoders.delete(decoder);
    decoder.close();
  }
}
