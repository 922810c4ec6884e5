import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { insertOpportunity, insertReferral } from "../support/deals.ts";
import { type Stage, setStage } from "../support/stage.ts";
import { editFile, headOf, readState, statePaths } from "../support/state-branch.ts";

/** More than the state has itself. */
const MANY = 1100;

const idOf = (number: number) =>
  `${createHash("sha256").update(String(number)).digest("hex").slice(0, 8)}-0000-4000-8000-000000000000`;

/** Deals that differ in their names, and nobody knows which is right: each waits for a person. */
async function withMuchToDecide(): Promise<Stage> {
  const stage = await setStage({ referrals: 0, partnerCenter: { limits: "off" } });
  for (let number = 0; number < MANY; number += 1) {
    const { id } = insertReferral(stage.emulator, { id: idOf(number), name: `Deal ${number}` });
    insertOpportunity(stage.emulator, { ...SAME, cosell_referralid: id, name: `Other ${number}` });
  }
  const first = await stage.run(LIMITS);
  expect(first.exitCode, first.log).toBe(0);
  return stage;
}

/** What the two sides have in common. */
const SAME = { estimatedvalue: 100000, estimatedclosedate: "2027-03-31", description: "Pilot first." };

const LIMITS = { "max-changes": "5000", "max-change-share": "1" };

const waitingFiles = (stage: Stage) => statePaths(stage).filter((path) => path.startsWith("waiting/"));

/** What somebody may do to a file of the state branch, and what a run says of it. */
const DAMAGES: readonly [said: string, damage: (text: string) => string | null][] = [
  ["is missing, and state.json names it", () => null],
  ["was changed by hand", (text) => text.replaceAll(/"tries": \d/g, '"tries": 7')],
];

describe("where more than a thousand deals wait", () => {
  it("they are in files of their own, of which a commit has those that changed, until they are fewer", async () => {
    await using stage = await withMuchToDecide();
    expect(waitingFiles(stage)).toHaveLength(64);
    expect(readState(stage, "state.json")).not.toContain("never synced before");
    const head = headOf(stage);

    stage.takeRequests();
    const idle = await stage.run(LIMITS);
    expect(idle.summary).toContain("nothing to do, 1,100 deals waiting");
    // One with which every run begins, and one for sixteen of the files.
    expect(stage.takeRequests()).toMatchObject({ github: 5 });
    expect(headOf(stage)).toBe(head);

    const decided = await stage.run({ ...LIMITS, resolve: `${idOf(7)}.name=referral` });
    expect(decided.outputs).toMatchObject({ updated: "1" });
    const changed = await stage.git("show", "--format=", "--name-only", "cosell-sync", "--", "waiting");
    expect(changed.trim().split("\n")).toHaveLength(1);

    const { summary } = await stage.run({ command: "explain", "referral-id": idOf(8) });
    expect(summary).toContain("never synced before");

    for (const row of stage.emulator.dataverse.rows("opportunity").slice(0, 200)) {
      const name = String(row.name).replace("Other", "Deal");
      stage.emulator.dataverse.edit("opportunity", String(row.opportunityid), { name });
    }
    const settled = await stage.run(LIMITS);
    expect(settled.exitCode, settled.log).toBe(0);
    expect(waitingFiles(stage)).toEqual([]);
    expect((await stage.run(LIMITS)).summary).toContain("nothing to do, 900 deals waiting");
  });

  it("a run stops where one of the files is damaged, and a resync makes all of them anew", async () => {
    await using stage = await withMuchToDecide();
    const before = waitingFiles(stage);
    const [path = ""] = before;
    for (const [said, damage] of DAMAGES) {
      editFile(stage, path, damage);
      const refused = await stage.run(LIMITS);
      expect(refused.exitCode).toBe(1);
      expect(refused.log).toContain(`${path} on branch cosell-sync ${said}`);
      const { exitCode, summary } = await stage.run({ command: "resync" });
      expect([exitCode, summary.includes("had been changed by hand")]).toEqual([0, true]);
      expect(waitingFiles(stage)).toEqual(before);
    }
    const after = await stage.run(LIMITS);
    expect(after.summary).toContain("1,100 deals waiting");
    expect((await stage.run({ command: "audit" })).exitCode).toBe(0);

    // Where the state itself is destroyed, no file is left behind that the new one does not name.
    editFile(stage, "state.json", () => null);
    editFile(stage, "waiting/07.json", () => "[]\n");
    const { exitCode, log } = await stage.run({ command: "resync" });
    expect(exitCode, log).toBe(0);
    expect(waitingFiles(stage)).toEqual(before);
  });
});
