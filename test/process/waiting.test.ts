import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readAudit } from "../support/audit.ts";
import { insertOpportunity, insertReferral, LAKESHORE } from "../support/deals.ts";
import { later } from "../support/later.ts";
import { type Stage, setStage } from "../support/stage.ts";

const REFUSED = { error: { code: "0x80040265", message: "A plug-in said no." } };

/** A deal whose row the CRM has refused once; a second write of it would be taken. */
async function withRefusedDeal(): Promise<{ stage: Stage; id: string }> {
  const stage = await setStage({ referrals: 0 });
  const fault = { kind: "reply", when: "before", status: 400, body: REFUSED } as const;
  stage.emulator.faults.inject({ system: "dataverse", method: "PATCH", nth: 1, fault });
  const { id } = insertReferral(stage.emulator, { name: "refused" });
  const { exitCode, summary } = await stage.run();
  expect([exitCode, summary.includes("0x80040265")]).toEqual([0, true]);
  return { stage, id };
}

const created = ({ emulator }: Stage) => emulator.dataverse.counts().create;

describe.concurrent("what is fixed on a record that is neither side", () => {
  it("lets a deal be shared hours later, though nobody has touched its opportunity", async () => {
    await using stage = await setStage({ referrals: 0 });
    const { dataverse, partnerCenter } = stage.emulator;
    const account = dataverse.insert("account", { name: "Lakeshore Foods", address1_country: "Germany" });
    insertOpportunity(stage.emulator, {
      name: "Telemetry",
      estimatedvalue: 50000,
      estimatedclosedate: "2999-12-31",
      cosell_products: "SOL-1",
      cosell_team: "Alex Seller <alex.seller@adatum.example>",
      cosell_syncwithpartnercenter: true,
      _parentaccountid_value: account,
    });
    const missing = "not shared yet: account: street and city missing";
    expect((await stage.run()).summary).toContain(missing);
    // It is looked at again, and is in the log already.
    expect((await stage.run({}, later(1.1))).summary).toContain(missing);
    expect(readAudit(stage).split(missing)).toHaveLength(2);
    dataverse.edit("account", account, { address1_line1: "1 Harbour Road", address1_city: "Bremen" });
    expect((await stage.run()).outputs).toMatchObject({ created: "0" });

    expect((await stage.run({}, later(6))).outputs).toMatchObject({ created: "1", held: "0" });
    expect(partnerCenter.list().map(({ name }) => name)).toEqual(["Telemetry"]);
  });

  it("lets a deal take its value an hour after its currency was added", async () => {
    await using stage = await setStage({ referrals: 0 });
    const { dataverse } = stage.emulator;
    insertReferral(stage.emulator, { "details.currency": "KWD", "details.dealValue": 1000.125 });
    expect((await stage.run()).summary).toContain("no active currency KWD");
    const currency = { isocurrencycode: "KWD", currencyname: "Dinar", currencysymbol: "KD" };
    dataverse.insert("transactioncurrency", { ...currency, currencyprecision: 3, exchangerate: 1 });

    expect((await stage.run({}, later(1.1))).outputs).toMatchObject({ updated: "1", held: "0" });
    expect(dataverse.rows("opportunity")).toMatchObject([{ estimatedvalue: 1000.125 }]);
  });
});

const WEEK = 8 * 24;

describe.concurrent("what waits on an opportunity that somebody has deleted", () => {
  it("is found out once a week: the deal gets a new one if it is open, and is forgotten if it is over", async () => {
    await using stage = await setStage({ referrals: 3 });
    const { dataverse, partnerCenter } = stage.emulator;
    const names = ["open", "over"] as const;
    const [open, over] = names.map((name) => insertReferral(stage.emulator, { name }).id);
    await stage.run();
    const rowOf = (id: string | undefined) =>
      dataverse.rows("opportunity").find((row) => row.cosell_referralid === id);
    for (const id of [open, over]) {
      partnerCenter.edit(String(id), ({ details }) => {
        details.notes = "from there";
      });
      dataverse.edit("opportunity", String(rowOf(id)?.opportunityid), { description: "from here" });
    }
    const inConflict = await stage.run({ "max-change-share": "1" });
    expect(inConflict.outputs.conflicts).toBe("2");
    partnerCenter.edit(String(over), (referral) =>
      Object.assign(referral, { status: "Closed", substatus: "Expired" }),
    );
    dataverse.edit("opportunity", String(rowOf(over)?.opportunityid), { statecode: 1, statuscode: 3 });
    expect((await stage.run({ "max-change-share": "1" })).summary).toContain(
      "reopen the opportunity and close it",
    );
    for (const id of [open, over]) dataverse.remove("opportunity", String(rowOf(id)?.opportunityid));
    expect((await stage.run()).summary).toContain("both sides changed it");

    const swept = await stage.run({ "max-change-share": "1" }, later(WEEK));
    expect(swept.outputs).toMatchObject({ created: "1", conflicts: "0" });
    expect(rowOf(open)?.description).toBe("from there");
    expect(rowOf(over)).toBeUndefined();
    expect((await stage.run({}, later(WEEK))).summary).not.toContain("both sides changed it");
  });

  it("is no longer approved", async () => {
    await using stage = await setStage({ referrals: 3 });
    const { dataverse, partnerCenter } = stage.emulator;
    const untied = {
      name: "Telemetry",
      cosell_syncwithpartnercenter: true,
      estimatedvalue: 50000,
      estimatedclosedate: "2999-12-31",
      cosell_products: "SOL-1",
      cosell_team: "Alex Seller <alex.seller@adatum.example>",
      _parentaccountid_value: dataverse.insert("account", LAKESHORE),
    };
    const row = insertOpportunity(stage.emulator, untied);
    await stage.run();
    const shared = String(dataverse.row("opportunity", row)?.cosell_referralid);
    partnerCenter.edit(shared, (referral) =>
      Object.assign(referral, { status: "Closed", substatus: "Expired" }),
    );
    dataverse.edit("opportunity", row, { cosell_referralid: null });
    expect((await stage.run()).outputs["approval-digest"]).not.toBe("");
    dataverse.remove("opportunity", row);

    const swept = await stage.run({}, later(WEEK));
    expect(swept.outputs["approval-digest"]).toBe("");
  });
});

describe("a deal that is closed with a conflict", () => {
  it("is called closed by the run whose close is taken, and by no other", async () => {
    await using stage = await setStage({ referrals: 0 });
    const { dataverse, partnerCenter, faults } = stage.emulator;
    const { id } = insertReferral(stage.emulator, {});
    await stage.run();
    const [row] = dataverse.rows("opportunity");
    const differ = (columns: object) =>
      dataverse.edit("opportunity", String(row?.opportunityid), { ...columns });
    partnerCenter.edit(id, (deal) => {
      deal.details.dealValue = 120000;
    });
    differ({ estimatedvalue: 130000, statecode: 1, statuscode: 3 });
    const fault = { kind: "reply", when: "before", status: 400, body: REFUSED } as const;
    faults.inject({ system: "partner-center", method: "PATCH", nth: 1, fault });
    const said = () => readAudit(stage).split('"kind":"closed apart"').length - 1;

    await stage.run({ "max-change-share": "1" });
    expect(said()).toBe(0);
    const { summary } = await stage.run({ "referral-id": id });
    expect(summary).toContain("closed on both sides while they differ in deal value:");
    expect(said()).toBe(1);
    expect((await stage.run({ "referral-id": id })).summary).not.toContain("closed on both sides");
    expect(said()).toBe(1);
  });
});

describe("a referral that nobody has heard of", () => {
  it("is refused where a run is to look at it, and remembered by none", async () => {
    await using stage = await setStage({ referrals: 0 });
    insertReferral(stage.emulator, { name: "another deal" });
    await stage.run();
    const mistyped = await stage.run({ "referral-id": "0b9d8a51-0000-4000-8000-000000000001" });
    expect(mistyped.exitCode).toBe(1);
    expect(mistyped.annotations.map(({ message }) => message).join()).toContain(
      "does not show referral 0b9d8a51",
    );
    expect((await stage.run()).summary).not.toContain("Still waiting");
  });
});

describe.concurrent("what somebody types in the place of a referral's identifier", () => {
  const WRONG = "0b9d8a51-0000-4000-8000-000000000001";

  it("is in nothing that runs leave behind when it is something else", async () => {
    await using stage = await setStage({ referrals: 0 });
    const row = insertOpportunity(stage.emulator, {
      name: "A",
      cosell_referralid: "Ines Typed, ines@a.example",
    });
    insertReferral(stage.emulator, { externalReferenceId: row });
    const { summary, annotations, log } = await stage.run();

    expect(summary).toMatch(
      new RegExp(`\\| opportunity \\[${row.slice(0, 8)}\\]\\(\\S+&id=${row}\\) \\| held back \\|`),
    );
    expect(summary).toContain(
      "is not the identifier of a referral: correct it on the opportunity, or clear it",
    );
    expect(annotations.map(({ message }) => message).join()).toContain(
      "is said to belong to another referral",
    );
    const left = await stage.git("cat-file", "--batch-all-objects", "--batch");
    expect([summary, log, left].join()).not.toMatch(/typed|ines@/i);
    // Nothing but a change of the row fixes it.
    expect((await stage.run({}, later(5))).summary).toContain("when either side changes<br>waiting since");
  });

  it.for([WRONG, "Ines Typed"])("waits no longer once it is corrected: %s", async (typed) => {
    await using stage = await setStage({ referrals: 0 });
    const { dataverse } = stage.emulator;
    const [cleared, linked] = [typed, `${typed.slice(0, -1)}2`].map((cosell_referralid) =>
      insertOpportunity(stage.emulator, { name: "A", cosell_referralid }),
    );
    expect((await stage.run()).summary).toContain("Still waiting");
    // Looked at again by its name alone, it is no less the row's.
    expect((await stage.run({}, later(1.1))).summary).toContain("Still waiting");

    dataverse.edit("opportunity", cleared ?? "", { cosell_referralid: null });
    dataverse.edit("opportunity", linked ?? "", { cosell_referralid: WRONG.replace("b9", "c9") });
    const { summary } = await stage.run();
    expect(summary.match(/^\| .*<br>waiting since/gm)).toHaveLength(1);
    expect(summary).toContain("0c9d8a51");
    dataverse.edit("opportunity", linked ?? "", { cosell_referralid: null });
    // Also by a run that would have looked for it again.
    expect((await stage.run({}, later(30))).summary).not.toContain("Still waiting");
  });

  it.for([
    ["Ines Typed", "is not the identifier of a referral"],
    [WRONG, "does not show this referral"],
  ])("is told by a plan before any sync: %s", async ([typed = "", told = ""]) => {
    await using stage = await setStage({ referrals: 0 });
    insertOpportunity(stage.emulator, { name: "A", cosell_referralid: typed });
    const { summary } = await stage.run({ command: "plan" });
    expect(summary).toContain(told);
    expect(summary).toContain("nothing to do, 1 deal waiting");
  });

  it.for([
    ["Ines Typed", "is not the identifier of a referral"],
    [WRONG, "does not show this referral"],
  ])("is what the audit log says of the deal, once: %s", async ([typed = "", told = ""]) => {
    await using stage = await setStage({ referrals: 0 });
    const { dataverse } = stage.emulator;
    const row = insertOpportunity(stage.emulator, { name: "A", cosell_referralid: typed });
    const said = async () => {
      const { summary } = await stage.run({ command: "audit", "referral-id": row });
      return summary.split(told).length - 1;
    };
    await stage.run();
    expect(await said()).toBe(1);
    for (const hours of [1.1, 30, 8 * 24]) await stage.run({}, later(hours));
    expect(await said()).toBe(1);
    // As with all that waits, another version of the record is looked at anew.
    dataverse.edit("opportunity", row, { description: "Edited." });
    await stage.run();
    expect(await said()).toBe(2);
  });

  it("is nobody's to correct where the opportunity is out of scope, such as one of another account", async () => {
    await using stage = await setStage({ referrals: 0 });
    const { dataverse } = stage.emulator;
    const row = insertOpportunity(stage.emulator, { name: "A", cosell_referralid: WRONG });
    expect((await stage.run()).summary).toContain("does not show this referral");

    const scope = 'scope: { opportunities: { cosell_partnerlocation: ["1234567"] } }\n';
    await appendFile(join(stage.workspace, "mappings/dynamics-365.yml"), scope);
    dataverse.edit("opportunity", row, { cosell_partnerlocation: "7654321" });
    for (const _ of ["that reads everything", "that reads what changed"]) {
      const { summary } = await stage.run();
      expect(summary).toContain("nothing to do");
      expect(summary).not.toContain("Still waiting");
      dataverse.edit("opportunity", row, { description: "Edited, and none of ours." });
    }
  });

  it("does not keep the deal from being shared afterwards", async () => {
    await using stage = await setStage({ referrals: 0 });
    const { dataverse } = stage.emulator;
    const row = insertOpportunity(stage.emulator, { name: "A", cosell_referralid: WRONG });
    expect((await stage.run()).summary).toContain("does not show this referral");
    dataverse.edit("opportunity", row, { cosell_referralid: null, cosell_syncwithpartnercenter: true });
    const { summary } = await stage.run();
    expect(summary).toContain("not shared yet: account: missing");
    expect(summary).not.toContain("does not show this referral");
  });
});

describe.concurrent("a deal that goes on after its referral has expired", () => {
  it.for(["made there", "made here, so that it names the row"])(
    "is asked about at once when its seller unties it to share it anew: %s",
    async (made) => {
      await using stage = await setStage({ referrals: 0 });
      const { dataverse, partnerCenter } = stage.emulator;
      const { id } = insertReferral(stage.emulator, { status: "Closed", substatus: "Expired" });
      const cosell_syncwithpartnercenter = true;
      const row = insertOpportunity(stage.emulator, { cosell_referralid: id, cosell_syncwithpartnercenter });
      if (made !== "made there")
        partnerCenter.edit(id, (referral) => {
          referral.externalReferenceId = row;
        });
      expect((await stage.run()).summary).toContain("| status | lost | open | neither yet |");

      dataverse.edit("opportunity", row, { cosell_referralid: null });
      const { summary } = await stage.run();
      expect(summary).toContain("sharing the deal once more");
      expect(summary).not.toContain("| status |");
      expect(dataverse.rows("opportunity")).toMatchObject([
        { cosell_syncreason: expect.stringContaining("sharing the deal once more") },
      ]);
    },
  );
});

describe.concurrent("a deal that the CRM has refused", () => {
  it("leaves the next runs to the others, also where there are more of its kind than a run may write", async () => {
    await using stage = await setStage({ referrals: 0 });
    for (let number = 0; number < 12; number += 1)
      insertReferral(stage.emulator, { name: `Deal ${number}`, "details.dealValue": 5e12 });
    expect((await stage.run({ "max-changes": "20" })).outputs.failed).toBe("12");
    const limited = { "max-changes": "10" };
    insertReferral(stage.emulator, { name: "another deal" });

    const again = await stage.run(limited, later(1.1));
    // A fifth of what a run may write.
    expect(again.outputs, again.log).toMatchObject({ created: "1", failed: "2" });
    const rest = await stage.run(limited, later(1.2));
    expect(rest.outputs, rest.log).toMatchObject({ created: "0", failed: "2" });
    // What a person asks for is none of these.
    const whole = await stage.run({ command: "plan", "max-changes": "100" }, later(1.3));
    expect(whole.outputs.changes).toBe("5");
  });

  it("is left alone by the next run, which says so, and is tried again by hand", async () => {
    const { stage, id } = await withRefusedDeal();
    await using _ = stage;
    const before = created(stage);
    const next = await stage.run();
    expect(next.outputs).toMatchObject({ changes: "0" });
    expect(next.summary).toContain("Still waiting");
    expect(next.summary).toContain("A plug-in said no");
    expect(created(stage)).toBe(before);

    const byHand = await stage.run({ "referral-id": id });
    expect(byHand.outputs).toMatchObject({ created: "2", failed: "0" });
    expect((await stage.run()).summary).not.toContain("Still waiting");
  });

  it("is tried again when it changes", async () => {
    const { stage, id } = await withRefusedDeal();
    await using _ = stage;
    stage.emulator.partnerCenter.edit(id, (referral) => {
      referral.name = "fixed";
    });
    expect((await stage.run()).outputs).toMatchObject({ created: "2", failed: "0" });
  });
});
