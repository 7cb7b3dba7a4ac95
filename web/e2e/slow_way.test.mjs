import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { eachEngine, launch } from "./browsers/engines.mjs";
import { complaintsOf, openPage, watching } from "./support/browser.mjs";
import { eventually } from "./support/eventually.mjs";
import { LateProxy } from "./support/late_proxy.mjs";
import { Server } from "./support/server.mjs";
import { matchCard, readCard } from "./support/testcard.mjs";

// A frame of 640 by 480 lies in a page of 900 by 600 at 800 by 600, 50 from the left.
const css = (x, y) => [50 + x * 1.25, y * 1.25];

for (const { name, image } of [{ name: "H.264", image: false }, { name: "images", image: true }]) {
  eachEngine(`a way that is slow, by ${name}`, (engine) => {
    let browser, server, proxy, opened;
    before(async () => {
      browser = await launch(engine);
      server = await Server.start({ image });
      proxy = await LateProxy.start(server.port);
      opened = await openPage(browser, proxy.url);
      await watching(opened.page);
    });
    after(async () => {
      await browser?.close();
      await proxy?.stop();
      await server?.stop();
    });

    test("is sent a smaller picture, in which the pointer is where it was", async () => {
      proxy.delay = 300;
      const small = await eventually(
        async () => {
          const card = await readCard(opened.page);
          return card.width < 640 ? card : undefined;
        },
        "a smaller picture",
        60_000,
      );
      assert.ok([480, 320].includes(small.width), `${small.width}`);
      assert.equal(small.height, small.width * 0.75);
      assert.ok(matchCard(small).error <= (image ? 8 : engine.videoError), `${matchCard(small).error}`);
      server.events.length = 0;
      await opened.page.mouse.move(...css(400, 120));
      const moved = await server.event((seen) => seen.type === "pointer_move" && Math.abs(seen.x - 400) < 1, "a move");
      assert.ok(Math.abs(moved.x - 400) < 0.01 && Math.abs(moved.y - 120) < 0.01, `${moved.x},${moved.y}`);
      assert.equal(moved.pixel_ratio, 1);
    });

    test("that is free again gets the whole picture", async () => {
      proxy.delay = 0;
      const whole = await eventually(
        async () => {
          const card = await readCard(opened.page);
          return card.width === 640 ? card : undefined;
        },
        "the whole picture",
        60_000,
      );
      assert.equal(whole.height, 480);
      assert.deepEqual(await complaintsOf(opened), []);
    });
  });
}
