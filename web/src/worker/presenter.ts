/** A decoded frame on its way to the screen; a {@link Presenter} owns, and closes, what it is offered. */
export interface Picture {
  readonly seq: number;
  /** Size of the frame, in its own pixels. */
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  /** MIME type or codec string. */
  readonly codec: string;
  /** Gives the memory back. */
  close(): void;
}

/** What pictures are drawn on. */
export interface Surface<P extends Picture> {
  /** Draws the whole picture; throws where it cannot be drawn. */
  draw(picture: P): void;
}

/** What a presenter tells its owner. */
export interface PresenterEvents<P extends Picture> {
  /** The picture is on the screen; it is closed after this returns. */
  drawn(picture: P): void;
  /** The picture was superseded by a newer one. */
  superseded(picture: P): void;
  /** The picture could not be drawn. */
  failed(picture: P, error: unknown): void;
}

/**
 * Draws one picture per animation frame at most, the newest by `seq`, and never an older one over a newer one,
 * whatever order the decoders deliver in. The one owner of every picture that it is offered.
 */
export class Presenter<P extends Picture> {
  readonly #surface: Surface<P>;
  readonly #events: PresenterEvents<P>;
  readonly #schedule: (draw: () => void) => void;
  #next: P | undefined;
  #shownSeq = -1;
  #scheduled = false;

  /** `schedule` runs its argument once, in the next animation frame. */
  constructor(surface: Surface<P>, events: PresenterEvents<P>, schedule: (draw: () => void) => void) {
    this.#surface = surface;
    this.#events = events;
    this.#schedule = schedule;
  }

  /** 1 while a picture waits for its animation frame. */
  get waiting(): number {
    return this.#next ? 1 : 0;
  }

  /** Takes a picture over. */
  offer(picture: P): void {
    const newest = this.#next?.seq ?? this.#shownSeq;
    if (picture.seq <= newest) {
      picture.close();
      this.#events.superseded(picture);
      return;
    }
    const old = this.#next;
    this.#next = picture;
    if (old !== undefined) {
      old.close();
      this.#events.superseded(old);
    }
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#schedule(() => this.#draw());
  }

  /** A new connection, or the end: what waits is closed, counting starts anew, what is on the screen stays there. */
  restart(): void {
    this.#next?.close();
    this.#next = undefined;
    this.#shownSeq = -1;
  }

  #draw(): void {
    this.#scheduled = false;
    const picture = this.#next;
    if (picture === undefined) return;
    this.#next = undefined;
    try {
      this.#surface.draw(picture);
      this.#shownSeq = picture.seq;
      this.#events.drawn(picture);
    } catch (error) {
      this.#events.failed(picture, error);
    } finally {
      picture.close();
    }
  }
}
