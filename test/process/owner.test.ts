import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { insertReferral, type Properties } from "../support/deals.ts";
import { type Stage, setStage } from "../support/stage.ts";

const ADDRESS = "mira.sato@adatum.example";
const TEAM = [{ firstName: "Mira", lastName: "Sato", email: ADDRESS }];

const DESK = "6f1e0d0a-5b7c-4c7e-9a55-0c1f6f6b2a10";

/** A CRM with one seller, and a mapping that gives new rows to sellers. */
async function withSeller(otherwise = "") {
  const stage = await setStage({ referrals: 0 });
  const file = join(stage.workspace, "mappings/dynamics-365.yml");
  const shipped = await readFile(file, "utf8");
  await writeFile(file, shipped.replace("\nshare:", `\nowner: { match: team member${otherwise} }\n\nshare:`));
  const seller = stage.emulator.dataverse.insert("systemuser", { internalemailaddress: ADDRESS });
  const deal = (more: Properties = {}) => insertReferral(stage.emulator, { team: TEAM, ...more });
  return { stage, seller, deal };
}

const rows = ({ emulator }: Stage, table = "opportunity") => emulator.dataverse.rows(table);

describe.concurrent("a new opportunity", () => {
  it("of a seller who may not own it waits, says what to do, and is made once they may", async () => {
    const { stage, seller, deal } = await withSeller();
    await using _ = stage;
    stage.emulator.dataverse.withoutRole.add(seller);
    const { id } = deal();
    const refused = await stage.run();
    expect(refused.outputs).toMatchObject({ failed: "1" });
    expect(refused.summary).toContain("give them a role that reads such rows");
    expect(rows(stage)).toEqual([]);
    expect((await stage.run()).outputs).toMatchObject({ changes: "0" });

    stage.emulator.dataverse.withoutRole.delete(seller);
    const made = await stage.run({ "referral-id": id });
    expect(made.outputs).toMatchObject({ created: "1", failed: "0" });
    expect(rows(stage)).toMatchObject([{ _ownerid_value: seller }]);
    expect(made.summary + made.log + refused.summary + refused.log).not.toContain(ADDRESS);
  });

  it("of nobody belongs to the team that the mapping names, and explain says it before", async () => {
    const { stage, deal } = await withSeller(`, otherwise: { team: ${DESK} }`);
    await using _ = stage;
    stage.emulator.dataverse.insert("team", { teamid: DESK, name: "Co-sell desk" });
    const { id } = deal({ team: [] });
    const explained = await stage.run({ command: "explain", "referral-id": id });
    expect(explained.summary).toContain(`, and belong to team ${DESK}.`);
    const made = await stage.run();
    expect(made.outputs).toMatchObject({ created: "2", failed: "0" });
    expect(made.summary).toContain(`**owner** (otherwise: team ${DESK})`);
    expect(rows(stage)).toMatchObject([{ _ownerid_value: DESK }]);
  });

  it.each([
    ["a team that the CRM does not have", "team", null, "team that owns rows"],
    ["a team that only shares rows", "team", { teamid: DESK, teamtype: 1 }, "team that owns rows"],
    ["a disabled user", "user", { systemuserid: DESK, isdisabled: true }, "enabled user"],
  ])(
    "is not made where the mapping names %s: sync and doctor refuse that",
    async (_title, kind, row, what) => {
      const { stage, deal } = await withSeller(`, otherwise: { ${kind}: ${DESK} }`);
      await using _ = stage;
      if (row) stage.emulator.dataverse.insert(kind === "team" ? "team" : "systemuser", row);
      deal({ team: [] });
      const told = `the CRM has no ${what} with this id`;
      const refused = await stage.run();
      expect(refused.exitCode).toBe(1);
      expect(refused.log).toContain(`owner > otherwise: ${told}`);
      expect(rows(stage, "account")).toEqual([]);
      expect((await stage.run({ command: "doctor" })).summary).toContain(told);
    },
  );

  it("is refused by the CRM alone where the application user may not look at teams", async () => {
    const { stage, deal } = await withSeller(`, otherwise: { team: ${DESK} }`);
    await using _ = stage;
    stage.emulator.dataverse.privileges.delete("prvReadTeam");
    deal({ team: [] });
    const unknown = await stage.run();
    expect(unknown.outputs).toMatchObject({ failed: "1" });
    expect(unknown.summary).toContain("owner in docs/mapping.md");
    expect((await stage.run({ command: "doctor" })).summary).toContain("prvReadTeam");
  });

  it("costs one request more for however many sellers, and none where no row is made", async () => {
    const { stage, deal } = await withSeller();
    await using _ = stage;
    const asked = () => stage.emulator.log.filter(({ path }) => path.includes("/systemusers?")).length;
    for (const name of ["one", "two", "three"]) deal({ name });
    await stage.run();
    expect(asked()).toBe(1);
    const { id } = stage.emulator.partnerCenter.list()[0] ?? {};
    stage.emulator.partnerCenter.edit(String(id), (referral) => {
      referral.name = "Renamed";
    });
    expect((await stage.run()).outputs).toMatchObject({ updated: "1" });
    expect(asked()).toBe(1);
  });
});
