import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { generate } from "selfsigned";
import { describe, expect, it } from "vitest";
import { columns } from "../../src/emulator/dataverse/index.ts";
import type { EmulatorOptions } from "../../src/emulator/index.ts";
import { call, signedIn, started, trust } from "../emulator/client.ts";
import { cosellSync, terminalEnvironment } from "../support/command-line.ts";
import { insertReferral } from "../support/deals.ts";
import { onLoopback } from "../support/on-loopback.ts";
import { type Stage, setStage } from "../support/stage.ts";

const OURS = "https://relay.example/api/pc?code=secret";

/** State of each check by its name, without those that are well. */
function findings(summary: string): Record<string, string> {
  const rows = [...summary.matchAll(/^\| ([^|]+) \| [✔⚠✘–] (\w+) \| ([^|]*) \|$/gm)];
  expect(rows.length).toBeGreaterThan(15);
  for (const [, name, state, found] of rows) {
    if (state === "warning" || state === "failed") expect(found, name).toMatch(/.<br>→ ./);
  }
  const order = ["failed", "warning", "skipped", "ok"];
  const places = rows.map(([, , state = ""]) => order.indexOf(state));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  const states = rows.map(([, name = "", state = ""]) => [name, state]);
  return Object.fromEntries(states.filter(([, state]) => state !== "ok"));
}

const run = (stage: Stage, inputs: Record<string, string> = {}) =>
  stage.run({ command: "doctor", ...inputs });

async function register(stage: Stage, url: string, events: readonly string[]): Promise<void> {
  trust(stage.emulator);
  const headers = await signedIn(stage.emulator, "https://api.partnercenter.microsoft.com");
  const api = `${stage.emulator.urls.webhooks}/webhooks/v1/registration`;
  const json = { WebhookUrl: url, WebhookEvents: events };
  expect((await call(api, { method: "POST", headers, json })).status).toBe(200);
}

const ALL_EVENTS = [
  "referral-created",
  "referral-updated",
  "related-referral-created",
  "related-referral-updated",
];

/** As the token of the emulated sign-in names him. */
const THE_USER = {
  firstName: "Co-sell",
  lastName: "Service",
  phoneNumber: null,
  email: "cosell@adatum.example",
  title: null,
  contactPreference: { locale: null, disableNotifications: true },
};

/** The state branch has this tree, of a commit that somebody made so many days ago. */
async function commitTree(stage: Stage, of: string, days: number): Promise<void> {
  const tree = (await stage.git("rev-parse", of)).trim();
  const signature = `GitHub <noreply@github.com> ${Math.floor(Date.now() / 1000) - days * 86_400} +0000`;
  const file = join(stage.workspace, "commit");
  await writeFile(file, `tree ${tree}\nauthor ${signature}\ncommitter ${signature}\n\nHeartbeat\n`);
  const commit = (await stage.git("hash-object", "-t", "commit", "-w", file)).trim();
  await stage.git("update-ref", "refs/heads/cosell-sync", commit);
}

interface Fault {
  readonly what: string;
  readonly options?: EmulatorOptions;
  readonly plant?: (stage: Stage) => unknown;
  readonly inputs?: Record<string, string>;
  readonly found: Record<string, string>;
  readonly says: string;
}

const WITHOUT_SIGN_IN = {
  "Refresh token": "skipped",
  "Multi-factor authentication": "skipped",
  Referrals: "skipped",
  Webhook: "skipped",
};
const WITHOUT_CRM = {
  "Security role": "skipped",
  Columns: "skipped",
  "Alternate key": "skipped",
  "Change tracking": "skipped",
  "Row versions": "skipped",
  Currencies: "skipped",
  "Microsoft's connector": "skipped",
};

const LIMITED = {
  system: "github",
  fault: {
    kind: "reply",
    when: "before",
    status: 403,
    headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1900000000" },
    body: { message: "API rate limit exceeded for installation." },
  },
} as const;

const ARCHIVED = {
  system: "github",
  fault: {
    kind: "reply",
    when: "before",
    status: 403,
    body: { message: "Repository was archived so is read-only." },
  },
} as const;

const NO_WEBHOOKS = {
  system: "partner-center",
  path: /\/webhooks\//,
  fault: { kind: "reply", when: "before", status: 403, body: { code: "403", description: "Forbidden" } },
} as const;

const IN_ENVIRONMENT = {
  "environment-secret": "production/REFRESH_TOKEN",
  "secrets-token": "github_pat_emulatedSecretsToken",
};

const FAULTS: readonly Fault[] = [
  {
    what: "a refresh token that is too old",
    plant: ({ emulator }) => {
      emulator.entra.settings.refuseWith = "700082";
    },
    found: { "Sign-in to Partner Center": "failed", ...WITHOUT_SIGN_IN },
    says: "700082",
  },
  {
    what: "a store that the refresh token cannot be renewed in",
    inputs: { ...IN_ENVIRONMENT, "secrets-token": "github_pat_expired" },
    found: { "Refresh token": "warning" },
    says: "Environments: write",
  },
  {
    what: "a secret that the refresh token does not come from",
    inputs: IN_ENVIRONMENT,
    found: { "Refresh token": "warning" },
    says: "environment-secret names the very secret",
  },
  {
    what: "a refresh token that nothing has renewed for long",
    plant: ({ emulator: { github } }) =>
      github.secrets.store(IN_ENVIRONMENT["environment-secret"], "x", new Date(Date.now() - 61 * 86_400_000)),
    inputs: IN_ENVIRONMENT,
    found: { "Refresh token": "warning" },
    says: "61 days old, of 90",
  },
  {
    what: "a sign-in without a second factor",
    plant: ({ emulator }) => {
      emulator.partnerCenter.settings.signedInWithMfa = false;
    },
    found: { "Multi-factor authentication": "failed", Referrals: "skipped" },
    says: "900421",
  },
  {
    what: "a user without a role in Partner Center",
    plant: ({ emulator }) => {
      emulator.partnerCenter.settings.role = "none";
    },
    found: { "Multi-factor authentication": "skipped", Referrals: "failed" },
    says: "role Referrals admin",
  },
  {
    what: "a user who sees no referral",
    plant: ({ emulator }) => {
      const { partnerCenter } = emulator;
      partnerCenter.settings.role = "referrals user";
      for (const { id } of partnerCenter.list()) {
        partnerCenter.edit(id, (referral) => {
          referral.team = [];
        });
      }
    },
    found: { Referrals: "warning" },
    says: "no referral is visible",
  },
  {
    what: "a user who may see no more than the deals with him in the team",
    plant: ({ emulator }) => {
      const { partnerCenter } = emulator;
      partnerCenter.settings.role = "referrals user";
      partnerCenter.edit(partnerCenter.list()[0]?.id ?? "", ({ team }) => {
        team.push({ ...THE_USER });
      });
    },
    found: { Referrals: "warning" },
    says: "in the team of every referral that is visible",
  },
  {
    what: "a referral of another partner",
    plant: ({ emulator: { partnerCenter } }) =>
      partnerCenter.edit(partnerCenter.list()[0]?.id ?? "", (referral) => {
        referral.organizationId = "5b1c3a52-0a44-4a0e-9a0b-2f5a6c1d7e90";
      }),
    found: { Referrals: "warning" },
    says: "5b1c3a52-0a44-4a0e-9a0b-2f5a6c1d7e90",
  },
  {
    what: "a webhook that nobody registered",
    inputs: { "webhook-url": OURS },
    found: { Webhook: "failed" },
    says: "nothing is registered",
  },
  {
    what: "nothing wrong with a user who may not look at webhooks, where none is used",
    plant: ({ emulator }) => emulator.faults.inject(NO_WEBHOOKS),
    found: { Webhook: "skipped" },
    says: "not used; ",
  },
  {
    what: "a user who may not look at webhooks, where one is used",
    plant: ({ emulator }) => emulator.faults.inject(NO_WEBHOOKS),
    inputs: { "webhook-url": OURS },
    found: { Webhook: "failed" },
    says: "403",
  },
  {
    what: "a webhook that somebody else took over",
    plant: (stage) => register(stage, "https://flows.example/hook?sig=hush", ALL_EVENTS),
    inputs: { "webhook-url": OURS },
    found: { Webhook: "failed" },
    says: "events go to flows.example, and not to us",
  },
  {
    what: "a relay whose address has another key by now",
    plant: (stage) => register(stage, `${OURS}&key=new`, ALL_EVENTS),
    inputs: { "webhook-url": OURS },
    found: { Webhook: "failed" },
    says: `events go to another address at ${new URL(OURS).host} than webhook-url`,
  },
  {
    what: "a webhook without all events",
    plant: (stage) => register(stage, OURS, ALL_EVENTS.slice(0, 3)),
    inputs: { "webhook-url": OURS },
    found: { Webhook: "failed" },
    says: "registered without related-referral-updated",
  },
  {
    what: "a wrong secret of the CRM's application",
    inputs: { "dataverse-client-secret": "wrong" },
    found: { "Sign-in to Dynamics 365": "failed", ...WITHOUT_CRM },
    // Not the input of Partner Center's alone.
    says: "belongs to client-id (or dataverse-client-id)",
  },
  {
    what: "a missing privilege",
    plant: ({ emulator }) => emulator.dataverse.privileges.delete("prvCreateOpportunity"),
    found: { "Security role": "failed" },
    says: "missing: prvCreateOpportunity",
  },
  {
    what: "a privilege that does not reach far enough",
    plant: ({ emulator }) => emulator.dataverse.privileges.set("prvReadOpportunity", "Local"),
    found: { "Security role": "failed" },
    says: "prvReadOpportunity (Local, Global is needed)",
  },
  {
    what: "a privilege that is not needed and reaches chosen records only",
    plant: ({ emulator }) => emulator.dataverse.privileges.set("prvDeleteAccount", "RecordFilter"),
    found: {},
    says: "all privileges that a sync needs",
  },
  {
    what: "a needed privilege that reaches chosen records only",
    plant: ({ emulator }) => emulator.dataverse.privileges.set("prvReadContact", "RecordFilter"),
    found: { "Security role": "failed" },
    says: "missing: prvReadContact",
  },
  {
    what: "a privilege that a section of the mapping needs",
    plant: ({ emulator }) => emulator.dataverse.privileges.delete("prvCreateAccount"),
    found: { "Security role": "failed" },
    says: "missing: prvCreateAccount",
  },
  {
    what: "a privilege that is only useful",
    plant: ({ emulator }) => emulator.dataverse.privileges.delete("prvReadOrganization"),
    found: { "Security role": "warning" },
    says: "missing, and useful: prvReadOrganization",
  },
  {
    what: "a user who may not ask what it holds, where a sync needs the same privilege",
    plant: ({ emulator }) => emulator.dataverse.privileges.delete("prvReadUser"),
    found: { "Security role": "failed" },
    says: "The application user is missing prvReadUser",
  },
  {
    what: "a user who may not ask what it holds, where a sync does without",
    plant: async ({ emulator, workspace }) => {
      const text = await readFile(join(workspace, "mappings/dynamics-365.yml"), "utf8");
      await writeFile(join(workspace, "alone.yml"), text.replace(/^share:.*\n(?: .*\n)+/m, ""));
      emulator.dataverse.privileges.delete("prvReadUser");
    },
    inputs: { mapping: "alone.yml" },
    found: { "Security role": "warning" },
    says: "not compared: The application user is missing prvReadUser",
  },
  {
    what: "a mapping with a mistake",
    plant: ({ workspace }) => writeFile(join(workspace, "broken.yml"), "version: 2\n"),
    inputs: { mapping: "broken.yml" },
    found: { Mapping: "failed", Columns: "skipped", "Alternate key": "skipped" },
    says: "broken.yml",
  },
  {
    what: "sections of a mapping of which none is used",
    plant: async ({ workspace }) => {
      const text = await readFile(join(workspace, "mappings/dynamics-365.yml"), "utf8");
      await writeFile(join(workspace, "staging.yml"), `${text}environments: { staging: { guards: none } }\n`);
    },
    inputs: { mapping: "staging.yml" },
    found: { Mapping: "warning" },
    says: "staging.yml has sections for environments (staging), and none of them is used",
  },
  {
    what: "a missing column",
    plant: ({ emulator }) => emulator.dataverse.removeColumn("opportunity", "cosell_products"),
    found: { Columns: "failed" },
    says: "fields > solutions: the opportunity table has no column `cosell_products`<br>→ Run setup, ",
  },
  {
    what: "a missing column of leads",
    plant: ({ emulator }) => emulator.dataverse.removeColumn("lead", "cosell_base"),
    found: { Columns: "failed" },
    says: "leads > columns > base: the lead table has no column `cosell_base`",
  },
  {
    what: "a column of another type",
    plant: ({ emulator: { dataverse } }) => {
      dataverse.removeColumn("opportunity", "cosell_expireson");
      dataverse.addColumn("opportunity", columns.text("cosell_expireson", 100));
    },
    found: { Columns: "failed" },
    // What setup could not help with.
    says: "column `cosell_expireson` is of type String; it has to be DateTime<br>→ Correct the mapping",
  },
  {
    what: "an option that the column does not have",
    plant: ({ emulator: { dataverse } }) => dataverse.removeOption("opportunity", "cosell_help", 727_000_001),
    found: { Columns: "failed" },
    says: "727000001",
  },
  {
    what: "a missing column of accounts",
    plant: ({ emulator: { dataverse } }) => dataverse.removeColumn("account", "address1_country"),
    found: { Columns: "failed" },
    says: "the account table has no column `address1_country`",
  },
  {
    what: "what a field lacks that is left out then",
    plant: async ({ emulator: { dataverse }, workspace }) => {
      const text = await readFile(join(workspace, "mappings/dynamics-365.yml"), "utf8");
      const skipping = text.replace(/^( +)opportunity: cosell_expireson$/m, "$&\n$1if missing: skip");
      await writeFile(join(workspace, "skipping.yml"), skipping);
      dataverse.removeColumn("opportunity", "cosell_expireson");
    },
    inputs: { mapping: "skipping.yml" },
    found: { Columns: "warning" },
    says: "left out of every sync",
  },
  {
    what: "a column that others may not see",
    plant: ({ emulator }) => {
      emulator.dataverse.removeColumn("opportunity", "cosell_base");
      emulator.dataverse.addColumn("opportunity", columns.memo("cosell_base", 1_048_576, { secured: true }));
    },
    found: { Columns: "failed" },
    says: "column-level security",
  },
  {
    what: "a mapped column whose values are not for everybody",
    plant: ({ emulator }) => {
      emulator.dataverse.removeColumn("opportunity", "cosell_products");
      emulator.dataverse.addColumn("opportunity", columns.memo("cosell_products", 4000, { secured: true }));
    },
    found: { Columns: "warning" },
    says: "with column-level security: `cosell_products`<br>→ Let the application user read and update them",
  },
  {
    what: "a missing key",
    plant: ({ emulator }) => emulator.dataverse.removeKey("opportunity", "cosell_referralkey"),
    found: { "Alternate key": "failed" },
    says: "there is no alternate key on `cosell_referralid`",
  },
  {
    what: "no change tracking",
    options: { dataverse: { changeTracking: false } },
    found: { "Change tracking": "warning" },
    says: "miss rows whose time was set back",
  },
  {
    what: "a table that does not compare the versions of its rows",
    options: { dataverse: { optimisticConcurrency: false } },
    found: { "Row versions": "failed" },
    says: "refuses every update",
  },
  {
    what: "a currency that the CRM does not have",
    plant: ({ emulator: { partnerCenter } }) =>
      partnerCenter.edit(partnerCenter.list()[0]?.id ?? "", ({ details }) => {
        details.currency = "SEK";
      }),
    found: { Currencies: "warning" },
    says: "referrals are in SEK",
  },
  {
    what: "Microsoft's connector",
    plant: ({ emulator }) =>
      emulator.dataverse.addColumn("opportunity", columns.memo("msft_audit", 9000, { label: "Audit" })),
    found: { "Microsoft's connector": "warning" },
    says: "; no mark of another tool on the ",
  },
  {
    what: "a flow of Microsoft's connector that is still on",
    plant({ emulator }) {
      emulator.dataverse.addColumn("opportunity", columns.memo("msft_audit", 9000, { label: "Audit" }));
      insertReferral(emulator, {
        lastModifiedVia: "PowerAutomate",
        updatedDateTime: "2026-11-23T08:15:30.1234567Z",
      });
    },
    found: { "Microsoft's connector": "warning" },
    says: ", and the last change of these was at 2026-11-23 08:15 UTC",
  },
  {
    what: "deals that Microsoft's connector has linked, and the mapping not",
    plant: ({ emulator: { dataverse } }) => {
      const label = { label: "Referral Identifier" };
      dataverse.addColumn("opportunity", columns.text("msft_referral", 100, label));
      dataverse.insert("opportunity", { name: "Linked", msft_referral: "r-1" });
    },
    found: { "Microsoft's connector": "failed" },
    says: "Each of these deals would be made a second time",
  },
  {
    what: "a token that may only read",
    options: { github: { contents: "read" } },
    found: { "Token of GitHub": "failed" },
    says: "contents: write",
  },
  {
    what: "a wrong token",
    inputs: { "github-token": "wrong" },
    found: {
      "Token of GitHub": "failed",
      "Readers of the repository": "skipped",
      "State branch": "skipped",
      Schedule: "skipped",
      "OIDC subject": "skipped",
    },
    says: "it may have expired",
  },
  {
    what: "a repository that somebody has archived",
    plant: ({ emulator }) => emulator.faults.inject({ ...ARCHIVED, path: /\/git\/refs$/ }),
    found: {
      "Token of GitHub": "failed",
      "Readers of the repository": "skipped",
      "State branch": "skipped",
      Schedule: "skipped",
      "OIDC subject": "skipped",
    },
    says: "Unarchive it",
  },
  {
    what: "a limit of GitHub that is used up, and no missing permission",
    plant: ({ emulator }) => emulator.faults.inject({ ...LIMITED, path: /\/co-sell$/ }),
    found: {
      "Token of GitHub": "failed",
      "Readers of the repository": "skipped",
      "State branch": "skipped",
      Schedule: "skipped",
      "OIDC subject": "skipped",
    },
    says: "rate limit of this token is used up.<br>→ Run again after 2030-",
  },
  {
    what: "that a limit keeps GitHub from saying whether the token may write",
    plant: ({ emulator }) => emulator.faults.inject({ ...LIMITED, path: /\/git\/refs$/ }),
    found: { "Token of GitHub": "warning" },
    says: "GitHub does not say whether the token may write",
  },
  {
    what: "a repository that somebody has made public",
    options: { github: { isPublic: true } },
    found: { "Readers of the repository": "failed" },
    says: "everybody can read the audit log",
  },
  {
    what: "a rule that the state branch cannot keep",
    plant: async (stage) => {
      await stage.run();
      const rules = ["deletion", "pull_request", "non_fast_forward"];
      stage.emulator.github.settings.branchRules = { "cosell-sync": rules };
    },
    found: { "State branch": "failed" },
    says: "the rules for cosell-sync: `pull_request`",
  },
  {
    what: "a state branch that nobody may make",
    plant: async ({ emulator }) => {
      emulator.github.settings.branchRules = { "cosell-sync": ["creation"] };
    },
    found: { "State branch": "failed" },
    says: "the rules for cosell-sync: creation",
  },
  {
    what: "a classic protection of the state branch",
    plant: async (stage) => {
      await stage.run();
      stage.emulator.github.settings.protectedBranches = ["cosell-sync"];
    },
    found: { "State branch": "warning" },
    says: "in a way that this token may not see",
  },
  {
    what: "a state branch to which no run has committed for days",
    plant: async (stage) => {
      await stage.run();
      await commitTree(stage, "cosell-sync^{tree}", 3);
    },
    found: { "State branch": "warning" },
    says: "no run has committed to cosell-sync for 3 days",
  },
  {
    what: "a state branch that is used for something else",
    plant: (stage) => commitTree(stage, "main^{tree}", 0),
    found: { "State branch": "failed" },
    says: "Branch cosell-sync has no state.json.",
  },
  {
    what: "the state of another CRM",
    plant: (stage) => stage.run(),
    inputs: { "dataverse-url": "http://localhost:9" },
    found: { "Sign-in to Dynamics 365": "failed", ...WITHOUT_CRM, "State branch": "failed" },
    says: "Branch cosell-sync has the state of another CRM.",
  },
  {
    what: "a state on the default branch",
    inputs: { "state-branch": "main" },
    found: { "State branch": "failed" },
    says: "main is the default branch",
  },
  {
    what: "a schedule that GitHub has turned off",
    options: { github: { workflows: { ".github/workflows/sync.yml": "disabled_inactivity" } } },
    found: { Schedule: "failed" },
    says: "turned off: sync.yml",
  },
  {
    what: "a sync that somebody has turned off",
    options: { github: { workflows: { ".github/workflows/sync.yml": "disabled_manually" } } },
    found: { Schedule: "failed" },
    says: "turned off: sync.yml",
  },
  {
    what: "a token that may not look at workflows",
    options: { github: { actions: "none" } },
    found: { Schedule: "warning" },
    says: "actions: read",
  },
  {
    what: "a clock that is ten minutes off",
    options: { now: () => new Date(Date.now() + 600_000) },
    found: { Clock: "failed" },
    says: "Set the clock of this machine",
  },
];

describe("doctor", () => {
  it("finds nothing where all is well, and writes nothing", async () => {
    await using stage = await setStage({ referrals: 3 });
    await register(stage, OURS, ALL_EVENTS);
    const from = stage.emulator.log.length;
    const result = await run(stage, { "webhook-url": OURS });
    expect(result.exitCode).toBe(0);
    expect(result.summary).toContain("## Co-sell doctor: all is well");
    expect(findings(result.summary)).toEqual({});
    const asked = stage.emulator.log.slice(from).filter(({ system }) => system !== "sign-in");
    // Whether it could write is asked by what cannot be carried out. A batch has only questions, and so has the query.
    const tried = asked.filter(({ method, path }) => method !== "GET" && !/\/(\$batch|graphql)$/.test(path));
    expect(tried.map(({ system, status }) => [system, status])).toEqual([["github", 422]]);
    expect(await stage.git("for-each-ref", "--format=%(refname)")).toBe("refs/heads/main\n");
    expect(result.summary).not.toContain("code=secret");
  });

  it.each(FAULTS.map((fault) => [fault.what, fault] as const))("finds %s", async (_what, fault) => {
    await using stage = await setStage({ referrals: 3, ...fault.options });
    await fault.plant?.(stage);
    const { exitCode, summary } = await run(stage, fault.inputs);
    expect(findings(summary)).toEqual(fault.found);
    const plain = summary.replaceAll(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)));
    expect(plain).toContain(fault.says);
    expect(exitCode).toBe(Object.values(fault.found).includes("failed") ? 1 : 0);
    expect(summary).not.toMatch(/hush|code=secret/);
  });

  it.each([
    [29, "warning"],
    [31, undefined],
  ])("of a certificate that is good for %i days it finds: %s", async (days, state) => {
    await using stage = await setStage({ referrals: 0 });
    const notAfterDate = new Date(Date.now() + days * 86_400_000);
    const name = [{ name: "commonName", value: "cosell-sync" }];
    const made = await generate(name, { keySize: 2048, algorithm: "sha256", notAfterDate });
    stage.emulator.entra.addCertificate(made.cert);
    const pem = `${made.cert}\n${made.private}`;
    const { exitCode, summary } = await run(stage, { "client-secret": "", "client-certificate": pem });
    expect(exitCode).toBe(0);
    for (const name of ["Sign-in to Partner Center", "Sign-in to Dynamics 365"])
      expect(findings(summary)[name]).toBe(state);
    const day = notAfterDate.toISOString().slice(0, 10);
    expect(summary.includes(`expires on ${day}`)).toBe(state === "warning");
  });

  it("finds nothing wrong with the ruleset that docs/audit.md advises", async () => {
    await using stage = await setStage({ referrals: 0 });
    await stage.run();
    stage.emulator.github.settings.branchRules = { "cosell-sync": ["deletion", "non_fast_forward"] };
    const { exitCode, summary } = await run(stage);
    expect(exitCode).toBe(0);
    expect(findings(summary)).not.toHaveProperty("State branch");
    expect(summary).toContain("cosell-sync, protected by deletion, `non_fast_forward`");
  });

  it("finds nothing wrong with workflows that nobody uses, and with rules about pull requests", async () => {
    const workflows = {
      ".github/workflows/sync-connections.yml": "active",
      ".github/workflows/sync.yml": "deleted",
      ".github/workflows/webhooks.yml": "disabled_manually",
    };
    const branchRules = { "cosell-sync": ["copilot_code_review"] };
    await using stage = await setStage({ referrals: 0, github: { workflows, branchRules } });
    const { exitCode, summary } = await run(stage);
    expect(exitCode).toBe(0);
    expect(findings(summary)).not.toHaveProperty("State branch");
    expect(summary).toContain("| Schedule | ✔ ok | sync-connections.yml |");
  });

  it("finds nothing wrong with a plan of GitHub that has no rulesets", async () => {
    await using stage = await setStage({ referrals: 0, github: { branchRules: null } });
    const { exitCode, summary } = await run(stage);
    expect(exitCode).toBe(0);
    expect(findings(summary)).not.toHaveProperty("State branch");
  });

  it("prints the OIDC subject that a job presents, to be copied", async () => {
    await using stage = await setStage({ referrals: 0 });
    const claims = { sub: "repo:adatum@1/co-sell@2:environment:staging" };
    const token = ["e30", Buffer.from(JSON.stringify(claims)).toString("base64url"), "x"].join(".");
    await using server = await onLoopback(
      createServer((_request, response) => response.end(JSON.stringify({ value: token }))),
    );
    const env = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${server.url}/id?v=1`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t",
    };
    const { summary } = await stage.run({ command: "doctor" }, { env });
    expect(summary).toContain(`\`${claims.sub}\` of this job`);
    expect((await run(stage)).summary).toContain(
      "`repo:adatum@1001/co-sell@2002:environment:NAME` of a job of that environment",
    );
  });

  it("works on a terminal, and says by its exit code whether anything failed", async () => {
    await using emulator = await started({ referrals: 3 });
    const env = terminalEnvironment(emulator);
    const well = await cosellSync(["doctor", "--state-dir", "./nowhere"], env);
    expect(well).toMatchObject({ code: 0, stderr: "" });
    expect(well.stdout).toContain("| State branch | – skipped | the state is in a local directory |");
    emulator.dataverse.removeKey("opportunity", "cosell_referralkey");
    expect((await cosellSync(["doctor", "--state-dir", "./nowhere"], env)).code).toBe(1);
  });
});
