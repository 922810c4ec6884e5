import { readFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { load } from "js-yaml";
import { expect, it } from "vitest";
import { judgePrivileges, NEEDED_PRIVILEGES } from "../../src/diagnosis/privileges.ts";
import { DEPTHS, type Depth } from "../../src/model/doctor.ts";
import { insertReferral } from "../support/deals.ts";
import { type Stage, setStage } from "../support/stage.ts";

const FILE = join(import.meta.dirname, "../../setup/security-role.yml");

type Role = Readonly<Record<string, Readonly<Record<string, Depth>>>>;

const ALL = { accounts: {}, owner: {}, share: {}, leads: {} };

it("setup/security-role.yml lists what doctor asks for, by section of the mapping, with the same reasons", () => {
  const text = readFileSync(FILE, "utf8");
  const { name: _, ...role } = load(text) as Role;
  const groups = Object.groupBy(NEEDED_PRIVILEGES, ({ of, optional }) =>
    optional ? "useful" : (of ?? "privileges"),
  );
  const expected = Object.entries(groups).map(([group, needed]) => [
    group,
    Object.fromEntries((needed ?? []).map(({ name }) => [name, "Global"])),
  ]);
  expect(role).toEqual(Object.fromEntries(expected));
  for (const { name, why } of NEEDED_PRIVILEGES) expect(text).toContain(`${name}: Global # ${why}\n`);
});

/** Leaves the application user what a sync cannot do without. */
function allowOnlyNeeded({ emulator }: Stage): void {
  const { privileges } = emulator.dataverse;
  const needed = new Set(NEEDED_PRIVILEGES.flatMap((one) => (one.optional ? [] : [one.name])));
  for (const name of [...privileges.keys()]) if (!needed.has(name)) privileges.delete(name);
}

it("a sync that creates, updates and closes works with nothing else", async () => {
  await using stage = await setStage({ referrals: 30 });
  allowOnlyNeeded(stage);
  const sync = await stage.run();
  expect(sync).toMatchObject({ exitCode: 0, outputs: { failed: "0" } });
  expect(Number(sync.outputs.created)).toBeGreaterThan(0);
});

it("so does one that keeps what a named winner overwrites in a note", async () => {
  await using stage = await setStage({ referrals: 0 });
  allowOnlyNeeded(stage);
  const { dataverse, partnerCenter } = stage.emulator;
  const file = join(stage.workspace, "mappings/dynamics-365.yml");
  const mapping = await readFile(file, "utf8");
  await writeFile(file, mapping.replace("as: money\n", "as: money\n    conflict: opportunity\n"));
  const { id } = insertReferral(stage.emulator, {});
  await stage.run();
  partnerCenter.edit(id, (referral) => {
    referral.details.dealValue = 120000;
  });
  const row = String(dataverse.rows("opportunity")[0]?.opportunityid);
  dataverse.edit("opportunity", row, { estimatedvalue: 130000 });
  expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { failed: "0" } });
  expect(dataverse.rows("annotation")).toHaveLength(1);
});

it.each(DEPTHS.slice(0, 3))("a privilege at depth %s is not enough", (depth) => {
  const names = NEEDED_PRIVILEGES.map(({ name }) => name);
  const held = new Map<string, Depth>(names.map((name) => [name, "Global"]));
  const all = { known: new Set(names), held };
  expect(judgePrivileges(all, ALL).state).toBe("ok");
  const less = new Map(held).set("prvWriteOpportunity", depth);
  expect(judgePrivileges({ ...all, held: less }, ALL).state).toBe("failed");
});

it("a privilege that the environment does not know is not missed", () => {
  expect(judgePrivileges({ known: new Set(), held: new Map() }, ALL).state).toBe("ok");
});

it.each([
  ["prvReadLead", "leads"],
  ["prvReadContact", "share"],
  ["prvCreateAccount", "accounts"],
  ["prvAssignOpportunity", "owner"],
  ["prvAssignLead", "owner"],
  ["prvAssignLead", "leads"],
] as const)("%s is only missed where the mapping has the section %s, or cannot be read", (name, section) => {
  const names = NEEDED_PRIVILEGES.map((one) => one.name);
  const held = new Map<string, Depth>(names.filter((one) => one !== name).map((one) => [one, "Global"]));
  const found = { known: new Set(names), held };
  expect(judgePrivileges(found, ALL).state).toBe("failed");
  expect(judgePrivileges(found, null).state).toBe("failed");
  expect(judgePrivileges(found, { ...ALL, [section]: null }).state).toBe("ok");
});

it("prvReadUser, which two sections need, is missed once, where the mapping has either", () => {
  const names = NEEDED_PRIVILEGES.map((one) => one.name);
  const held = new Map<string, Depth>(
    names.filter((one) => one !== "prvReadUser").map((one) => [one, "Global"]),
  );
  const judged = (sections: object) =>
    judgePrivileges({ known: new Set(names), held }, { ...ALL, ...sections }).detail;
  for (const sections of [{}, { owner: null }, { share: null }])
    expect(judged(sections)).toBe("missing: prvReadUser");
  expect(judged({ owner: null, share: null })).toBe("missing, and useful: prvReadUser");
});
