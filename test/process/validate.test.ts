import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { readAudit } from "../support/audit.ts";
import { cosellSync } from "../support/command-line.ts";
import { insertReferral } from "../support/deals.ts";
import { type Stage, setStage } from "../support/stage.ts";

const MAPPING = "mappings/dynamics-365.yml";
const SECRETS = ["client-secret", "refresh-token", "dataverse-client-secret"];
const NO_SECRETS = Object.fromEntries(SECRETS.map((name) => [name, ""]));
const NOTHING = {
  ...NO_SECRETS,
  ...Object.fromEntries(["tenant-id", "client-id", "dataverse-url"].map((name) => [name, ""])),
};
const OURS = { full_name: "adatum/co-sell" };

/** A pull request whose branch is in this repository. */
function pullRequest(head: { full_name: string } | null = OURS) {
  const base = { sha: "b".repeat(40), ref: "main", repo: { ...OURS, default_branch: "main" } };
  return {
    name: "pull_request",
    payload: { pull_request: { number: 7, base, head: { sha: "a".repeat(40), repo: head } } },
  };
}

async function edit({ workspace }: Stage, file: string, change: (text: string) => string): Promise<void> {
  const text = await readFile(join(workspace, MAPPING), "utf8");
  await writeFile(join(workspace, file), change(text));
}

describe.concurrent("validate", () => {
  it("needs no secrets and asks nobody anything", async ({ expect }) => {
    await using stage = await setStage({ referrals: 0 });
    const { exitCode, annotations, summary } = await stage.run({ ...NOTHING, command: "validate" });
    expect({ exitCode, annotations }).toEqual({ exitCode: 0, annotations: [] });
    expect(summary).toContain("## Co-sell validate: no mistakes in 1 mapping");
    expect(stage.takeRequests()).toEqual({});
  });

  it("looks at several mappings, and puts each mistake at its file, line and column", async ({ expect }) => {
    await using stage = await setStage({ referrals: 0 });
    await edit(stage, "mappings/test.yml", (text) => text.replace("longest: 300", "longer: 300"));
    await edit(stage, "mappings/other.yml", (text) => text.replace("version: 1", "version: 2"));
    const inputs = { ...NOTHING, command: "validate", mapping: "mappings/*.yml" };
    const { exitCode, annotations, summary } = await stage.run(inputs);
    expect(exitCode).toBe(1);
    expect(annotations.map(({ level, properties }) => [level, properties.file, properties.line])).toEqual([
      ["error", "mappings/other.yml", "3"],
      ["error", "mappings/test.yml", expect.any(String)],
      ["error", "mappings/test.yml", expect.any(String)],
      ["error", undefined, undefined],
    ]);
    expect(annotations.map(({ message }) => message).join("\n")).toContain('unknown key "longer"');
    expect(summary).toContain("3 mistakes in 4 mappings");
  });

  it("has a notice where keys are not in order, and is green", async ({ expect }) => {
    await using stage = await setStage({ referrals: 0 });
    await edit(stage, MAPPING, (text) =>
      text.replace("    opportunity: name\n    as: text\n", "    as: text\n    opportunity: name\n"),
    );
    const { exitCode, annotations } = await stage.run({ ...NOTHING, command: "validate" });
    expect(exitCode).toBe(0);
    expect(annotations.map(({ level, properties }) => [level, properties.file])).toEqual([
      ["notice", MAPPING],
    ]);
  });

  it("takes a list of names, and names those that no file has", async ({ expect }) => {
    await using stage = await setStage({ referrals: 0 });
    const inputs = {
      ...NOTHING,
      command: "validate",
      mapping: `${MAPPING}\nmappings/none.yml\nother/*.yml\n.`,
    };
    const { exitCode, log } = await stage.run(inputs);
    expect(exitCode).toBe(1);
    expect(log).toContain("mappings/none.yml: cannot be read: there is no such file");
    expect(log).toContain("other/*.yml: cannot be read: there is no such file");
    expect(log).toContain(".: cannot be read: it is a folder; name a file in it");
    expect(log).not.toContain(`${MAPPING}: cannot`);
  });

  it("holds it against the description of the table that lies beside it", async ({ expect }) => {
    await using stage = await setStage({ referrals: 0 });
    const text = await readFile(join(stage.workspace, MAPPING), "utf8");
    const names = [...text.matchAll(/^ {4}opportunity: (\w+)$/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(4);
    await writeFile(
      join(stage.workspace, "mappings/dynamics-365.columns.json"),
      JSON.stringify({ name: { type: "String" } }),
    );
    const { exitCode, annotations } = await stage.run({ ...NOTHING, command: "validate" });
    expect(exitCode).toBe(1);
    const said = annotations.map(({ message }) => message).join("\n");
    expect(said).toContain("the opportunity table has no column cosell_base");
    expect(said).not.toContain("no column name");
  });
});

describe.concurrent("validate with environments", () => {
  const SECTION =
    "environments:\n  staging:\n    fields: { name: { opportunity: cosell_name } }\n  test: {}\n";

  it("holds each of them against the description of its own table, where there is one", async ({
    expect,
  }) => {
    await using stage = await setStage({ referrals: 0 });
    await edit(stage, MAPPING, (text) => text + SECTION);
    const table = (columns: object) => JSON.stringify(columns);
    const beside = (name: string) => join(stage.workspace, `mappings/dynamics-365.${name}columns.json`);
    await writeFile(beside("staging."), table({ cosell_name: { type: "Boolean" } }));
    await writeFile(beside("nobody."), "not JSON");
    const { exitCode, summary } = await stage.run({ ...NOTHING, command: "validate" });
    expect(exitCode).toBe(1);
    const said = summary
      .replaceAll("&#95;", "_")
      .split("\n")
      .filter((line) => line.startsWith("- "));
    expect(said).toContainEqual(expect.stringMatching(/environment staging: .*cosell_name.*Boolean/));
    expect(said).toContainEqual(expect.stringMatching(/environment staging: .*no column estimatedvalue/));
    expect(said.filter((line) => !line.includes("environment staging: "))).toEqual([]);
  });
});

describe.concurrent("plan on a pull request without secrets", () => {
  const OF_DEPENDABOT = { GITHUB_ACTOR: "dependabot[bot]" };

  it("validates, says so, and ends green", async ({ expect }) => {
    await using stage = await setStage({ referrals: 2 });
    const { exitCode, annotations, summary } = await stage.run(
      { ...NO_SECRETS, command: "plan" },
      { event: pullRequest(), env: OF_DEPENDABOT },
    );
    expect(exitCode).toBe(0);
    expect(annotations).toEqual([
      expect.objectContaining({ level: "notice", message: expect.stringContaining("is given no secrets") }),
    ]);
    expect(summary).toContain("no mistakes in 1 mapping");
    expect(stage.takeRequests()).toEqual({});
  });

  it("fails when the mapping has a mistake", async ({ expect }) => {
    await using stage = await setStage({ referrals: 0 });
    await edit(stage, MAPPING, (text) => text.replace("as: money", "as: mony"));
    const more = { event: pullRequest(), env: OF_DEPENDABOT };
    const { exitCode, log } = await stage.run({ ...NO_SECRETS, command: "plan" }, more);
    expect(exitCode).toBe(1);
    expect(log).toContain('did you mean "money"?');
  });

  it.for([
    ["for any other event", { event: { ...pullRequest(), name: "workflow_dispatch" }, env: OF_DEPENDABOT }],
    ["of a colleague, who has forgotten them", { event: pullRequest() }],
  ] as const)("is refused %s", async ([, more], { expect }) => {
    await using stage = await setStage({ referrals: 0 });
    const { exitCode, log } = await stage.run({ ...NO_SECRETS, command: "plan" }, more);
    expect(exitCode).toBe(1);
    expect(log).toContain("client-secret: is missing");
  });
});

describe.concurrent("the digest of a mapping", () => {
  it("is in validate and plan as in the audit log, as the file stands and in each environment", async ({
    expect,
  }) => {
    await using stage = await setStage({ referrals: 0 });
    await edit(stage, MAPPING, (text) => `${text}environments:\n  test:\n    guards: { close: hold }\n`);
    insertReferral(stage.emulator, { name: "first" });
    const { summary } = await stage.run();
    expect(summary).toContain(
      `${MAPPING} has sections for environments &#40;test&#41;, and none of them is used`,
    );
    insertReferral(stage.emulator, { name: "second" });
    await stage.run({ "mapping-environment": "test" });
    const logged = [...readAudit(stage).matchAll(/"mapping":"([0-9a-f]{64})"/g)];
    const [plain = "", inTest = ""] = logged.map(([, digest]) => digest);
    expect(plain).not.toBe(inTest);

    const validated = await stage.run({ ...NOTHING, command: "validate" });
    expect(validated.summary).toContain(`| ${MAPPING} | \`${plain}\` |`);
    expect(validated.summary).toContain(`| ${MAPPING} &#40;test&#41; | \`${inTest}\` |`);
    const { stdout } = await cosellSync(["validate", MAPPING], {}, stage.workspace);
    expect(stdout).toBe(
      `${MAPPING}: digest ${plain}\n${MAPPING} (test): digest ${inTest}\nno mistakes in 1 mapping\n`,
    );
    const plan = await stage.run({ command: "plan", "mapping-environment": "test" });
    expect(plan.summary).toContain(`Mapping: \`${MAPPING} (test)\`, digest \`${inTest}\``);
    expect(plan.summary).not.toContain("none of them is used");
  });

  it("is there of no mapping with a mistake", async ({ expect }) => {
    await using stage = await setStage({ referrals: 0 });
    await edit(stage, MAPPING, (text) => text.replace("version: 1", "version: 2"));
    const { summary } = await stage.run({ ...NOTHING, command: "validate" });
    expect(summary).not.toMatch(/digest/i);
  });
});

describe.concurrent("plan on a pull request from a fork", () => {
  it.for([
    ["that is there", { full_name: "mallory/co-sell" }],
    ["that was deleted", null],
  ] as const)("only validates, even if it was given the secrets: a fork %s", async ([, fork], { expect }) => {
    await using stage = await setStage({ referrals: 2 });
    const { exitCode, summary } = await stage.run({ command: "plan" }, { event: pullRequest(fork) });
    expect(exitCode).toBe(0);
    expect(summary).toContain("no mistakes in 1 mapping");
    expect(stage.takeRequests()).toEqual({});
  });

  it("is refused on pull_request_target, where it would have them", async ({ expect }) => {
    await using stage = await setStage({ referrals: 2 });
    const event = { ...pullRequest(), name: "pull_request_target" };
    const { exitCode, log } = await stage.run({ command: "plan" }, { event });
    expect(exitCode).toBe(1);
    expect(log).toContain("Run the plan on: pull_request.");
    expect(stage.takeRequests()).toEqual({});
  });
});
