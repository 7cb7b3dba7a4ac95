const SVG = "http://www.w3.org/2000/svg";

/** Outlines in a square of 24. */
const ICONS = {
  screenshot: "M4 8h3l2-2.5h6L17 8h3v11H4zM12 10a3.3 3.3 0 1 0 0 6.6a3.3 3.3 0 1 0 0-6.6z",
  fullscreen: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  fit: "M3 5h18v14H3zM8 9h8v6H8z",
  transport: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4",
  control: "M6 3l12 9-5.5 1 3 6.5-2.5 1-3-6.5L6 17z",
  copy: "M9 9h11v11H9zM5 15V4h11",
  keyboard: "M3 6h18v12H3zM7 10h.01M11 10h.01M15 10h.01M8 14h8",
  hud: "M3 20h18M6 16v-5M12 16V5M18 16V9",
} as const;

/** What a button of the toolbar is for. */
export type IconName = keyof typeof ICONS;

/** Draws an icon; the button that holds it says what it means. */
export function makeIcon(name: IconName): SVGElement {
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("aria-hidden", "true");
  icon.append(path);
  return icon;
}
