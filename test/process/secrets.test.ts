import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { insertOpportunity, insertReferral } from "../support/deals.ts";
import type { ActionResult } from "../support/run-action.ts";
import { type Stage, setStage } from "../support/stage.ts";

/** Words that stand in hidden fields only. */
const CANARIES = {
  portalName: "canary-portal-name",
  portalNotes: "canary-portal-notes",
  sellerName: "canary-seller-name",
  sellerNotes: "canary-seller-notes",
  poisonNotes: "canary-poison-notes",
} as const;

const ISSUE = { "attention-issue": "true" };

it("no secret, token or hidden value is in anything that runs leave behind", async () => {
  await using stage = await setStage({ referrals: 0 });
  const results: ActionResult[] = [];
  const lines: string[] = [];
  const run = async (inputs: Readonly<Record<string, string>> = {}) => {
    results.push(
      await stage.run(
        { ...(inputs.command ? {} : ISSUE), ...inputs },
        {
          event: { name: "schedule", payload: {} },
          onLine: (line) => lines.push(line),
        },
      ),
    );
  };
  const linked = insertReferral(stage.emulator, { name: "first", "details.notes": CANARIES.portalNotes });
  const poison = insertReferral(stage.emulator, { name: CANARIES.portalName });
  insertOpportunity(stage.emulator, { name: CANARIES.sellerName, cosell_referralid: linked.id });
  await run({ command: "plan" });
  await run();
  editHiddenFields(stage, { linked: linked.id, poison: poison.id });
  await run();
  stage.emulator.faults.inject({
    system: "partner-center",
    fault: { kind: "reply", when: "before", status: 401 },
  });
  await run();
  // What this test is about has really happened: conflicts, a refused write and a failed run.
  expect(results.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 1]);
  expect(results[2]?.outputs).toMatchObject({ conflicts: "2", failed: "1" });

  const { clientSecret, refreshToken, githubToken } = stage.emulator.credentials;
  const masks = results.flatMap((result) => [...result.masks]);
  expect(masks.length).toBeGreaterThan(5);
  const forbidden = new Set([clientSecret, refreshToken, githubToken, ...masks, ...Object.values(CANARIES)]);
  const left = {
    printed: lines.filter((line) => !line.startsWith("::add-mask::")).join("\n"),
    // A secret in a summary would be masked here, so the mask itself must not be there either.
    reports: results.map(({ summary }) => summary).join("\n"),
    outputs: JSON.stringify(results.map(({ outputs, annotations }) => [outputs, annotations])),
    issues: stage.emulator.github.issues.list.map(({ title, body }) => `${title}\n${body}`).join("\n"),
    git: await gitObjects(stage),
    workspace: await workspaceFiles(stage),
  };
  expect(left.reports).not.toContain("***");
  expect(Object.values(left)).not.toContain("");
  const leaks = Object.entries(left).flatMap(([place, text]) =>
    [...forbidden].filter((secret) => text.includes(secret)).map((secret) => `${secret} is in ${place}`),
  );
  expect(leaks).toEqual([]);
});

/** As a gateway answers that shows which request it did not take. */
const ECHO = "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJjYW5hcnkifQ.canary-signature";

it.for(["partner-center", "dataverse", "github"] as const)(
  "a token that is repeated in a refusal is in nothing that a run leaves behind: %s",
  async (system) => {
    await using stage = await setStage({ referrals: 0 });
    const { id } = insertReferral(stage.emulator, { name: "first" });
    await stage.run();
    const row = stage.emulator.dataverse.rows("opportunity").find((one) => one.cosell_referralid === id);
    stage.emulator.dataverse.edit("opportunity", String(row?.opportunityid), { name: "renamed" });
    stage.emulator.partnerCenter.edit(id, (referral) => {
      referral.details.dealValue = 4321;
    });
    const message = `Authorization: Bearer ${ECHO} was not taken, nor ${ECHO}`;
    const body = { error: { code: "0x80040216", message }, message };
    const place = { "partner-center": /referrals\/./, dataverse: /\$batch$/, github: /graphql$/ }[system];
    const fault = { kind: "reply", when: "before", status: 400, body } as const;
    const planted = stage.emulator.faults.inject({ system, path: place, fault });
    const lines: string[] = [];
    const { summary } = await stage.run({}, { onLine: (line) => lines.push(line) });
    planted.remove();
    expect(planted.hits).toBeGreaterThan(0);
    expect(lines.join("\n")).toContain("was not taken");
    expect([...lines, summary, await gitObjects(stage)].join("\n")).not.toContain("canary-signature");
  },
);

function editHiddenFields({ emulator }: Stage, { linked, poison }: { linked: string; poison: string }): void {
  emulator.partnerCenter.edit(linked, (referral) => {
    referral.details.notes = `${CANARIES.portalNotes} again`;
  });
  emulator.partnerCenter.edit(poison, (referral) => {
    referral.details.dealValue = 5_000_000_000_000;
    referral.details.notes = CANARIES.poisonNotes;
  });
  const row = emulator.dataverse.rows("opportunity").find((one) => one.cosell_referralid === linked);
  emulator.dataverse.edit("opportunity", String(row?.opportunityid), { description: CANARIES.sellerNotes });
}

/** Every object of the repository, also those that no branch leads to. */
async function gitObjects(stage: Stage): Promise<string> {
  const contents = await stage.git("cat-file", "--batch-all-objects", "--batch");
  expect(contents.match(/^[0-9a-f]{40} \w+ \d+$/gm)?.length).toBeGreaterThan(10);
  return contents;
}

async function workspaceFiles({ workspace }: Stage): Promise<string> {
  const entries = await readdir(workspace, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return (await Promise.all(files.map((entry) => readFile(join(entry.parentPath, entry.name), "utf8")))).join(
    "\n",
  );
}
