/** The shadow DOM's style; custom properties and parts are its interface. */
const CSS = `
:host {
  --rfb-background: light-dark(#eceef2, #101216);
  --rfb-panel: light-dark(rgb(255 255 255 / 0.86), rgb(24 27 33 / 0.82));
  --rfb-text: light-dark(#1b1f27, #e8eaf0);
  --rfb-muted: light-dark(#5a6372, #9aa3b5);
  --rfb-accent: light-dark(#1757d1, #7fb0ff);
  --rfb-good: light-dark(#15803d, #4ade80);
  --rfb-warn: light-dark(#b45309, #fbbf24);
  --rfb-bad: light-dark(#b91c1c, #f87171);
  display: block;
  position: relative;
  overflow: hidden;
  min-width: 0;
  min-height: 0;
  background: var(--rfb-background);
  color: var(--rfb-text);
  font: 13px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
:host([hidden]) { display: none; }
[hidden] { display: none !important; }
.stage { position: absolute; inset: 0; transition: opacity 0.2s, filter 0.2s; }
.stage.stale { opacity: 0.45; filter: saturate(0.5); }
:host(:focus-within) .stage::after {
  content: ""; position: absolute; inset: 0; pointer-events: none;
  box-shadow: inset 0 0 0 1px color-mix(in srgb, var(--rfb-accent) 55%, transparent);
}
.panel {
  background: var(--rfb-panel);
  border: 1px solid color-mix(in srgb, var(--rfb-text) 12%, transparent);
  border-radius: 8px;
  backdrop-filter: blur(8px);
}
.hud {
  position: absolute; left: 10px; bottom: 10px; max-width: calc(100% - 20px); padding: 4px 10px;
  display: flex; flex-wrap: wrap; gap: 2px 12px; align-items: center; pointer-events: none;
  font-variant-numeric: tabular-nums;
}
.dot { width: 8px; height: 8px; border-radius: 50%; background: var(--rfb-warn); }
.dot[data-state="negotiated"] { background: var(--rfb-good); }
.dot[data-state="error"], .dot[data-state="closed"] { background: var(--rfb-bad); }
.figure b { font-weight: 600; }
.figure span { color: var(--rfb-muted); }
.toolbar {
  position: absolute; top: 10px; right: 10px; display: flex; padding: 3px; opacity: 0.75; transition: opacity 0.15s;
}
.toolbar:hover, .toolbar:focus-within { opacity: 1; }
button {
  font: inherit; color: inherit; background: none; border: 0; border-radius: 6px; padding: 4px 9px; cursor: pointer;
  min-height: 28px;
}
button:hover { background: color-mix(in srgb, var(--rfb-text) 12%, transparent); }
button:focus-visible { outline: 2px solid var(--rfb-accent); outline-offset: -2px; }
.banner {
  position: absolute; left: 50%; top: 50%; translate: -50% -50%; max-width: min(34em, calc(100% - 40px));
  padding: 14px 18px; display: grid; gap: 10px; justify-items: center; text-align: center;
}
.banner p { margin: 0; }
.banner.bad { border-color: var(--rfb-bad); }
@media (prefers-reduced-motion: reduce) { .stage, .toolbar { transition: none; } }
@media (max-width: 480px) { .hud { font-size: 11px; } .figure.wide { display: none; } }
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
