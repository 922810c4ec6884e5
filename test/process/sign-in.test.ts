import { generate } from "selfsigned";
import { describe, expect, it } from "vitest";
import type { ActionResult } from "../support/run-action.ts";
import { type Stage, setStage } from "../support/stage.ts";

const DAY = 86_400_000;
const VAULT_SECRET = "partner-center";
const GITHUB_SECRET = "production/PARTNER_CENTER_REFRESH_TOKEN";

const daysAgo = (days: number) => new Date(Date.now() - days * DAY);
const errorOf = ({ annotations }: ActionResult) =>
  annotations.filter(({ level }) => level === "error").at(-1)?.message;
const warningsOf = ({ annotations }: ActionResult) =>
  annotations.filter(({ level }) => level === "warning").map(({ message }) => message);

/** What a job with `permissions: id-token: write` finds in its environment. */
function idToken({ emulator }: Stage): Record<string, string> {
  return {
    ACTIONS_ID_TOKEN_REQUEST_URL: `${emulator.urls.workflowIdentity}/idtoken?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: emulator.credentials.requestToken,
  };
}

/** An administrator lets this workflow sign in as the application. */
function trustWorkflow({ emulator }: Stage, subject = emulator.workflowIdentity.settings.subject): void {
  const issuer = "https://token.actions.githubusercontent.com";
  emulator.entra.settings.federated = { issuer, subject, audience: "api://AzureADTokenExchange" };
}

/** A vault that keeps a refresh token of this age, and the inputs of a run that uses it. */
function inVault({ emulator }: Stage, age = 0): Record<string, string> {
  emulator.keyVault.store(VAULT_SECRET, emulator.entra.newRefreshToken(), daysAgo(age));
  return { "refresh-token": "", "key-vault-secret": `${emulator.urls.keyVault}/secrets/${VAULT_SECRET}` };
}

/** The same for a secret of the environment. */
function inEnvironment({ emulator }: Stage, age = 0): Record<string, string> {
  const token = emulator.entra.newRefreshToken();
  emulator.github.secrets.store(GITHUB_SECRET, token, daysAgo(age));
  const { secretsToken } = emulator.credentials;
  return { "refresh-token": token, "environment-secret": GITHUB_SECRET, "secrets-token": secretsToken };
}

describe.concurrent("without any secret of an application", () => {
  it("a workflow that the application trusts syncs, with the refresh token from the vault", async () => {
    await using stage = await setStage({ referrals: 4 });
    trustWorkflow(stage);
    const result = await stage.run({ "client-secret": "", ...inVault(stage) }, { env: idToken(stage) });
    expect(result.log).not.toContain("##[error]");
    expect(result.exitCode).toBe(0);
    expect(Number(result.outputs.created)).toBeGreaterThan(0);
    const again = await stage.run({ "client-secret": "", ...inVault(stage) }, { env: idToken(stage) });
    expect(again.outputs.changes).toBe("0");
  });

  it("nobody can try values by the digest of a plan: it is another one each time, unless a key is given", async () => {
    await using stage = await setStage({ referrals: 2 });
    trustWorkflow(stage);
    const vault = inVault(stage);
    const planned = async (key = {}) => {
      const inputs = { command: "plan", "client-secret": "", ...vault, ...key };
      return (await stage.run(inputs, { env: idToken(stage) })).outputs["plan-digest"];
    };
    const key = { "fingerprint-key": "a-long-random-text-of-this-test" };
    const [one, other, keyed, again] = [
      await planned(),
      await planned(),
      await planned(key),
      await planned(key),
    ];
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set([one, other, keyed]).size).toBe(3);
    expect(again).toBe(keyed);
  });

  it("a workflow that it does not trust is told which subject it presented", async () => {
    await using stage = await setStage({ referrals: 0 });
    trustWorkflow(stage, "repo:adatum/co-sell:environment:production");
    const result = await stage.run({ "client-secret": "" }, { env: idToken(stage) });
    expect(result.exitCode).toBe(1);
    expect(errorOf(result)).toContain("AADSTS700213");
    expect(errorOf(result)).toContain("repo:adatum@4711/co-sell@815:environment:production");
  });

  it("and without the permission to get an identity, all three ways are named", async () => {
    await using stage = await setStage({ referrals: 0 });
    const { exitCode, log } = await stage.run({ "client-secret": "" });
    expect(exitCode).toBe(1);
    for (const way of ["id-token: write", "client-certificate", "client-secret"]) expect(log).toContain(way);
  });

  it("a certificate will do", async () => {
    await using stage = await setStage({ referrals: 4 });
    const name = [{ name: "commonName", value: "cosell-sync" }];
    const { private: key, cert } = await generate(name, { keySize: 2048, algorithm: "sha256" });
    const pem = `${cert}\n${key}`;
    const unknown = await stage.run({ "client-secret": "", "client-certificate": pem });
    expect(errorOf(unknown)).toContain("AADSTS700027");
    stage.emulator.entra.addCertificate(cert);
    const result = await stage.run({ "client-secret": "", "client-certificate": pem });
    expect(result.exitCode).toBe(0);
    const middle = key.split("\n")[5] ?? "";
    expect(middle.length).toBeGreaterThan(40);
    expect(result.log).not.toContain(middle);
    expect([...result.masks].join("\n")).toContain(middle);
  });
});

describe.concurrent("a refresh token in a store", () => {
  it.each([
    ["the vault", inVault, (stage: Stage) => stage.emulator.keyVault.versions(VAULT_SECRET).at(-1)],
    [
      "the secret of an environment",
      inEnvironment,
      (stage: Stage) => stage.emulator.github.secrets.open(GITHUB_SECRET),
    ],
  ])("is renewed in %s after a week, and works from there", async (_title, keep, current) => {
    await using stage = await setStage({ referrals: 0 });
    const inputs = keep(stage, 8);
    const old = current(stage);
    const plan = await stage.run({ command: "plan", ...inputs });
    expect(plan.summary).toContain("Refresh token: 8 days old, of 90");
    expect(current(stage)).toBe(old);

    const renewing = await stage.run(inputs);
    const newest = current(stage) ?? "";
    expect(renewing.summary).toContain("Refresh token: renewed by this run");
    expect(newest).not.toBe(old);
    expect(stage.emulator.entra.knows(newest)).toBe(true);
    expect(renewing.log).not.toContain(newest);
    expect([...renewing.masks]).toEqual(expect.arrayContaining([old, newest]));

    // GitHub hands the secret to the next job itself.
    const given = inputs["refresh-token"] ? { ...inputs, "refresh-token": newest } : inputs;
    const next = await stage.run(given);
    expect(next.exitCode).toBe(0);
    expect(next.summary).toContain("Refresh token: 0 days old, of 90");
    expect(current(stage)).toBe(newest);
  });

  it("is left alone for its first week", async () => {
    await using stage = await setStage({ referrals: 1 });
    const result = await stage.run(inVault(stage, 6));
    expect(result.summary).toContain("Refresh token: 6 days old, of 90");
    expect(stage.emulator.keyVault.versions(VAULT_SECRET)).toHaveLength(1);
    expect(warningsOf(result)).toEqual([]);
  });

  it("is renewed by a run that is refused, too", async () => {
    await using stage = await setStage({ referrals: 12 });
    const result = await stage.run({ ...inVault(stage, 8), "max-changes": "1" });
    expect(result.exitCode).toBe(1);
    expect(stage.emulator.keyVault.versions(VAULT_SECRET)).toHaveLength(2);
  });

  it("that cannot be renewed is a warning, and the run goes on", async () => {
    await using stage = await setStage({ referrals: 4 });
    const inputs = { ...inEnvironment(stage), "secrets-token": "github_pat_expired" };
    const result = await stage.run(inputs);
    expect(result.exitCode).toBe(0);
    expect(Number(result.outputs.created)).toBeGreaterThan(0);
    expect(warningsOf(result)).toContainEqual(expect.stringContaining("Environments: write"));
    expect(result.summary).toContain("could not be renewed");
    expect(result.log + result.summary).not.toContain("github_pat_expired");
  });

  it("of sixty days is a warning: something keeps it from being renewed", async () => {
    await using stage = await setStage({ referrals: 1 });
    const young = await stage.run({ command: "plan", ...inVault(stage, 59) });
    expect(warningsOf(young)).toEqual([]);
    const old = await stage.run({ command: "plan", ...inVault(stage, 60) });
    expect(warningsOf(old)).toEqual([expect.stringContaining("60 days old")]);
    expect(old.exitCode).toBe(0);
  });

  it("that nobody has stored yet is asked for", async () => {
    await using stage = await setStage({ referrals: 0 });
    const url = `${stage.emulator.urls.keyVault}/secrets/nothing`;
    const result = await stage.run({ "refresh-token": "", "key-vault-secret": url });
    expect(result.exitCode).toBe(1);
    expect(errorOf(result)).toContain("cosell-sync login");
  });

  it("that lies in a vault which may not be used is not asked for once more: that would fix nothing", async () => {
    await using stage = await setStage({ referrals: 0 });
    const inputs = inVault(stage);
    stage.emulator.keyVault.settings.permitted = false;
    const result = await stage.run(inputs);
    expect(result.exitCode).toBe(1);
    expect(errorOf(result)).toContain("Key Vault Secrets Officer");
  });

  it("that comes from a sign-in without a second factor is refused with what to do", async () => {
    await using stage = await setStage({ referrals: 0 });
    const token = stage.emulator.entra.newRefreshToken(false);
    const result = await stage.run({ "refresh-token": token });
    expect(result.exitCode).toBe(1);
    expect(errorOf(result)).toContain("900421");
    expect(errorOf(result)).toContain("multi-factor");
  });
});

it.each(["partner-center", "dataverse"] as const)(
  "a run signs in once more where %s does not accept its token any more",
  async (system) => {
    await using stage = await setStage({ referrals: 1 });
    await stage.run();
    stage.takeRequests();
    await stage.run();
    const { "sign-in": usual = 0 } = stage.takeRequests();
    const revoked = { kind: "reply", when: "before", status: 401 } as const;
    stage.emulator.faults.inject({ system, nth: 1, fault: revoked });
    expect((await stage.run()).exitCode).toBe(0);
    expect(stage.takeRequests()["sign-in"]).toBe(usual + 1);
  },
);
