import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "vitest";
import { readAudit, writesAudited, writesMade } from "../support/audit.ts";
import { prepareBusyDay, runUntilSettled, undisturbed } from "../support/busy-day.ts";
import { cosellSync, terminalEnvironment } from "../support/command-line.ts";
import { insertReferral } from "../support/deals.ts";
import { sides } from "../support/golden.ts";
import { setStage } from "../support/stage.ts";
import { editFile, headOf, lastHeadline, moveBranch, readState } from "../support/state-branch.ts";

const reference = await undisturbed();

const DAMAGES = [
  {
    damage: "is missing",
    edit: () => null,
    refusal: "Branch cosell-sync has no state.json",
    found: "was missing",
    chain: "new",
  },
  {
    damage: "was cut off",
    edit: (text: string) => text.slice(0, text.length / 2),
    refusal: "is not a state of this version",
    found: "could not be read",
    chain: "new",
  },
  {
    damage: "was edited by hand, so that edits would be skipped",
    edit: (text: string) => text.replace(/"since": "2026/, '"since": "2027'),
    refusal: "was changed by hand",
    found: "had been changed by hand",
    chain: "continued",
  },
] as const;

describe.concurrent("a state that is damaged while people went on working", () => {
  for (const { damage, edit, refusal, found, chain } of DAMAGES) {
    it(`stops every sync, and is rebuilt by resync without a write to either side: it ${damage}`, async ({
      expect,
    }) => {
      await using stage = await prepareBusyDay();
      editFile(stage, "state.json", edit);
      const refused = await stage.run();
      expect(refused.exitCode).toBe(1);
      expect(refused.log).toContain(refusal);
      expect(refused.log).toContain("resync");

      const before = writesMade(stage.emulator);
      const auditBefore = readAudit(stage);
      const resync = await stage.run({ command: "resync" });
      expect(resync.exitCode, resync.log).toBe(0);
      expect(resync.summary).toContain(found);
      expect(resync.summary).toContain("4 linked deals");
      expect(writesMade(stage.emulator)).toEqual(before);
      expect(lastHeadline(stage)).toBe("Rebuild state.json from both sides: 4 linked deals");
      const audit = readAudit(stage);
      expect(audit.startsWith(auditBefore)).toBe(true);
      const [header, edited, line] = audit
        .slice(auditBefore.length)
        .split("\n")
        .map((text) => JSON.parse(text || "{}"));
      expect(edited).toMatchObject({ kind: "edited" });
      expect(line).toMatchObject({ kind: "resync", chain, linked: 4 });
      expect(header.previous === null).toBe(chain === "new");
      // The next sync says in the log what waits, though the list has it already.
      const { state } = JSON.parse(readState(stage, "state.json"));
      expect(state.waiting.map(({ tries }: { tries: number }) => tries)).toContain(0);
      expect(state.waiting.some(({ tries }: { tries: number }) => tries > 0)).toBe(false);

      await runUntilSettled(stage);
      expect(sides(stage)).toBe(reference.sides);
      expect(writesAudited(stage)).toEqual(writesMade(stage.emulator));
    });
  }
});

describe.concurrent("a state branch that somebody has moved back", () => {
  it.for([1, 2])(
    "by %i commits leads to no write twice, and needs no resync",
    async (commits, { expect }) => {
      await using stage = await setStage({ referrals: 6 });
      await stage.run({ "max-change-share": "1" });
      const [first] = stage.emulator.partnerCenter.list();
      stage.emulator.partnerCenter.edit(first?.id ?? "", (referral) => {
        referral.name = "renamed";
      });
      expect((await stage.run()).outputs.updated).toBe("1");
      const before = writesMade(stage.emulator);
      const [earlier = ""] = stage.repository.history(headOf(stage)).slice(commits);
      moveBranch(stage, "cosell-sync", earlier);
      const { exitCode, log } = await stage.run();
      expect(exitCode, log).toBe(0);
      expect(writesMade(stage.emulator)).toEqual(before);
      expect((await stage.run()).outputs.changes).toBe("0");
    },
  );
});

describe("a state branch that a rule protects while a run is writing", () => {
  it("makes it fail and say so, and the run after the rule is gone records what was written", async ({
    expect,
  }) => {
    await using stage = await setStage({ referrals: 0 });
    const { id } = insertReferral(stage.emulator, {});
    await stage.run();
    stage.emulator.partnerCenter.edit(id, (referral) => {
      referral.name = "renamed";
    });
    const message = "Repository rule violations found";
    const body = { data: null, errors: [{ type: "UNPROCESSABLE", message }] };
    const fault = { kind: "reply", when: "before", status: 200, body } as const;
    // The third request of the run, after reading and announcing.
    const rule = stage.emulator.faults.inject({ system: "github", path: /graphql/, nth: 3, fault });
    const { exitCode, log } = await stage.run();
    rule.remove();
    expect(exitCode).toBe(1);
    expect(log).toContain(message);
    expect(log).toContain("This run had begun to write.");
    expect(log).not.toContain("Nothing was written");
    expect((await stage.run()).summary).toContain("### Recovered");
    expect(writesAudited(stage)).toEqual(writesMade(stage.emulator));
  });
});

describe("resync", () => {
  it("leaves a state alone in all that counts when nothing is wrong with it", async ({ expect }) => {
    await using stage = await setStage({ referrals: 10 });
    await stage.run({ "max-change-share": "1" });
    const resync = await stage.run({ command: "resync" });
    expect(resync.summary).toContain("was as a run wrote it");
    expect(resync.summary).toContain("The audit log goes on where it was.");
    const { outputs, exitCode } = await stage.run();
    expect([exitCode, outputs.changes]).toEqual([0, "0"]);
  });

  it("has nothing to fix where no sync ever ran", async ({ expect }) => {
    await using stage = await setStage({ referrals: 1 });
    const { exitCode, log } = await stage.run({ command: "resync" });
    expect(exitCode).toBe(1);
    expect(log).toContain("There is no branch cosell-sync yet");
  });

  it("works on a terminal too", async ({ expect }) => {
    await using stage = await setStage({ referrals: 3 });
    await using state = await mkdtempDisposable(join(tmpdir(), "state-"));
    const env = terminalEnvironment(stage.emulator);
    const directory = ["--state-dir", join(state.path, "new")];
    await cosellSync(["sync", ...directory], env);
    const { code, stdout } = await cosellSync(["resync", ...directory], env);
    expect(code).toBe(0);
    expect(stdout).toContain("Co-sell resync");
  });

  it("has no use for the limits of a sync", async ({ expect }) => {
    await using stage = await setStage({ referrals: 0 });
    const { exitCode, log } = await stage.run({ command: "resync", "max-changes": "7" });
    expect(exitCode).toBe(1);
    expect(log).toContain("max-changes: has no meaning for resync");
  });
});
