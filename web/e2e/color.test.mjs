// Streams whose colours are wider than sRGB: what is announced, what the page shows, and what a plain client sees.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eachEngine, launch } from "./browsers/engines.mjs";
import { complaintsOf, openPage, watching } from "./support/browser.mjs";
import { eventually } from "./support/eventually.mjs";
import { Server } from "./support/server.mjs";
import { difference } from "./support/screen.mjs";
import { COLORS, readCard } from "./support/testcard.mjs";

const DISPLAY_P3 = { primaries: "display-p3", transfer: "srgb", matrix: "rgb", full_range: true, bit_depth: 8 };

/** What a viewer of its own, in the page, is sent first: `config`, and one frame's header. */
function firstMessages(page, hello) {
  return page.evaluate((greeting) => {
    const socket = new WebSocket(location.href.replace(/^http/, "ws"));
    socket.binaryType = "arraybuffer";
    return new Promise((resolve, reject) => {
      let config;
      socket.onopen = () => socket.send(JSON.stringify(greeting));
      socket.onerror = () => reject(new Error("no connection"));
      socket.onmessage = ({ data }) => {
        if (typeof data === "string") return (config ??= JSON.parse(data));
        const length = new DataView(data).getUint32(0, true);
        const header = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, length)));
        socket.close();
        resolve({ config, header });
      };
    });
  }, hello);
}

/** What a colour of Display P3 comes to in sRGB, 0 to 255, cut off where it is too strong. CSS Color 4, 10. */
function toSrgb(color) {
  const light = color.map((value) => value / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  const matrix = [
    [1.2249402, -0.2249402, 0],
    [-0.0420570, 1.0420570, 0],
    [-0.0196376, -0.0786361, 1.0982736],
  ];
  return matrix
    .map((row) => row.reduce((sum, share, channel) => sum + share * light[channel], 0))
    .map((l) => (l <= 0.0031308 ? l * 12.92 : 1.055 * l ** (1 / 2.4) - 0.055))
    .map((value) => Math.round(Math.min(Math.max(value, 0), 1) * 255));
}

/**
 * The four quadrants, in reading order, of one image as a client sees it that knows nothing of colours: decoded and drawn
 * as the browser does it, on a canvas of sRGB.
 */
function plainPicture(page, mime) {
  return page.evaluate(async (type) => {
    const socket = new WebSocket(location.href.replace(/^http/, "ws"));
    socket.binaryType = "arraybuffer";
    const message = await new Promise((resolve) => {
      socket.onopen = () => socket.send(JSON.stringify({ type: "hello", supported: [type], device_pixel_ratio: 1 }));
      socket.onmessage = ({ data }) => typeof data !== "string" && resolve(data);
    });
    socket.close();
    const payload = new Uint8Array(message, 4 + new DataView(message).getUint32(0, true));
    const bitmap = await createImageBitmap(new Blob([payload], { type }));
    const shown = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    shown.drawImage(bitmap, 0, 0);
    return [[1, 1], [3, 1], [1, 3], [3, 3]].map(([x, y]) => [
      ...shown.getImageData((bitmap.width * x) / 4, (bitmap.height * y) / 4, 1, 1).data.slice(0, 3),
    ]);
  }, mime);
}

/** The largest error of a channel, under the best rotation of the card. */
function cardError(quadrants, colors) {
  const under = (turn) => quadrants.map((pixel, index) => difference(pixel, colors[(index + turn) % 4]));
  return Math.min(...colors.map((_, turn) => Math.max(...under(turn))));
}

/** What the canvas of the view holds, undefined in a browser that knows only sRGB. */
function canvasGamut(page) {
  return page.evaluate(async () => (await document.querySelector("rfb-view").view.capture("imagedata")).data.colorSpace);
}

eachEngine("colours", (engine) => {
  let browser;
  before(async () => {
    browser = await launch(engine);
  });
  after(() => browser?.close());

  for (const { name, image } of [{ name: "images", image: true }, { name: "H.264", image: false }]) {
    const skip = image ? undefined : engine.cannot.videoPrimaries;
    test(`a stream in Display P3 is announced and shown as such by ${name}`, { skip }, async () => {
      const server = await Server.start({ image, color: "display-p3", fps: 5 });
      const opened = await openPage(browser, server.url);
      const { page } = opened;
      try {
        const { transport } = await watching(page, 3);
        assert.equal(transport, image ? "image" : "webcodecs");
        const supported = image ? ["image/png"] : ["webcodecs/h264-annexb"];
        const { config, header } = await firstMessages(page, {
          type: "hello", supported, device_pixel_ratio: 1, extensions: ["color"],
        });
        assert.deepEqual([config.color, header.color], [DISPLAY_P3, DISPLAY_P3]);
        assert.equal(config.ext.color.gamut, "display-p3");
        // Either the canvas holds the same numbers, so that nothing was converted, or both ways; or what they come to.
        const isHeld = engine.cannot.wideCanvas === undefined;
        assert.equal(await canvasGamut(page), isHeld ? "display-p3" : undefined);
        const card = await readCard(page);
        const error = cardError(card.quadrants.map(([, middle]) => middle.slice(0, 3)), isHeld ? COLORS : COLORS.map(toSrgb));
        // What is lost in coding is stretched by the conversion.
        const coding = image ? 3 : engine.videoError;
        assert.ok(error <= (isHeld ? coding : 2 * coding), `error ${error}: ${JSON.stringify(card.quadrants)}`);
        assert.deepEqual(await complaintsOf(opened), []);
      } finally {
        await opened.close();
        await server.stop();
      }
    });
  }

  test("a wide picture over video that rests is shown by its exact numbers", { skip: engine.cannot.wideCanvas }, async () => {
    const color = [200, 60, 90];
    const frame = Buffer.alloc(320 * 240 * 3, Uint8Array.from(color));
    const server = await Server.start({ frame, size: "320x240", color: "display-p3", stillAfter: 0.3 });
    const opened = await openPage(browser, server.url);
    const shown = () =>
      opened.page.evaluate(async () => {
        const { view } = document.querySelector("rfb-view");
        const { data } = await view.capture("imagedata");
        return { codec: view.stats.codec, pixel: [...data.data.slice(0, 3)] };
      });
    try {
      assert.equal((await watching(opened.page, 1)).transport, "webcodecs");
      const still = await eventually(async () => {
        const now = await shown();
        return now.codec === "image/png" ? now : undefined;
      }, "the exact still");
      assert.deepEqual(still.pixel, color);
      assert.deepEqual(await complaintsOf(opened), []);
    } finally {
      await opened.close();
      await server.stop();
    }
  });

  test("a stream in sRGB says nothing of colours and is shown on a canvas of sRGB", async () => {
    const server = await Server.start({ image: true });
    const opened = await openPage(browser, server.url);
    try {
      await watching(opened.page, 2);
      const hello = { type: "hello", supported: ["image/png"], device_pixel_ratio: 1, extensions: ["color"] };
      const { config, header } = await firstMessages(opened.page, hello);
      assert.deepEqual([config.color, config.ext, header.color], [undefined, undefined, undefined]);
      assert.equal((await canvasGamut(opened.page)) ?? "srgb", "srgb");
    } finally {
      await opened.close();
      await server.stop();
    }
  });

  for (const type of ["image/jpeg", "image/png", "image/webp"]) {
    const skip = type === "image/webp" ? engine.cannot.webpProfile : undefined;
    test(`a client that knows nothing of colours sees the right ones: the file says them (${type})`, { skip }, async () => {
      const server = await Server.start({ image: true, color: "display-p3", fps: 5 });
      const opened = await openPage(browser, server.url);
      try {
        const seen = await plainPicture(opened.page, type);
        const error = cardError(seen, COLORS.map(toSrgb));
        assert.ok(error <= 6, `error ${error}: ${JSON.stringify(seen)}`);
        assert.ok(cardError(seen, COLORS) > 20, "unconverted they look different");
      } finally {
        await opened.close();
        await server.stop();
      }
    });
  }
});
