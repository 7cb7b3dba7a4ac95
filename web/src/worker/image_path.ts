import type { ImageHeader } from "../shared/wire.ts";
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

  /** Starts decoding. */
  push(header: ImageHeader, payload: Uint8Array<ArrayBuffer>): void {
    this.#pending += 1;
    void this.#decode(header, payload).finally(() => {
      this.#pending -= 1;
    });
  }

  /** Pictures that come out after this are closed at once. */
  close(): void {
    this.#closed = true;
  }

  async #decode(header: ImageHeader, payload: Uint8Array<ArrayBuffer>): Promise<void> {
    let picture: DrawablePicture;
    try {
      picture = await decoded(header, payload);
    } catch (error) {
      if (!this.#closed) this.#events.broken(header, error);
      return;
    }
    if (this.#closed) picture.close();
    else this.#events.decoded(picture);
  }
}

/** Frames carry no profile; converting them would only move their colours. */
const colorSpaceConversion = "none";

async function decoded(header: ImageHeader, data: Uint8Array<ArrayBuffer>): Promise<DrawablePicture> {
  const { mime: type, gamut } = header;
  const info = { ...header, codec: type };
  // A decoder's frame says which colours it has, and those of an image are always said to be sRGB.
  if (gamut !== "srgb" || typeof ImageDecoder === "undefined") {
    return bitmapPicture(await createImageBitmap(new Blob([data], { type }), { colorSpaceConversion }), info);
  }
  const decoder = new ImageDecoder({ data, type, colorSpaceConversion });
  try {
    return framePicture((await decoder.decode()).image, info);
  } finally {
    decoder.close();
  }
}
