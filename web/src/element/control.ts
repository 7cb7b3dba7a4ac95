import type { ControlMessage } from "../main/options.ts";
import type { RoleMessage } from "../shared/ui_messages.ts";
import { make, makeButton, nameButton } from "./dom.ts";

/** How long a refusal can be read. */
const REFUSAL_MS = 6000;
/** A request that never ends ends here: timers know no longer times. */
const LONGEST_S = 86_400;

const REFUSALS: Readonly<Record<string, string>> = {
  denied: "Your request for control was refused.",
  timeout: "Nobody answered your request for control.",
  not_allowed: "You may not ask for control here.",
  rate: "You have asked too often; wait a moment before you ask for control again.",
};

/** A sentence about why control was not given. `hasControl`: this viewer has it, and only answered somebody else. */
export function refusalSentence(reason: string, hasControl: boolean): string {
  if (hasControl && reason === "not_allowed") return "That request for control is over.";
  return REFUSALS[reason] ?? `Control was not given (${reason}).`;
}

/** The badge of a viewer who may not act: where everybody may, nothing is shown. */
export class RoleBadge {
  readonly element = make("div", "role panel");

  constructor() {
    this.element.setAttribute("role", "status");
    this.element.hidden = true;
  }

  /** Shows a role; nothing for `undefined`, or for one with control. */
  show(role: RoleMessage | undefined): void {
    this.element.hidden = role === undefined || role.control;
    if (role === undefined || role.control) return;
    const text = role.pending ? "Waiting for control" : "View only";
    if (this.element.textContent !== text) this.element.textContent = text;
    const holders = role.controllers === 1 ? "One viewer has" : `${role.controllers || "No"} viewers have`;
    this.element.title = `${holders} control.`;
  }
}

/** What the panel can say. */
interface Notice {
  readonly text: string;
  /** Milliseconds of `performance.now()`. */
  readonly until: number;
  /** Who asks, and what they call themselves; both empty for a refusal. */
  readonly clientId: string;
  readonly name: string;
}

/**
 * The small panel about control: who asks this viewer for it, one after the other, with buttons to answer; or why this
 * viewer did not get it.
 */
export class ControlPanel {
  readonly element = make("div", "control panel");
  readonly #text = make("p", "sentence");
  readonly #grant = makeButton("grant", "", () => this.#settle(true));
  readonly #deny = makeButton("deny", "", () => this.#settle(false));
  readonly #answer: (clientId: string, isGranted: boolean) => void;
  #notices: Notice[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(answer: (clientId: string, isGranted: boolean) => void) {
    this.#answer = answer;
    this.#grant.textContent = "Grant";
    this.#deny.textContent = "Deny";
    this.#text.setAttribute("role", "status");
    this.element.append(this.#text, this.#grant, this.#deny);
    this.#show();
  }

  /** Somebody asks, or this viewer was refused. `hasControl`: whether this viewer has it. */
  receive(message: ControlMessage, hasControl: boolean): void {
    const now = performance.now();
    if (message.type === "control_denied") {
      const text = refusalSentence(message.reason, hasControl);
      this.#add({ text, until: now + REFUSAL_MS, clientId: "", name: "" });
    } else {
      const { clientId, label, expiresS } = message;
      const name = label || "Another viewer";
      const until = now + Math.min(expiresS, LONGEST_S) * 1000;
      this.#add({ text: `${name} asks for control.`, until, clientId, name });
    }
  }

  /** The session is over. */
  clear(): void {
    this.#notices = [];
    this.#show();
  }

  /** Without control there is none to give, with it no refusal to tell of any more. */
  control(hasControl: boolean): void {
    this.#notices = this.#notices.filter(({ clientId }) => (clientId !== "") === hasControl);
    this.#show();
  }

  /** In place of an earlier one of the same kind. */
  #add(notice: Notice): void {
    this.#notices = [...this.#notices.filter(({ clientId }) => clientId !== notice.clientId), notice];
    this.#show();
  }

  /** Who asks comes before what is only told. */
  get #shown(): Notice | undefined {
    return this.#notices.find(({ clientId }) => clientId !== "") ?? this.#notices[0];
  }

  #settle(isGranted: boolean): void {
    const asker = this.#shown;
    if (asker === undefined || asker.clientId === "") return;
    this.#notices = this.#notices.filter((notice) => notice !== asker);
    this.#answer(asker.clientId, isGranted);
    this.#show();
  }

  #show(): void {
    clearTimeout(this.#timer);
    const now = performance.now();
    this.#notices = this.#notices.filter(({ until }) => until > now);
    const { text = "", clientId = "", name = "", until = now } = this.#shown ?? {};
    this.element.hidden = text === "";
    // A live region speaks whenever it is written to, the same text too.
    if (this.#text.textContent !== text) this.#text.textContent = text;
    this.#grant.hidden = this.#deny.hidden = clientId === "";
    nameButton(this.#grant, `Give control to ${name}`);
    nameButton(this.#deny, `Refuse control to ${name}`);
    if (text !== "") this.#timer = setTimeout(() => this.#show(), until - now);
  }
}
