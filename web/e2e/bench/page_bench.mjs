// Measures the page in Chromium against the real program: `./dev bench page [seconds]`. Prints figures, asserts nothing.
import { setTimeout as sleep } from "node:timers/promises";
import * as chromium from "../browsers/chromium.mjs";
import { openPage, watching } from "../support/browser.mjs";
import { Server } from "../support/server.mjs";

const SECONDS = Number(process.argv[2] ?? 10);

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const percentile = (values, part) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)];
const say = (what, value) => console.log(`${what.padEnd(64)} ${value}`);

const statsOf = (page) => page.evaluate(() => ({ ...document.querySelector("rfb-view").view.stats }));

/** Seconds of the page's main thread so far. */
async function mainThread(cdp) {
  const { metrics } = await cdp.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration").value;
}

/** Frames displayed per frame sent, and what each costs the page's main thread. */
async function measureFrames(browser, { size, image }) {
  const server = await Server.start({ size, image, fps: 60 });
  const opened = await openPage(browser, server.url);
  const { page } = opened;
  try {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Performance.enable");
    await watching(page, 30);
    const [sent, stats, busy] = [await server.framesSent(), await statsOf(page), await mainThread(cdp)];
    const began = performance.now();
    await sleep(SECONDS * 1000);
    const after = [await server.framesSent(), await statsOf(page), await mainThread(cdp)];
    const seconds = (performance.now() - began) / 1000;
    const shown = after[1].framesDisplayed - stats.framesDisplayed;
    const name = `${size} as ${image ? "images" : stats.codec}`;
    say(`${name}: sent, displayed a second`, `${((after[0] - sent) / seconds).toFixed(1)}, ${(shown / seconds).toFixed(1)}`);
    say(`${name}: displayed of those sent`, `${((100 * shown) / (after[0] - sent)).toFixed(1)} %`);
    say(`${name}: main thread a frame`, `${((1000 * (after[2] - busy)) / shown).toFixed(2)} ms`);
  } finally {
    await opened.close();
    await server.stop();
  }
}

/** From the DOM event in the page to the server's queue; both clocks belong to this machine. */
async function measureInput(browser) {
  const server = await Server.start({ fps: 10 });
  const opened = await openPage(browser, server.url);
  const { page } = opened;
  try {
    await watching(page);
    await page.evaluate(() => {
      globalThis.seen = [];
      const note = (event) => globalThis.seen.push([event.key, performance.timeOrigin + event.timeStamp]);
      addEventListener("keydown", note, { capture: true });
    });
    await page.mouse.click(450, 300);
    const keys = [..."abcdefghijklmnopqrstuvwxyz"];
    for (const key of keys) {
      await page.keyboard.press(key);
      await sleep(50);
    }
    await server.event((event) => event.type === "key_up" && event.key === "z", "the last key");
    // The program's clock against the wall clock of this process, which is also the page's.
    const offset = Date.now() - Number(process.hrtime.bigint() / 1000n) / 1000;
    const seen = await page.evaluate(() => globalThis.seen);
    const delays = seen.flatMap(([key, at]) => {
      const line = server.lines.find(({ event }) => event.type === "key_down" && event.key === key);
      return line === undefined ? [] : [(server.epoch_us + line.received_us) / 1000 + offset - at];
    });
    say(`DOM event to the server's queue, median of ${delays.length}`, `${median(delays).toFixed(1)} ms (clocks agree to about 1 ms)`);
  } finally {
    await opened.close();
    await server.stop();
  }
}

/** The longest time without a new picture while the window changes its size, at 60 frames a second. */
async function measureResize(browser) {
  const server = await Server.start({ size: "1280x720", fps: 60 });
  const opened = await openPage(browser, server.url);
  const { page } = opened;
  try {
    await watching(page, 60);
    await page.evaluate(() => {
      globalThis.gaps = [];
      let shown = document.querySelector("rfb-view").view.stats.framesDisplayed;
      let at = performance.now();
      const look = (now) => {
        const { framesDisplayed } = document.querySelector("rfb-view").view.stats;
        if (framesDisplayed !== shown) {
          globalThis.gaps.push(now - at);
          [shown, at] = [framesDisplayed, now];
        }
        requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    });
    for (let i = 0; i < 40; i += 1) {
      await page.setViewportSize({ width: 900 + ((i * 37) % 300), height: 600 + ((i * 53) % 200) });
      await sleep(100);
    }
    const gaps = await page.evaluate(() => globalThis.gaps);
    say("between pictures while the window is resized: median, 99 %, most", `${[median(gaps), percentile(gaps, 0.99), Math.max(...gaps)].map((ms) => ms.toFixed(0)).join(", ")} ms`);
  } finally {
    await opened.close();
    await server.stop();
  }
}

const browser = await chromium.launch({});
try {
  console.log(`Chromium, ${SECONDS} s each`);
  await measureFrames(browser, { size: "1280x720" });
  await measureFrames(browser, { size: "1920x1080" });
  await measureFrames(browser, { size: "1280x720", image: true });
  await measureInput(browser);
  await measureResize(browser);
} finally {
  await browser.close();
}
