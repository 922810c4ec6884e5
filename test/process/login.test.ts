import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator/index.ts";
import { BROWSER, openContext, startBrowser } from "../support/browser.ts";
import { cosellSync } from "../support/command-line.ts";
import { documentedCommands, documentedSettings, VAULT_SECRET } from "../support/getting-started.ts";
import { quickStart } from "../support/quick-start.ts";
import { environmentFor } from "../support/stage.ts";

const ROOT = join(import.meta.dirname, "../..");

interface Login {
  /** The address that the person is told to open. */
  readonly url: Promise<string>;
  /** Exit code and everything that was printed. */
  readonly ended: Promise<{ readonly code: number; readonly printed: string }>;
}

/** `cosell-sync login` on a terminal, with the application's secret in the environment. */
function startLogin(emulator: Emulator, options: Readonly<Record<string, string>>): Login {
  return start(emulator, ["login"], settings(emulator, options));
}

/** The same where it ends before anybody can sign in. */
async function refusedLogin(emulator: Emulator, options: Readonly<Record<string, string>>) {
  const environment = { ...environmentFor(emulator), ...settings(emulator, options) };
  const { code, stdout, stderr } = await cosellSync(["login"], environment);
  return { code, printed: stdout + stderr };
}

function settings(
  { credentials, urls }: Emulator,
  options: Readonly<Record<string, string>>,
): Record<string, string> {
  const variables = {
    "tenant-id": credentials.tenantId,
    "client-id": credentials.clientId,
    "client-secret": credentials.clientSecret,
    "authority-url": urls.authority,
    ...options,
  };
  const named = Object.entries(variables).map(([name, value]) => [
    `COSELL_${name.toUpperCase().replaceAll("-", "_")}`,
    value,
  ]);
  return Object.fromEntries(named);
}

/** The line of docs/getting-started.md, with the settings that the page names. */
async function startDocumentedLogin(emulator: Emulator): Promise<Login> {
  const lines = (await documentedCommands()).filter((line) => line.startsWith("cosell-sync login"));
  const [line = "", ...others] = lines;
  expect(others).toEqual([]);
  return start(emulator, line.split(" ").slice(1), await documentedSettings(emulator));
}

function start(
  emulator: Emulator,
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Login {
  const { flags, env } = quickStart();
  const child = spawn(process.execPath, [...flags, join(ROOT, "dist/cli.js"), ...args], {
    env: { PATH: process.env.PATH ?? "", ...env, ...environmentFor(emulator), ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill());
  return watch(child);
}

function watch(child: ChildProcessByStdio<null, Readable, Readable>): Login {
  let printed = "";
  const invited = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
      const url = /^https:\/\/\S+$/m.exec(printed)?.[0];
      if (url) invited.resolve(url);
    });
  }
  const ended = once(child, "close").then(([code]) => {
    invited.reject(new Error(`it ended without an address:\n${printed}`));
    return { code: Number(code), printed };
  });
  invited.promise.catch(() => {});
  return { url: invited.promise, ended };
}

/** What a person does in the browser, up to the last page, of which the text comes back. */
async function signIn(context: BrowserContext, url: string, { person }: Emulator["entra"]): Promise<string> {
  const page = await context.newPage();
  await page.goto(url);
  await page.getByLabel("Account").fill(person.name);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  if (person.oneTimeCode !== null) {
    await page.getByLabel("Code from your phone").fill(person.oneTimeCode);
    await page.getByRole("button", { name: "Verify" }).click();
  }
  await page.waitForURL(/^http:\/\/localhost:/);
  return (await page.textContent("body")) ?? "";
}

const VAULT = (emulator: Emulator) => ({
  "key-vault-secret": `${emulator.urls.keyVault}/secrets/${VAULT_SECRET}`,
});
const GITHUB = ({ credentials }: Emulator) => ({
  "environment-secret": "production/PARTNER_CENTER_REFRESH_TOKEN",
  "secrets-token": credentials.secretsToken,
});

describe.skipIf(!BROWSER)("signing in with a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  it("by the line of docs/getting-started.md puts a refresh token into the vault that a run can use, and shows it to nobody", async () => {
    await using emulator = await startEmulator({ referrals: 0 });
    await using context = await openContext(browser);
    const login = await startDocumentedLogin(emulator);
    const page = await signIn(context, await login.url, emulator.entra);
    expect(page).toContain("You are signed in");
    const { code, printed } = await login.ended;
    expect(printed).toContain("The refresh token is in its store");
    expect(code).toBe(0);
    const [stored = ""] = emulator.keyVault.versions(VAULT_SECRET);
    expect(emulator.entra.knows(stored)).toBe(true);
    expect(printed).not.toContain(stored);
  });

  it("puts it into a secret of a GitHub environment, sealed", async () => {
    await using emulator = await startEmulator({ referrals: 0 });
    await using context = await openContext(browser);
    const login = startLogin(emulator, GITHUB(emulator));
    await signIn(context, await login.url, emulator.entra);
    expect((await login.ended).code).toBe(0);
    const stored = emulator.github.secrets.open("production/PARTNER_CENTER_REFRESH_TOKEN") ?? "";
    expect(emulator.entra.knows(stored)).toBe(true);
  });

  it("without a second factor stores nothing, because Partner Center would refuse it", async () => {
    await using emulator = await startEmulator({ referrals: 0 });
    await using context = await openContext(browser);
    emulator.entra.person.oneTimeCode = null;
    const login = startLogin(emulator, VAULT(emulator));
    const page = await signIn(context, await login.url, emulator.entra);
    expect(page).toContain("Nothing was stored");
    const { code, printed } = await login.ended;
    expect(code).toBe(1);
    expect(printed).toContain("multi-factor authentication");
    expect(emulator.keyVault.versions(VAULT_SECRET)).toEqual([]);
  });

  it("that the person breaks off says so, on the page and on the terminal", async () => {
    await using emulator = await startEmulator({ referrals: 0 });
    await using context = await openContext(browser);
    const login = startLogin(emulator, VAULT(emulator));
    const page = await context.newPage();
    await page.goto(await login.url);
    await page.getByRole("button", { name: "Cancel" }).click();
    await page.waitForURL(/^http:\/\/localhost:/);
    expect(await page.textContent("body")).toContain("AADSTS65004");
    const { code, printed } = await login.ended;
    expect(code).toBe(1);
    expect(printed).toContain("declined");
    expect(printed).not.toContain("bug of cosell-sync");
  });
});

/** The redirect as a browser would follow it, with a query of one's own. */
async function comeBack(url: string, query: Readonly<Record<string, string>>): Promise<Response> {
  const back = new URL(new URL(url).searchParams.get("redirect_uri") ?? "");
  for (const [name, value] of Object.entries(query)) back.searchParams.set(name, value);
  return fetch(back);
}

describe("the address that a browser comes back to", () => {
  it("turns away an answer that is not to this sign-in, and goes on waiting", async () => {
    await using emulator = await startEmulator({ referrals: 0 });
    const login = startLogin(emulator, VAULT(emulator));
    const url = await login.url;
    expect((await comeBack(url, { code: "stolen", state: "guessed" })).status).toBe(404);
    expect((await comeBack(url, { code: "stolen" })).status).toBe(404);
    const state = new URL(url).searchParams.get("state") ?? "";
    const answer = await comeBack(url, { code: "made-up", state });
    expect(answer.status).toBe(400);
    const { code, printed } = await login.ended;
    expect(code).toBe(1);
    expect(printed).toContain("AADSTS9002313");
    expect(emulator.keyVault.versions(VAULT_SECRET)).toEqual([]);
  });

  it("is asked for with a proof of possession, never with a password, and no other settings than the line of docs/getting-started.md names", async () => {
    await using emulator = await startEmulator({ referrals: 0 });
    const { searchParams } = new URL(await (await startDocumentedLogin(emulator)).url);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      redirect_uri: expect.stringMatching(/^http:\/\/localhost:\d+$/),
      scope: expect.stringContaining("https://api.partner.microsoft.com/.default"),
    });
    expect(searchParams.get("scope")).toContain("offline_access");
  });
});

describe("a sign-in that could not be stored", () => {
  it("is not begun: a vault that the application may not use is told first", async () => {
    await using emulator = await startEmulator({ referrals: 0 });
    emulator.keyVault.settings.permitted = false;
    const { code, printed } = await refusedLogin(emulator, VAULT(emulator));
    expect(code).toBe(1);
    expect(printed).toContain("Key Vault Secrets Officer");
    expect(printed).not.toContain("Open this address");
  });

  it("is not begun: nor with a token that may not write secrets", async () => {
    await using emulator = await startEmulator({ referrals: 0 });
    const wrong = { ...GITHUB(emulator), "secrets-token": "ghs_other" };
    const { code, printed } = await refusedLogin(emulator, wrong);
    expect(code).toBe(1);
    expect(printed).toContain("Environments: write");
    expect(printed).not.toContain("ghs_other");
  });

  it("is not begun: nor without a store, and all that is missing is said at once", async () => {
    await using emulator = await startEmulator({ referrals: 0 });
    const { code, printed } = await refusedLogin(emulator, { "tenant-id": "", "client-secret": "" });
    expect(code).toBe(1);
    expect(printed).toContain("--tenant-id: is missing");
    expect(printed).toContain("--client-secret: is missing");
    expect(printed).toContain("--key-vault-secret: is missing");
  });
});
