import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { load } from "js-yaml";
import { describe, expect, it } from "vitest";
import { RefusalError } from "../src/errors.ts";
import { needlessInputs } from "../src/inputs/inputs.ts";
import { ONLY_FOR } from "../src/inputs/only-for.ts";
import { INPUT_NAMES } from "../src/inputs/schema.ts";
import { filled } from "../src/inputs/source.ts";
import type { Change } from "../src/model/plan.ts";
import { guard } from "../src/reconcile/plan/guard.ts";
import { nextLook } from "../src/report/next-step.ts";
import { reply, testServer } from "./adapters/support.ts";
import { connectionOf } from "./connections/known.ts";
import { lintActions, type YamlFile } from "./support/lint-actions.ts";
import { allInputs, askedFor, type Inputs } from "./support/workflow-inputs.ts";
import { checkWorkflow } from "./support/workflow-rules.ts";

const ROOT = join(import.meta.dirname, "..");
const MANIFEST = join(ROOT, "action.yml");

const read = (path: string): YamlFile => ({ path, text: readFileSync(join(ROOT, path), "utf8") });
const workflows = globSync(".github/workflows/*.{yml,yaml}", { cwd: ROOT }).sort().map(read);

const sync = read(".github/workflows/sync.yml");
const changed = (from: string | RegExp, to: string): YamlFile => {
  const text = sync.text.replace(from, to);
  expect(text).not.toBe(sync.text);
  return { ...sync, text };
};

describe("action.yml and the workflows", () => {
  it("are valid in the eyes of GitHub's language service", async () => {
    expect(workflows.length).toBeGreaterThanOrEqual(3);
    expect(await lintActions([read("action.yml"), ...workflows], MANIFEST)).toEqual([]);
  });

  it("keep the rules of the house", () => {
    expect(workflows.flatMap(checkWorkflow)).toEqual([]);
  });
});

it("README.md shows a workflow that is valid, and keeps the rules of the house", async () => {
  const [block = ""] = /(?<=```yaml\n).*?(?=```)/s.exec(read("README.md").text) ?? [];
  const file = { path: "README.md", text: block.replace("your-org/cosell-sync@<commit>", "./") };
  expect(await lintActions([file], MANIFEST)).toEqual([]);
  expect(checkWorkflow(file)).toEqual([]);
});

it("README.md names the two commands that a fresh clone needs, and they are there", () => {
  const blocks = read("README.md").text.match(/(?<=```sh\n).*?(?=\n```)/gs) ?? [];
  expect(blocks).toEqual(expect.arrayContaining(["npm ci && npm run demo", "npm cit"]));
  const { scripts } = JSON.parse(read("package.json").text) as { scripts: Record<string, string> };
  // `npm cit` is `npm ci` and `npm test`, which is what .ci/run runs.
  expect(Object.keys(scripts)).toEqual(expect.arrayContaining(["demo", "test"]));
  expect(read(".ci/run").text).toMatch(/^npm ci\b.*^npm test$/ms);
});

describe("the language service", () => {
  it.each([
    ["an unknown key", changed("timeout-minutes:", "timeout-minute:"), "timeout-minute"],
    ["an unknown context", changed("inputs.referral-id", "input.referral-id"), "input"],
    ["an unknown input of ours", changed("dataverse-url:", "dataverse-uri:"), "dataverse-uri"],
    ["a missing input of ours", changed(/ +tenant-id:.*\n/, ""), "tenant-id"],
    ["an unknown permission", changed("contents: write", "content: write"), "content"],
    ["an impossible schedule", changed("7,22,37,52 *", "7,22,37,82 *"), "cron"],
  ])("finds %s", async (_title, file, expected) => {
    expect((await lintActions([file], MANIFEST)).join("\n")).toContain(expected);
  });

  it("finds a mistake in action.yml", async () => {
    const manifest = read("action.yml");
    const broken = { ...manifest, text: manifest.text.replace("using: node24", "using: node23") };
    expect(await lintActions([broken], MANIFEST)).not.toEqual([]);
  });
});

describe("the rules of the house", () => {
  it.each([
    ["a tag", changed(/checkout@[0-9a-f]{40} # v[\d.]+/, "checkout@v7"), "pin it"],
    ["a commit without its version", changed(/ # v7\.[\d.]+/, ""), "pin it"],
    ["a short commit", changed(/@3d3c42e5[0-9a-f]+/, "@3d3c42e5"), "pin it"],
    ["permissions by default", changed("permissions: {}\n", ""), "start from none"],
    ["wide permissions", changed("permissions: {}", "permissions: read-all"), "start from none"],
    ["an unexplained permission", changed(/(contents: write) #.*/, "$1"), "in a comment"],
    [
      "an expression in a script",
      changed("- uses: ./\n", `- run: echo "\${{ inputs.referral-id }}"\n      - uses: ./\n`),
      "through env:",
    ],
    ["the commit of an old run", changed(/ +ref: .*\n/, ""), "an old mapping"],
    [
      "a token that stays in the checkout",
      changed(/ +persist-credentials: .*\n/, ""),
      "read the job's token",
    ],
    [
      "a group in which a reviewer is waited for",
      changed(/environment: \$\{\{.*/, "environment: staging-approval"),
      "keeps every other run",
    ],
  ])("refuse %s", (_title, file, expected) => {
    expect(checkWorkflow(file)).toEqual([expect.stringContaining(expected)]);
  });
});

/** Every variable and secret that a workflow reads, set to its own name. */
function allSet({ text }: YamlFile, source: "vars" | "secrets"): Inputs {
  const names = text.matchAll(new RegExp(`\\b${source}\\.(\\w+)`, "g"));
  return Object.fromEntries([...names].map(([, name = ""]) => [name, name]));
}

/** What our steps are given when a person fills in `inputs` and leaves the rest as it is. */
function given(file: YamlFile, inputs: Inputs, matrix: Inputs = {}): Record<string, string>[] {
  const defaults = Object.entries(askedFor(file.text)).map(([name, asked]) => [
    name,
    String(asked.default ?? ""),
  ]);
  return allInputs(file.text, {
    vars: allSet(file, "vars"),
    secrets: allSet(file, "secrets"),
    inputs: { ...Object.fromEntries(defaults), ...inputs },
    matrix,
  });
}

/** What these keep of values that must not be read, stand-ins or sealed, takes a key. */
const HIDING = ["sync", "plan", "resync", "webhooks", "webhooks restore"];

describe("a step of ours", () => {
  const runs = workflows.flatMap((file) => {
    const commands = askedFor(file.text).command?.options ?? [""];
    return commands.flatMap((command) =>
      given(file, command ? { command } : {}).map((inputs) => ({ path: file.path, inputs })),
    );
  });
  const titled = runs.map(({ path, inputs }) => [inputs.command ?? "", path, inputs] as const);

  it.each(titled)("that may %s in %s gets nothing that it has no use for", (_command, _path, inputs) => {
    const source = { given: filled(inputs), label: String, allowed: INPUT_NAMES, environment: {} };
    expect(needlessInputs(source)).toEqual([]);
  });

  it.each(titled.filter(([command]) => ONLY_FOR["mapping-environment"]?.some((one) => one === command)))(
    "that may %s in %s uses the section of the mapping that its environment names",
    (_command, _path, inputs) => {
      expect(inputs["mapping-environment"]).toBe("MAPPING_ENVIRONMENT");
    },
  );

  it("that works on the CRM alone gets nothing that opens Partner Center", () => {
    const [setup] = given(read(".github/workflows/setup.yml"), {});
    expect(setup).toMatchObject({ command: "setup" });
    expect(setup).not.toHaveProperty("refresh-token");
    expect(setup).not.toHaveProperty("key-vault-secret");
  });

  it.each(titled.filter(([command]) => HIDING.includes(command)))(
    "that may %s in %s has a key for hidden values, also where no application has a secret",
    (_command, _path, inputs) => {
      expect(inputs["fingerprint-key"]).toBe("FINGERPRINT_KEY");
    },
  );
});

describe("docs/signing-in.md", () => {
  it("names every secret that the workflows read, with the input that it becomes", () => {
    const text = readFileSync(join(ROOT, "docs/signing-in.md"), "utf8");
    const passed = workflows.flatMap((file) => [
      ...file.text.matchAll(/([\w-]+): \$\{\{ secrets\.(\w+) \}\}/g),
    ]);
    const used = new Set(workflows.flatMap((file) => Object.keys(allSet(file, "secrets"))));
    expect(new Set(passed.map(([, , secret]) => secret))).toEqual(used);
    for (const [, input, secret] of passed) expect(text).toContain(`| \`${secret}\` | \`${input}\` |`);
  });
});

describe("one of several connections", () => {
  const {
    name: _name,
    environment: _environment,
    ...own
  } = {
    ...connectionOf("contoso-us"),
    "tenant-id": "us.example",
    "dataverse-url": "https://us.example",
    "dataverse-tenant-id": "crm.example",
  };
  const theirs = workflows.filter(({ text }) => text.includes("matrix."));

  it.each(theirs.map((file) => [file.path, file] as const))(
    "has its own mapping, state branch and systems in every step of %s",
    (path, file) => {
      const steps = given(file, {}, own).filter(({ command = "" }) => !command.startsWith("connections"));
      expect(steps.length).toBeGreaterThan(0);
      // A registration has nothing to do with the CRM.
      const { mapping: _mapping, "dataverse-tenant-id": _crm, ...account } = own;
      for (const inputs of steps) expect(inputs).toMatchObject(path.includes("webhooks") ? account : own);
    },
  );

  it("is reviewed under its own name, so that the comments of two are two", () => {
    const file = read(".github/workflows/plan-connections.yml");
    const plans = given(file, {}, { ...own, name: "contoso-us" }).filter(({ command }) => command === "plan");
    expect(plans.map(({ connection }) => connection)).toEqual(["contoso-us"]);
  });

  it.each(["sync.yml", "sync-connections.yml"])("can be synced by a bound run first, by %s", (name) => {
    const { text } = read(`.github/workflows/${name}`);
    expect(text).toMatch(
      /^ {4}if: github\.event_name == 'workflow_dispatch' .*vars\.COSELL_PAUSED != 'true'$/m,
    );
    expect(text).toMatch(/^ {6}pull-requests: read #/m);
  });

  it.each(["sync", "doctor"])(
    "has its job in %s-connections.yml whatever is wrong with the mapping of another",
    (name) => {
      const { text } = read(`.github/workflows/${name}-connections.yml`);
      const condition =
        /^ {4}if: \$\{\{ !cancelled\(\) && \((needs\.connections\.outputs\.matrix) \|\| .*\) \}\}$/m;
      expect(condition.exec(text)?.[1]).toBeDefined();
    },
  );

  it.each(["sync", "doctor"])(
    "is not passed over in silence by %s-connections.yml when GitHub hides the matrix for a secret's sake",
    (name) => {
      // The first job has succeeded, and its output is empty.
      const { text } = read(`.github/workflows/${name}-connections.yml`);
      expect(text).toMatch(/^ {4}if: .*matrix \|\| needs\.connections\.result == 'success'\) \}\}$/m);
      expect(text).toMatch(/^ {6}matrix: \$\{\{ fromJSON\(needs\.connections\.outputs\.matrix\) \}\}$/m);
    },
  );

  it.each(["approve", "webhooks"])("is alone in %s-connection.yml, and not together with others", (name) => {
    const { text } = read(`.github/workflows/${name}-connection.yml`);
    expect(text).toMatch(
      /- if: \$\{\{ !inputs\.connection \|\| contains\(inputs\.connection, ','\) \}\}\n +run: \|\n.*\n +exit 1\n +- id: connection\n/,
    );
  });

  it.each(["approve", "webhooks"])("is turned away by %s.yml, which has another branch", (name) => {
    const refuses =
      /- if: hashFiles\('connections\.yml'\) != ''\n +run: \|\n.*\n +exit 1\n(?=[\s\S]*uses: \.\/)/;
    expect(read(`.github/workflows/${name}.yml`).text.split("  approve:")[0]).toMatch(refuses);
  });
});

interface Grouped {
  readonly concurrency?: { readonly group: string };
}

interface Workflow extends Grouped {
  readonly jobs: { readonly sync: Grouped };
}

describe("a webhook", () => {
  const { text } = read(".github/workflows/sync-connections.yml");
  const ofWebhook = "(inputs.changed-referrals || github.event_name == 'repository_dispatch')";
  const named = "inputs.connection || github.event.client_payload.connection";

  it.each(["sync", "sync-connections"])("waits, as the schedule does, while %s.yml is paused", (name) => {
    expect(read(`.github/workflows/${name}.yml`).text).toContain(
      "if: github.event_name == 'workflow_dispatch' && !inputs.changed-referrals || vars.COSELL_PAUSED != 'true'\n",
    );
  });

  it.each([
    ["sync", `cosell-sync-\${{ inputs.environment || vars.COSELL_ENVIRONMENT || 'staging' }}`],
    ["sync-connections", `\${{ matrix.state-branch }}`],
  ])(
    "takes nobody's place while %s.yml is paused, as a job that is skipped enters no group",
    (name, group) => {
      const { jobs, concurrency } = load(read(`.github/workflows/${name}.yml`).text) as Workflow;
      expect(jobs.sync.concurrency).toEqual({ group, "cancel-in-progress": false });
      expect(concurrency?.group ?? "webhook of").toContain("webhook of");
    },
  );

  it("that names no connection does not start all of them", () => {
    const refuses =
      /- if: \$\{\{ !inputs\.connection && !github\.event\.client_payload\.connection && (.*) \}\}\n +run: \|\n.*\n +exit 1\n(?=[\s\S]*uses: \.\/)/;
    expect(refuses.exec(text)?.[1]).toBe(ofWebhook);
  });

  it("waits behind another one of the same connections, and takes the place of the one that waits", () => {
    const group = /^concurrency:\n {2}group: \$\{\{ (.*) \}\}\n {2}cancel-in-progress: false$/m.exec(
      text,
    )?.[1];
    expect(group).toBe(
      `${ofWebhook} && format('webhook of {0}', ${named}) || format('run {0}', github.run_id)`,
    );
  });
});

/** What every refusal of a plan says that a person can do. */
function waysOut(): string {
  const changes = Array.from({ length: 10 }, (_, index): Change => {
    const link = { referral: `referral-${index}`, opportunity: `row-${index}` };
    const fields = [{ field: "name", to: "new" }];
    return { side: "opportunity", action: "update", link, etag: "e", fields };
  });
  const plan = { changes, conflicts: [], held: [], warnings: [], questions: [] };
  const open = { maxChanges: 1000, maxChangeShare: 1, expectedDigest: null };
  const limits = [{ maxChanges: 1 }, { maxChangeShare: 0.1 }, { expectedDigest: "e".repeat(64) }];
  return limits
    .map((limit) => {
      try {
        guard(
          plan,
          { digest: "d", mapping: "m" },
          { ...open, ...limit },
          { linked: 10, accepted: null, fields: [] },
        );
      } catch (error) {
        if (error instanceof RefusalError) return error.fix;
        throw error;
      }
      throw new Error(`not refused: ${JSON.stringify(limit)}`);
    })
    .join("\n");
}

describe("a person who wants to know of one deal", () => {
  const OF_SUMMARY = /\*(Sync)\* runs with its `([\w-]+)`/.exec(nextLook({ kind: "rejected", nextAt: null }));

  it.each(["sync.yml", "sync-connections.yml"])("can look at it alone by %s, as the summary says", (name) => {
    const file = read(`.github/workflows/${name}`);
    expect(OF_SUMMARY?.[2]).toBe("referral-id");
    const steps = given(file, { command: "explain", "referral-id": "the deal" });
    expect(steps.at(name === "sync.yml" ? 0 : 1)).toMatchObject({
      command: "explain",
      "referral-id": "the deal",
    });
    expect(askedFor(file.text).command?.options).toContain("explain");
  });
});

describe("an approval", () => {
  /** What the step before the sync says, where GitHub answers these pages of environments. */
  async function stepAfter(
    name: string,
    pages: readonly object[],
  ): Promise<{ readonly status: number | null; readonly said: string }> {
    const { jobs } = load(read(`.github/workflows/${name}`).text) as {
      jobs: { approve: { steps: readonly { readonly run?: string }[] } };
    };
    const { url } = await testServer(({ url, headers }, response) => {
      const isKnown = headers.authorization === "Bearer token" && url.startsWith("/api/v3/repos/o/r/");
      const page = Number(new URL(url, "http://host").searchParams.get("page"));
      reply(response, isKnown ? 200 : 404, { environments: pages[page - 1] ?? [] });
    });
    const env = {
      PATH: process.env.PATH,
      GITHUB_API_URL: `${url}/api/v3`,
      GITHUB_REPOSITORY: "o/r",
      ENVIRONMENT: "staging-approval",
      TOKEN: "token",
    };
    const step = spawn("bash", ["-e", "-c", jobs.approve.steps[0]?.run ?? ""], { env });
    const [said, [status]] = await Promise.all([text(step.stdout), once(step, "close")]);
    return { status, said };
  }

  const environment = (name: string, ...rules: string[]) => ({
    name,
    protection_rules: rules.map((type) => ({ type })),
  });
  const others = [environment("production-approval", "required_reviewers"), environment("staging")];

  describe.each(["approve.yml", "approve-connection.yml"])(
    "by %s, on any server and without its client",
    (name) => {
      it.each([[[]], [["wait_timer"]]])("writes nothing where nobody was asked: %j", async (rules) => {
        expect(await stepAfter(name, [[...others, environment("staging-approval", ...rules)]])).toEqual({
          status: 1,
          said: expect.stringContaining("Environment staging-approval has no required reviewers"),
        });
      });

      it("goes on where somebody was, whatever page and capitals the environment has", async () => {
        const asked = environment("Staging-Approval", "wait_timer", "required_reviewers");
        for (const pages of [[[...others, asked]], [others, [asked]]])
          expect(await stepAfter(name, pages)).toEqual({ status: 0, said: "" });
      });
    },
  );
});

describe("a person whose sync was refused", () => {
  const named = INPUT_NAMES.filter((name) => new RegExp(`\\b${name}(?![\\w-])`).test(waysOut()));
  const ways = named.filter((name) => name !== "command" && ONLY_FOR[name]?.includes("sync"));

  it.each(["sync.yml", "sync-connections.yml"])("can do by %s what the refusal says", (name) => {
    const file = read(`.github/workflows/${name}`);
    expect(ways).toEqual(["expected-plan-digest", "max-changes", "max-change-share"]);
    for (const way of ways) {
      const steps = given(file, { command: "sync", [way]: "as it was said" });
      expect(steps.map((inputs) => inputs[way])).toContain("as it was said");
    }
    expect(askedFor(file.text).command?.options).toContain("plan");
  });

  it.each(["approve.yml", "approve-connection.yml"])("can do so too for what was approved, by %s", (name) => {
    const file = read(`.github/workflows/${name}`);
    for (const way of ways) {
      const steps = given(file, { [way]: "as it was said" });
      const approving = steps.filter(({ command }) => command === "sync");
      expect(approving.map((inputs) => inputs[way])).toEqual(["as it was said"]);
    }
  });

  it("and who has several connections can do it for one of them, and never for all", () => {
    const { text } = read(".github/workflows/sync-connections.yml");
    const notOne = "(!inputs.connection || contains(inputs.connection, ','))";
    const unnamed = /- if: \$\{\{ (.*) && \((.*)\) \}\}\n +run: \|\n.*\n +exit 1/.exec(text);
    const told = ["connection", "command", "changed-referrals"];
    const decided = Object.keys(askedFor(text)).filter((name) => !told.includes(name));
    expect(unnamed?.[1]).toBe(notOne);
    expect(unnamed?.[2]?.split(" || ").sort()).toEqual(decided.map((name) => `inputs.${name}`).sort());
  });
});
