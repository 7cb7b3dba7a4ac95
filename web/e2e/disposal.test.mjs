// Views that come and go, in whatever state they are, and what is left of them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eachEngine, launch } from "./browsers/engines.mjs";
import { complaintsOf, openPage, watching } from "./support/browser.mjs";
import { eventually } from "./support/eventually.mjs";
import { servePage } from "./support/page_server.mjs";
import { Server } from "./support/server.mjs";

const CHANNEL = "counts";

/** Run in a worker: tells of every decoder and every picture when it is made and when it is closed. */
function countWorker(channel) {
  const told = new BroadcastChannel(channel);
  const open = new WeakSet();
  const opened = (thing, kind) => {
    open.add(thing);
    told.postMessage([kind, 1]);
    return thing;
  };
  const watch = (Class, kind) => {
    const { close } = Class.prototype;
    Class.prototype.close = function () {
      if (open.delete(this)) told.postMessage([kind, -1]);
      close.call(this);
    };
  };
  watch(VideoDecoder, "decoders");
  watch(VideoFrame, "frames");
  watch(ImageBitmap, "bitmaps");
  const Decoder = VideoDecoder;
  const make = (init) => new Decoder({ ...init, output: (frame) => init.output(opened(frame, "frames")) });
  self.VideoDecoder = new Proxy(Decoder, { construct: (_, [init]) => opened(make(init), "decoders") });
  const { ImageDecoder } = self;
  if (ImageDecoder !== undefined) {
    watch(ImageDecoder, "decoders");
    const { decode } = ImageDecoder.prototype;
    ImageDecoder.prototype.decode = async function (...parts) {
      const decoded = await decode.apply(this, parts);
      opened(decoded.image, "frames");
      return decoded;
    };
    self.ImageDecoder = new Proxy(ImageDecoder, { construct: (Class, init) => opened(new Class(...init), "decoders") });
  }
  const decodeImage = self.createImageBitmap;
  self.createImageBitmap = async (...parts) => opened(await decodeImage.call(self, ...parts), "bitmaps");
}

/** Run in a page: counts its workers and observers from now on, and what its workers tell of. */
function countPage(channel) {
  const counts = { workers: 0, observers: 0, decoders: 0, frames: 0, bitmaps: 0, made: 0, decoded: 0 };
  globalThis.counts = counts;
  globalThis.told = new BroadcastChannel(channel);
  globalThis.told.onmessage = ({ data: [kind, change] }) => {
    counts[kind] += change;
    if (change > 0 && kind !== "decoders") counts.decoded += 1;
  };
  globalThis.Worker = class extends Worker {
    #isCounted = true;
    constructor(...parts) {
      super(...parts);
      counts.workers += 1;
      counts.made += 1;
    }
    terminate() {
      if (this.#isCounted) counts.workers -= 1;
      this.#isCounted = false;
      super.terminate();
    }
  };
  for (const name of ["ResizeObserver", "IntersectionObserver"]) {
    globalThis[name] = class extends globalThis[name] {
      #isCounted = false;
      observe(...parts) {
        if (!this.#isCounted) counts.observers += 1;
        this.#isCounted = true;
        super.observe(...parts);
      }
      disconnect() {
        if (this.#isCounted) counts.observers -= 1;
        this.#isCounted = false;
        super.disconnect();
      }
    };
  }
}

/** Run in a page: makes a view and takes it away when it has come so far; resolves to its state then. */
function comeAndGo({ until, attributes = {}, noToken = false }) {
  const view = document.createElement("rfb-view");
  for (const [name, value] of Object.entries(attributes)) view.setAttribute(name, value);
  if (noToken) view.token = () => Promise.reject(new Error("signed out"));
  Object.assign(view.style, { position: "absolute", inset: "0 auto auto 0", width: "200px", height: "150px" });
  return new Promise((resolve) => {
    const go = () => {
      const { name } = view.state;
      view.remove();
      resolve(name);
    };
    view.addEventListener("rfb-state", ({ detail }) => detail.name === until && go());
    view.addEventListener("rfb-stats", ({ detail }) => until === "frames" && detail.framesDisplayed > 2 && go());
    document.body.append(view);
    if (until === "at once") go();
  });
}

/** The ways that views end, and the state that each is in then. */
const ENDS = [
  [{ until: "at once" }, "connecting"],
  [{ until: "open" }, "open"],
  [{ until: "negotiated" }, "negotiated"],
  [{ until: "frames" }, "negotiated"],
  [{ until: "frames", attributes: { "image-only": "" } }, "negotiated"],
  [{ until: "error", attributes: { src: "/no-such-stream" } }, "error"],
  [{ until: "reconnecting", noToken: true }, "reconnecting"],
];

eachEngine("views that come and go", (engine) => {
  let browser, server, counted;
  before(async () => {
    browser = await launch(engine);
    server = await Server.start({ fps: 30 });
    counted = await servePage(undefined, { upstream: server.url, prelude: `(${countWorker})("${CHANNEL}");\n` });
  });
  after(async () => {
    await browser?.close();
    await counted?.close();
    await server?.stop();
  });

  test("twenty of them leave nothing behind, in whatever state they end", async () => {
    const opened = await openPage(browser, counted.url);
    const { page } = opened;
    try {
      await watching(page);
      await page.evaluate(() => document.querySelector("rfb-view").remove());
      await eventually(async () => (await server.clients()) === 0, "no viewer");
      await page.evaluate(countPage, CHANNEL);
      const elements = () => page.evaluate(() => document.querySelectorAll("*").length);
      const before = await elements();
      for (let time = 0; time < 20; time += 1) {
        const [way, state] = ENDS[time % ENDS.length];
        assert.equal(await page.evaluate(comeAndGo, way), state);
      }
      const counts = () => page.evaluate(() => globalThis.counts);
      await eventually(async () => (await counts()).workers === 0, "no worker");
      await eventually(async () => (await server.clients()) === 0, "no viewer");
      const { made, decoded, ...left } = await counts();
      assert.deepEqual(left, { workers: 0, observers: 0, decoders: 0, frames: 0, bitmaps: 0 });
      assert.ok(made === 20 && decoded > 20, `${made} workers, ${decoded} pictures`);
      assert.equal(await elements(), before);
      if (engine.cannot.countWorkers === undefined) assert.equal(page.workers().length, 0);
      // Firefox complains of each socket that is closed before it is open.
      assert.deepEqual((await complaintsOf(opened)).filter((text) => !text.includes("ws://")), []);
    } finally {
      await opened.close();
    }
  });
});
