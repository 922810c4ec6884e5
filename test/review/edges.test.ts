import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { columns } from "../../src/emulator/dataverse/index.ts";
import type { Emulator } from "../../src/emulator/index.ts";
import { writesMade } from "../support/audit.ts";
import { insertOpportunity, insertReferral, type Properties } from "../support/deals.ts";
import { NUMBER, openBranch, openPullRequest } from "../support/pull-request.ts";
import { type Stage, setStage } from "../support/stage.ts";
import { idOf, prepareDeals } from "./proposals.ts";

const winner = (mapping: string) => mapping.replace("as: money\n", "as: money\n    conflict: referral\n");
/** Finds deals by the column of Microsoft's identifier, for which there has to be a key. */
const byOtherColumn = (mapping: string) =>
  mapping.replace("cosell_microsoftcrmid", "stepname").replace("cosell_referralid", "cosell_microsoftcrmid");
const OTHER_KEY = {
  name: "cosell_otherkey",
  label: "Other",
  columns: ["cosell_microsoftcrmid"],
  status: "Active",
} as const;
const STRANGER = { login: "mallory", type: "User", association: "NONE" } as const;
const MARKER = "<!-- cosell-sync plan of mappings/dynamics-365.yml -->";

describe.concurrent("the comment", () => {
  it("is edited in place by the next run, also when a hundred others came before it", async ({ expect }) => {
    await using stage = await prepareDeals();
    const pullRequest = await openPullRequest(stage, winner);
    const { comments } = stage.emulator.github;
    for (let number = 1; number <= 130; number += 1) comments.add(NUMBER, `Remark ${number}`, STRANGER);
    await pullRequest.plan();
    expect(comments.list).toHaveLength(131);
    stage.emulator.partnerCenter.edit(
      idOf(3),
      ({ details }) => void Object.assign(details, { dealValue: 1 }),
    );
    await pullRequest.plan();
    expect(comments.list).toHaveLength(131);
    expect(comments.list.at(-1)?.body).toContain("120,000.00 EUR → 1.00 EUR");
  });

  it("of a stranger with our marker is left alone", async ({ expect }) => {
    await using stage = await prepareDeals();
    const pullRequest = await openPullRequest(stage, winner);
    const planted = `${MARKER}\nLooks good to me`;
    stage.emulator.github.comments.add(NUMBER, planted, STRANGER);
    await pullRequest.plan();
    const [first, second, ...more] = pullRequest.comments();
    expect(first).toBe(planted);
    expect(second?.startsWith(MARKER)).toBe(true);
    expect(more).toEqual([]);
  });

  it("that the token may not write names the permission; the summary has the plan, and the run is green", async ({
    expect,
  }) => {
    await using stage = await prepareDeals();
    const pullRequest = await openPullRequest(stage, winner);
    stage.emulator.github.settings.pullRequests = "read";
    const { exitCode, annotations, summary } = await pullRequest.plan();
    expect(exitCode).toBe(0);
    const warnings = annotations.filter(({ level }) => level === "warning");
    expect(warnings.map(({ message }) => message)).toContainEqual(
      expect.stringContaining("permissions: pull-requests: write"),
    );
    expect(summary).toContain("this change writes 1 record");
    expect(pullRequest.comments()).toEqual([]);
  });

  it("says that there is no plan when the mapping got a mistake, in the place of the plan", async ({
    expect,
  }) => {
    await using stage = await prepareDeals();
    const pullRequest = await openPullRequest(stage, winner);
    await pullRequest.plan();
    const file = join(stage.workspace, "mappings/dynamics-365.yml");
    await writeFile(file, (await readFile(file, "utf8")).replace("as: money", "as: mony"));
    const { exitCode, annotations } = await pullRequest.plan();
    expect(exitCode).toBe(1);
    expect(annotations[0]?.properties.file).toBe("mappings/dynamics-365.yml");
    const [comment = "", ...more] = pullRequest.comments();
    expect(more).toEqual([]);
    expect(comment).toContain("Co-sell plan: there is none");
    expect(comment).toContain("did you mean");
    expect(comment).not.toContain("reviewed-plan");
  });
});

describe.concurrent("a plan without a mapping in force", () => {
  it("is shown alone and without values: the one in force has mistakes", async ({ expect }) => {
    await using stage = await prepareDeals();
    const file = join(stage.workspace, "mappings/dynamics-365.yml");
    const good = await readFile(file, "utf8");
    await writeFile(file, good.replace("as: money", "as: mony"));
    const pullRequest = await openPullRequest(stage, () => winner(good));
    const { exitCode, summary } = await pullRequest.plan();
    expect(exitCode).toBe(0);
    expect(summary).toContain("in force has mistakes");
    expect(summary).toMatch(/\| \*\*deal value\*\*.* \| CRM \| 2 \(1 over what stands there\) \| 0 \| 0 \|/);
    expect(summary).not.toContain("EUR");
  });

  it("is shown alone and without values: the mapping is new", async ({ expect }) => {
    await using stage = await prepareDeals();
    const file = join(stage.workspace, "mappings/dynamics-365.yml");
    const pullRequest = await openPullRequest(stage, winner);
    await writeFile(join(stage.workspace, "mappings/new.yml"), await readFile(file, "utf8"));
    const { summary } = await pullRequest.plan({ mapping: "mappings/new.yml" });
    expect(summary).toContain("The mapping is new");
    expect(summary).not.toContain("EUR");
  });

  it("is shown alone and without values: its environment is new", async ({ expect }) => {
    await using stage = await prepareDeals();
    const section = "\nenvironments:\n  staging:\n    guards: { close: hold }\n";
    const pullRequest = await openPullRequest(stage, (text) => `${text}${section}`);
    const { exitCode, summary } = await pullRequest.plan({ "mapping-environment": "staging" });
    expect(exitCode).toBe(0);
    expect(summary).toContain("The environment is new in the mapping");
    expect(summary).not.toContain("EUR");
    const unnamed = await pullRequest.plan();
    expect(unnamed.summary).toContain(
      "has sections for environments &#40;staging&#41;, and none of them is used",
    );
    const unknown = await pullRequest.plan({ "mapping-environment": "stagng" });
    expect(unknown.exitCode).toBe(1);
    expect(unknown.log).toContain('it has: staging; did you mean "staging"?');
  });

  it("is shown alone when the deals would be found by another column", async ({ expect }) => {
    await using stage = await setStage({ referrals: 0 });
    insertReferral(stage.emulator, { id: idOf(1) });
    stage.emulator.dataverse.addKey("opportunity", OTHER_KEY);
    const pullRequest = await openPullRequest(stage, byOtherColumn);
    const { exitCode, summary } = await pullRequest.plan();
    expect(exitCode).toBe(0);
    expect(summary).toContain("every deal is looked for anew");
    expect(summary).toContain("New opportunities: 1 by this change");
  });

  it("is shown alone when the CRM has lost a column that only the mapping in force names", async ({
    expect,
  }) => {
    await using stage = await prepareDeals();
    stage.emulator.dataverse.removeColumn("opportunity", "description");
    const pullRequest = await openPullRequest(stage, (text) =>
      text.replace(/ {2}notes:\n(?: {4}.*\n)+\n/, ""),
    );
    const plan = await pullRequest.plan();
    expect(plan).toMatchObject({ exitCode: 0 });
    expect(pullRequest.comments()[0]).toContain("The mapping in force names what the CRM does not have");
    const sync = await stage.run({ "expected-plan-digest": plan.outputs["plan-digest"] ?? "" });
    expect(sync).toMatchObject({ exitCode: 0 });
  });

  it("is refused when no linked deal would be found any more, and the comment says so", async ({
    expect,
  }) => {
    await using stage = await prepareDeals();
    stage.emulator.dataverse.addKey("opportunity", OTHER_KEY);
    const pullRequest = await openPullRequest(stage, byOtherColumn);
    expect((await pullRequest.plan()).exitCode).toBe(1);
    expect(pullRequest.comments()[0]).toContain("None of the 6 linked opportunities came back");
  });
});

describe.concurrent("a proposed mapping that would show more", () => {
  it.for([
    [
      "the name of a shown field given to a hidden property",
      (text: string) =>
        text
          .replace(/^share:.*\n(?: {2}.*\n)+\n/m, "")
          .replace("  notes:\n", "  remarks:\n")
          .replace(/ {2}close date:\n(?: {4}.*\n)+\n/, "")
          .replace("  remarks:\n", "  close date:\n")
          .replace(
            "longest: 2000\n    audit: hidden",
            "longest: 2000\n    audit: value\n    adopt: referral",
          ),
    ],
    [
      "a hidden field that becomes a choice, whose unknown codes are quoted",
      (text: string) =>
        text.replace(
          "opportunity: description\n    as: text\n    longest: 2000\n    audit: hidden",
          "opportunity: cosell_kind\n    as: choice\n    audit: value\n    values: { a: 1 }",
        ),
    ],
  ] as const)("shows nothing more: %s", async ([, change], { expect }) => {
    await using stage = await prepareDeals();
    const kind = columns.choice("cosell_kind", [{ value: 1, label: "A" }], { label: "Kind" });
    stage.emulator.dataverse.addColumn("opportunity", kind);
    const pullRequest = await openPullRequest(stage, change);
    const { exitCode, summary, log, annotations } = await pullRequest.plan();
    expect(exitCode).toBe(0);
    const everything = [summary, log, ...pullRequest.comments(), JSON.stringify(annotations)].join();
    expect(everything).not.toContain("Confidential");
  });
});

describe.concurrent("a mapping that gets another name", () => {
  it("is held against itself as it was called before", async ({ expect }) => {
    await using stage = await prepareDeals();
    const path = "mappings/dynamics-365.yml";
    const inForce = await readFile(join(stage.workspace, path), "utf8");
    const branch = openBranch(stage, { [path]: inForce });
    const pushed = await branch.push({ [path]: null, "mappings/deals.yml": winner(inForce) });
    const inputs = { command: "plan", mapping: "./mappings/deals.yml" };
    const { exitCode, summary } = await stage.run(inputs, pushed);
    expect(exitCode).toBe(0);
    expect(summary).not.toContain("The mapping is new");
    expect(summary).toContain("this change writes 1 record, 3 would be written anyway");
    expect(summary).toContain("120,000.00 EUR → 110,000.00 EUR");
  });
});

describe.concurrent("a mapping that begins to bring opportunities to Partner Center", () => {
  it("says how many referrals and requests for help that makes, and names deals by what there is of them", async ({
    expect,
  }) => {
    await using stage = await setStage({ referrals: 0 });
    const { emulator, workspace } = stage;
    const file = join(workspace, "mappings/dynamics-365.yml");
    const shipped = await readFile(file, "utf8");
    await writeFile(file, shipped.replace(/^share:.*\n(?: {2}.*\n)+\n/m, ""));
    const ids = [1, 2].map((number) => `bbbbbbb${number}-0000-4000-8000-000000000000`);
    const wanted = { ...toShare(emulator), cosell_syncwithpartnercenter: true };
    insertOpportunity(emulator, { ...wanted, opportunityid: ids[0] });
    insertOpportunity(emulator, {
      ...wanted,
      opportunityid: ids[1],
      name: "another deal",
      cosell_help: 727_000_001,
    });
    const pullRequest = await openPullRequest(stage, () => shipped);
    await pullRequest.plan();
    const [comment = ""] = pullRequest.comments();
    expect(comment).toContain("2 new referrals, asks for Microsoft's help with 1\n");
    expect(comment).toContain("New referrals: 2 by this change, 0 no longer, 0 anyway.");
    expect(comment).toContain("New requests for Microsoft's help: 1 by this change, 0 no longer, 0 anyway.");
    expect(comment).toContain("opportunity [bbbbbbb1](");
    expect(comment).not.toContain("partner.microsoft.com");
    pullRequest.merge();
    await stage.run();
    const made = emulator.partnerCenter.list();
    expect(made).toHaveLength(3);
    expect(made.filter(({ organizationId }) => organizationId === "msft")).toHaveLength(1);
  });
});

function toShare({ dataverse }: Emulator): Properties {
  const address = { address1_line1: "1 Harbour Road", address1_city: "Bremen", address1_country: "DE" };
  const account = dataverse.insert("account", { name: "Lakeshore Foods", ...address });
  const person = { firstname: "Ines", lastname: "Okafor", emailaddress1: "ines.okafor@lakeshore.example" };
  const contact = dataverse.insert("contact", { ...person, telephone1: "+49 421 5550101" });
  const parties = { _parentaccountid_value: account, _parentcontactid_value: contact };
  const deal = { name: "A deal", estimatedvalue: 64_000, estimatedclosedate: "2027-03-31" };
  return { ...parties, ...deal, cosell_products: "SOL-1" };
}

describe.concurrent("a mapping that deals with other deals", () => {
  const scoped = (country: string) => (mapping: string) =>
    mapping.replace(
      "\nfields:\n",
      `\nscope:\n  referrals: { customerProfile.address.country: [${country}] }\n\nfields:\n`,
    );

  it("counts the deals in step that it leaves alone or takes up, which no plan speaks of", async ({
    expect,
  }) => {
    await using stage = await setStage({ referrals: 0 });
    const { emulator, workspace } = stage;
    for (const number of [1, 2, 3]) insertReferral(emulator, { id: idOf(number) });
    insertReferral(emulator, { id: idOf(4), "customerProfile.address.country": "AT" });
    await stage.run();
    const file = join(workspace, "mappings/dynamics-365.yml");
    const shipped = await readFile(file, "utf8");
    await writeFile(file, scoped("DE")(shipped));
    const lost = rowOf(stage, idOf(3));
    emulator.dataverse.edit("opportunity", lost, { statecode: 2, statuscode: 4 });
    const pullRequest = await openPullRequest(stage, () => scoped("AT")(shipped));
    await pullRequest.plan();
    const [comment = ""] = pullRequest.comments();
    expect(comment).toContain("leaves 2 open deals alone");
    expect(comment).toContain("are left alone on both sides from then on: 2. That come into it: 1.");
    pullRequest.merge();
    await stage.run();
    emulator.dataverse.edit("opportunity", rowOf(stage, idOf(1)), { name: "Not for Partner Center" });
    emulator.dataverse.edit("opportunity", rowOf(stage, idOf(4)), { name: "For Partner Center" });
    await stage.run();
    const names = [1, 4].map((number) => emulator.partnerCenter.get(idOf(number)).name);
    expect(names).toEqual(["A deal", "For Partner Center"]);
  });
});

function rowOf({ emulator }: Stage, referral: string): string {
  const rows = emulator.dataverse.rows("opportunity");
  return String(rows.find((row) => row.cosell_referralid === referral)?.opportunityid);
}

describe.concurrent("a pull request on top of another one", () => {
  it("is held against what syncs run with, and shows no value that only the other one would show", async ({
    expect,
  }) => {
    await using stage = await prepareDeals();
    const path = "mappings/dynamics-365.yml";
    const inForce = await readFile(join(stage.workspace, path), "utf8");
    const showing = inForce.replace("longest: 2000\n    audit: hidden", "longest: 2000\n    audit: value");
    const branch = openBranch(stage, { [path]: inForce });
    const pushed = await branch.push({ [path]: winner(showing) }, { onTop: { [path]: showing } });
    const { exitCode, summary } = await stage.run({ command: "plan" }, pushed);
    expect(exitCode).toBe(0);
    const [comment = ""] = stage.emulator.github.comments.list.map(({ body }) => body);
    for (const text of [comment, summary]) expect(text).not.toContain("Confidential");
    expect(comment).toContain(
      "This pull request goes to `earlier-change`, and syncs run with what `main` has.",
    );
    expect(comment).toContain("this change writes 1 record");
  });
});

describe.concurrent("a sync that is bound to a reviewed plan", () => {
  it("says what differs when the world has moved, in words, and writes nothing", async ({ expect }) => {
    await using stage = await prepareDeals();
    const pullRequest = await openPullRequest(stage, winner);
    const { outputs } = await pullRequest.plan();
    pullRequest.merge();
    const { partnerCenter } = stage.emulator;
    partnerCenter.edit(idOf(3), ({ details }) => void Object.assign(details, { dealValue: 130000 }));
    partnerCenter.edit(
      idOf(6),
      ({ details }) => void Object.assign(details, { notes: "Confidential: more" }),
    );
    partnerCenter.edit(
      idOf(5),
      ({ details }) => void Object.assign(details, { notes: "Confidential notes 5" }),
    );
    const before = writesMade(stage.emulator);
    const { exitCode, log } = await stage.run({ "expected-plan-digest": outputs["plan-digest"] ?? "" });
    expect(exitCode).toBe(1);
    expect(log).toContain("- deal aaaaaaa3: CRM update: deal value would write another value");
    expect(log).toContain("- deal aaaaaaa5: CRM update: notes is not planned any more");
    expect(log).toContain("- deal aaaaaaa6: CRM update: notes is new");
    expect(log).toContain("Nothing was written.");
    expect(log).not.toContain("aaaaaaa4");
    expect(log).not.toContain("Confidential");
    expect(writesMade(stage.emulator)).toEqual(before);
  });

  it("finds its review also behind the remark of a reviewer who quotes the digest", async ({ expect }) => {
    await using stage = await prepareDeals();
    const pullRequest = await openPullRequest(stage, winner);
    const { outputs } = await pullRequest.plan();
    const digest = outputs["plan-digest"] ?? "";
    stage.emulator.github.comments.add(NUMBER, `Let ${digest} through`, {
      login: "reviewer",
      type: "User",
      association: "MEMBER",
    });
    pullRequest.merge();
    stage.emulator.partnerCenter.edit(
      idOf(3),
      ({ details }) => void Object.assign(details, { dealValue: 130000 }),
    );
    const { log } = await stage.run({ "expected-plan-digest": digest });
    expect(log).toContain("- deal aaaaaaa3: CRM update: deal value would write another value");
  });

  it("says so when it is the mapping that differs", async ({ expect }) => {
    await using stage = await prepareDeals();
    const file = join(stage.workspace, "mappings/dynamics-365.yml");
    const pullRequest = await openPullRequest(stage, winner);
    const { outputs } = await pullRequest.plan();
    await writeFile(file, (await readFile(file, "utf8")).replace("longest: 300", "longest: 200"));
    const { log } = await stage.run({ "expected-plan-digest": outputs["plan-digest"] ?? "" });
    expect(log).toContain("- the mapping is not the one of the review");
  });

  it("refuses by the digests alone when the review cannot be found, or not be read", async ({ expect }) => {
    await using stage = await setStage({ referrals: 2, github: { pullRequests: "none" } });
    const { exitCode, log } = await stage.run({ "expected-plan-digest": "a".repeat(64) });
    expect(exitCode).toBe(1);
    expect(log).toContain("The plan is not the one that was reviewed: expected aaaaaaaaaaaa, now ");
    expect(log).toContain("the reviewed plan could not be looked up");
    expect(writesMade(stage.emulator)).toEqual([]);
  });
});
