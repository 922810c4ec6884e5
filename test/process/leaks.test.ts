import { mkdir, mkdtempDisposable, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import { describe, it } from "vitest";
import { cosellSync, terminalEnvironment } from "../support/command-line.ts";
import { openEcho, openRefusingProxy } from "../support/echo.ts";
import { filesIn, leaksIn, Traces } from "../support/leaks.ts";
import { type Stage, setStage } from "../support/stage.ts";

const SECRETS = {
  "client secret": "Zq8Q~canary.client_secret-0123456789+/=",
  "refresh token": `0.AXoA${"canary-refresh_token.".repeat(30)}`,
  "secrets token": `github_pat_${"canarySecretsToken".repeat(4)}`,
  "request token": "canary-request-token-of-the-runner",
  "fingerprint key": "canary-fingerprint-key-0123456789",
  "key of the relay": "canary-key-of-the-relay",
  "password of the proxy": "canary-password-of-the-proxy",
} as const;

/** Which places a run is told to find elsewhere: at something that repeats what it is sent. */
const ELSEWHERE: Readonly<
  Record<string, (url: string) => Partial<Record<"inputs" | "env", Record<string, string>>>>
> = {
  "Partner Center": (url) => ({ inputs: { "partner-center-url": url } }),
  "the webhooks of Partner Center": (url) => ({
    inputs: { "webhooks-api-url": url, command: "webhooks", "webhook-url": RELAY },
  }),
  Entra: (url) => ({
    inputs: {
      "authority-url": url,
      "client-secret": SECRETS["client secret"],
      "refresh-token": SECRETS["refresh token"],
    },
  }),
  GitHub: (url) => ({ env: { GITHUB_API_URL: url, GITHUB_GRAPHQL_URL: `${url}/graphql` } }),
  "the vault": (url) => ({ inputs: { "refresh-token": "", "key-vault-secret": `${url}/secrets/x` } }),
  "the secrets of GitHub": (url) => ({
    inputs: { "environment-secret": "production/X", "secrets-token": SECRETS["secrets token"] },
    env: { GITHUB_API_URL: url },
  }),
  "who hands out identities": (url) => ({
    inputs: { "client-secret": "" },
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/idtoken?v=1`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: SECRETS["request token"],
    },
  }),
};

const RELAY = "https://relay.example/hook?code=canary-key-of-the-relay";

describe.concurrent("what answers in the place of a service and repeats all it was sent", () => {
  it.for(Object.entries(ELSEWHERE))(
    "gets no secret into what runs leave behind: %s",
    async ([, elsewhere], { expect }) => {
      await using stage = await setStage({ referrals: 1 });
      const traces = new Traces(stage);
      for (const [status, form] of ANSWERS) {
        await using echo = await openEcho(status, form);
        const { inputs = {}, env = {} } = elsewhere(echo.url);
        for (const command of [inputs.command ?? "sync", "doctor"]) {
          const { log } = await traces.run({ ...inputs, command }, { env });
          expect(log).not.toMatch(/bug of cosell-sync|has no meaning/);
        }
        expect(echo.heard.length).toBeGreaterThan(0);
      }
      expect(await traces.leaks({ ...SECRETS, ...credentialsOf(stage) })).toEqual([]);
    },
  );
});

const ANSWERS = [
  [400, "json"],
  [401, "json"],
  [403, "json"],
  [200, "page"],
  [302, "page"],
] as const;

function credentialsOf({ emulator }: Stage): Record<string, string> {
  const { clientSecret, refreshToken, githubToken, secretsToken, requestToken } = emulator.credentials;
  return { clientSecret, refreshToken, githubToken, secretsToken, requestToken };
}

/** Certificate and private key of an application that Entra knows. */
async function certificateFor({ emulator }: Stage): Promise<string> {
  const made = await generate([{ name: "commonName", value: "cosell-sync" }], { keySize: 2048 });
  emulator.entra.addCertificate(made.cert);
  return `${made.cert}\n${made.private}`;
}

function withIdentity({ emulator }: Stage): Record<string, string> {
  const { subject } = emulator.workflowIdentity.settings;
  emulator.entra.settings.federated = {
    issuer: "https://token.actions.githubusercontent.com",
    subject,
    audience: "api://AzureADTokenExchange",
  };
  return {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${emulator.urls.workflowIdentity}/idtoken?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: emulator.credentials.requestToken,
  };
}

const WEEK_AGO = new Date(Date.now() - 8 * 86_400_000);

describe.concurrent("a secret", () => {
  it("is in nothing that good runs leave behind, whichever way they sign in", async ({ expect }) => {
    await using stage = await setStage({ referrals: 3 });
    const { emulator } = stage;
    const traces = new Traces(stage);
    const pem = await certificateFor(stage);
    const stored = [emulator.entra.newRefreshToken(), emulator.entra.newRefreshToken()] as const;
    emulator.keyVault.store("partner-center", stored[0], WEEK_AGO);
    emulator.github.secrets.store("production/X", stored[1], WEEK_AGO);
    const vault = {
      "refresh-token": "",
      "key-vault-secret": `${emulator.urls.keyVault}/secrets/partner-center`,
    };
    const ofGithub = {
      "refresh-token": stored[1],
      "environment-secret": "production/X",
      "secrets-token": emulator.credentials.secretsToken,
    };
    const identity = withIdentity(stage);
    const key = { "fingerprint-key": SECRETS["fingerprint key"] };
    const results = [
      await traces.run({ "client-secret": "", "client-certificate": pem, ...vault, ...key }),
      await traces.run({ "client-secret": "", ...ofGithub, ...key }, { env: identity }),
      await traces.run({ command: "doctor", "client-secret": "", ...vault }, { env: identity }),
      await traces.run({ command: "webhooks", "webhook-url": RELAY, ...key }),
      await traces.run({ command: "webhooks", "webhook-url": `${RELAY}2`, ...key }),
      await traces.run({ command: "webhooks restore", ...key }),
      await traces.run({ command: "plan", ...key }),
      await traces.run({ command: "resync", ...key }),
      await traces.run({ command: "audit" }),
    ];
    expect(results.map(({ exitCode }) => exitCode)).toEqual(results.map(() => 0));
    const secrets = { ...SECRETS, ...credentialsOf(stage), pem, old: stored[0], other: stored[1] };
    const renewed = emulator.keyVault.versions("partner-center").at(-1) ?? "";
    expect(renewed).not.toBe(stored[0]);
    expect(await traces.leaks({ ...secrets, renewed })).toEqual([]);
    const masks = new Set(results.flatMap((result) => [...result.masks]));
    for (const line of [pem.split("\n")[3], renewed, stored[0], stored[1]]) expect(masks).toContain(line);
    // Every identity that GitHub has handed out is masked as it comes.
    const handedOut = emulator.log.filter(({ path }) => path.startsWith("/idtoken")).length;
    const claims = [...masks].map((mask) => Buffer.from(mask.split(".")[1] ?? "", "base64url").toString());
    expect(handedOut).toBeGreaterThan(2);
    expect(claims.filter((text) => text.includes("token.actions.githubusercontent.com"))).toHaveLength(
      handedOut,
    );
  });

  it.for(["407", "closed", "no address"] as const)(
    "is in nothing that runs behind a proxy with a password leave behind, where it says %s",
    async (trouble, { expect }) => {
      await using stage = await setStage({ referrals: 1 });
      await using proxy = await openRefusingProxy(trouble);
      const traces = new Traces(stage);
      const address = trouble === "no address" ? "://" : `http://${new URL(proxy.url).host}`;
      const named = address.replace("//", `//robot:${SECRETS["password of the proxy"]}@`);
      const env = { HTTPS_PROXY: named, HTTP_PROXY: named };
      const { exitCode, log } = await traces.run({}, { env });
      expect([exitCode, log.includes("bug of cosell-sync")]).toEqual([1, false]);
      expect(await traces.leaks({ ...SECRETS, ...credentialsOf(stage) })).toEqual([]);
    },
  );

  it("is in nothing that a run leaves behind where a certificate is not trusted", async ({ expect }) => {
    await using stage = await setStage({ referrals: 1 });
    const traces = new Traces(stage);
    const { exitCode } = await traces.run({}, { env: { NODE_EXTRA_CA_CERTS: "" }, process: "own" });
    expect(exitCode).toBe(1);
    expect(await traces.leaks({ ...SECRETS, ...credentialsOf(stage) })).toEqual([]);
  });

  it.for(["signal", "cancel"] as const)(
    "is in nothing that a run leaves behind that is ended by a %s",
    async (how, { expect }) => {
      await using stage = await setStage({ referrals: 4 });
      await using temporary = await mkdtempDisposable(join(tmpdir(), "leaks-"));
      const traces = new Traces(stage);
      const pem = await certificateFor(stage);
      const held = stage.emulator.faults.inject({
        system: "dataverse",
        path: /\$batch$/,
        fault: { kind: "hold", when: "before" },
      });
      const ender = new AbortController();
      void held.reached.then(() => ender.abort());
      const inputs = { "client-secret": "", "client-certificate": pem, "time-limit": "1" };
      const running = traces.run(inputs, { [how]: ender.signal, env: { TMPDIR: temporary.path } });
      await held.reached;
      held.drop();
      const { signal } = await running;
      expect(signal).toBe(how === "signal" ? "SIGKILL" : "SIGINT");
      expect(await readdir(temporary.path)).toEqual([]);
      expect(await traces.leaks({ ...SECRETS, ...credentialsOf(stage), pem })).toEqual([]);
    },
  );

  it("is in nothing that the programs are given which a run or init starts, nor what they leave", async ({
    expect,
  }) => {
    await using stage = await setStage({ referrals: 2 });
    await using home = await mkdtempDisposable(join(tmpdir(), "leaks-"));
    await mkdir(join(home.path, "bin"));
    await mkdir(join(home.path, "work"));
    // Notes what it was given, then does what git does.
    const git = `#!/bin/sh\n{ echo "$@"; env; } >> ${home.path}/heard\nPATH=${process.env.PATH} exec git "$@"\n`;
    await writeFile(join(home.path, "bin/git"), git, { mode: 0o755 });
    const env = {
      ...terminalEnvironment(stage.emulator),
      PATH: `${join(home.path, "bin")}:${process.env.PATH}`,
      COSELL_GITHUB_TOKEN: stage.emulator.credentials.githubToken,
      COSELL_FINGERPRINT_KEY: SECRETS["fingerprint key"],
    };
    const mapping = join(stage.workspace, "mappings/dynamics-365.yml");
    const own = ["--state-dir", join(home.path, "state"), "--mapping", mapping];
    const runs = [
      await cosellSync(["sync", ...own], env, home.path),
      await cosellSync(["doctor", ...own], env, home.path),
      await cosellSync(["init"], env, join(home.path, "work")),
    ];
    expect(runs.map(({ code, stderr }) => [code, stderr])).toEqual(runs.map(() => [0, ""]));
    const heard = await readFile(join(home.path, "heard"), "utf8");
    expect(heard).toContain("rev-parse --show-prefix");
    const texts = {
      heard,
      printed: runs.map(({ stdout }) => stdout).join(""),
      files: await filesIn(home.path),
    };
    expect(leaksIn(texts, { ...SECRETS, ...credentialsOf(stage) })).toEqual([]);
  });
});
