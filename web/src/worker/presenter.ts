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
 * A picture that comes less than this before an animation frame can wait for the next one. Else a stream about as
 * fast as the screen would lose a frame whenever one is a little early, and repeat one whenever one is late.
 */
const LATE_MS = 4;

/**
 * Draws one picture per animation frame at most, the newest by `seq` but for one that has only just come, and never
 * an older one over a newer one, whatever order the decoders deliver in. The one owner of all that it is offered.
 */
export class Presenter<P extends Picture> {
  readonly #surface: Surface<P>;
  readonly #events: PresenterEvents<P>;
  readonly #schedule: (draw: () => void) => void;
  /** At most two, by `seq`. */
  #waiting: P[] = [];
  /** When the newest one came. */
  #cameAt = 0;
  #shownSeq = -1;
  #scheduled = false;

  /** `schedule` runs its argument once, in the next animation frame. */
  constructor(surface: Surface<P>, events: PresenterEvents<P>, schedule: (draw: () => void) => void) {
    this.#surface = surface;
    this.#events = events;
    this.#schedule = schedule;
  }

  /** How many pictures wait for their animation frame. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Takes a picture over. */
  offer(picture: P): void {
    if (picture.seq <= (this.#waiting.at(-1)?.seq ?? this.#shownSeq)) return this.#supersede(picture);
    this.#cameAt = performance.now();
    this.#waiting.push(picture);
    if (this.#waiting.length > 2) this.#supersede(this.#waiting.shift());
    this.#wake();
  }

  /** A new connection, or the end: what waits is closed, counting starts anew, what is on the screen stays there. */
  restart(): void {
    for (const picture of this.#waiting.splice(0)) picture.close();
    this.#shownSeq = -1;
  }

  #supersede(picture: P | undefined): void {
    if (picture === undefined) return;
    picture.close();
    this.#events.superseded(picture);
  }

  #wake(): void {
    if (this.#scheduled || this.#waiting.length === 0) return;
    this.#scheduled = true;
    this.#schedule(() => this.#draw());
  }

  #draw(): void {
    this.#scheduled = false;
    const isLate = performance.now() - this.#cameAt < LATE_MS;
    if (this.#waiting.length > 1 && !isLate) this.#supersede(this.#waiting.shift());
    const picture = this.#waiting.shift();
    this.#wake();
    if (picture === undefined) return;
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
