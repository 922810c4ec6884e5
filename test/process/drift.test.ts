import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { columns } from "../../src/emulator/dataverse/index.ts";
import { writesMade } from "../support/audit.ts";
import { insertReferral } from "../support/deals.ts";
import { type Stage, setStage } from "../support/stage.ts";

const MAPPING = "mappings/dynamics-365.yml";
const FIRST = { "max-change-share": "1" };

async function changeMapping({ workspace }: Stage, change: (text: string) => string): Promise<void> {
  const file = join(workspace, MAPPING);
  await writeFile(file, change(await readFile(file, "utf8")));
}

/** Gives the notes of the shipped mapping the key that lets a run do without them. */
const skipNotes = (text: string) =>
  text.replace(
    "    opportunity: description\n",
    "    opportunity: description\n    if missing: skip\n    direction: referral to opportunity\n",
  );

const removeNotes = ({ emulator }: Stage) => emulator.dataverse.removeColumn("opportunity", "description");
const addNotes = ({ emulator }: Stage) =>
  emulator.dataverse.addColumn("opportunity", columns.memo("description", 2000));

function rowOf({ emulator }: Stage, referral: string) {
  return emulator.dataverse.rows("opportunity").find((row) => row.cosell_referralid === referral);
}

function removeKey({ emulator }: Stage): void {
  const [key] = emulator.dataverse.keys("opportunity");
  emulator.dataverse.removeKey("opportunity", key?.name ?? "");
}

function removeCurrencies({ emulator }: Stage): void {
  for (const { transactioncurrencyid } of emulator.dataverse.rows("transactioncurrency"))
    emulator.dataverse.remove("transactioncurrency", String(transactioncurrencyid));
}

describe.concurrent("a CRM that has lost what the mapping needs", () => {
  const LOSSES: readonly [string, (stage: Stage) => void, readonly string[]][] = [
    [
      "columns",
      (stage) => {
        removeNotes(stage);
        stage.emulator.dataverse.removeColumn("opportunity", "cosell_syncreason");
      },
      ["no column description", 'no column cosell_syncreason; did you mean "cosell_'],
    ],
    ["the key", removeKey, ["the alternate key of cosell_referralid is missing"]],
  ];

  for (const [what, lose, messages] of LOSSES) {
    it.for([
      ["before the first run", false],
      ["between two runs", true],
    ] as const)(
      `stops a run, all of it named at its lines, with nothing written: ${what}, %s`,
      async ([, hasRun]) => {
        await using stage = await setStage({ referrals: 3 });
        if (hasRun) expect((await stage.run(FIRST)).exitCode).toBe(0);
        lose(stage);
        insertReferral(stage.emulator, { name: "new" });
        const before = writesMade(stage.emulator);
        const { exitCode, log, annotations } = await stage.run(FIRST);
        expect(exitCode).toBe(1);
        for (const message of messages) expect(log).toContain(message);
        const places = annotations.filter(({ properties }) => properties.file === MAPPING);
        expect(places).toHaveLength(messages.length);
        for (const { properties } of places) expect(Number(properties.line)).toBeGreaterThan(1);
        expect(writesMade(stage.emulator)).toEqual(before);
      },
    );
  }

  it.each<readonly [string, (stage: Stage) => void, readonly string[]]>([
    [
      "options",
      ({ emulator }) => {
        emulator.dataverse.removeOption("opportunity", "cosell_help", 727000005);
        emulator.dataverse.removeOption("opportunity", "cosell_syncstatus", 727000012);
      },
      [
        "column cosell_help has no option 727000005; it has 727000000 (",
        "column cosell_syncstatus has no option 727000012",
      ],
    ],
    ["every currency", removeCurrencies, ["fields > deal value: the CRM has no currency"]],
    [
      "a column that people write plain text in, and format now",
      ({ emulator }) =>
        emulator.dataverse.addColumn(
          "opportunity",
          columns.memo("description", 2000, { format: "RichText" }),
        ),
      ["fields > notes: column description is rich text"],
    ],
    [
      "the status reason that deals are won with, which is one of lost deals now",
      ({ emulator }) => {
        const reasons = [
          { value: 1, label: "In Progress", state: 0 },
          { value: 2, label: "On Hold", state: 0 },
          { value: 3, label: "Won by another", state: 2 },
          { value: 4, label: "Canceled", state: 2 },
          { value: 5, label: "Out-Sold", state: 2 },
          { value: 6, label: "Won", state: 1 },
        ];
        emulator.dataverse.addColumn("opportunity", columns.status(reasons));
      },
      ["fields > status: status reason 3 (Won by another) belongs to another state", "won has 6 (Won)"],
    ],
  ])("stops the first run: %s", async (_what, lose, messages) => {
    await using stage = await setStage({ referrals: 3 });
    lose(stage);
    const { exitCode, log } = await stage.run(FIRST);
    expect(exitCode).toBe(1);
    for (const message of messages) expect(log).toContain(message);
    expect(writesMade(stage.emulator)).toEqual([]);
  });

  it("holds back only the deals in a currency that is gone", async () => {
    await using stage = await setStage({ referrals: 0 });
    insertReferral(stage.emulator, { name: "in euros" });
    await stage.run(FIRST);
    removeCurrencies(stage);
    const { id } = insertReferral(stage.emulator, { name: "also in euros" });
    const { exitCode, summary } = await stage.run();
    expect(exitCode).toBe(0);
    expect(summary).toContain("the CRM has no active currency EUR");
    expect(rowOf(stage, id)).toMatchObject({ name: "also in euros" });
  });

  it("costs one request more when everything is read, and none when there is nothing to do", async () => {
    await using stage = await setStage({ referrals: 2 });
    const batches = () => stage.emulator.log.filter(({ path }) => path.endsWith("$batch")).length;
    await stage.run(FIRST);
    const first = batches();
    await stage.run();
    // What is left has the currencies, with what columns keep of an amount.
    expect([first, batches() - first]).toEqual([2, 1]);
  });
});

describe.concurrent("a column that was deleted", () => {
  const column = "    opportunity: description\n";

  it.for(["", "    blank: propagate\n", "    when: create\n"])(
    "is filled as the message says, once it is made again, with no edit lost: %s",
    async (more) => {
      await using stage = await setStage({ referrals: 0 });
      await changeMapping(stage, (text) => text.replace(column, `${column}${more}`));
      const { id } = insertReferral(stage.emulator, { name: "first", "details.notes": "Pilot first." });
      await stage.run();
      removeNotes(stage);
      const doctor = await stage.run({ command: "doctor" });
      const { exitCode, log } = await stage.run();
      expect(exitCode).toBe(1);
      for (const text of [log, doctor.summary])
        expect(text).toContain("give its field another name in the mapping, and the next sync fills it");

      addNotes(stage);
      await changeMapping(stage, (text) => text.replace("\n  notes:", "\n  notes again:"));
      expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { updated: "1" } });
      expect(rowOf(stage, id)).toMatchObject({ description: "Pilot first." });
      expect(stage.emulator.partnerCenter.get(id)).toMatchObject({ details: { notes: "Pilot first." } });

      await changeMapping(stage, (text) => text.replace("\n  notes again:", "\n  notes:"));
      expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { changes: "0", conflicts: "0" } });
      stage.emulator.partnerCenter.edit(id, (referral) => {
        referral.details.notes = "Pilot in May.";
      });
      expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { conflicts: "0" } });
      const isCopied = !more.includes("create");
      expect(rowOf(stage, id)).toMatchObject({ description: isCopied ? "Pilot in May." : "Pilot first." });
    },
  );
});

describe.concurrent("a field that a run may do without", () => {
  it("is left out while its column is gone, with a warning every time, and catches up when it is back", async () => {
    await using stage = await setStage({ referrals: 0 });
    await changeMapping(stage, skipNotes);
    const { id } = insertReferral(stage.emulator, { name: "first", "details.notes": "before" });
    await stage.run(FIRST);
    expect(rowOf(stage, id)).toMatchObject({ description: "before" });

    removeNotes(stage);
    stage.emulator.partnerCenter.edit(id, (referral) => {
      referral.name = "renamed";
      referral.details.notes = "edited meanwhile";
    });
    for (const name of ["renamed", "renamed"]) {
      const run = await stage.run(FIRST);
      expect(run.exitCode, run.log).toBe(0);
      expect(run.summary).toContain("fields &#62; notes: the opportunity table has no column description");
      expect(run.annotations.map(({ message }) => message).join()).toContain("no column description");
      expect(rowOf(stage, id)).toMatchObject({ name });
    }

    addNotes(stage);
    const back = await stage.run(FIRST);
    expect(back.exitCode, back.log).toBe(0);
    expect(back.summary).not.toContain("no column");
    expect(rowOf(stage, id)).toMatchObject({ name: "renamed", description: "edited meanwhile" });
    expect((await stage.run()).outputs).toMatchObject({ changes: "0", conflicts: "0" });
  });

  it("is left out of a plan and of a look at one deal, too", async () => {
    await using stage = await setStage({ referrals: 0 });
    await changeMapping(stage, skipNotes);
    const { id } = insertReferral(stage.emulator, { name: "first" });
    removeNotes(stage);
    for (const inputs of [{ command: "plan" }, { "referral-id": id }]) {
      const run = await stage.run(inputs);
      expect(run.exitCode, run.log).toBe(0);
      expect(run.summary).toContain("no column description");
    }
    expect(rowOf(stage, id)).toMatchObject({ name: "first" });
  });

  it("does not let a run do without what other parts of the mapping need", async () => {
    await using stage = await setStage({ referrals: 1 });
    await changeMapping(stage, (text) =>
      text.replace(
        "    opportunity: cosell_products\n",
        "    opportunity: cosell_products\n    if missing: skip\n",
      ),
    );
    stage.emulator.dataverse.removeColumn("opportunity", "cosell_products");
    const { exitCode, log } = await stage.run();
    expect(exitCode).toBe(1);
    expect(log).toContain("no column cosell_products");
    expect(log).toContain("Partner Center wants details.requirements.solutions");
  });
});

it("says what the CRM has lost when it refuses to close a deal for it", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { id } = insertReferral(stage.emulator, { name: "first" });
  await stage.run();
  stage.emulator.dataverse.removeOption("opportunity", "statuscode", 3);
  stage.emulator.partnerCenter.edit(id, (referral) => {
    Object.assign(referral, { status: "Closed", substatus: "Won" });
  });
  const { summary, outputs } = await stage.run();
  expect(outputs.failed).toBe("1");
  expect(summary).toContain("fields &#62; status: column statuscode has no option 3");
});

it("says what the CRM has lost when it refuses a write for it", async () => {
  await using stage = await setStage({ referrals: 0 });
  const { id } = insertReferral(stage.emulator, { name: "first" });
  await stage.run(FIRST);
  stage.emulator.dataverse.removeOption("opportunity", "cosell_syncstatus", 727000012);
  const row = String(rowOf(stage, id)?.opportunityid);
  stage.emulator.dataverse.edit("opportunity", row, { name: "ours" });
  stage.emulator.partnerCenter.edit(id, (referral) => {
    referral.name = "theirs";
  });
  const { exitCode, summary, outputs } = await stage.run();
  expect([exitCode, outputs.failed]).toEqual([0, "1"]);
  expect(summary).toContain("The CRM has lost what the mapping needs");
  expect(summary).toContain("has no option 727000012");
});
