import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ConfigurationError } from "../src/errors.ts";
import { readArguments, readSource } from "../src/inputs/arguments.ts";
import { parseConnectionsSummaryInputs } from "../src/inputs/connections.ts";
import { parseCrmInputs } from "../src/inputs/crm.ts";
import { howToCorrect } from "../src/inputs/how-to-correct.ts";
import { type Inputs, parseInputs } from "../src/inputs/inputs.ts";
import { hasNoSecrets, parseMappingNames } from "../src/inputs/offline.ts";
import { defaultOf, INPUT_GROUPS, INPUT_NAMES, type InputName, TERMINAL_ONLY } from "../src/inputs/schema.ts";
import { SECRET_INPUTS } from "../src/inputs/secret-inputs.ts";
import { filled, type Source } from "../src/inputs/source.ts";
import { COMMANDS, TERMINAL_COMMANDS } from "../src/inputs/values.ts";
import { parseWebhookInputs } from "../src/inputs/webhooks.ts";

type Given = Readonly<Record<string, string>>;

const REQUIRED: Given = {
  "tenant-id": "contoso.example",
  "client-id": "client",
  "client-secret": "secret",
  "refresh-token": "token",
  "dataverse-url": "https://contoso.crm.dynamics.com",
};
const ON_A_RUNNER = { "github-token": "github" };

function parse(given: Given = {}, environment: Source["environment"] = { GITHUB_REPOSITORY: "a/b" }): Inputs {
  const all = { ...REQUIRED, ...ON_A_RUNNER, ...given };
  return parseInputs({ given: filled(all), label: (name) => name, allowed: INPUT_NAMES, environment });
}

/** Every problem as `input: message`. */
function problems(given: Given, environment?: Source["environment"]): string[] {
  try {
    parse(given, environment);
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return error.problems.map(({ where, message }) => `${where}: ${message}`);
    }
    throw error;
  }
  return [];
}

describe("the inputs", () => {
  it("have defaults for all that is not a matter of the customer", () => {
    expect(parse()).toEqual({
      command: "sync",
      mapping: "mappings/dynamics-365.yml",
      mappingEnvironment: null,
      referralId: null,
      changedReferrals: [],
      connection: null,
      partnerCenter: {
        url: "https://api.partner.microsoft.com",
        refreshToken: { kind: "input", token: "token" },
        tenantId: "contoso.example",
        clientId: "client",
        credential: { kind: "secret", secret: "secret" },
      },
      dataverse: {
        url: "https://contoso.crm.dynamics.com",
        tenantId: "contoso.example",
        clientId: "client",
        credential: { kind: "secret", secret: "secret" },
      },
      approve: null,
      resolutions: new Map(),
      fingerprintSecret: "secret",
      authorityUrl: "https://login.microsoftonline.com",
      webhooksApiUrl: "https://api.partnercenter.microsoft.com",
      webhookUrl: null,
      state: {
        branch: "cosell-sync",
        repository: "a/b",
        token: "github",
        apiUrl: "https://api.github.com",
        graphqlUrl: "https://api.github.com/graphql",
      },
      attentionIssue: false,
      timeLimitMinutes: 50,
      limits: { maxChanges: 500, maxChangeShare: 0.3, expectedDigest: null },
    });
  });

  it("take empty text, which a workflow passes for an unset variable, for not given", () => {
    const unset = Object.fromEntries(INPUT_NAMES.filter((name) => !(name in REQUIRED)).map((n) => [n, ""]));
    expect(parse({ ...unset, ...ON_A_RUNNER })).toEqual(parse());
  });

  it("compare identifiers in lower case", () => {
    const id = "7C1F2B9E-3A51-4F0B-9A44-5E1D2C3B4A60";
    expect(parse({ "referral-id": id }).referralId).toBe(id.toLowerCase());
    // As people write lists.
    expect(parse({ "changed-referrals": `${id}, ${id} ` }).changedReferrals).toEqual([
      id.toLowerCase(),
      id.toLowerCase(),
    ]);
  });
});

describe("the input resolve", () => {
  const A = "7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a60";

  it.each([
    ["on lines", "\n\n  "],
    ["with a blank between them, as in the form of a workflow", " "],
  ])("names deals, fields and the side that wins, several %s", (_how, between) => {
    const text = `${A.toUpperCase()}.deal value=referral${between}${A}.close date = opportunity `;
    expect(parse({ resolve: text }).resolutions).toEqual(
      new Map([
        [
          A,
          new Map([
            ["deal value", "referral"],
            ["close date", "opportunity"],
          ]),
        ],
      ]),
    );
  });

  it("says of every line that is not understood what would be right", () => {
    const text = `${A}.notes=portal\nnotes=referral`;
    const wrong = "<whole referral id>.<field>=referral or =opportunity, as a summary has it";
    expect(problems({ resolve: text })).toEqual([
      `resolve: "${A}.notes=portal" is not ${wrong}`,
      `resolve: "notes=referral" is not ${wrong}`,
    ]);
  });

  it("does not let the last of two lines win that contradict each other", () => {
    const text = `${A}.notes=referral\n${A}.name=opportunity\n${A.toUpperCase()}.notes = opportunity`;
    expect(problems({ resolve: text })).toEqual([
      `resolve: "${A.toUpperCase()}.notes = opportunity" contradicts the line that says referral`,
    ]);
    expect(problems({ resolve: `${A}.notes=referral\n${A}.notes=referral` })).toEqual([]);
  });
});

describe("the connection of a plan", () => {
  const environment = { GITHUB_REPOSITORY: "a/b", GITHUB_EVENT_NAME: "pull_request" };
  const given = { command: "plan", connection: "contoso-eu" };

  it("names whose review a pull request gets", () => {
    const found = parse(given, environment).connection;
    expect(found).toEqual({ name: "contoso-eu", file: "connections.yml" });
    const elsewhere = parse({ ...given, connections: "ours.yml" }, environment).connection;
    expect(elsewhere).toEqual({ name: "contoso-eu", file: "ours.yml" });
  });

  it("is refused without a pull request: nothing else of it would be taken from the file", () => {
    expect(problems(given)).toEqual([
      "connection: names whose review a pull request gets, and there is none; give the mapping and the state-branch of the connection",
    ]);
    expect(problems({ command: "plan" })).toEqual([]);
  });
});

describe("a wrong input", () => {
  it.each([
    ["command", "synch", '"synch" is no command; did you mean "sync"?'],
    [
      "command",
      "approve",
      '"approve" is no command; it must be one of: sync, plan, validate, format, explain, audit, resync, setup, doctor, init, login, webhooks, webhooks restore, connections, connections changed, connections summary',
    ],
    [
      "referral-id",
      "7c1f2b9e",
      "is not a GUID such as 7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a60; the address of a deal in Partner Center has it",
    ],
    ["approve", "a".repeat(40), "is not an approval digest: 64 hexadecimal digits"],
    ["tenant-id", "Contoso Ltd", "is neither a GUID nor a domain such as contoso.onmicrosoft.com"],
    ["tenant-id", "https://contoso.com", "is neither a GUID nor a domain such as contoso.onmicrosoft.com"],
    ["dataverse-tenant-id", "common", "is neither a GUID nor a domain such as contoso.onmicrosoft.com"],
    ["max-changes", "1,000", "is not a number such as 50"],
    ["max-changes", "1.5", "is not a whole number"],
    ["max-changes", "0", "must be at least 1"],
    ["max-change-share", "30%", "is not a number such as 0.3, which is 30 %"],
    ["max-change-share", "0", "must be more than 0"],
    ["max-change-share", "30", "must be at most 1; 0.3 is 30 %"],
    ["approve", "abc", "is not an approval digest: 64 hexadecimal digits"],
    ["expected-plan-digest", "abc", "is not a plan digest: 64 hexadecimal digits"],
    [
      "dataverse-url",
      "contoso.crm.dynamics.com",
      "is not an https URL such as https://contoso.crm.dynamics.com; http is for loopback hosts only",
    ],
    [
      "dataverse-url",
      "http://contoso.crm.dynamics.com",
      "is not an https URL such as https://contoso.crm.dynamics.com; http is for loopback hosts only",
    ],
    ["partner-center-url", "ftp://example.org", "is not an https URL; http is for loopback hosts only"],
    [
      "authority-url",
      "http://localhost.evil.example",
      "is not an https URL; http is for loopback hosts only",
    ],
    [
      "authority-url",
      "http://127.0.0.1.evil.example",
      "is not an https URL; http is for loopback hosts only",
    ],
    ...[
      "-f",
      "cosell-sync-Production EU",
      "a//b",
      "a..b",
      "state.lock",
      "a.lock/b",
      "a/.b",
      "state.",
      "refs/heads/a",
    ].map((branch) => [
      "state-branch",
      branch,
      `is not a branch name: letters from a to z and digits, with . _ - and / between them, and no refs/heads/ before it; this is "${branch}" (the workflows make theirs of the name of the environment)`,
    ]),
  ])("is named: %s %j %s", (name, value, message) => {
    expect(problems({ [name]: value })).toEqual([`${name}: ${message}`]);
  });

  it.each(["http://127.0.0.1:8080", "http://localhost:1", "http://[::1]:1", "https://example.org"])(
    "is not an address such as %s",
    (address) => {
      expect(problems({ "partner-center-url": address })).toEqual([]);
    },
  );

  it.each([
    ["tenant-id", "c8a1f7de-2b0f-4a53-9d6e-1f3b5a7c9e24"],
    ["max-changes", "1"],
    ["max-change-share", "1"],
    ["max-change-share", "0.01"],
    ["state-branch", "sync/europe.1"],
  ])("is not the last value that is allowed: %s %s", (name, value) => {
    expect(problems({ [name]: value })).toEqual([]);
  });

  it("is told together with all the others", () => {
    const given = {
      "tenant-id": "",
      "client-id": "",
      "dataverse-url": "x",
      "max-changes": "x",
      colour: "red",
    };
    expect(problems(given)).toEqual([
      "colour: is not an input",
      "tenant-id: is missing; the Entra tenant of the Partner Center account",
      "client-id: is missing; the application that signs in to Partner Center",
      "dataverse-url: is not an https URL such as https://contoso.crm.dynamics.com; http is for loopback hosts only",
      "max-changes: is not a number such as 50",
    ]);
  });

  it.each(Object.keys(REQUIRED))("is a missing one: %s", (name) => {
    expect(problems({ [name]: "" })).toEqual([expect.stringMatching(`^${name}: is missing[,;] `)]);
  });

  it("is corrected when it is a typing error away from a known one", () => {
    expect(problems({ "refresh-tokn": "t" })).toEqual([
      'refresh-tokn: is not an input; did you mean "refresh-token"?',
    ]);
  });

  it.each([
    ["plan", "expected-plan-digest", "a".repeat(64), "sync"],
    ["plan", "approve", "a".repeat(64), "sync"],
    ["plan", "resolve", "7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a60.notes=referral", "sync"],
    ["explain", "max-changes", "5", "sync, plan"],
    ["explain", "max-change-share", "0.5", "sync, plan"],
    ["validate", "referral-id", "7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a60", "sync, plan, explain, audit"],
  ])("is one that means nothing to the command: of %s, %s", (command, name, value, others) => {
    const more = command === "explain" ? { "referral-id": "7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a60" } : {};
    expect(problems({ command, ...more, [name]: value })).toEqual([
      `${name}: has no meaning for ${command}; it is for ${others}`,
    ]);
    expect(problems({ command: "sync", [name]: value })).toEqual([]);
    expect(problems({ [name]: value })).toEqual([]);
  });

  it("is not a default that the runner passes although the command has no use for it", () => {
    const passed = { "max-changes": "500", "max-change-share": "0.3" };
    expect(problems({ command: "plan", ...passed })).toEqual([]);
  });

  it.each([
    ["github-token", "Pa55word\nPa55word"],
    ["github-token", "Pa55word Pa55word"],
    ["github-token", "\u201cPa55word\u201d"],
    ["secrets-token", "Pa55word\u200b"],
    ["refresh-token", "Pa55word\r\nPa55word"],
    ["client-secret", "Pa55word\tPa55word"],
    ["dataverse-client-secret", "Pa55word\nPa55word"],
  ])("is a secret with more than a secret in it: %s %j", (name, value) => {
    const found = problems({ [name]: value });
    expect(found).toEqual([
      `${name}: holds a line break or a sign that none has; copy it once more, and nothing else with it`,
    ]);
  });

  it("may be a client secret with any sign that RFC 6749 has for it", () => {
    expect(problems({ "client-secret": "Pa55 ~.!'\"{}word" })).toEqual([]);
  });

  it("knows for a secret whatever its name says is one, and is not only where one is kept", () => {
    const places: readonly InputName[] = ["key-vault-secret", "environment-secret"];
    const named = INPUT_NAMES.filter((name) => /(secret|token|certificate|key)$/.test(name));
    expect(SECRET_INPUTS.toSorted()).toEqual(named.filter((name) => !places.includes(name)).sort());
  });

  it("never shows the value of a secret", () => {
    for (const name of SECRET_INPUTS) {
      expect(problems({ [name]: "Pa55word", "max-changes": "x" }).join()).not.toContain("Pa55word");
    }
  });
});

describe("the command line", () => {
  const sourceOf = (args: readonly string[], environment: Given = {}) => {
    const { values, positionals } = readArguments(args);
    return readSource(values, positionals, environment);
  };
  const read = (...given: Parameters<typeof sourceOf>) => sourceOf(...given).given;

  it("shows nothing of what stands behind an option that was mistyped: it may be a secret", () => {
    const told = () => readArguments(["sync", "--client-secrte=Pa55word\nmore"]);
    expect(told).toThrow("--client-secrte: is not an option");
    expect(told).not.toThrow("Pa55word");
  });

  it("takes what an environment file has, with the marks and blanks that an editor of Windows leaves", () => {
    const environment = { "\uFEFFCOSELL_MAPPING": "ours.yml\r", COSELL_REFERRAL_ID: " ours " };
    const found = read(["explain"], environment);
    expect(found).toEqual({ command: "explain", mapping: "ours.yml", "referral-id": "ours" });
  });

  it("counts before the environment", () => {
    const environment = { COSELL_MAPPING: "theirs.yml", COSELL_REFERRAL_ID: "theirs" };
    expect(read(["explain", "ours", "--mapping", "ours.yml"], environment)).toEqual({
      command: "explain",
      mapping: "ours.yml",
      "referral-id": "ours",
    });
  });

  it("leaves out what the environment has for other commands, and refuses the same as an option", () => {
    const environment = { COSELL_MAPPING_ENVIRONMENT: "staging", COSELL_MAX_CHANGES: "many" };
    for (const command of ["validate", "format", "audit", "setup", "connections", "webhooks restore"])
      expect(read(command.split(" "), environment)).toEqual({ command });
    expect(read(["plan"], environment)).toMatchObject({
      "mapping-environment": "staging",
      "max-changes": "many",
    });
    // Of which init has a list.
    expect(read(["init"], environment)).toEqual({ command: "init", "mapping-environment": "staging" });
    const typed = sourceOf(["validate", "--mapping-environment", "staging"], environment);
    expect(() => parseMappingNames(typed)).toThrow("--mapping-environment: has no meaning for validate");
  });

  it("names what is wrong by its variable where it was not typed", () => {
    const { label } = sourceOf(["sync", "--mapping", "ours.yml"], { COSELL_MAX_CHANGES: "many" });
    expect(["max-changes", "mapping", "client-id", "command"].map(label)).toEqual([
      "COSELL_MAX_CHANGES",
      "--mapping",
      "--client-id",
      "command",
    ]);
  });

  it("refuses variables of ours that there are not, and lets others alone", () => {
    const environment = { COSELL_MAPPING_ENVIROMENT: "staging", "\uFEFFCOSELL_MAPING": "x", MY_COSELL_X: "" };
    expect(() => read(["plan"], environment)).toThrow(
      expect.objectContaining({
        problems: [
          {
            where: "COSELL_MAPPING_ENVIROMENT",
            message: 'is the variable of no option; did you mean "COSELL_MAPPING_ENVIRONMENT"?',
          },
          {
            where: "COSELL_MAPING",
            message: 'is the variable of no option; did you mean "COSELL_MAPPING"?',
          },
        ],
      }),
    );
  });

  it("may name several mappings", () => {
    expect(read(["validate", "a.yml", "b c.yml"])).toEqual({
      command: "validate",
      mapping: "a.yml\nb c.yml",
    });
  });
});

describe("the inputs of setup and init", () => {
  const parseCrm = (given: Given, environment: Given = {}) =>
    parseCrmInputs({
      given: { "dataverse-url": REQUIRED["dataverse-url"] ?? "", command: "init", ...given },
      label: (name) => name,
      allowed: INPUT_NAMES,
      environment,
    });

  it("are handed on without what is secret, which init would print", () => {
    const { given } = parseCrm({ ...REQUIRED, "client-secret": "Pa55word", "github-token": "Pa55word" });
    expect(JSON.stringify(given)).not.toContain("Pa55word");
    expect(given).toMatchObject({ "tenant-id": "contoso.example", "client-secret": null });
  });

  it("may be of the CRM's own application alone, and ask for its own way to sign in", () => {
    const own = { "dataverse-tenant-id": "crm.example", "dataverse-client-id": "crm" };
    const { dataverse } = parseCrm({ ...own, "dataverse-client-secret": "secret" });
    expect(dataverse).toMatchObject({ tenantId: "crm.example", clientId: "crm" });
    expect(() => parseCrm(own)).toThrow(/^dataverse-client-secret: is missing/);
  });
});

describe("a pull request without secrets", () => {
  const IDENTITY = { ACTIONS_ID_TOKEN_REQUEST_URL: "https://x" };

  it.each<[string, string, Given, Given, boolean]>([
    ["of Dependabot, which is given none", "dependabot[bot]", { "github-token": "t" }, {}, true],
    ["of Dependabot, which is given one after all", "dependabot[bot]", { "client-secret": "s" }, {}, false],
    ["of Dependabot, which may exchange its identity for one", "dependabot[bot]", {}, IDENTITY, false],
    ["of a person, who lacks them by mistake", "mira", {}, {}, false],
  ])("is one %s", (_whose, GITHUB_ACTOR, given, more, none) => {
    const environment = { GITHUB_ACTOR, ...more };
    expect(hasNoSecrets({ given, environment, label: (name) => name, allowed: INPUT_NAMES })).toBe(none);
  });
});

describe("a summary of connections", () => {
  it.each(["", "17a", "../17"])("is of a workflow run by its number, which %j is not", (GITHUB_RUN_ID) => {
    const source = {
      given: { command: "connections summary", "github-token": "t" },
      label: (name: string) => name,
      allowed: INPUT_NAMES,
      environment: { GITHUB_REPOSITORY: "a/b", GITHUB_RUN_ID },
    };
    expect(() => parseConnectionsSummaryInputs(source)).toThrow(/^GITHUB_RUN_ID: is missing/);
  });
});

describe("what to do about inputs that are missing", () => {
  const fixed = (environment: Given) =>
    howToCorrect([{ where: "client-secret", message: "is missing, and so" }], environment);

  it("is to look at the job's environment on a runner, and only there", () => {
    expect(fixed({ GITHUB_ACTIONS: "true" })).toContain("the job's environment has no variable");
    expect(fixed({})).not.toContain("the job's environment");
  });

  it.each([
    ["sync", parseInputs],
    ["setup", parseCrmInputs],
    ["webhooks", parseWebhookInputs],
  ])("is told by %s, whose workflow takes them from there", (command, read) => {
    const environment = { GITHUB_REPOSITORY: "a/b", GITHUB_ACTIONS: "true" };
    const source = { given: { command }, label: (name: string) => name, allowed: INPUT_NAMES, environment };
    const fix = expect.stringContaining("the job's environment has no variable");
    expect(() => read(source)).toThrow(expect.objectContaining({ fix }));
  });
});

describe("a command", () => {
  it("takes the defaults that a runner passes of inputs which mean nothing to it", () => {
    const defaults = INPUT_NAMES.flatMap((name) => {
      const value = defaultOf(name);
      return value === undefined || name === "command" ? [] : [[name, value]];
    });
    for (const command of ["sync", "plan", "resync"])
      expect(problems({ ...Object.fromEntries(defaults), command })).toEqual([]);
  });

  it("that explains a deal has to be told which", () => {
    expect(problems({ command: "explain" })).toEqual(["referral-id: is missing; the referral to explain"]);
  });

  it("that looks for what is wrong knows where the relay is", () => {
    const given = { command: "doctor", "webhook-url": "https://relay.contoso.com" };
    expect(parse(given).webhookUrl).toBe("https://relay.contoso.com");
    expect(parse({ command: "doctor" }).webhookUrl).toBeNull();
  });
});

describe("the place of the state", () => {
  it("is a directory when there is one, whatever the environment says", () => {
    expect(parse({ "state-dir": "./state", "state-branch": "mine" }).state).toEqual({
      branch: "mine",
      directory: "./state",
    });
  });

  it("is on the GitHub that the environment names", () => {
    const environment = { GITHUB_REPOSITORY: "a/b", GITHUB_API_URL: "https://ghe.example/api/v3" };
    expect(parse({}, environment).state).toMatchObject({
      apiUrl: "https://ghe.example/api/v3",
      graphqlUrl: "https://ghe.example/api/graphql",
    });
    const dataResidency = { GITHUB_REPOSITORY: "a/b", GITHUB_API_URL: "https://api.contoso.ghe.com" };
    expect(parse({}, dataResidency).state).toMatchObject({
      graphqlUrl: "https://api.contoso.ghe.com/graphql",
    });
    const withGraphql = { ...environment, GITHUB_GRAPHQL_URL: "https://ghe.example/other" };
    expect(parse({}, withGraphql).state).toMatchObject({ graphqlUrl: "https://ghe.example/other" });
  });

  it("is on a server whose address a person has typed with a slash at the end, and on none without https", () => {
    const typed = { GITHUB_REPOSITORY: "a/b", GITHUB_API_URL: "https://ghe.example:8443/api/v3/" };
    expect(parse({}, typed).state).toMatchObject({
      apiUrl: "https://ghe.example:8443/api/v3",
      graphqlUrl: "https://ghe.example:8443/api/graphql",
    });
    for (const GITHUB_API_URL of ["ghe.example/api/v3", "http://ghe.example/api/v3"])
      expect(problems({}, { GITHUB_REPOSITORY: "a/b", GITHUB_API_URL })).toEqual([
        "GITHUB_API_URL: is not an https URL, such as https://github.contoso.com/api/v3",
      ]);
    expect(problems({}, { ...typed, GITHUB_GRAPHQL_URL: "http://ghe.example/api/graphql" })).toEqual([
      "GITHUB_GRAPHQL_URL: is not an https URL, such as https://github.contoso.com/api/graphql",
    ]);
  });

  it("has no issues where it is a directory", () => {
    const given = { "state-dir": "./state", "attention-issue": "true" };
    expect(problems(given)).toEqual([
      "attention-issue: needs the state on GitHub, where the issue is; leave it out, or state-dir",
    ]);
    expect(parse({ "attention-issue": "true" })).toMatchObject({ attentionIssue: true });
  });

  it("is missing without a repository and a directory", () => {
    expect(problems({}, {})).toEqual([
      "state-dir: is missing; name a directory, or set GITHUB_REPOSITORY, such as contoso/co-sell",
    ]);
  });

  it.each(["webhooks", "webhooks restore"])(
    "is that of the syncs for %s, and no new directory",
    (command) => {
      const source = {
        given: { ...REQUIRED, command },
        label: (name: string) => `--${name}`,
        environment: {},
      };
      const place = {
        where: "GITHUB_REPOSITORY",
        message: expect.stringContaining("run its workflow Webhooks"),
      };
      expect(() => parseWebhookInputs({ ...source, allowed: INPUT_NAMES })).toThrow(
        expect.objectContaining({ problems: expect.arrayContaining([place]) }),
      );
    },
  );

  it.each(["co-sell", "contoso/", "https://github.com/contoso/co-sell"])(
    "is not in a repository that is named %s",
    (GITHUB_REPOSITORY) => {
      expect(problems({}, { GITHUB_REPOSITORY })).toEqual([
        "GITHUB_REPOSITORY: is not owner/name, such as contoso/co-sell",
      ]);
    },
  );

  it("cannot be read without a token", () => {
    expect(problems({ "github-token": "" })).toEqual([
      "github-token: is missing; on a terminal, gh auth token prints one",
    ]);
  });
});

const ROOT = join(import.meta.dirname, "..");
const readText = (file: string) => readFileSync(join(ROOT, file), "utf8");
const action = z
  .object({
    inputs: z.record(
      z.string(),
      z.object({
        description: z.string(),
        default: z.coerce.string().optional(),
        required: z.boolean().optional(),
      }),
    ),
    outputs: z.record(z.string(), z.object({ description: z.string() })),
  })
  .parse(load(readText("action.yml")));

describe("action.yml", () => {
  const onARunner = INPUT_NAMES.filter((name) => !TERMINAL_ONLY.includes(name));
  const FROM_THE_RUNNER: readonly InputName[] = ["github-token"];

  it("lists the inputs that the code knows, in its order, without those for a terminal", () => {
    expect(Object.keys(action.inputs)).toEqual(onARunner);
  });

  it.each(onARunner.filter((name) => !FROM_THE_RUNNER.includes(name)))(
    "says what %s falls back to in the code",
    (name) => {
      expect(action.inputs[name]?.default).toBe(defaultOf(name));
    },
  );

  it("names every command that a runner takes", () => {
    const named = [...(action.inputs.command?.description.matchAll(/`([\w ]+)`/g) ?? [])];
    const onRunners = COMMANDS.filter((command) => !TERMINAL_COMMANDS.some((one) => one === command));
    expect(named.map(([, name]) => name)).toEqual(onRunners);
  });

  it("requires what the code cannot do without", () => {
    const required = Object.keys(action.inputs).filter((name) => action.inputs[name]?.required);
    const missing = onARunner.filter((name) => problems({ ...ON_A_RUNNER, [name]: "" }).length > 0);
    // There are other ways for these.
    const replaceable = ["client-secret", "refresh-token", ...FROM_THE_RUNNER];
    expect(required).toEqual(missing.filter((name) => !replaceable.includes(name)));
  });

  it("lists the outputs that a run sets", () => {
    const source = readText("src/runner-report.ts");
    const single = [...source.matchAll(/setOutput\("([\w-]+)"/g)].map(([, name]) => name);
    const [, list = ""] =
      /for \(const name of \[([^\]]*)\] as const\) \{\s*core\.setOutput\(name/.exec(source) ?? [];
    const listed = [...list.matchAll(/"([\w-]+)"/g)].map(([, name]) => name);
    expect(new Set([...single, ...listed])).toEqual(new Set(Object.keys(action.outputs)));
  });
});

describe("the README", () => {
  /** First column of the table under a heading. */
  const names = (heading: string) => {
    const [, section = ""] = readText("README.md").split(`\n## ${heading}\n`);
    const [text = ""] = section.split(/\n## /);
    return [...text.matchAll(/^\| `([\w-]+)` \|/gm)].map(([, name]) => name);
  };

  it("lists the inputs of action.yml in the same order", () => {
    expect(names("Inputs")).toEqual(Object.keys(action.inputs));
  });

  it("lists the outputs of action.yml in the same order", () => {
    expect(names("Outputs")).toEqual(Object.keys(action.outputs));
  });

  it("has them in the groups of the help on a terminal, as has action.yml", () => {
    const grouped = [...INPUT_GROUPS].map(([name, title]) => [title, name]);
    const [, section = ""] = readText("README.md").split("\n## Inputs\n");
    const [text = ""] = section.split(/\n## /);
    const titled = text.split("### ").slice(1);
    expect(titled.map((group) => [group.split("\n")[0], /^\| `([\w-]+)`/m.exec(group)?.[1]])).toEqual(
      grouped,
    );
    const commented = readText("action.yml").matchAll(/^ {2}# (.*)\n {2}([\w-]+):$/gm);
    expect([...commented].map(([, title, name]) => [title, name])).toEqual(grouped);
  });

  it("has a line for each command", () => {
    const [, section = ""] = readText("README.md").split("\n## Commands\n");
    const [text = ""] = section.split(/\n## /);
    expect([...text.matchAll(/^\| `([\w ]+)` \|/gm)].map(([, name]) => name)).toEqual([...COMMANDS]);
  });

  it("says of each what action.yml says", () => {
    for (const [name, { description }] of Object.entries({ ...action.inputs, ...action.outputs }))
      expect(readText("README.md")).toContain(`| \`${name}\` | ${description.trim()} |`);
  });

  it("gives the same defaults as action.yml", () => {
    for (const [name, { default: fallback }] of Object.entries(action.inputs)) {
      if (fallback === undefined || fallback.includes("${{")) continue;
      const [, section = ""] = readText("README.md").split("\n## Inputs\n");
      const row = section.split("\n").find((line) => line.startsWith(`| \`${name}\` |`));
      expect(row, name).toContain(`\`${fallback}\``);
    }
  });
});
