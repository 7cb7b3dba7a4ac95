import { RemoteFramebufferView } from "../main/view.ts";
import type { TokenSource, ViewOptions } from "../main/options.ts";
import { isFitMode } from "../shared/geometry.ts";
import type { FitMode } from "../shared/geometry.ts";
import type { ViewState, ViewStats } from "../shared/status.ts";
import type { RoleMessage } from "../shared/ui_messages.ts";
import { Banner } from "./banner.ts";
import { ControlPanel, RoleBadge } from "./control.ts";
import { CopyBox } from "./copy_box.ts";
import { make } from "./dom.ts";
import { Hud } from "./hud.ts";
import { StatusBadge } from "./status_badge.ts";
import { elementStyles } from "./styles.ts";
import { Toolbar } from "./toolbar.ts";
import { messageOf } from "../shared/values.ts";

const FITS: readonly FitMode[] = ["contain", "cover", "fill"];

/** Attributes whose change needs another connection. */
const CONNECTION: ReadonlySet<string> = new Set(["src", "image-only", "token"]);

/** Properties that a page may have set before this script was there. */
const PROPERTIES = ["src", "fit", "imageOnly", "token", "options"] as const;

/** What the element is called until the application says what it is. */
const LABEL = "Remote view";

/** A server that renders pages imports the class, too. */
const Base: typeof HTMLElement = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/**
 * `<rfb-view src fit image-only background token>`: a view with its state, figures and buttons. Connects while it is in
 * a document. The parts `status`, `latency`, `hud`, `toolbar`, `banner` and `control` are there unless the attribute of
 * that name is `off`.
 *
 * Fires `rfb-state`, `rfb-stats` and `rfb-title`, whose `detail` is the view's state or stats, or the title.
 */
export class RfbViewElement extends Base {
  /** Attributes that are watched. */
  static readonly observedAttributes = [
    "src", "fit", "image-only", "background", "token", "status", "latency", "hud", "toolbar", "banner", "control",
  ];

  readonly #internals = this.attachInternals();
  #state: ViewState = { name: "closed", message: "The view was closed." };
  readonly #stage = make("div", "stage");
  readonly #badge = new StatusBadge();
  readonly #role = new RoleBadge();
  readonly #control = new ControlPanel((clientId, isGranted) => {
    this.#view?.answerControl(clientId, isGranted);
    this.focus();
  });
  readonly #copyBox = new CopyBox(() => this.focus());
  readonly #hud = new Hud();
  readonly #banner = new Banner(() => this.#view?.reconnect());
  readonly #toolbar = new Toolbar(
    {
      screenshot: () => void this.#save(),
      fit: () => (this.fit = FITS[(FITS.indexOf(this.fit) + 1) % FITS.length] ?? "contain"),
      transport: () => (this.imageOnly = !this.imageOnly),
      hud: () => this.#has("hud") ? this.setAttribute("hud", "off") : this.removeAttribute("hud"),
      fullscreen: () => void this.#toggleFullscreen(),
      control: () => this.#view?.requestControl(),
      copy: () => void this.#copy(),
      keyboard: () => this.#view?.showKeyboard(),
    },
    () => this.focus(),
  );
  #view: RemoteFramebufferView | undefined;
  #options: ViewOptions = {};
  #token: TokenSource | undefined;
  /** Between entering a document and leaving it. */
  #isLive = false;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [elementStyles()];
    // The buttons come before the view, whose keys go to the stream.
    this.#badge.element.append(this.#role.element);
    const row = make("div", "row", this.#control.element, this.#copyBox.element);
    const top = make("div", "top", this.#badge.element, this.#toolbar.element, row);
    root.append(make("div", "frame", top, this.#stage, this.#hud.element, this.#banner.element));
    for (const type of ["pointermove", "pointerdown", "focusin"]) {
      this.addEventListener(type, () => this.#toolbar.wake(), { passive: true });
    }
    // What an author writes on the element goes before these.
    Object.assign(this.#internals, { role: "group", ariaLabel: LABEL });
    this.addEventListener("fullscreenchange", () => this.#update());
    // The view does so over its canvas; the page shall not scroll or zoom under the pointer on a button either.
    this.addEventListener("wheel", (event) => event.preventDefault(), { passive: false });
  }

  /** The view, while the element is in a document. */
  get view(): RemoteFramebufferView | undefined {
    return this.#view;
  }

  /** Where the view stands; while there is none, `closed`, or why it could not be made. */
  get state(): ViewState {
    return this.#state;
  }

  /** The view's figures, while there is one. */
  get stats(): ViewStats | undefined {
    return this.#view?.stats;
  }

  /** Further options for the view. Setting them connects anew. */
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

  /** Address of the stream: the attribute `src`, empty when it is missing. */
  get src(): string {
    return this.getAttribute("src") ?? "";
  }
  set src(src: string) {
    this.setAttribute("src", src);
  }

  /** How the frame is placed: the attribute `fit`. */
  get fit(): FitMode {
    const fit = this.getAttribute("fit");
    return isFitMode(fit) ? fit : "contain";
  }
  set fit(fit: FitMode) {
    this.setAttribute("fit", fit);
  }

  /** Never offer video: the attribute `image-only`. */
  get imageOnly(): boolean {
    return this.hasAttribute("image-only");
  }
  set imageOnly(imageOnly: boolean) {
    this.toggleAttribute("image-only", imageOnly);
  }

  /** Gives the view the keyboard. */
  override focus(options?: FocusOptions): void {
    if (this.#view === undefined) super.focus(options);
    else this.#view.focus();
  }

  /** Called by the browser when the element enters a document. */
  connectedCallback(): void {
    for (const name of PROPERTIES) this.#upgrade(name);
    this.#isLive = true;
    this.#furnish();
    this.#toolbar.wake();
    this.#start();
  }

  /** Called by the browser when the element leaves its document. */
  disconnectedCallback(): void {
    this.#isLive = false;
    this.#toolbar.dispose();
    this.#stop();
  }

  /** Called by the browser when a watched attribute changes. */
  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after) return;
    this.#furnish();
    if (CONNECTION.has(name)) this.#restart();
  }

  /** A property set on the element before it had its class hides the class's own. */
  #upgrade(name: (typeof PROPERTIES)[number]): void {
    if (!Object.hasOwn(this, name)) return;
    const value: unknown = Reflect.get(this, name);
    Reflect.deleteProperty(this, name);
    Reflect.set(this, name, value);
  }

  #has(part: string): boolean {
    return this.getAttribute(part) !== "off";
  }

  /** Brings everything in line with the attributes that can change while the view runs. */
  #furnish(): void {
    this.#badge.furnish(this.#has("status"), this.#has("latency"));
    this.#banner.furnish(this.#has("banner"));
    this.#hud.element.hidden = !this.#has("hud");
    this.#toolbar.element.hidden = !this.#has("toolbar");
    if (!this.#has("control")) this.#control.clear();
    this.#update();
    this.#view?.setFit(this.fit);
    if (this.#view !== undefined) this.#view.canvas.style.background = this.#background() ?? "";
  }

  /** Brings what depends on the view in line with it. */
  #update(): void {
    const { fit, imageOnly } = this;
    const role = this.#currentRole();
    const control = role !== undefined && !role.control && role.mayRequest && !role.pending;
    const copy = this.#view?.clipboardText !== undefined;
    this.#role.show(role);
    this.#toolbar.update({ fit, imageOnly, hud: this.#has("hud"), copy, control, fullscreen: this.#isFull() });
  }

  /** What this viewer may do, where that is told and shall be shown. */
  #currentRole(): RoleMessage | undefined {
    return this.#has("control") && this.#state.name === "negotiated" ? this.#view?.role : undefined;
  }

  #background(): string | undefined {
    return this.getAttribute("background") ?? this.#options.background;
  }

  #start(): void {
    if (this.#view !== undefined || !this.#isLive) return;
    try {
      this.#view = new RemoteFramebufferView(this.#stage, {
        ...this.#options,
        url: this.getAttribute("src") ?? this.#options.url,
        fit: this.fit,
        imageOnly: this.imageOnly || this.#options.imageOnly,
        background: this.#background(),
        token: this.token ?? this.#options.token,
        onState: (state) => this.#show(state),
        onStats: (stats) => this.#count(stats),
        onTitle: (title) => {
          this.#internals.ariaLabel = title || LABEL;
          this.#options.onTitle?.(title);
          this.dispatchEvent(new CustomEvent("rfb-title", { detail: title }));
        },
        onRole: (role) => {
          this.#control.control(role.control);
          this.#update();
          this.#options.onRole?.(role);
        },
        onControl: (message) => {
          if (this.#has("control")) this.#control.receive(message, this.#view?.role?.control === true);
          this.#options.onControl?.(message);
        },
        onClipboard: (text) => {
          this.#update();
          this.#toolbar.wake();
          if (text === undefined) this.#copyBox.hide();
          else this.#badge.note("A text waits to be copied");
          this.#options.onClipboard?.(text);
        },
      });
      this.#show(this.#view.state);
    } catch (error) {
      this.#show({ name: "error", message: messageOf(error) });
    }
  }

  #stop(): void {
    const view = this.#view;
    // First of all: whoever hears of the end may start the next view.
    this.#view = undefined;
    view?.dispose();
  }

  #restart(): void {
    if (!this.#isLive) return;
    this.#stop();
    this.#start();
  }

  #show(state: ViewState): void {
    this.#state = state;
    this.#badge.state(state);
    this.#banner.state(state);
    if (state.name !== "negotiated") this.#control.clear();
    this.#update();
    // The last picture stays dimmed until there is a session again; before the first there is none to dim.
    const isUnderWay = state.name === "connecting" || state.name === "open";
    if (!isUnderWay) this.#stage.classList.toggle("stale", state.name !== "negotiated");
    this.#options.onState?.(state);
    this.dispatchEvent(new CustomEvent("rfb-state", { detail: state }));
  }

  #count(stats: ViewStats): void {
    this.#badge.stats(stats);
    this.#hud.stats(stats);
    this.#options.onStats?.(stats);
    this.dispatchEvent(new CustomEvent("rfb-stats", { detail: stats }));
  }

  async #save(): Promise<void> {
    try {
      const capture = await this.#view?.capture("blob");
      if (capture === undefined) return;
      const link = document.createElement("a");
      link.href = URL.createObjectURL(capture.data);
      link.download = `frame-${capture.seq}.png`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      this.#badge.note(`Saved frame ${capture.seq}`);
    } catch {
      this.#badge.note("There is no picture to save yet");
    }
  }

  async #copy(): Promise<void> {
    try {
      await this.#view?.copyText();
      this.#badge.note("Copied");
    } catch {
      const text = this.#view?.clipboardText;
      if (text !== undefined) this.#copyBox.show(text);
    }
  }

  #isFull(): boolean {
    return this.matches(":fullscreen");
  }

  async #toggleFullscreen(): Promise<void> {
    try {
      if (this.#isFull()) await document.exitFullscreen();
      else await (this.#view?.requestFullscreen(this) ?? this.requestFullscreen());
    } catch {
      this.#badge.note("The browser does not allow full screen here");
    }
  }
}
