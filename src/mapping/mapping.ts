import { createHash } from "node:crypto";
import type { SellerState } from "../model/plan.ts";
import { ownColumns } from "./own-columns.ts";
import type { FieldDocument, MappingDocument } from "./schema.ts";
import type { Transform } from "./transform.ts";
import { choice } from "./transforms/choice.ts";
import { closingReason } from "./transforms/closing-reason.ts";
import { date } from "./transforms/date.ts";
import { decision } from "./transforms/decision.ts";
import { link } from "./transforms/link.ts";
import { money } from "./transforms/money.ts";
import { firstText, shownStatus } from "./transforms/shown.ts";
import { solutions } from "./transforms/solutions.ts";
import { status } from "./transforms/status.ts";
import { team } from "./transforms/team.ts";
import { text } from "./transforms/text.ts";

/** A checked mapping, ready to use. */
export interface Mapping {
  readonly file: string;
  /** Changes whenever the meaning of the file does; comments and order do not count. */
  readonly digest: string;
  readonly referralIdColumn: string;
  readonly baseColumn: string;
  readonly seller: SellerColumns;
  /** `Status/Substatus` values in which an unlinked referral gets an opportunity. */
  readonly becomeOpportunities: readonly string[];
  readonly fields: readonly Field[];
  /** `statuscode` that a close action gives. -1 is the default reason of that state. */
  readonly closeReasons: Readonly<Record<"won" | "lost", number>>;
  /** Where it is said why a deal was declined or lost, and which `statuscode` goes with a text there. */
  readonly closingReason: { readonly field: string; readonly codes: ReadonlyMap<string, number> } | null;
  /** Whether a field shows something of Microsoft's own referral of the engagement. */
  readonly showsMicrosoft: boolean;
  /** Names of the fields whose values may appear in git, logs and reports. */
  readonly visible: ReadonlySet<string>;
  /** Every column to read, those of the sync itself and `statecode` included. */
  readonly columns: readonly string[];
}

/** Columns that tell a seller how the sync stands; `null` where the mapping names none. */
export interface SellerColumns {
  readonly status: {
    readonly column: string;
    readonly values: Readonly<Record<SellerState, number>>;
  } | null;
  readonly reason: string | null;
  readonly audit: string | null;
}

export interface Field {
  readonly name: string;
  readonly kind: FieldDocument["as"];
  readonly transform: Transform;
  readonly direction: FieldDocument["direction"];
  readonly when: FieldDocument["when"];
  readonly conflict: FieldDocument["conflict"];
  readonly adopt: FieldDocument["adopt"];
  readonly blank: FieldDocument["blank"];
  readonly audit: FieldDocument["audit"];
}

export function compileMapping(document: MappingDocument, file: string): Mapping {
  const fields = Object.entries(document.fields)
    .map(([name, field]) => compileField(name, field))
    // What the other fields are about to see depends on the answer.
    .sort((a, b) => Number(b.kind === "decision") - Number(a.kind === "decision"));
  const referralIdColumn = document.columns["referral identifier"];
  const baseColumn = document.columns.base;
  const columns = [
    ...ownColumns(document).map(({ column }) => column),
    // Whatever is mapped: a closed row takes no more writes.
    "statecode",
    ...fields.flatMap((field) => field.transform.opportunity.reads),
  ];
  return {
    file,
    digest: createHash("sha256").update(canonicalJson(document)).digest("hex"),
    referralIdColumn,
    baseColumn,
    seller: {
      status: document.columns["sync status"] ?? null,
      reason: document.columns["sync reason"] ?? null,
      audit: document.columns.audit ?? null,
    },
    becomeOpportunities: document.referrals["become opportunities"],
    fields,
    closeReasons: closeReasonsOf(document),
    closingReason: closingReasonOf(document),
    showsMicrosoft: fields.some((field) => field.transform.referral.reads.some(isMicrosofts)),
    visible: new Set(fields.filter((field) => field.audit === "value").map((field) => field.name)),
    columns: [...new Set(columns)].sort(),
  };
}

function closeReasonsOf(document: MappingDocument): Mapping["closeReasons"] {
  const field = Object.values(document.fields).find((candidate) => candidate.as === "status");
  if (field?.as !== "status") return { won: -1, lost: -1 };
  return { won: field.values.won.opportunity[0] ?? -1, lost: field.values.lost.opportunity[0] ?? -1 };
}

function closingReasonOf(document: MappingDocument): Mapping["closingReason"] {
  for (const [name, field] of Object.entries(document.fields)) {
    if (field.as !== "closing reason") continue;
    const codes = Object.entries(field["by status code"]).map(
      ([code, text]) => [text, Number(code)] as const,
    );
    return { field: name, codes: new Map(codes.toReversed()) };
  }
  return null;
}

/** `microsoft.status` is the status of Microsoft's own referral of the same engagement. */
function isMicrosofts(path: string): boolean {
  return path.startsWith("microsoft.");
}

function compileField(name: string, field: FieldDocument): Field {
  const { as: kind, direction, when, conflict, adopt, blank, audit } = field;
  return { name, kind, transform: transformOf(field), direction, when, conflict, adopt, blank, audit };
}

function transformOf(field: FieldDocument): Transform {
  switch (field.as) {
    case "text":
      return text(field);
    case "money":
      return money(field);
    case "date":
      return date({ ...field, timeZone: field["time zone"] ?? null });
    case "choice":
      return choice({ ...field, alsoRead: field["also read"] });
    case "solutions":
      return solutions(field);
    case "referral link":
      return link(field);
    case "status":
      return status(field);
    case "team":
      return team(field);
    case "decision":
      return decision(field);
    case "closing reason":
      return closingReason({ ...field, byStatusCode: field["by status code"] });
    case "referral status":
      return shownStatus(field);
    case "first text":
      return firstText(field);
  }
}

/** JSON with sorted keys, so that equal values are equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
