// Streams whose colours are wider than sRGB: what is announced, what the page shows, and what a plain client sees.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eachEngine, launch } from "./browsers/engines.mjs";
import { complaintsOf, openPage, watching } from "./support/browser.mjs";
import { Server } from "./support/server.mjs";
import { difference } from "./support/screen.mjs";
import { COLORS, matchCard, readCard } from "./support/testcard.mjs";

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

/**
 * One image of a type as a client sees it that knows nothing of colours: decoded and drawn as the browser does it, on a
 * canvas of sRGB. Beside it what the card's colours in Display P3 come to there. `[[r, g, b] of each quadrant, …]`.
 */
function plainPicture(page, mime, colors) {
  return page.evaluate(
    async ({ type, wide }) => {
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
      const seen = [[1, 1], [3, 1], [1, 3], [3, 3]].map(([x, y]) => [
        ...shown.getImageData((bitmap.width * x) / 4, (bitmap.height * y) / 4, 1, 1).data.slice(0, 3),
      ]);
      const reference = new OffscreenCanvas(1, 1).getContext("2d");
      const wanted = wide.map((color) => {
        reference.putImageData(new ImageData(Uint8ClampedArray.of(...color, 255), 1, 1, { colorSpace: "display-p3" }), 0, 0);
        return [...reference.getImageData(0, 0, 1, 1).data.slice(0, 3)];
      });
      return { seen, wanted };
    },
    { type: mime, wide: colors },
  );
}

eachEngine("colours", (engine) => {
  let browser;
  before(async () => {
    browser = await launch(engine);
  });
  after(() => browser?.close());

  for (const { name, image } of [{ name: "images", image: true }, { name: "H.264", image: false }]) {
    test(`a stream in Display P3 is announced and shown as such by ${name}`, async () => {
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
        const held = await page.evaluate(async () => {
          const { data } = await document.querySelector("rfb-view").view.capture("imagedata");
          return data.colorSpace;
        });
        assert.equal(held, "display-p3");
        // The same numbers come back: neither the browser nor the page has converted them, or both ways.
        const card = await readCard(page);
        const { error } = matchCard(card);
        assert.ok(error <= (image ? 3 : engine.videoError), `error ${error}: ${JSON.stringify(card.quadrants)}`);
        assert.deepEqual(await complaintsOf(opened), []);
      } finally {
        await opened.close();
        await server.stop();
      }
    });
  }

  test("a stream in sRGB says nothing of colours and is shown on a canvas of sRGB", async () => {
    const server = await Server.start({ image: true });
    const opened = await openPage(browser, server.url);
    try {
      await watching(opened.page, 2);
      const hello = { type: "hello", supported: ["image/png"], device_pixel_ratio: 1, extensions: ["color"] };
      const { config, header } = await firstMessages(opened.page, hello);
      assert.deepEqual([config.color, config.ext, header.color], [undefined, undefined, undefined]);
      const held = await opened.page.evaluate(async () => {
        const { data } = await document.querySelector("rfb-view").view.capture("imagedata");
        return data.colorSpace;
      });
      assert.equal(held, "srgb");
    } finally {
      await opened.close();
      await server.stop();
    }
  });

  for (const type of ["image/jpeg", "image/png", "image/webp"]) {
    test(`a client that knows nothing of colours sees the right ones: the file says them (${type})`, async () => {
      const server = await Server.start({ image: true, color: "display-p3", fps: 5 });
      const opened = await openPage(browser, server.url);
      try {
        const { seen, wanted } = await plainPicture(opened.page, type, COLORS);
        const errors = COLORS.map((_, turn) =>
          Math.max(...seen.map((pixel, quadrant) => difference(pixel, wanted[(quadrant + turn) % 4]))),
        );
        const unconverted = Math.max(...COLORS.map((color, index) => difference(color, wanted[index])));
        assert.ok(unconverted > 20, "the colours do differ");
        // What JPEG and WebP lose is stretched by the conversion.
        assert.ok(Math.min(...errors) <= 6, `errors ${errors}: ${JSON.stringify({ seen, wanted })}`);
      } finally {
        await opened.close();
        await server.stop();
      }
    });
  }
});
