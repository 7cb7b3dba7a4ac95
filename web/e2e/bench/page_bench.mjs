// Measures the page in Chromium against the real program: `./dev bench page [seconds]`. Prints figures, asserts nothing.
import { setTimeout as sleep } from "node:timers/promises";
import * as chromium from "../browsers/chromium.mjs";
import { openPage, watching } from "../support/browser.mjs";
import { servePage } from "../support/page_server.mjs";
import { Server } from "../support/server.mjs";

const SECONDS = Number(process.argv[2] ?? 10);

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const percentile = (values, part) => values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * part)];
const say = (what, value) => console.log(`${what.padEnd(64)} ${value}`);

/** Notes in the page's worker when frames arrive, when they are acknowledged, that is drawn, and animation frames. */
function takeNotes() {
  const notes = { arrived: {}, drawn: [], ticks: 0 };
  const utf8 = new TextDecoder();
  const Base = self.WebSocket;
  self.WebSocket = class extends Base {
    constructor(...rest) {
      super(...rest);
      this.addEventListener("message", ({ data }) => {
        if (typeof data === "string") return;
        const length = new DataView(data).getUint32(0, true);
        notes.arrived[JSON.parse(utf8.decode(new Uint8Array(data, 4, length))).seq] = performance.now();
      });
    }
    send(text) {
      super.send(text);
      const message = JSON.parse(text);
      if (message.type === "ack") notes.drawn.push([message.seq, performance.now()]);
    }
  };
  const tick = () => {
    notes.ticks += 1;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
  const channel = new BroadcastChannel("bench");
  channel.onmessage = ({ data }) => {
    if (data === "begin") Object.assign(notes, { arrived: {}, drawn: [], ticks: 0 });
    if (data === "end") channel.postMessage(notes);
  };
}

const begin = (page) => page.evaluate(() => {
  globalThis.channel ??= new BroadcastChannel("bench");
  globalThis.channel.postMessage("begin");
});

const notesOf = (page) => page.evaluate(() => new Promise((resolve) => {
  globalThis.channel.onmessage = ({ data }) => resolve(data);
  globalThis.channel.postMessage("end");
}));

/** A page whose worker takes notes, for `act({page, server})`. */
async function watched(browser, options, act) {
  const server = await Server.start(options);
  const altered = await servePage(undefined, { upstream: server.url, prelude: `(${takeNotes})();\n` });
  const opened = await openPage(browser, altered.url);
  try {
    await watching(opened.page, 30);
    await act({ ...opened, server });
  } finally {
    await opened.close();
    await altered.close();
    await server.stop();
  }
}

/** Seconds of the page's main thread so far: all, and what the page's own code, style and layout took of them. */
async function mainThread(cdp) {
  const { metrics } = await cdp.send("Performance.getMetrics");
  const value = (wanted) => metrics.find(({ name }) => name === wanted).value;
  const own = value("ScriptDuration") + value("RecalcStyleDuration") + value("LayoutDuration");
  return { all: value("TaskDuration"), own };
}

/** Frames drawn per frame sent, how long each takes, and what it costs the page's main thread. */
function measureFrames(browser, { size, image }) {
  return watched(browser, { size, image, fps: 60 }, async ({ page, server }) => {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("Performance.enable");
    const { codec } = await page.evaluate(() => ({ ...document.querySelector("rfb-view").view.stats }));
    await begin(page);
    const [sent, busy, began] = [await server.framesSent(), await mainThread(cdp), performance.now()];
    await sleep(SECONDS * 1000);
    const { arrived, drawn, ticks } = await notesOf(page);
    const [sentNow, busyNow] = [await server.framesSent(), await mainThread(cdp)];
    const seconds = (performance.now() - began) / 1000;
    const name = `${size} as ${image ? "images" : codec}`;
    const rate = (count) => (count / seconds).toFixed(1);
    const delays = drawn.flatMap(([seq, at]) => (arrived[seq] === undefined ? [] : [at - arrived[seq]]));
    say(`${name}: sent, drawn, animation frames a second`, `${rate(sentNow - sent)}, ${rate(drawn.length)}, ${rate(ticks)}`);
    say(`${name}: drawn of those sent`, `${((100 * drawn.length) / (sentNow - sent)).toFixed(1)} %`);
    say(`${name}: arrival to drawn, median and 95 %`, `${median(delays).toFixed(1)}, ${percentile(delays, 0.95).toFixed(1)} ms`);
    const perFrame = (part) => ((1000 * (busyNow[part] - busy[part])) / drawn.length).toFixed(2);
    say(`${name}: main thread a drawn frame: the page's own, all`, `${perFrame("own")}, ${perFrame("all")} ms`);
  });
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
function measureResize(browser) {
  return watched(browser, { size: "1280x720", fps: 60 }, async ({ page }) => {
    await begin(page);
    for (let i = 0; i < 40; i += 1) {
      await page.setViewportSize({ width: 900 + ((i * 37) % 300), height: 600 + ((i * 53) % 200) });
      await sleep(100);
    }
    const { drawn } = await notesOf(page);
    const gaps = drawn.slice(1).map(([, at], i) => at - drawn[i][1]);
    const figures = [median(gaps), percentile(gaps, 0.99), Math.max(...gaps)].map((ms) => ms.toFixed(0));
    say("between pictures while the window is resized: median, 99 %, most", `${figures.join(", ")} ms`);
  });
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
