/** The shadow DOM's style; custom properties and parts are its interface. */
const CSS = `
:host {
  --background: var(--rfb-background, light-dark(#eceef2, #101216));
  --panel: var(--rfb-panel, light-dark(rgb(255 255 255 / 0.92), rgb(24 27 33 / 0.9)));
  --text: var(--rfb-text, light-dark(#1b1f27, #e8eaf0));
  --muted: var(--rfb-muted, light-dark(#5a6372, #9aa3b5));
  --accent: var(--rfb-accent, light-dark(#1757d1, #7fb0ff));
  --good: var(--rfb-good, light-dark(#15803d, #4ade80));
  --warn: var(--rfb-warn, light-dark(#b45309, #fbbf24));
  --bad: var(--rfb-bad, light-dark(#b91c1c, #f87171));
  --gap: var(--rfb-gap, 10px);
  color-scheme: light dark;
  display: block;
  position: relative;
  overflow: hidden;
  min-width: 0;
  min-height: 0;
  background: var(--background);
  color: var(--text);
  font: 13px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
:host([hidden]) { display: none; }
[hidden], .off { display: none !important; }
.frame { position: absolute; inset: 0; container-type: size; }
.stage { position: absolute; inset: 0; touch-action: none; transition: opacity 0.2s, filter 0.2s; }
.stage.stale { opacity: 0.45; filter: saturate(0.5); }
.stage:focus-within::after {
  content: ""; position: absolute; inset: 0; pointer-events: none;
  box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--accent) 55%, transparent);
}
.panel {
  background: var(--panel);
  border: 1px solid color-mix(in srgb, var(--text) 14%, transparent);
  border-radius: 8px;
}
.top, .hud { position: absolute; z-index: 1; pointer-events: none; }
.top {
  top: max(var(--gap), env(safe-area-inset-top)); left: max(var(--gap), env(safe-area-inset-left));
  right: max(var(--gap), env(safe-area-inset-right)); display: flex; flex-wrap: wrap; align-items: start; gap: 6px;
}
.badges { display: flex; gap: 6px; }
.status, .latency, .role { display: flex; gap: 7px; align-items: center; padding: 2px 9px; }
.dot { width: 8px; height: 8px; border-radius: 50%; background: var(--warn); }
.status[data-state="negotiated"] .dot { background: var(--good); }
.status:is([data-state="error"], [data-state="closed"]) .dot { background: var(--bad); }
.latency, .value { font-variant-numeric: tabular-nums; font-weight: 600; }
.latency[data-grade="good"] { color: var(--good); }
.latency[data-grade="warn"] { color: var(--warn); }
.latency[data-grade="bad"] { color: var(--bad); }
.hud {
  bottom: max(var(--gap), env(safe-area-inset-bottom)); left: max(var(--gap), env(safe-area-inset-left));
  max-width: calc(100% - 2 * var(--gap)); box-sizing: border-box; margin: 0; padding: 4px 10px;
  display: flex; flex-wrap: wrap; gap: 2px 12px;
}
.figure { display: flex; gap: 5px; }
.name { color: var(--muted); }
.value { margin: 0; }
.toolbar { display: flex; margin-left: auto; padding: 2px; pointer-events: auto; transition: opacity 0.2s; }
.toolbar.idle:not(:hover, :focus-within) { opacity: 0; pointer-events: none; }
.button {
  font: inherit; color: inherit; background: none; border: 0; border-radius: 6px; padding: 4px 9px; cursor: pointer;
  min-width: 32px; min-height: 32px; display: grid; place-items: center; touch-action: manipulation;
}
.button:hover { background: color-mix(in srgb, var(--text) 12%, transparent); }
.button[aria-pressed="true"] { color: var(--accent); background: color-mix(in srgb, var(--accent) 16%, transparent); }
.button:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
.retry, .grant, .deny { border: 1px solid var(--accent); color: var(--accent); padding: 4px 14px; }
.row { flex-basis: 100%; display: flex; flex-direction: column; align-items: center; gap: 8px; }
.copy-box {
  display: flex; flex-direction: column; gap: 8px; width: min(36em, 90%); padding: 12px; pointer-events: auto;
}
.copy-box p { margin: 0; }
.copy-text { width: 100%; height: 8em; box-sizing: border-box; font: 13px monospace; resize: vertical; }
.copy-close { align-self: end; }
.control {
  padding: 6px 10px; pointer-events: auto; max-width: 100%; box-sizing: border-box;
  display: flex; flex-wrap: wrap; gap: 4px 8px; align-items: center; justify-content: center;
}
svg { width: 18px; height: 18px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linejoin: round; }
.banner {
  position: absolute; z-index: 2; left: 50%; top: 50%; translate: -50% -50%; width: max-content;
  max-width: min(34em, calc(100% - 40px)); box-sizing: border-box; padding: 14px 18px;
  display: grid; gap: 10px; justify-items: center; text-align: center;
}
.message, .sentence { margin: 0; overflow-wrap: anywhere; }
.banner.bad { border-color: var(--bad); }
.banner.late { animation: late 0.6s; }
@keyframes late { 0%, 80% { opacity: 0; } }
@media (pointer: coarse) { .button { min-width: 44px; min-height: 44px; } }
@media (prefers-reduced-motion: reduce) { .stage, .toolbar { transition: none; } }
@media (forced-colors: active) { .dot, .button[aria-pressed="true"] { forced-color-adjust: none; } }
@container (max-width: 520px) { .plain .name { display: none; } .hud { font-size: 12px; gap: 0 10px; } }
@container (max-height: 160px) { .hud { display: none; } }
`;

let sheet: CSSStyleSheet | undefined;

/** One sheet for every element on the page; built by script, which a strict `style-src` allows. */
export function elementStyles(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  return sheet;
}
