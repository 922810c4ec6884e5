import { createHash } from "node:crypto";
import { jsonIn } from "../../src/model/json-in.ts";
import { STATE_FILE } from "../../src/model/state.ts";
import type { Scene } from "./carry.ts";
import { intentsIn } from "./hub.ts";
import { isMicrosofts } from "./sellers.ts";
import type { Systems } from "./systems.ts";

/** Every write that was carried out has exactly one audit line that says so, and nothing else has. */
export function checkAudit({ systems, witness }: Scene): void {
  const made = [
    ...systems.partnerCenter.operations
      .filter(({ by }) => by === "api")
      .map(({ kind, id }) => referralWriteInWords({ systems, witness }, kind, id)),
    ...systems.dataverse.operations.map(writeInWords),
  ].sort();
  const lines = auditLines(systems.hub.history.at(-1)?.files ?? {}).filter(
    ({ kind }) => kind === "change" || kind === "recovered",
  );
  // An announcement is carried out once, so that two lines of one are too many whatever they say.
  const intents = lines.filter(({ outcome }) => outcome === "applied").map(({ intent }) => intent);
  const twice = intents.filter((intent, place) => intents.indexOf(intent) !== place);
  if (twice.length > 0) witness.report("audits every write once", `audited twice: ${twice.join(", ")}`);
  const missing = without(made, lines.filter(({ outcome }) => outcome === "applied").map(inWords));
  const unclear = lines.filter(({ outcome }) => outcome === "unclear").map(inWords);
  // A write whose answer never came, and that a backup has undone before the next run could see it, is said not to be there.
  const undone = witness.undone.map(writeInWords);
  const gone = lines.filter(({ outcome }) => outcome === "not applied").map(inWords);
  // What a log said that is no longer there, nobody has to say again.
  const forgotten = [
    ...witness.forgotten.referrals.map(({ kind, id }) =>
      referralWriteInWords({ systems, witness }, kind, id),
    ),
    ...witness.forgotten.rows.map(writeInWords),
  ];
  const unaudited = without(missing, [
    ...unclear,
    ...gone.filter((what) => undone.includes(what)),
    ...forgotten,
    ...stillOpen({ systems, witness }),
  ]);
  const certain = lines.filter((line) => line.outcome === "applied" && !couldBeSomebodyElses(line));
  const invented = without(certain.map(inWords), made);
  if (unaudited.length + invented.length === 0) return;
  witness.report(
    "audits every write once",
    `missing: ${unaudited.join(", ") || "none"}; audited but never made: ${invented.join(", ") || "none"}`,
  );
}

/** A request to make something is never given up; and who asked for it, nobody can tell by a row that is deleted. */
function stillOpen({ systems, witness }: Seen): string[] {
  const last = systems.hub.history.at(-1);
  return (last ? intentsIn(last) : [])
    .filter(({ opportunity }) => witness.isDeleted(opportunity))
    .map(({ action, opportunity }) => `${action} ${opportunity}`);
}

function writeInWords({ action, id, table, columns }: RowWrite): string {
  if (table === "annotation") return `note opportunity ${String(columns._objectid_value)}`;
  const verb = action === "win" || action === "lose" ? "close" : action;
  return `${verb} ${table} ${id}`;
}

type RowWrite = Systems["dataverse"]["operations"][number];

type Seen = Pick<Scene, "systems" | "witness">;

function referralWriteInWords(seen: Seen, kind: string, id: string): string {
  return kind === "create" ? postInWords(seen, id) : `${kind} referral ${id}`;
}

/** A referral has no id before it is made, so the log names it by its opportunity. */
function postInWords({ systems: { partnerCenter }, witness }: Seen, id: string): string {
  const made = partnerCenter.get(id);
  if (!isMicrosofts(made)) return `share ${made.externalReferenceId}`;
  return `invite ${String(witness.askedOf.get(id))}`;
}

function inWords({ action, side = "referral", row, ...ids }: AuditLine): string {
  if (action === "share" || action === "invite") return `${action} ${ids.opportunity}`;
  if (row && action !== "note") return `${action} ${row.table} ${row.id}`;
  return `${action} ${side} ${row?.id ?? ids[side]}`;
}

/** A person may do just what a run had announced: closing a deal, emptying notes, showing it to Microsoft. */
function couldBeSomebodyElses({ kind, action, fields = {} }: AuditLine): boolean {
  const common = ["notes", "solutions", "status", "visible", "decision"];
  return (
    kind === "recovered" &&
    (action === "close" ||
      action === "qualify" ||
      Object.keys(fields).some((field) => common.includes(field)))
  );
}

interface AuditLine {
  readonly kind: string;
  readonly intent?: string;
  readonly outcome?: string;
  readonly action?: string;
  readonly side?: "referral" | "opportunity";
  readonly referral?: string;
  readonly opportunity?: string;
  /** Of a write to another table. */
  readonly row?: { readonly table: string; readonly id: string };
  /** Of a conflict, or of what is held. */
  readonly field?: string | null;
  /** By their names. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

export function auditLines(files: Readonly<Record<string, string>>): AuditLine[] {
  return Object.entries(files)
    .filter(([path]) => path.startsWith("audit/"))
    .flatMap(([, text]) => text.split("\n"))
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as AuditLine);
}

function without(texts: readonly string[], others: readonly string[]): string[] {
  const rest = [...others];
  return texts.filter((text) => {
    const place = rest.indexOf(text);
    if (place >= 0) rest.splice(place, 1);
    return place < 0;
  });
}

/** Each audit file names the one before and its hash, back to the first; none was ever changed. */
export function checkChain({ systems, witness, story }: Scene): void {
  const { history } = systems.hub;
  const files = history.at(-1)?.files ?? {};
  for (const [index, commit] of history.entries()) {
    for (const [path, text] of Object.entries(history[index - 1]?.files ?? {})) {
      if (path.startsWith("audit/") && commit.files[path] !== text && !commit.isOld) {
        witness.report("keeps the audit log", `${path} was changed`);
      }
    }
  }
  let at = stateIn(files)?.audit ?? null;
  let count = 0;
  for (; at; count += 1) {
    const text = files[at.path];
    if (text === undefined || createHash("sha256").update(text).digest("hex") !== at.sha256) {
      witness.report("keeps the audit log", `${at.path} does not have the hash that the next one names`);
      return;
    }
    at = (JSON.parse(text.split("\n")[0] ?? "") as { previous: typeof at }).previous;
  }
  const all = Object.keys(files).filter((path) => path.startsWith("audit/")).length;
  // One whose end was named by a state that is gone is a chain of its own.
  const isWhole = !story.damages?.some(({ how }) => how === "cut off");
  if (count !== all && isWhole)
    witness.report("keeps the audit log", `${all} files, ${count} of them in the chain`);
}

interface State {
  readonly audit: { readonly path: string; readonly sha256: string } | null;
  readonly referrals: { readonly since: string } | null;
  readonly journal: { readonly intents: readonly unknown[] } | null;
  readonly unfinished?: { readonly plan: string; readonly whole: { readonly records: number } };
}

export function stateIn(files: Readonly<Record<string, string>>): State | null {
  const stored = jsonIn(files[STATE_FILE] ?? "") as { state: State } | undefined;
  return stored?.state ?? null;
}
