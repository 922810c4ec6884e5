import { existsSync } from "node:fs";
import { type Browser, type BrowserContext, chromium } from "playwright-core";

/** Where Debian, Ubuntu's runner images and macOS keep a browser that can be driven. */
const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** `undefined` when there is none, so that a test can be skipped; CI must have one. */
export const BROWSER = PLACES.find((place) => existsSync(place));

if (!BROWSER) {
  const message = `No Chromium or Chrome was found (${PLACES.join(", ")})`;
  if (process.env.CI) throw new Error(`${message}; CI must install one.`);
  process.stderr.write(`${message}: tests with a browser are skipped. Install one to run them.\n`);
}

/** A browser without a window. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: BROWSER ?? "" });
}

/** In it, one that knows nothing of what others have seen, and takes the emulator's certificate. */
export function openContext(browser: Browser): Promise<BrowserContext> {
  return browser.newContext({ ignoreHTTPSErrors: true });
}
