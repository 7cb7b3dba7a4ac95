// WebKitGTK's own small browser by WebDriver, on a screen that nobody sees. It has one window, in which a page takes the
// place of the one before.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { Builder, Button, Key } from "selenium-webdriver";
import { Command, Name } from "selenium-webdriver/lib/command.js";
import { eventually } from "../support/eventually.mjs";
import { keyboardOf } from "./keyboard.mjs";
import { noteEverything } from "./noted.mjs";

const DRIVER = "/usr/bin/WebKitWebDriver";
const SCREEN = "/usr/bin/Xvfb";

/** Pixels. The screen's own pointer rests in its middle. */
const SCREEN_SIZE = { width: 4000, height: 3600 };

/** Where Debian has the browser; `MINIBROWSER` names another one. */
function executable() {
  if (process.env.MINIBROWSER !== undefined) return process.env.MINIBROWSER;
  const folders = readdirSync("/usr/lib").map((name) => join("/usr/lib", name, "webkit2gtk-4.1/MiniBrowser"));
  return folders.find((path) => existsSync(path)) ?? "/usr/lib/*/webkit2gtk-4.1/MiniBrowser";
}

/** The program that is not there. */
export const missing = () => [DRIVER, SCREEN, executable()].find((path) => !existsSync(path));

/** A browser with a fresh profile; it is started anew for a page of another ratio. */
export async function launch() {
  const screen = await startScreen();
  let running;
  const open = async (url, { scale, viewport, prepare }) => {
    if (running?.scale !== scale) {
      await running?.close();
      running = await startBrowser(screen.display, scale);
    }
    return openPage(running, url, { viewport, prepare });
  };
  const close = async () => {
    await running?.close();
    await screen.close();
  };
  return { open, close };
}

/** A program that is ended by its own process id, at the latest with this process. */
function start(command, args, { env = {}, stdout = "ignore" } = {}) {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", stdout, "ignore"] });
  const kill = () => child.kill();
  process.once("exit", kill);
  const close = async () => {
    process.off("exit", kill);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    kill();
    await gone;
  };
  return { child, close };
}

async function startScreen() {
  const { width, height } = SCREEN_SIZE;
  const args = ["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", `${width}x${height}x24`];
  const { child, close } = start(SCREEN, args, { stdout: "pipe" });
  const [number] = await once(child.stdout, "data");
  return { display: `:${String(number).trim()}`, close };
}

async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startBrowser(display, scale) {
  const port = await freePort();
  const env = {
    DISPLAY: display,
    GDK_BACKEND: "x11",
    GDK_SCALE: String(scale),
    NO_AT_BRIDGE: "1",
    // Its sandbox needs rights that root in a container has not.
    WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1",
  };
  const service = start(DRIVER, [`--port=${port}`], { env });
  const url = `http://127.0.0.1:${port}`;
  await eventually(() => fetch(`${url}/status`).then(({ ok }) => ok, () => false), "WebKitWebDriver");
  const options = { binary: executable(), args: ["--automation"] };
  const wanted = { browserName: "MiniBrowser", "webkitgtk:browserOptions": options };
  const driver = await new Builder().usingServer(url).withCapabilities(wanted).build();
  await takeFocus(driver, scale);
  const close = async () => {
    await driver.quit();
    await service.close();
  };
  return { driver, scale, close };
}

/** Without a window manager the window under the screen's own pointer has the focus: that rests on its toolbar. */
async function takeFocus(driver, scale) {
  const [x, y] = [SCREEN_SIZE.width, SCREEN_SIZE.height].map((length) => length / 2 / scale - 10);
  await driver.manage().window().setRect({ x, y });
  await eventually(() => evaluate(driver, () => document.hasFocus()), "a window with the focus");
}

async function openPage({ driver, scale }, url, { viewport, prepare }) {
  const page = pageOf(driver);
  await page.setViewportSize(viewport);
  await prepare?.(page);
  await page.goto(url);
  // A page behind another tab counts as shown, one of a minimised window does not.
  const hide = () => driver.manage().window().minimize();
  const show = () => takeFocus(driver, scale);
  const close = async () => {
    await driver.actions().clear();
    await driver.get("about:blank");
  };
  return { page, complaints: [], hide, show, close };
}

function pageOf(driver) {
  const goto = async (url) => {
    await driver.get(url);
    await evaluate(driver, noteEverything);
  };
  return {
    goto,
    reload: async () => goto(await driver.getCurrentUrl()),
    goBack: () => driver.navigate().back(),
    // The driver tells the address that was loaded, not what the page made of it.
    url: () => evaluate(driver, () => location.href),
    evaluate: (act, argument) => evaluate(driver, act, argument),
    setViewportSize: (size) => setViewportSize(driver, size),
    screenshot: async () => Buffer.from(await driver.takeScreenshot(), "base64"),
    mouse: mouseOf(driver),
    pen: penOf(driver),
    keyboard: keyboardFor(driver),
  };
}

function keyboardFor(driver) {
  const keyboard = keyboardOf(
    (key) => actions(driver).keyDown(keyOf(key)).perform(),
    (key) => actions(driver).keyUp(keyOf(key)).perform(),
  );
  /** GTK's own input method takes the hexadecimal number of a letter. */
  const compose = async (letter) => {
    await keyboard.press("Control+Shift+U");
    for (const digit of letter.codePointAt(0).toString(16)) await keyboard.press(digit);
    await keyboard.press("Enter");
  };
  return { ...keyboard, compose };
}

/** What a function of the page returns or resolves to, as JSON has it. */
async function evaluate(driver, act, argument) {
  const script = `
    const done = arguments[arguments.length - 1];
    const run = async (argument) => (${act})(argument);
    run(...JSON.parse(arguments[0])).then(
      (value) => done([true, value === undefined ? undefined : JSON.stringify(value)]),
      (error) => done([false, String(error)]),
    );`;
  const [isGood, value] = await driver.executeAsyncScript(script, JSON.stringify([argument]));
  if (!isGood) throw new Error(value);
  return typeof value === "string" ? JSON.parse(value) : undefined;
}

/** The window is as much larger than the page as it is now. */
async function setViewportSize(driver, { width, height }) {
  const window = driver.manage().window();
  await eventually(async () => {
    const inner = await evaluate(driver, () => ({ width: innerWidth, height: innerHeight }));
    if (inner.width === width && inner.height === height) return true;
    const outer = await window.getRect();
    await window.setRect({ width: outer.width + width - inner.width, height: outer.height + height - inner.height });
    return false;
  }, `a page of ${width} by ${height}`);
}

/** Without a pause of one device while another acts. */
const actions = (driver) => driver.actions({ async: true });

const BUTTONS = { left: Button.LEFT, middle: Button.MIDDLE, right: Button.RIGHT };

function mouseOf(driver) {
  let place = { x: 0, y: 0 };
  // The driver turns the wheel by what a turn differs from the one before.
  const turned = { x: 0, y: 0 };
  const at = (x, y) => (place = { x, y });
  const move = async (x, y, { steps = 1 } = {}) => {
    const from = place;
    const along = (part) => ({
      x: Math.round(from.x + (x - from.x) * part), y: Math.round(from.y + (y - from.y) * part), duration: 0,
    });
    const moves = actions(driver);
    for (let step = 1; step <= steps; step += 1) moves.move(along(step / steps));
    at(x, y);
    await moves.perform();
  };
  const click = (x, y, button, times) => {
    const clicks = actions(driver).move({ ...at(x, y), duration: 0 });
    for (let time = 0; time < times; time += 1) clicks.press(button).release(button);
    return clicks.perform();
  };
  return {
    move,
    down: ({ button = "left" } = {}) => actions(driver).press(BUTTONS[button]).perform(),
    up: ({ button = "left" } = {}) => actions(driver).release(BUTTONS[button]).perform(),
    click: (x, y, { button = "left" } = {}) => click(x, y, BUTTONS[button], 1),
    dblclick: (x, y) => click(x, y, Button.LEFT, 2),
    wheel: (deltaX, deltaY) => {
      turned.x += deltaX;
      turned.y += deltaY;
      return actions(driver).scroll(place.x, place.y, turned.x, turned.y).perform();
    },
  };
}

function penOf(driver) {
  const act = (...sequence) => {
    const pen = { type: "pointer", id: "pen", parameters: { pointerType: "pen" }, actions: sequence };
    return driver.execute(new Command(Name.ACTIONS).setParameter("actions", [pen]));
  };
  const to = (x, y) => ({ type: "pointerMove", x, y, duration: 0, origin: "viewport" });
  return {
    down: (_id, x, y) => act(to(x, y), { type: "pointerDown", button: 0 }),
    move: (_id, x, y) => act(to(x, y)),
    up: () => act({ type: "pointerUp", button: 0 }),
  };
}

/** WebDriver's own character for a key that has a name. */
function keyOf(name) {
  if (name.length === 1) return name;
  return Key[name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase()];
}
