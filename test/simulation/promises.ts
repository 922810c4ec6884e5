import { CosellError } from "../../src/errors.ts";
import type { Waiting } from "../../src/model/state.ts";
import { auditLines, checkAudit, checkChain, stateIn } from "./audit-promises.ts";
import type { Scene } from "./carry.ts";
import { fieldsOfBase, keysIn, type Values, valuesOfReferral, valuesOfRow } from "./fields.ts";
import { everInForce, isLeftOut, lastInForce } from "./in-force.ts";
import {
  checkAccounts,
  checkLeads,
  checkMicrosofts,
  checkSkipped,
  checkTold,
  checkWishes,
  isLead,
  waitingOf,
} from "./more-promises.ts";
import { PERSONAL } from "./people.ts";
import { type Process, resultOf } from "./process.ts";
import { isOurs } from "./sellers.ts";
import { wasSecured } from "./spells.ts";
import { FIELD_NAMES, type FieldName } from "./story.ts";

export interface Ended {
  readonly processes: readonly Process[];
  /** The last run: nothing was left to do. */
  readonly last: Process | undefined;
}

/** What has to hold once everything works again. Judgements of single writes are the witness's. */
export function checkPromises(scene: Scene, ended: Ended): void {
  checkCrashes(scene, ended);
  checkSkipped(scene, ended);
  checkRequests(scene, ended);
  checkPairs(scene, ended);
  checkLeads(scene, ended);
  checkWishes(scene, ended);
  checkAccounts(scene, ended);
  checkMicrosofts(scene, ended);
  checkTold(scene, ended);
  checkAudit(scene);
  checkChain(scene);
  checkWatermarks(scene);
  checkPrivacy(scene, ended);
  checkLimits(scene, ended);
  checkConflicts(scene, ended);
}

/** A run may end with a message for a person, and with nothing else. */
function checkCrashes({ witness }: Scene, { processes }: Ended): void {
  for (const { name, end, isKilled } of processes) {
    if (!end && !isKilled) witness.report("never crashes", `${name} never ended`);
    if (!end || !("error" in end) || end.error instanceof CosellError) continue;
    const { error } = end;
    witness.report("never crashes", `${name}: ${error instanceof Error ? error.stack : String(error)}`);
  }
}

/** Both listings, in pages of one record where a story has such, and what looking again at what was just written takes. */
const MOST_CALLS = 30;

function checkRequests({ witness }: Scene, { last }: Ended): void {
  const isDone = last && resultOf(last)?.waiting.length === 0;
  if (isDone && last.calls > MOST_CALLS)
    witness.report("asks for little", `${last.name} made ${last.calls} calls, and had nothing to do`);
}

/** One opportunity for each referral, with the same values, or a report of why not. */
function checkPairs(scene: Scene, { last }: Ended): void {
  const { systems, witness, story } = scene;
  const mapping = lastInForce(story);
  const waiting = waitingOf(last);
  const rows = systems.dataverse.rows("opportunity");
  const reported = reportedIn(scene);
  for (const referral of systems.partnerCenter.list()) {
    if (!isOurs(referral) || isLead(story, referral) || isLeftOut(mapping, referral)) continue;
    const own = rows.filter((row) => row.cosell_referralid === referral.id);
    const entry = waiting.find((one) => one.referral === referral.id);
    if (own.length > 1) witness.report("creates once", `${referral.id} has ${own.length} opportunities`);
    const [row] = own;
    if (!row) {
      if (!entry && referral.status !== "Closed" && !witness.unlinked.has(referral.id))
        witness.report("agrees", `${referral.id} has no opportunity`);
      continue;
    }
    const isOver = referral.status === "Closed" && row.statecode !== 0;
    if (!isOver)
      checkPair(scene, {
        referral: valuesOfReferral(referral, story.fields),
        row: valuesOfRow(row, systems.currencies),
        id: referral.id,
        entry,
        reported,
        agreed: fieldsOfBase(row.cosell_base),
      });
  }
  const others = systems.partnerCenter.list().filter((one) => !isOurs(one));
  for (const { id } of others)
    if (rows.some((row) => row.cosell_referralid === id))
      witness.report("creates once", `${id} is not ours, and has an opportunity`);
  const twice = witness.creates.filter((what, place) => witness.creates.indexOf(what) !== place);
  for (const what of twice) witness.report("creates once", `a second ${what} was made`);
}

interface Pair {
  readonly id: string;
  readonly referral: Values;
  readonly row: Values;
  readonly entry: Waiting | undefined;
  /** `referral/field` of all that the audit log has as a conflict or as held. */
  readonly reported: ReadonlySet<string>;
  /** What both sides have agreed on before, as the row says. */
  readonly agreed: ReadonlyMap<string, string | null>;
}

function reportedIn({ systems }: Scene): Set<string> {
  return new Set(
    auditLines(systems.hub.history.at(-1)?.files ?? {})
      .filter(({ kind }) => kind === "conflict" || kind === "held")
      .map(({ referral, field }) => `${referral}/${field}`),
  );
}

/** What waits is listed with its most pressing reason only, so other fields of it count when the audit log names them. */
function checkPair({ story, witness }: Scene, { id, referral, row, entry, reported, agreed }: Pair): void {
  const mapping = lastInForce(story);
  for (const field of FIELD_NAMES) {
    if (referral[field] === row[field] || field === mapping.lacks) continue;
    const { blank, direction, when } = mapping.fields[field];
    const source = direction === "opportunity to referral" ? row : referral;
    // One way, a blank is nobody's before both sides have agreed once.
    const isNobodys = direction !== "both" && source[field] === null && !agreed.has(field);
    const isBlank = referral[field] === null || row[field] === null;
    // What the other side has made of it since fills the blank.
    const isSettled = direction !== "both" || isSame(agreed.get(field), referral[field] ?? row[field]);
    const isProtected = isNobodys || (blank === "protect" && isBlank && isSettled);
    // What is only shown on a row that is closed stays as it was then; that the ends differ is reported.
    const isShown = direction === "referral to opportunity" && row.status !== "open" && field !== "status";
    // What waits is not looked at again before one of its records has moved, and with the permission none does.
    const wasUnseen = wasSecured(story, field);
    // What was refused time and again is left alone until one of its records moves: all of the deal waits with it.
    const isParked = entry?.kind === "rejected" && entry.nextAt === null;
    // Of a row that has lost its base, nobody knows what differs since when: all of it is reported by that.
    if (
      entry?.kind === "lost base" ||
      isParked ||
      isProtected ||
      when === "create" ||
      (entry && (isShown || wasUnseen)) ||
      (entry && reported.has(`${id}/${field}`)) ||
      entry?.fields.includes(field) ||
      (entry?.kind === "close" && field === "status") ||
      entry?.reason.includes(`${field}: `)
    )
      continue;
    const said = entry ? `; reported is ${entry.kind} of ${entry.fields.join(", ")}: ${entry.reason}` : "";
    witness.report("agrees", `${id} ${field}: ${referral[field]} and ${row[field]}${said}`);
  }
}

function isSame(one: string | null | undefined, other: string | null): boolean {
  return one === other || keysIn(one).join() === keysIn(other).join();
}

/** Clocks of services and runners differ, and the overlap is there for that. */
const CLOCKS_DIFFER_MS = 10 * 60_000;

function checkWatermarks({ systems, witness }: Scene): void {
  let latest = 0;
  for (const { files, isOld } of systems.hub.history) {
    if (isOld) latest = 0;
    const since = Date.parse(stateIn(files)?.referrals?.since ?? "1970-01-01T00:00:00Z");
    // All of it is read then, as where the mapping has changed and nothing was listed.
    if (since === 0) continue;
    if (since < latest - CLOCKS_DIFFER_MS) {
      witness.report("never reads backwards", `the watermark went back by ${(latest - since) / 1000} s`);
    }
    latest = Math.max(latest, since);
  }
}

/** Hidden values, in anything that others can read. */
function checkPrivacy({ systems, witness, story }: Scene, { processes }: Ended): void {
  const isHidden = everInForce(story).every(
    ({ fields: { name, notes } }) => name.audit === "hidden" && notes.audit === "hidden",
  );
  if (!isHidden) return;
  const { history } = systems.hub;
  const texts = [
    ...history.flatMap(({ message, files }) => [message, files["state.json"] ?? ""]),
    ...Object.values(history.at(-1)?.files ?? {}),
    ...processes.flatMap(({ said }) => said),
  ];
  const leak = texts.find((text) => text.includes(PERSONAL) || text.includes("Zo\\u00eb"));
  if (leak) witness.report("leaks nothing", leak.slice(0, 200));
}

/**
 * No run of the story writes more records than it may, but for what a person let through and an earlier run has
 * left. However many runs it takes, that is written beside their limits once.
 */
function checkLimits({ witness, story, systems }: Scene, { processes }: Ended): void {
  // What was let through, and what is left of it, only the branch knows.
  if (story.putBacks || story.damages) return;
  const { maxChanges } = story.systems;
  let left = 0;
  // One that begins earlier may have to wait, and reads what the other has left.
  const place = new Map(story.runs.map(({ name }) => [name, firstCommitOf(systems.hub, `run${name}`)]));
  const runs = story.runs.toSorted((one, other) => (place.get(one.name) ?? 0) - (place.get(other.name) ?? 0));
  for (const { name, letsThrough } of runs) {
    const count = witness.written.get(`run${name}`)?.size ?? 0;
    const isReviewed = processes.some((one) => one.name === `run${name}` && one.reviewed);
    if (letsThrough || isReviewed) {
      const size = sizeOfPlan(systems, `run${name}`);
      // One that takes up the rest of an earlier run writes that beside its own limits.
      if (size !== null) left = size > maxChanges ? Math.max(0, size - count) : 0;
      continue;
    }
    const beyond = Math.max(0, count - maxChanges);
    const more = left > 0 ? `, beside ${left} that were let through` : "";
    if (beyond > left)
      witness.report("stays within limits", `run${name} wrote ${count} of ${maxChanges}${more}`);
    left -= beyond;
  }
}

/** How many records a plan that takes several runs has in all; one that begins it may come to write nothing of it. */
function sizeOfPlan({ hub }: Scene["systems"], run: string): number | null {
  const first = hub.history[firstCommitOf(hub, run)];
  return first ? (stateIn(first.files)?.unfinished?.whole.records ?? null) : null;
}

/** Its place among all, without one that only takes over from a dead run; infinite where the run made none. */
function firstCommitOf({ history }: Scene["systems"]["hub"], run: string): number {
  const kinds = ["intents", "outcomes"].map((kind) => `Sync-Operation: ${run}/${kind}/`);
  const place = history.findIndex(({ message }) => kinds.some((kind) => message.includes(kind)));
  return place < 0 ? Number.MAX_SAFE_INTEGER : place;
}

/** A conflict that is reported has two values that two people have typed. */
function checkConflicts({ witness, story }: Scene, { processes }: Ended): void {
  // Of a CRM that was restored nobody can tell what was agreed on since, and what was closed then is open again.
  if (story.writers?.some((one) => "job" in one && one.job.startsWith("restores"))) return;
  // What a referral took whose row could not be written, only the branch remembers.
  if (story.putBacks || story.damages) return;
  for (const process of processes) {
    const { name } = process;
    const result = resultOf(process);
    // What an overtaken run saw, it has not reported: the run that overtook it plans again.
    if (!result || result.overtaken) continue;
    for (const { link, reason } of result.plan.held)
      if (reason.startsWith("somebody reopened") && !witness.reopened.has(link.opportunity))
        witness.report("reports no false conflict", `${name}: ${link.referral}: ${reason}`);
    for (const { link, field, referral, opportunity, hasBase } of result.plan.conflicts) {
      if (
        !hasBase ||
        field === "status" ||
        field === "solutions" ||
        referral === null ||
        opportunity === null
      )
        continue;
      const authors = [
        witness.hasStood("referral", link.referral, field as FieldName, referral),
        witness.hasStood("opportunity", link.referral, field as FieldName, opportunity),
      ];
      if (authors.every((author) => author === "person")) continue;
      witness.report(
        "reports no false conflict",
        `${name}: ${field} of ${link.referral}: ${referral} and ${opportunity}`,
      );
    }
  }
}
