import { RemoteFramebufferView } from "../main/view.ts";
import type { TokenSource, ViewOptions } from "../main/options.ts";
import { isFitMode } from "../shared/geometry.ts";
import type { FitMode } from "../shared/geometry.ts";
import type { ViewState, ViewStats } from "../shared/status.ts";
import { make, makeButton } from "./dom.ts";
import { Hud } from "./hud.ts";
import { elementStyles } from "./styles.ts";

const FITS: readonly FitMode[] = ["contain", "cover", "fill"];

/**
 * `<rfb-view src fit image-only hud controls background token>`: a view with its status, an error banner, figures
 * (`hud`) and buttons (`controls`). Connects while it is in a document.
 *
 * Fires `rfb-state` and `rfb-stats`, whose `detail` is the view's state or stats.
 */
export class RfbViewElement extends HTMLElement {
  /** Attributes that are watched. */
  static readonly observedAttributes = ["src", "fit", "image-only", "hud", "controls", "background", "token"];

  readonly #stage = make("div", "stage");
  readonly #hud = new Hud();
  readonly #banner = make("div", "banner panel");
  readonly #bannerText = make("p", "");
  readonly #retry = makeButton("Connect", "Connect again", () => this.#view?.reconnect());
  readonly #fitButton = makeButton("Fit", "Change how the picture fits", () => this.#nextFit());
  readonly #toolbar: HTMLElement;
  #view: RemoteFramebufferView | undefined;
  #options: ViewOptions = {};
  #token: TokenSource | undefined;

  constructor() {
    super();
    this.#toolbar = make(
      "div",
      "toolbar panel",
      this.#fitButton,
      makeButton("Screenshot", "Save a picture of this frame", () => void this.#save()),
      makeButton("Full screen", "Show alone on the screen", () => void this.#fullscreen()),
    );
    this.#toolbar.setAttribute("role", "toolbar");
    this.#toolbar.setAttribute("aria-label", "View");
    this.#banner.setAttribute("role", "status");
    this.#banner.append(this.#bannerText, this.#retry);
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [elementStyles()];
    root.append(this.#stage, this.#hud.element, this.#toolbar, this.#banner);
  }

  /** The view, while the element is in a document. */
  get view(): RemoteFramebufferView | undefined {
    return this.#view;
  }

  /** Further options for the view; set before the element is put into a document. */
  get options(): ViewOptions {
    return this.#options;
  }
  set options(options: ViewOptions) {
    this.#options = options;
    this.#restart();
  }

  /** The token, which as a property may be a function; goes before the attribute. */
  get token(): TokenSource | undefined {
    return this.#token ?? this.getAttribute("token") ?? undefined;
  }
  set token(token: TokenSource | undefined) {
    this.#token = token;
    this.#restart();
  }

  /** How the frame is placed: the attribute `fit`. */
  get fit(): FitMode {
    const fit = this.getAttribute("fit");
    return isFitMode(fit) ? fit : "contain";
  }
  set fit(fit: FitMode) {
    this.setAttribute("fit", fit);
  }

  /** Called by the browser when the element enters a document. */
  connectedCallback(): void {
    this.#furnish();
    this.#start();
  }

  /** Called by the browser when the element leaves its document. */
  disconnectedCallback(): void {
    this.#stop();
  }

  /** Called by the browser when a watched attribute changes. */
  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    this.#furnish();
    if (name === "src" || name === "image-only" || name === "token") this.#restart();
  }

  /** Brings everything in line with the attributes that can change while the view runs. */
  #furnish(): void {
    this.#hud.element.hidden = !this.hasAttribute("hud");
    this.#toolbar.hidden = !this.hasAttribute("controls");
    this.#fitButton.textContent = `Fit: ${this.fit}`;
    this.#view?.setFit(this.fit);
    if (this.#view !== undefined) this.#view.canvas.style.background = this.getAttribute("background") ?? "";
  }

  #start(): void {
    if (this.#view !== undefined || !this.isConnected) return;
    try {
      this.#view = new RemoteFramebufferView(this.#stage, {
        ...this.#options,
        url: this.getAttribute("src") ?? this.#options.url,
        fit: this.fit,
        imageOnly: this.hasAttribute("image-only") || this.#options.imageOnly,
        background: this.getAttribute("background") ?? this.#options.background,
        token: this.token ?? this.#options.token,
        onState: (state) => this.#show(state),
        onStats: (stats) => this.#count(stats),
      });
      this.#show(this.#view.state);
    } catch (error) {
      this.#show({ name: "error", message: error instanceof Error ? error.message : String(error) });
    }
  }

  #stop(): void {
    const view = this.#view;
    // First of all: whoever hears of the end may start the next view.
    this.#view = undefined;
    view?.dispose();
  }

  #restart(): void {
    if (this.#view === undefined) return;
    this.#stop();
    this.#start();
  }

  #show(state: ViewState): void {
    const live = state.name === "negotiated";
    const failed = state.name === "error" || state.name === "closed";
    this.#hud.state(state);
    this.#stage.classList.toggle("stale", !live);
    this.#banner.hidden = live;
    this.#banner.classList.toggle("bad", state.name === "error");
    this.#banner.setAttribute("role", failed ? "alert" : "status");
    this.#retry.hidden = !failed && state.name !== "reconnecting";
    const again = state.name === "reconnecting" ? " Trying again." : "";
    this.#bannerText.textContent = state.message + again;
    this.#options.onState?.(state);
    this.dispatchEvent(new CustomEvent("rfb-state", { detail: state }));
  }

  #count(stats: ViewStats): void {
    this.#hud.stats(stats);
    this.#options.onStats?.(stats);
    this.dispatchEvent(new CustomEvent("rfb-stats", { detail: stats }));
  }

  #nextFit(): void {
    this.fit = FITS[(FITS.indexOf(this.fit) + 1) % FITS.length] ?? "contain";
  }

  async #save(): Promise<void> {
    const capture = await this.#view?.capture("blob").catch(() => undefined);
    if (capture === undefined) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(capture.data);
    link.download = `frame-${capture.seq}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }

  async #fullscreen(): Promise<void> {
    if (document.fullscreenElement !== null) await document.exitFullscreen();
    else await this.requestFullscreen().catch(() => undefined);
    this.#view?.focus();
  }
}
