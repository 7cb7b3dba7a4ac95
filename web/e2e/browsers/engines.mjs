// The engines that the tests run in, and how a test is declared once for each of them.
import { execFileSync } from "node:child_process";
import { describe } from "node:test";
import { whyNot } from "../support/server.mjs";

/**
 * `cannot` says why an engine, as it is driven here, lacks something: tests that need it are skipped with that sentence.
 *
 * `videoError`: how far a channel of a uniform area may be off after H.264.
 *
 * A driver's `launch({flags, puppeteer})` gives `{open, close}`. `open(url, {scale, viewport, prepare})` gives `{page,
 * complaints, close}`, with `hide` and `show` where Chromium is driven by `puppeteer`, and `setScale(ratio, size)` where the
 * engine can. A page is what Playwright calls one, or the part
 * of it that tests in every engine use: `goto`, `goBack`, `reload`, `url`, `evaluate`, `setViewportSize`, `screenshot`,
 * `mouse` (`move`, `down`, `up`, `click`, `dblclick`, `wheel`) and `keyboard` (`down`, `up`, `press`). Pointers go to
 * whole CSS pixels. Beyond Playwright: `keyboard.press` takes letters of any keyboard, `keyboard.compose(letter)` types one
 * by an input method and `keyboard.accent(letter)` after a dead key; `fingers` and `pen` have `down`, `move` (each with id,
 * x, y and pressure) and `up` (id).
 */
const ENGINES = {
  chromium: {
    title: "Chromium",
    packages: "chromium",
    load: () => import("./chromium.mjs"),
    videoError: 3,
    cannot: {},
  },
  firefox: {
    title: "Firefox",
    packages: "firefox-esr",
    whyOld: whyOldFirefox,
    load: () => import("./firefox.mjs"),
    videoError: 3,
    cannot: {
      trueScale: "the ratio of a headless Firefox is emulated",
      yuv444: "Firefox decodes no H.264 4:4:4",
      download: "WebDriver BiDi does not tell of a file that is saved",
      phone: "only Chromium's driver feigns touch screens and colour schemes",
      wideCanvas: "Firefox 153's canvases hold sRGB only",
      videoPrimaries: "Firefox 153 takes the numbers of any video for sRGB",
      pen: "Firefox implements no pen for WebDriver",
    },
  },
  webkit: {
    title: "WebKitGTK",
    packages: "webkit2gtk-driver gstreamer1.0-plugins-bad gstreamer1.0-libav xvfb",
    load: () => import("./webkit.mjs"),
    // It rounds down when it turns video into RGB.
    videoError: 5,
    cannot: {
      countWorkers: "WebDriver does not list workers",
      pressOthers: "WebKitWebDriver lets go of the left button, whichever is asked for",
      wheelWithKeys: "WebKitWebDriver turns the wheel without the keys that are held",
      hearEarly: "WebDriver runs nothing in a page before its own scripts",
      accents: "WebKitWebDriver types letters, and a dead key has none",
      touch: "WebKitWebDriver makes a mouse of a finger",
      pressure: "WebKitWebDriver passes on no pressure",
      repeatKeys: "WebKitWebDriver does not repeat a key that is held",
      changeScale: "WebKitGTK takes its ratio when it starts",
      trueScale: "WebKitGTK takes whole ratios only",
      brokenScale: "WebKitGTK takes whole ratios only",
      download: "WebDriver does not tell of a file that is saved",
      phone: "only Chromium's driver feigns touch screens and colour schemes",
      wideCanvas: "WebKitGTK's canvases hold sRGB only",
      videoPrimaries: "WebKitGTK takes the numbers of any video for sRGB",
      webpProfile: "WebKitGTK looks at no profile of a WebP file",
    },
  },
};

function asked() {
  const names = (process.env.PDUM_RFB_ENGINES ?? Object.keys(ENGINES).join()).split(",").filter((name) => name !== "");
  const unknown = names.filter((name) => !(name in ENGINES));
  if (unknown.length > 0) throw new Error(`PDUM_RFB_ENGINES: ${unknown} is none of ${Object.keys(ENGINES)}`);
  return names;
}

/** What its driver lacks came with later versions; one that is missing altogether is an error instead. */
function whyOldFirefox() {
  let text = "";
  try {
    text = execFileSync(process.env.FIREFOX ?? "/usr/bin/firefox-esr", ["--version"], { encoding: "utf8" });
  } catch {
    return undefined;
  }
  const version = Number(/ (\d+)\./.exec(text)?.[1]);
  if (!(version < 153)) return undefined;
  return `Firefox ${version} is older than 153, whose driver the tests need; Debian's security updates bring it`;
}

/** Declares the same tests for every engine that is asked for. `only`: `{engine, why}` where no other can run them. */
export function eachEngine(title, declare, only) {
  for (const name of asked()) {
    const engine = { name, ...ENGINES[name] };
    const elsewhere = only === undefined || only.engine === name ? undefined : only.why;
    describe(`${title}, ${engine.title}`, { skip: whyNot ?? elsewhere ?? engine.whyOld?.() }, () => declare(engine));
  }
}

/** Starts an engine's browser. */
export async function launch({ title, packages, load }, options = {}) {
  const driver = await load();
  const missing = driver.missing();
  if (missing !== undefined) {
    throw new Error(
      `${missing} is not installed: apt-get install ${packages}, or leave ${title} out of PDUM_RFB_ENGINES`,
    );
  }
  return driver.launch(options);
}
