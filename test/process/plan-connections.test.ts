import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator/index.ts";
import { insertReferral } from "../support/deals.ts";
import { type Files, openBranch } from "../support/pull-request.ts";
import type { ActionResult, ActionRun } from "../support/run-action.ts";
import { inputsFor, setStage } from "../support/stage.ts";
import { allInputs, type Inputs } from "../support/workflow-inputs.ts";

const ROOT = join(import.meta.dirname, "../..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const PLAN = read(".github/workflows/plan-connections.yml");
const SYNC = read(".github/workflows/sync-connections.yml");
const MAPPING = read("mappings/dynamics-365.yml");

const CONNECTIONS = `version: 1
connections:
  contoso-eu:
    mapping: mappings/eu.yml
  contoso-us:
    mapping: mappings/us.yml
  litware: # has no deals, and the mapping of another
    mapping: mappings/eu.yml
`;
const IN_FORCE = { "connections.yml": CONNECTIONS, "mappings/eu.yml": MAPPING, "mappings/us.yml": MAPPING };
const DEALS = { "contoso-eu": 2, "contoso-us": 3, litware: 0 } as const;
type Name = keyof typeof DEALS;

/** A field that goes to every opportunity. */
const withField = (name: string, from: string, column: string) =>
  MAPPING.replace(
    "  solutions:\n",
    `  ${name}:
    referral: ${from}
    opportunity: ${column}
    as: text
    longest: 100
    direction: referral to opportunity
    audit: value

  solutions:
`,
  );
const CITY = withField("city", "customerProfile.address.city", "stepname");
const REGION = withField("region", "customerProfile.address.region", "stepname");

/**
 * A repository of three connections, and a pull request to it.
 *
 * @param inStep Those that have deals, which have been synced.
 */
async function openRepository(inStep: readonly Name[] = [], inForce: Files = IN_FORCE) {
  const resources = new AsyncDisposableStack();
  const hub = resources.use(await setStage({ referrals: 0 }));
  const branch = openBranch(hub, inForce);
  await branch.push({});
  const systems = new Map<string, Promise<Emulator>>();
  const systemsOf = (name: string) => {
    const found = systems.get(name) ?? startEmulator({ referrals: 0 }).then((one) => resources.use(one));
    systems.set(name, found);
    return found;
  };
  /** The step of a job that is about a connection, with the systems that its environment names. */
  const act = async (workflow: string, matrix: Inputs, inputs: Inputs, more: Partial<ActionRun> = {}) => {
    const emulator = await systemsOf(matrix.name ?? "");
    const [, given] = allInputs(workflow, { ...settingsOf(emulator), inputs, matrix });
    const env = { NODE_EXTRA_CA_CERTS: emulator.caFile, ...more.env };
    return hub.run({ ...inputsFor(emulator), ...given }, { ...more, env });
  };
  const sync = (name: Name, inputs: Inputs = {}) => {
    const mapping = name === "contoso-us" ? "mappings/us.yml" : "mappings/eu.yml";
    return act(SYNC, { name, mapping, "state-branch": `cosell-sync-${name}` }, inputs);
  };
  for (const name of inStep) {
    for (let number = 1; number <= DEALS[name]; number += 1)
      insertReferral(await systemsOf(name), { id: idOf(name, number), name: `Deal ${number}` });
    const { exitCode, log } = await sync(name);
    if (exitCode !== 0) throw new Error(`${name} is not in step:\n${log}`);
  }
  return {
    hub,
    merge: () => branch.merge(),
    sync,
    systemsOf,
    /** What stands on the pull request, by the first line that people see. */
    comments: () => new Map(hub.emulator.github.comments.list.map(({ body }) => [headline(body), body])),
    /** A push, and the jobs of the workflow that it starts; those of the connections run at once. */
    async push(files: Files, { isFork = false } = {}): Promise<Reviewed> {
      const pushed = await branch.push(files, { isFork });
      const [looked] = allInputs(PLAN, { vars: {}, secrets: {}, inputs: {} });
      const changed = await hub.run({ ...looked }, pushed);
      const { include = [] } = JSON.parse(changed.outputs.matrix || "{}") as { include?: Inputs[] };
      const jobs = include.map(
        async (entry) => [entry.name ?? "", await act(PLAN, entry, {}, pushed)] as const,
      );
      return { changed, plans: new Map(await Promise.all(jobs)) };
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

interface Reviewed {
  readonly changed: ActionResult;
  readonly plans: ReadonlyMap<string, ActionResult>;
}

/** What the environment of a connection has. */
function settingsOf({ credentials, urls }: Emulator): { readonly vars: Inputs; readonly secrets: Inputs } {
  return {
    vars: {
      PARTNER_CENTER_TENANT_ID: credentials.tenantId,
      PARTNER_CENTER_CLIENT_ID: credentials.clientId,
      DATAVERSE_URL: urls.dataverse,
    },
    secrets: {
      PARTNER_CENTER_CLIENT_SECRET: credentials.clientSecret,
      PARTNER_CENTER_REFRESH_TOKEN: credentials.refreshToken,
    },
  };
}

function idOf(name: string, number: number): string {
  return `${name === "contoso-eu" ? "e" : "a"}000000${number}-0000-4000-8000-000000000000`;
}

const headline = (text: string) => /^## (.*)$/m.exec(text)?.[1] ?? "";
const digestOf = ({ plans }: Reviewed, name: Name) => plans.get(name)?.outputs["plan-digest"] ?? "";

describe.concurrent("a pull request to a repository of several connections", () => {
  it("gets a comment for each that it changes, also where two have one mapping; the next push edits them", async ({
    expect,
  }) => {
    await using repository = await openRepository(["contoso-eu", "contoso-us"]);
    const { plans } = await repository.push({ "mappings/eu.yml": CITY, "mappings/us.yml": REGION });
    for (const { exitCode, log } of plans.values()) expect(exitCode, log).toBe(0);
    const headlines = [
      "Co-sell plan of contoso-eu: this change writes 2 records",
      "Co-sell plan of contoso-us: this change writes 3 records",
      "Co-sell plan of litware: this change writes nothing",
    ];
    expect([...repository.comments().keys()].sort()).toEqual(headlines);

    const again = await repository.push({ "mappings/eu.yml": REGION, "mappings/us.yml": CITY });
    const { list } = repository.hub.emulator.github.comments;
    expect(list).toHaveLength(3);
    const comments = repository.comments();
    const [eu = "", us = "", litware = ""] = headlines.map((one) => comments.get(one) ?? "");
    expect([eu, us].map((text) => /\*\*(city|region)\*\*/.exec(text)?.[1])).toEqual(["region", "city"]);
    for (const [name, text] of [
      ["contoso-eu", eu],
      ["contoso-us", us],
      ["litware", litware],
    ] as const) {
      expect(text).toContain(again.plans.get(name)?.summary.trim());
      expect(text).toContain(`<!-- reviewed-plan ${digestOf(again, name)} `);
    }
  });

  it("is reviewed for the connections that it changes, and not for the others", async ({ expect }) => {
    await using repository = await openRepository();
    const { changed, plans } = await repository.push({ "mappings/us.yml": CITY, "docs.md": "Hello\n" });
    expect([...plans.keys()]).toEqual(["contoso-us"]);
    expect(changed.summary).toContain("the pull request changes 1 of 3");
    expect(changed.summary).toContain("| contoso-us | its mapping | contoso-us | mappings/us.yml |");
    expect(repository.comments().size).toBe(1);
  });

  it("starts no job where it changes none of them", async ({ expect }) => {
    await using repository = await openRepository();
    const written = CONNECTIONS.replace("  contoso-us:\n", "  contoso-us:\n    environment: contoso-us\n");
    const { changed } = await repository.push({ "connections.yml": written, "docs.md": "Hello\n" });
    expect(changed).toMatchObject({ exitCode: 0, outputs: { matrix: "" } });
    expect(changed.summary).toContain("the pull request changes none of 3");
    expect(repository.comments().size).toBe(0);
  });

  it("has a plan taken back when a push no longer changes the connection, and takes it out", async ({
    expect,
  }) => {
    await using repository = await openRepository();
    const proposed = { "mappings/eu.yml": CITY, "mappings/us.yml": REGION };
    await repository.push(proposed);
    const first = [...repository.comments().keys()].sort();
    const withoutLitware = CONNECTIONS.replace(/ {2}litware:.*\n.*\n/, "");
    const files = { "mappings/us.yml": REGION, "connections.yml": withoutLitware };
    const { github, log } = repository.hub.emulator;
    const edits = () => log.filter(({ method }) => method === "PATCH").length;
    const before = edits();
    const { changed, plans } = await repository.push(files);
    // Each of them once: what a connection has a job for is left to that one, which may have to wait.
    expect(edits() - before).toBe(3);
    expect([...plans.keys()]).toEqual(["contoso-us"]);
    expect(changed.summary).toContain("Taken out, and then no longer synced: litware.");
    const comments = repository.comments();
    expect([...comments.keys()].sort()).toEqual([
      "Co-sell plan of contoso-eu: there is nothing to review any more",
      "Co-sell plan of contoso-us: this change writes nothing",
      "Co-sell plan of litware: there is nothing to review any more",
    ]);
    expect([...comments.values()].filter((text) => text.includes("reviewed-plan"))).toHaveLength(1);
    await repository.push(proposed);
    expect([...repository.comments().keys()].sort()).toEqual(first);
    expect(github.comments.list).toHaveLength(3);
  });

  it("has a mistake in one mapping told there, and the others reviewed all the same", async ({ expect }) => {
    await using repository = await openRepository();
    const broken = CITY.replace("as: text\n", "as: txet\n");
    const { changed, plans } = await repository.push({ "mappings/eu.yml": CITY, "mappings/us.yml": broken });
    expect(changed.exitCode).toBe(0);
    expect(plans.get("contoso-eu")?.exitCode).toBe(0);
    expect(plans.get("contoso-us")?.exitCode).toBe(1);
    const comments = repository.comments();
    expect(comments.get("Co-sell plan of contoso-us: there is none")).toContain("mappings/us.yml");
    expect([...comments.keys()]).toContain("Co-sell plan of contoso-eu: this change writes nothing");
  });

  it("has all plans taken back when the file of connections gets a mistake", async ({ expect }) => {
    await using repository = await openRepository();
    await repository.push({ "mappings/us.yml": CITY });
    const wrong = CONNECTIONS.replace("    mapping: mappings/us.yml", "    maping: mappings/us.yml");
    const { changed, plans } = await repository.push({ "connections.yml": wrong, "mappings/us.yml": CITY });
    expect(changed).toMatchObject({ exitCode: 1, outputs: {} });
    expect(changed.annotations[0]?.properties.file).toBe("connections.yml");
    expect(plans.size).toBe(0);
    const [[title, text] = [], ...more] = repository.comments();
    expect(more).toEqual([]);
    expect(title).toBe("Co-sell plan of contoso-us: there is none");
    expect(text).toContain('did you mean "mapping"');
  });

  it("is only validated when it comes from a fork: nobody signs in, and nobody comments", async ({
    expect,
  }) => {
    await using repository = await openRepository();
    const { plans } = await repository.push({ "mappings/us.yml": CITY }, { isFork: true });
    expect(plans.get("contoso-us")).toMatchObject({ exitCode: 0 });
    expect(plans.get("contoso-us")?.summary).toContain("no mistakes in 1 mapping");
    expect((await repository.systemsOf("contoso-us")).log).toEqual([]);
    expect(repository.comments().size).toBe(0);
  });

  it("tells which permission is missing for comments that may have grown old", async ({ expect }) => {
    await using repository = await openRepository();
    repository.hub.emulator.github.settings.pullRequests = "none";
    const { changed, plans } = await repository.push({ "mappings/us.yml": CITY });
    expect(changed).toMatchObject({ exitCode: 0 });
    expect(changed.summary).toContain("could not be brought up to date");
    expect(changed.summary).toContain("pull-requests: write");
    expect(plans.get("contoso-us")?.exitCode).toBe(0);
  });
});

describe.concurrent("what a connection does in force", () => {
  it("is what another mapping file is compared with", async ({ expect }) => {
    await using repository = await openRepository(["contoso-eu"], { ...IN_FORCE, "mappings/us.yml": CITY });
    const connections = CONNECTIONS.replace("mappings/eu.yml", "mappings/us.yml");
    const { changed, plans } = await repository.push({ "connections.yml": connections });
    expect([...plans.keys()]).toEqual(["contoso-eu"]);
    expect(changed.summary).toContain("its mapping instead of mappings/eu.yml");
    const comment = repository.comments().get("Co-sell plan of contoso-eu: this change writes 2 records");
    expect(comment).toContain("**city**");
    expect(comment).not.toContain("nothing to compare with");
  });

  const withBranch = CONNECTIONS.replace("mappings/eu.yml\n", "mappings/eu.yml\n    state-branch: other\n");
  it.for([
    ["it is new", CONNECTIONS.replace(/ {2}contoso-eu:\n.*\n/, ""), "The connection is new"],
    ["there is no file of connections", null, "The connection is new"],
    ["that file has mistakes", "version: 1\n", "The file of connections in force has mistakes"],
    [
      "it is another one itself",
      withBranch,
      "The connection itself changes (state-branch), so there is nothing",
    ],
  ] as const)(
    "does not count where %s: all is shown, without values",
    async ([, inForce, why], { expect }) => {
      const files = { ...IN_FORCE, "connections.yml": inForce };
      await using repository = await openRepository(["contoso-eu"], files);
      const { partnerCenter } = await repository.systemsOf("contoso-eu");
      partnerCenter.edit(
        idOf("contoso-eu", 1),
        ({ details }) => void Object.assign(details, { dealValue: 110000 }),
      );
      await repository.push({ "connections.yml": CONNECTIONS });
      const comment = repository.comments().get("Co-sell plan of contoso-eu: this change writes 1 record");
      expect(comment).toContain(why);
      expect(comment).toContain("(hidden)");
      expect(comment).not.toContain("EUR");
    },
  );
});

describe.concurrent("a sync of a connection that is bound to its review", () => {
  it("finds its own among those of the others, and says how its own plan differs", async ({ expect }) => {
    await using repository = await openRepository(["contoso-eu", "contoso-us"]);
    const reviewed = await repository.push({ "mappings/eu.yml": CITY, "mappings/us.yml": REGION });
    repository.merge();
    for (const [name, number] of [
      ["contoso-eu", 2],
      ["contoso-us", 3],
    ] as const) {
      const { partnerCenter } = await repository.systemsOf(name);
      partnerCenter.edit(idOf(name, number), (referral) => void Object.assign(referral, { name: "Another" }));
      const inputs = { connection: name, "expected-plan-digest": digestOf(reviewed, name) };
      const { exitCode, log } = await repository.sync(name, inputs);
      expect(exitCode).toBe(1);
      const lines = log.split("\n").filter((line) => line.startsWith("- "));
      expect(lines).toEqual([`- deal ${idOf(name, number).slice(0, 8)}: CRM update: name is new`]);
    }
  });

  it("writes what its comment has promised, and nothing by the digest of another", async ({ expect }) => {
    await using repository = await openRepository(["contoso-eu", "contoso-us"]);
    const reviewed = await repository.push({ "mappings/eu.yml": CITY, "mappings/us.yml": REGION });
    repository.merge();
    const bound = (name: Name, to: Name) =>
      repository.sync(name, { connection: name, "expected-plan-digest": digestOf(reviewed, to) });
    expect((await bound("contoso-eu", "contoso-us")).exitCode).toBe(1);
    expect(await bound("contoso-eu", "contoso-eu")).toMatchObject({ exitCode: 0, outputs: { updated: "2" } });
    expect(await bound("contoso-us", "contoso-us")).toMatchObject({ exitCode: 0, outputs: { updated: "3" } });
  });
});
