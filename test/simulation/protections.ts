import type { PromiseName } from "./promise-names.ts";

/**
 * What keeps the promises, each with the words of the source that have to go to switch it off. The simulation
 * must fail without any one of them: otherwise nobody would notice when it breaks.
 */
export interface Protection {
  readonly name: string;
  /** Below the root of the repository. */
  readonly file: string;
  /** Exactly these words, once in the file. */
  readonly find: string;
  readonly replace: string;
  /** A promise that only says the same again: something else has to break as well. */
  readonly ignores?: PromiseName;
}

export const PROTECTIONS: readonly Protection[] = [
  {
    name: "If-Match on referrals",
    file: "src/adapters/partner-center/partner-center.ts",
    find: '"If-Match": etag, ',
    replace: "",
    ignores: "never writes blind",
  },
  {
    name: "If-Match on opportunities",
    file: "src/adapters/dataverse/operation.ts",
    find: '{ "If-Match": write.etag }',
    replace: '{ "If-Match": "*" }',
    ignores: "never writes blind",
  },
  {
    name: "chosen id of a new opportunity",
    file: "src/reconcile/record/ids.ts",
    find: "return uuidOf(referral);",
    replace: "return uuidOf(referral + crypto.randomUUID());",
  },
  {
    name: "If-None-Match on creates",
    file: "src/adapters/dataverse/operation.ts",
    find: '{ "If-None-Match": "*" } : { "If-Match"',
    replace: '{} : { "If-Match"',
    ignores: "never writes blind",
  },
  {
    name: "intents before writes",
    file: "src/commands/ledger.ts",
    find: "if (intents.length === 0) return loaded;",
    replace: "if (intents.length >= 0) return loaded;",
  },
  {
    name: "keeping the intents of a dead run",
    file: "src/commands/ledger.ts",
    find: "[...others, ...intents]",
    replace: "[...intents]",
  },
  {
    name: "keeping what was found out",
    file: "src/reconcile/journal/journal.ts",
    find: '(fate === "open" ? intent : { ...intent, found: fate })',
    replace: "(fate ? intent : intent)",
  },
  {
    name: "finding out what arrived",
    file: "src/reconcile/journal/journal.ts",
    find: "const fate = intent.found ?? fateOf(intent, pair, announced);",
    replace: 'const fate = intent.found ?? (pair ? "superseded" : fateOf(intent, pair, announced));',
  },
  {
    name: "waiting for writes that are late",
    file: "src/reconcile/journal/posts.ts",
    find: "GRACE_MINUTES = 60;",
    replace: "GRACE_MINUTES = 0;",
  },
  {
    name: "one write of several on one version",
    file: "src/reconcile/journal/journal.ts",
    find: "return withOneEach(settled);",
    replace: "return settled;",
  },
  {
    name: "saying unclear when it cannot be told",
    file: "src/reconcile/journal/journal.ts",
    find: 'if (!standsIn(snapshot)) return "unclear"',
    replace: 'if (!standsIn(snapshot)) return "superseded"',
  },
  {
    name: "base of a write that was recovered",
    file: "src/reconcile/journal/journal.ts",
    find: "if (arrived.length === 0 || !base) return pair;",
    replace: "if (arrived.length >= 0 || !base) return pair;",
  },
  {
    name: "base that a row did not take",
    file: "src/reconcile/checkpoint/checkpoint.ts",
    find: ", ...withoutBase(facts, { applied: arrived, waiting })]",
    replace: ", ...withoutBase(facts, { applied: arrived, waiting }).slice(99)]",
  },
  {
    name: "overlap of listings",
    file: "src/reconcile/checkpoint/checkpoint.ts",
    find: "OVERLAP_MINUTES = 15",
    replace: "OVERLAP_MINUTES = 0",
  },
  {
    name: "watermark where nothing is listed",
    file: "src/reconcile/checkpoint/checkpoint.ts",
    find: "isEmpty ? unmoved : { since: referralsReadAt, seen: {} };",
    replace: "{ since: referralsReadAt, seen: {} };",
  },
  {
    name: "trying again what was refused",
    file: "src/reconcile/merge/refused-before.ts",
    find: "if (!entry?.refused || isTriedNow(entry, now)) return undefined;",
    replace: "if (!entry?.refused) return undefined;",
  },
  {
    name: "version floor of a referral",
    file: "src/commands/pull/read-again.ts",
    find: "floor && isBefore(modified, floor) ?",
    replace: "floor && floor < floor ?",
  },
  {
    name: "second look after a full read",
    file: "src/adapters/dataverse/changes.ts",
    find: "await readSince(read.readAt, onPage);",
    replace: "",
  },
  {
    name: "retry of a record that moved",
    file: "src/reconcile/checkpoint/next-try.ts",
    find: 'if (kind === "stale" && tries <= MOST_TIMES_STALE) return now;',
    replace: 'if (kind === "stale") return null;',
  },
  {
    name: "a row waits for its referral",
    file: "src/commands/apply.ts",
    find: "if (!cause) return false;",
    replace: "if (!cause || !cause.outcome.startsWith('-')) return false;",
  },
  {
    name: "note before an overwrite",
    file: "src/commands/apply.ts",
    find: 'await this.#writeRows(changes.filter(({ action }) => action === "note"));',
    replace: "",
  },
  {
    name: "expected head of a commit",
    file: "test/simulation/hub.ts",
    find: "if (current?.oid !== input.expectedHeadOid) {",
    replace: "if (!current) {",
  },
  {
    name: "no repetition of a write",
    file: "src/adapters/partner-center/partner-center.ts",
    find: 'repeatable: request.method === "GET"',
    replace: "repeatable: true",
  },
  {
    name: "blank never erases",
    file: "src/reconcile/merge/decide.ts",
    find: "if (wanted === null && !isEmptied) return nothing(state.base);",
    replace: "",
  },
  {
    name: "limit of changes",
    file: "src/reconcile/plan/guard.ts",
    find: "(records: number) => records > limits.maxChanges",
    replace: "(records: number) => records < 0",
  },
  {
    name: "digest of a plan that was reviewed",
    file: "src/reconcile/plan/guard.ts",
    find: "limits.expectedDigest !== digest && !isRest) {",
    replace: "limits.expectedDigest === digest && !isRest) {",
  },
  {
    name: "values in that digest",
    file: "src/reconcile/plan/plan.ts",
    find: "side, action, link, fields: values, ",
    replace: "side, action, link, ",
  },
  {
    name: "fingerprints of hidden values",
    file: "src/reconcile/record/fingerprint.ts",
    find: "?? mapping.visible.has(field))",
    replace: "?? mapping.visible)",
  },
  {
    name: "base in the same request",
    file: "src/reconcile/write/writes.ts",
    find: "[view.baseColumn]: baseAfter(merge, view, { intent, done, unkept }),",
    replace:
      '...(change.action === "create" || change.fields.length === 0 ? { [view.baseColumn]: baseAfter(merge, view, { intent, done, unkept }) } : {}),',
  },
  {
    name: "look-up before a second POST",
    file: "src/reconcile/share/share-holds.ts",
    find: "if (unknown !== null) return unknown",
    replace: "if (unknown === undefined) return unknown",
  },
  {
    name: "asking before a deal is shared again",
    file: "src/reconcile/share/share-holds.ts",
    find: "if (wasTied) return untied(share);\n  return sharedOn === null ? null : forgotten(sharedOn);",
    replace: "return null;",
  },
  {
    name: "help that is known of",
    file: "src/reconcile/share/invite.ts",
    find: " || context.invited.has(merge.pair.link.opportunity)",
    replace: "",
  },
  {
    name: "steps that wait for a person",
    file: "src/reconcile/merge/approval.ts",
    find: 'step === "accept" ? "allow" : guards[step];',
    replace: '"allow";',
  },
  {
    name: "chosen id of a new account",
    file: "src/reconcile/record/ids.ts",
    find: "accountIdFor(customer: readonly unknown[], crm: string): string {",
    replace: "accountIdFor(customer, crm) { if (customer && crm) return crypto.randomUUID();",
  },
  {
    name: "what was known when a dead run announced",
    file: "src/commands/resync.ts",
    find: ".filter(([id]) => !announced.has(id))",
    replace: "",
  },
  {
    name: "leaving to people what they reopened",
    file: "src/reconcile/merge/status.ts",
    find: 'return base === "won" || base === "lost" || isReopened;',
    replace: "return !isReopened && base === '';",
  },
  {
    name: "giving new rows to sellers",
    file: "src/reconcile/match/owners.ts",
    find: "if (!owner) return merge;",
    replace: "if (owner || !owner) return merge;",
  },
  {
    name: "chosen id of a new lead",
    file: "src/reconcile/record/ids.ts",
    find: "leadIdFor(referral: string): string {",
    replace: "leadIdFor(referral) { if (referral) return crypto.randomUUID();",
  },
  {
    name: "holding what comes back changed",
    file: "src/reconcile/merge/put-back.ts",
    find: "if (before === undefined || before !== from ||",
    replace: "if (before === undefined || before !== undefined ||",
  },
  {
    name: "remembering what was overwritten in Partner Center",
    file: "src/reconcile/merge/changes.ts",
    find: "toReferral.some(({ overwrites }) => overwrites)",
    replace: "toReferral.length < 0",
  },
  {
    name: "leaving to people what a closed row would overwrite",
    file: "src/reconcile/merge/merge.ts",
    find: "withoutOverwritingFromClosed(draft.finish())",
    replace: "(withoutOverwritingFromClosed, draft.finish())",
  },
  {
    name: "holding what goes back and forth",
    file: "src/reconcile/record/worn-out.ts",
    find: "MOST_TIMES = 4;",
    replace: "MOST_TIMES = 4000;",
  },
  {
    name: "leaving a row alone that loses its base",
    file: "src/reconcile/write/lost-base.ts",
    find: "if (!entry?.lost || !isBefore(now, entry.lost.until)) return",
    replace: "if (!entry || entry) return",
  },
  {
    name: "following accounts that were merged",
    file: "src/reconcile/match/merged-accounts.ts",
    find: 'one = byId.get(idIn(one, MASTER) ?? "")',
    replace: "one = undefined",
  },
  {
    name: "doing without a column that may be missing",
    file: "src/mapping/check/drift.ts",
    find: '?.["if missing"] === "skip";',
    replace: '?.["if missing"] === "-";',
  },
  {
    name: "telling the seller how a deal stands",
    file: "src/reconcile/merge/seller.ts",
    find: "return row !== null && differingColumns(row, columns, wanted).length > 0;",
    replace: "return row !== null && differingColumns(row, columns, wanted).length > 9;",
  },
  {
    name: "asking for Microsoft's side of a new deal",
    file: "src/commands/pull/engagements-to-join.ts",
    find: "|| isNew(referral)",
    replace: "|| (!isNew && isNew(referral))",
  },
];

/** @throws Error when there is none of that name; the message has all names. */
export function protectionNamed(name: string): Protection {
  const protection = PROTECTIONS.find((one) => one.name === name);
  if (protection) return protection;
  const names = PROTECTIONS.map((one) => one.name).join(", ");
  throw new Error(`there is no protection "${name}", only: ${names}`);
}
