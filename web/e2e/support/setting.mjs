// What the tests of a suite share.
import { after, before } from "node:test";
import { launch } from "../browsers/engines.mjs";
import { Server } from "./server.mjs";

/** A browser, and a program started with `options`, while the tests of the suite that calls this run. */
export function settingFor(engine, options) {
  const setting = {};
  before(async () => {
    setting.browser = await launch(engine);
    setting.server = await Server.start(options);
  });
  after(async () => {
    await setting.browser?.close();
    await setting.server?.stop();
  });
  return setting;
}
