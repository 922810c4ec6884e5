import type { RunOptions } from "../../src/commands/load.ts";
import type { RunResult } from "../../src/model/result.ts";
import type { Waiting } from "../../src/model/state.ts";
import type { Scene } from "./carry.ts";
import { type Process, resultOf } from "./process.ts";
import type { PlannedRun } from "./story.ts";

/** What a person passes to a run besides. */
export type Given = Partial<Pick<RunOptions, "limits" | "approve" | "resolutions">>;

/** What a person has decided for a run of the story, after reading the summary of an earlier one. */
export function decidedFor({ approves, resolves }: PlannedRun, earlier: readonly Process[]): Given {
  const results = earlier.flatMap((one) => resultOf(one) ?? []);
  const digests = results.map(({ approvalDigest }) => approvalDigest);
  const conflicts = results.map(({ waiting }) => waiting.filter(isConflict)).filter((one) => one.length > 0);
  return {
    // What the latest summary has, though it may have nothing any more; or the first that had something.
    approve:
      (approves === "latest" ? digests.at(-1) : approves && digests.find((one) => one !== null)) ?? null,
    resolutions: resolves
      ? wonBy(resolves.winner, (resolves.of === "latest" ? conflicts.at(-1) : conflicts[0]) ?? [])
      : new Map(),
  };
}

/** What somebody has seen before this run of the story: a plan of an earlier one; `null` when nobody has looked, or there is none. */
export function reviewedFor({ expects }: PlannedRun, earlier: readonly Process[]): RunResult | null {
  if (!expects) return null;
  const plans = earlier.flatMap(({ end }) => (end && "planned" in end ? end.planned : []));
  return plans.at(-1) ?? null;
}

/** A person approves everything that waits for it, and picks a side of each conflict; `null` when nothing waits. */
export function decideAll(
  { approvalDigest: approve, waiting }: RunResult,
  { story, witness }: Scene,
): Given | null {
  const isSecured = story.spells?.some(({ what }) => what === "secures a column") ?? false;
  const conflicts = waiting.filter(
    // One with a blank that was none is over, and listed until one of its records moves: there is nothing to pick.
    (entry) => isConflict(entry) && !witness.unlinked.has(entry.referral) && !isSecured,
  );
  if (approve === null && conflicts.length === 0) return null;
  return { approve, resolutions: wonBy(story.seed % 2 === 0 ? "referral" : "opportunity", conflicts) };
}

function isConflict({ kind }: Waiting): boolean {
  return kind === "conflict";
}

function wonBy(side: "referral" | "opportunity", conflicts: readonly Waiting[]): RunOptions["resolutions"] {
  return new Map(
    conflicts.map(({ referral, fields }) => [
      referral,
      new Map(fields.map((field) => [field, side] as const)),
    ]),
  );
}
