import { createHash } from "node:crypto";
import type { SellerState } from "../model/plan.ts";
import { ownColumns } from "./own-columns.ts";
import type { FieldDocument, MappingDocument } from "./schema.ts";
import type { AccountsDocument } from "./schema-accounts.ts";
import type { Transform } from "./transform.ts";
import { account } from "./transforms/account.ts";
import { choice } from "./transforms/choice.ts";
import { date } from "./transforms/date.ts";
import { link } from "./transforms/link.ts";
import { money } from "./transforms/money.ts";
import { solutions } from "./transforms/solutions.ts";
import { status } from "./transforms/status.ts";
import { text } from "./transforms/text.ts";

/** A checked mapping, ready to use. */
export interface Mapping {
  readonly file: string;
  /** Changes whenever the meaning of the file does; comments and order do not count. */
  readonly digest: string;
  readonly referralIdColumn: string;
  readonly baseColumn: string;
  readonly seller: SellerColumns;
  readonly guards: MappingDocument["guards"];
  /** `Status/Substatus` values in which an unlinked referral gets an opportunity. */
  readonly becomeOpportunities: readonly string[];
  readonly fields: readonly Field[];
  /** `statuscode` that a close action gives. -1 is the default reason of that state. */
  readonly closeReasons: Readonly<Record<"won" | "lost", number>>;
  /** Names of the fields whose values may appear in git, logs and reports. */
  readonly visible: ReadonlySet<string>;
  /** Every column to read, those of the sync itself and `statecode` included. */
  readonly columns: readonly string[];
  /** How the account of a deal is found; `null` leaves accounts alone. */
  readonly accounts: AccountsDocument | null;
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

/** Name of the field that stands for a deal's account. */
export const ACCOUNT_FIELD = "account";

export interface Field {
  readonly name: string;
  readonly kind: FieldDocument["as"] | "account";
  readonly transform: Transform;
  readonly direction: FieldDocument["direction"];
  readonly when: FieldDocument["when"];
  readonly conflict: FieldDocument["conflict"];
  readonly adopt: FieldDocument["adopt"];
  readonly blank: FieldDocument["blank"];
  readonly audit: FieldDocument["audit"];
}

export function compileMapping(document: MappingDocument, file: string): Mapping {
  const { accounts = null } = document;
  const fields = [
    ...Object.entries(document.fields).map(([name, field]) => compileField(name, field)),
    ...(accounts ? [accountField(accounts)] : []),
  ];
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
    guards: document.guards,
    becomeOpportunities: document.referrals["become opportunities"],
    fields,
    closeReasons: closeReasonsOf(document),
    visible: new Set(fields.filter((field) => field.audit === "value").map((field) => field.name)),
    columns: [...new Set(columns)].sort(),
    accounts,
  };
}

/** Filled once, from the referral: which customer a deal has is the CRM's business from then on. */
function accountField({ opportunity }: AccountsDocument): Field {
  return {
    name: ACCOUNT_FIELD,
    kind: "account",
    transform: account(opportunity),
    direction: "referral to opportunity",
    when: "create",
    conflict: "report",
    adopt: "report",
    blank: "protect",
    audit: "hidden",
  };
}

function closeReasonsOf(document: MappingDocument): Mapping["closeReasons"] {
  const field = Object.values(document.fields).find((candidate) => candidate.as === "status");
  if (field?.as !== "status") return { won: -1, lost: -1 };
  return { won: field.values.won.opportunity[0] ?? -1, lost: field.values.lost.opportunity[0] ?? -1 };
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
      return choice(field);
    case "solutions":
      return solutions(field);
    case "referral link":
      return link(field);
    case "status":
      return status(field);
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
