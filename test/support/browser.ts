import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

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

/** A browser without a window, which takes the emulator's certificate. */
export interface OpenedBrowser extends AsyncDisposable {
  readonly page: Page;
}

export async function openBrowser(): Promise<OpenedBrowser> {
  const browser: Browser = await chromium.launch({ executablePath: BROWSER ?? "" });
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  return { page: await context.newPage(), [Symbol.asyncDispose]: () => browser.close() };
}
