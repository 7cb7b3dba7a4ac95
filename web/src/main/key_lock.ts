/** The part of the Keyboard Lock API that is used; Chromium alone has it, and TypeScript does not know it. */
interface KeyboardLock {
  lock(): Promise<void>;
  unlock(): void;
}

/** In full screen a page may have the system's keys as well; until it is left, or `signal` says so. */
export function lockKeys(signal: AbortSignal): void {
  const keyboard = (navigator as { keyboard?: KeyboardLock }).keyboard;
  if (keyboard === undefined || signal.aborted) return;
  // Refused where another window has the focus; the keys that come anyway are enough.
  keyboard.lock().catch(() => undefined);
  signal.addEventListener("abort", () => keyboard.unlock(), { once: true });
  const left = (): void => {
    if (document.fullscreenElement === null) keyboard.unlock();
  };
  document.addEventListener("fullscreenchange", left, { signal });
}
