import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "vitest";
import { readAudit, writesMade } from "../support/audit.ts";
import { masked } from "../support/golden.ts";
import { openPullRequest } from "../support/pull-request.ts";
import type { Stage } from "../support/stage.ts";
import { PROPOSALS, type Proposal, prepareDeals } from "./proposals.ts";

const GOLDEN = join(import.meta.dirname, "golden");

describe.concurrent("the comment on a pull request", () => {
  it.for(PROPOSALS)("says what a sync does, no more and no less: $name", async (proposal, { expect }) => {
    await using stage = await prepareDeals();
    await putInForce(stage, proposal);
    const pullRequest = await openPullRequest(stage, proposal.change);
    const before = writesMade(stage.emulator);
    const audited = readAudit(stage);
    const plan = await pullRequest.plan({ ...proposal.bothInputs, ...proposal.inputs });
    expect(plan).toMatchObject({ exitCode: 0 });
    expect(writesMade(stage.emulator)).toEqual(before);

    const [comment = "", ...more] = pullRequest.comments();
    expect(more).toEqual([]);
    const notices = plan.annotations.map(({ level, message }) => `${level} ${message}\n`).join("");
    await expect(readable(`${comment}\n\n${notices}`)).toMatchFileSnapshot(
      join(GOLDEN, `${proposal.name.replaceAll(" ", "-")}.md`),
    );
    expect(comment).toContain(plan.summary.trim());
    for (const text of [comment, plan.summary, plan.log]) expect(text).not.toContain("Confidential");

    const digest = plan.outputs["plan-digest"] ?? "";
    const sync = await stage.run({ ...proposal.bothInputs, "expected-plan-digest": digest });
    expect(sync).toMatchObject({ exitCode: 0 });
    const lines = readAudit(stage).slice(audited.length);
    expect(promised(comment)).toEqual(done(lines));
  });

  it("is there for ten telling changes at least", ({ expect }) => {
    expect(PROPOSALS.length).toBeGreaterThanOrEqual(10);
  });
});

async function putInForce({ workspace }: Stage, { inForce }: Proposal): Promise<void> {
  const file = join(workspace, "mappings/dynamics-365.yml");
  if (inForce) await writeFile(file, inForce(await readFile(file, "utf8")));
}

function readable(text: string): string {
  return masked(text).replaceAll(/(<!-- reviewed-plan <sha256>) [\w-]+/g, "$1 <receipt>");
}

/** How often each field is written to each side, as the table of the comment says, and how many rows are new. */
function promised(comment: string): Record<string, number> {
  const rows = [
    ...comment.matchAll(/^\| \*\*([\w ]+)\*\*[^|]* \| ([\w ]+) \| (\d+)[^|]*\| \d+ \| (\d+) \|/gm),
  ];
  const created = [
    ...comment.matchAll(/^New (\w+): (\d+) by this change, \d+ no longer, (\d+) anyway\./gm),
  ].map(([, what, added, anyway]) => [`new ${what}`, Number(added) + Number(anyway)]);
  const fields = rows.map(([, field, system, alone, kept]) => [
    `${field} to ${system}`,
    Number(alone) + Number(kept),
  ]);
  const [, anyway = ""] = comment.split("### Written anyway");
  const kept = [...anyway.matchAll(/^\| ([\w ]+) \| ([\w ]+) \| (\d+) \|$/gm)].map(
    ([, field, system, number]) => [`${field} to ${system}`, Number(number)],
  );
  return counted(Object.fromEntries([...created, ...fields, ...kept]));
}

interface AuditLine {
  readonly kind: string;
  readonly side?: string;
  readonly action?: string;
  readonly outcome?: string;
  readonly row?: { readonly table: string };
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** The same from what the sync has written down. */
function done(audit: string): Record<string, number> {
  const counts: Record<string, number> = {};
  const add = (key: string) => {
    counts[key] = (counts[key] ?? 0) + 1;
  };
  const lines = audit.split("\n").filter((line) => line !== "");
  for (const { kind, side, action, outcome, row, fields = {} } of lines.map(
    (line) => JSON.parse(line) as AuditLine,
  )) {
    if (kind !== "change" || outcome !== "applied" || action === "note") continue;
    if (action === "create") add(row ? `new ${row.table}s` : "new opportunities");
    const system = side === "referral" ? "Partner Center" : ["CRM", row?.table ?? ""].join(" ").trim();
    for (const field of Object.keys(fields)) add(`${field} to ${system}`);
  }
  return counted(counts);
}

function counted(counts: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}
