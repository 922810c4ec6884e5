import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writesMade } from "../support/audit.ts";
import type { ActionResult, ActionRun } from "../support/run-action.ts";
import { type Stage, setStage } from "../support/stage.ts";
import { editFile } from "../support/state-branch.ts";

const MAPPING = "mappings/dynamics-365.yml";
/** Nothing listens there: the lowest port that no service is registered for. */
const NOWHERE = "127.0.0.1:1";

interface Mistake {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly more?: Partial<ActionRun>;
  readonly prepare?: (stage: Stage) => Promise<void> | void;
}

/** Runs once with a mistake, and checks what must be true of every mistake: a message, and nothing else. */
async function refused({
  inputs = {},
  more = {},
  prepare,
}: Mistake): Promise<ActionResult & { said: string }> {
  await using stage = await setStage({ referrals: 4 });
  await prepare?.(stage);
  const before = { writes: writesMade(stage.emulator), refs: await stage.git("show-ref") };
  const result = await stage.run(inputs, more);
  expect(result).toMatchObject({ exitCode: 1, summary: "", outputs: {} });
  expect(result.log).not.toMatch(/^\s+at /m);
  expect(result.log).not.toContain("bug of cosell-sync");
  expect({ writes: writesMade(stage.emulator), refs: await stage.git("show-ref") }).toEqual(before);
  const errors = result.annotations.filter(({ level }) => level === "error");
  return { ...result, said: errors.at(-1)?.message ?? "" };
}

async function changeMapping({ workspace }: Stage, change: (text: string) => string): Promise<void> {
  const file = join(workspace, MAPPING);
  await writeFile(file, change(await readFile(file, "utf8")));
}

describe.concurrent("a mapping", () => {
  it("that is not there is named", async () => {
    const { said } = await refused({ inputs: { mapping: "mappings/none.yml" } });
    expect(said).toContain("mappings/none.yml: cannot be read");
    expect(said).toContain("checks the repository out");
  });

  it("with mistakes is refused with an annotation at each line", async () => {
    const prepare = (stage: Stage) =>
      changeMapping(stage, (text) =>
        text.replace("longest: 300", "longer: 300").replace("as: date", "as: data"),
      );
    const { annotations } = await refused({ prepare });
    const lines = (await readFile(join(import.meta.dirname, "../..", MAPPING), "utf8")).split("\n");
    const lineOf = (part: string) => String(lines.findIndex((line) => line.includes(part)) + 1);
    const at = (line: string, message: string) =>
      expect.objectContaining({
        level: "error",
        message: expect.stringContaining(message),
        properties: expect.objectContaining({ file: MAPPING, line }),
      });
    expect(annotations).toContainEqual(at(lineOf("longest: 300"), 'unknown key "longer"'));
    expect(annotations).toContainEqual(at(lineOf("as: date"), "close date > as"));
  });

  it("with more mistakes than GitHub shows says all of them, and what to do", async () => {
    const prepare = (stage: Stage) =>
      changeMapping(stage, (text) => text.replaceAll("audit: value", "audits: value"));
    const { said, annotations } = await refused({ prepare });
    expect(annotations).toHaveLength(10);
    expect(said.match(/unknown key "audits"/g)?.length).toBeGreaterThan(10);
    expect(said).toContain("docs/mapping.md describes every key");
  });

  it("that is no YAML is refused at the place", async () => {
    const { annotations } = await refused({
      prepare: (stage) => changeMapping(stage, () => "version: [1\n"),
    });
    expect(annotations[0]?.properties).toMatchObject({ file: MAPPING });
  });

  it("with columns that the CRM does not have names all of them, at their lines", async () => {
    const prepare = (stage: Stage) =>
      changeMapping(stage, (text) =>
        text.replace("opportunity: name", "opportunity: nmae").replace("transactioncurrencyid", "currencyid"),
      );
    const { said, annotations } = await refused({ prepare });
    expect(said).toContain('fields > name: the opportunity table has no column nmae; did you mean "name"?');
    expect(said).toContain("fields > deal value: the opportunity table has no column currencyid");
    expect(said).toContain("docs/crm-columns.md");
    expect(annotations.filter(({ properties }) => properties.file === MAPPING)).toHaveLength(2);
  });

  it("meets a tenant without our columns: all of them are named", async () => {
    const columns = ["cosell_base", "cosell_products", "cosell_help", "cosell_referrallink"];
    const prepare = ({ emulator }: Stage) => {
      for (const column of columns) emulator.dataverse.removeColumn("opportunity", column);
    };
    const { said } = await refused({ prepare });
    for (const column of columns) expect(said).toContain(`no column ${column}`);
  });
});

describe.concurrent("inputs", () => {
  it("that are missing are named all at once", async () => {
    const names = ["tenant-id", "client-id", "client-secret", "refresh-token", "dataverse-url"];
    const { said, annotations } = await refused({
      inputs: Object.fromEntries(names.map((name) => [name, ""])),
    });
    // Without a line to stand at, each would only be said twice.
    expect(annotations).toHaveLength(1);
    for (const name of names) expect(said).toContain(`${name}: is missing`);
    expect(said).toContain("the job's environment has no variable or secret");
  });

  it("that do not exist are refused, with the one that was meant", async () => {
    const { said } = await refused({ inputs: { "max-change": "3" } });
    expect(said).toContain("max-change: is not an input");
    expect(said).toContain("max-changes");
  });

  it("with an address that is not https are refused before a token is asked for", async () => {
    const { said, log } = await refused({ inputs: { "dataverse-url": "http://contoso.crm.dynamics.com" } });
    expect(said).toContain("dataverse-url: is not an https URL");
    expect(log).not.toContain("Requests");
  });
});

describe.concurrent("sign-in", () => {
  it("with an expired refresh token says to sign in again", async () => {
    const prepare = ({ emulator }: Stage) => {
      emulator.entra.settings.refuseWith = "700082";
    };
    const { said } = await refused({ prepare });
    expect(said).toContain("AADSTS700082");
    expect(said).toContain("refresh token has expired");
    expect(said).toContain("Sign in again");
  });

  it("with a wrong client secret says which of the two values is meant", async () => {
    const { said, log } = await refused({ inputs: { "client-secret": "not~the~secret" } });
    expect(said).toContain("AADSTS7000215");
    expect(said).toContain("not its id");
    expect(log).not.toContain("not~the~secret");
  });

  it("that Partner Center does not accept is a sign-in error", async () => {
    const prepare = ({ emulator }: Stage) => {
      const fault = { kind: "reply", when: "before", status: 401 } as const;
      emulator.faults.inject({ system: "partner-center", fault });
    };
    const { said } = await refused({ prepare });
    expect(said).toMatch(/Partner Center .*token/);
  });

  it("for an environment that the tenant does not know says which input to check", async () => {
    const { said } = await refused({ inputs: { "dataverse-url": `http://${NOWHERE}` } });
    expect(said).toContain("Dataverse");
    expect(said).toContain("AADSTS500011");
    expect(said).toContain("dataverse-url");
  });

  it("to GitHub with a wrong token says so", async () => {
    const { said, log } = await refused({ inputs: { "github-token": "ghs_wrong" } });
    expect(said).toMatch(/GitHub/);
    expect(said).toMatch(/token/);
    expect(log).not.toContain("ghs_wrong");
  });
});

describe.concurrent("a host that cannot be reached", () => {
  it.for([
    ["Partner Center", { inputs: { "partner-center-url": `http://${NOWHERE}` } }],
    ["Microsoft Entra", { inputs: { "authority-url": `https://${NOWHERE}` } }],
    ["GitHub", { more: { env: github(`http://${NOWHERE}`) } }],
  ] satisfies [string, Mistake][])("is named: %s", async ([name, mistake], { expect: expectHere }) => {
    const { said } = await refused(mistake);
    expectHere(said).toContain(name);
    expectHere(said).toContain(NOWHERE);
    expectHere(said).toContain("Check that the address is right");
    expectHere(said).toContain("Nothing was written.");
  });
});

it.concurrent("a host that breaks every connection is named, too", async ({ expect: expectHere }) => {
  const prepare = ({ emulator }: Stage) => {
    emulator.faults.inject({ system: "dataverse", fault: { kind: "drop", when: "before" } });
  };
  const { said } = await refused({ prepare });
  expectHere(said).toMatch(/Dataverse \(127\.0\.0\.1:\d+\) could not be reached in 5 attempts/);
});

function github(url: string): Record<string, string> {
  return { GITHUB_API_URL: url, GITHUB_GRAPHQL_URL: `${url}/graphql` };
}

describe.concurrent("a state branch", () => {
  it("that somebody edited by hand is not trusted", async () => {
    const prepare = async (stage: Stage) => {
      expect((await stage.run()).exitCode).toBe(0);
      editFile(stage, "state.json", (text) => text.replace(/"sequence": \d+/, '"sequence": 99'));
    };
    const { said } = await refused({ prepare });
    expect(said).toContain("state.json on branch cosell-sync was changed by hand");
    expect(said).toContain("git revert");
  });

  it.each(["sync", "resync"])("that is the default branch is left alone by %s", async (command) => {
    const { said } = await refused({ inputs: { command, "state-branch": "main" } });
    expect(said).toContain("main is the default branch");
    expect(said).toContain("state-branch");
  });
});
