import { createHash } from "node:crypto";
import { canonicalJson } from "../model/canonical-json.ts";
import type { SellerState } from "../model/plan.ts";
import { compileFallback, type Fallback } from "./fallback.ts";
import { fieldsOfLeads, QUALIFIED_INTO } from "./leads.ts";
import { withoutFields } from "./leave-out.ts";
import { ownColumns } from "./own-columns.ts";
import { type Places, placesOf } from "./places.ts";
import type { FieldDocument, MappingDocument } from "./schema.ts";
import { type AccountsDocument, accountColumnsSchema } from "./schema-accounts.ts";
import type { LeadsDocument, ReferralKind } from "./schema-leads.ts";
import type { ScopeDocument } from "./schema-scope.ts";
import { columnsOfShare, compileShare, type Share } from "./share.ts";
import type { Transform } from "./transform.ts";
import { transformOf } from "./transform-of.ts";
import { account } from "./transforms/account.ts";

/** Where a mapping is: its file, and the environment whose section is laid over the rest; `null` for none. */
export interface MappingPlace {
  readonly file: string;
  readonly environment: string | null;
}

/** A checked mapping, ready to use. */
export interface Mapping extends MappingPlace {
  /** Changes whenever the meaning of the file does; comments and order do not count. */
  readonly digest: string;
  readonly referralIdColumn: string;
  readonly baseColumn: string;
  readonly seller: SellerColumns;
  readonly guards: MappingDocument["guards"];
  /** What a deal has to be like, to be dealt with at all. */
  readonly scope: ScopeDocument;
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
  /** How the account of a deal is found; `null` leaves accounts alone. */
  readonly accounts: AccountsDocument | null;
  /** How opportunities are brought to Partner Center; `null` brings none. */
  readonly share: Share | null;
  /** Which referrals are leads first; `null` makes none. */
  readonly leads: Leads | null;
  /** Names of fields that the file has and this run does not: what both sides agreed on stays as it was. */
  readonly leftOut: readonly string[];
  /** By name, of every field that the file has. */
  readonly places: Places;
}

export interface Leads {
  readonly kinds: readonly ReferralKind[];
  /** `Status/Substatus` values in which such a referral is a lead. */
  readonly becomeLeads: readonly string[];
  /** The mapping as a lead's row sees it: its own fields and columns. */
  readonly rows: Mapping;
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
  /** What a new record takes instead of a blank; `null` leaves it blank. */
  readonly otherwise: Fallback | null;
}

/** @param leftOut Names of fields to do without, because the CRM has lost what they need. */
export function compileMapping(
  whole: MappingDocument,
  place: MappingPlace,
  leftOut: readonly string[] = [],
): Mapping {
  const document = withoutFields(whole, leftOut);
  const { accounts = null, leads = null } = document;
  const share = shareOf(document);
  const fields = [
    ...Object.entries(document.fields)
      .map(([name, field]) => compileField(name, field))
      // What the other fields are about to see depends on the answer.
      .sort((a, b) => Number(b.kind === "decision") - Number(a.kind === "decision")),
    ...(accounts ? [accountField(accounts)] : []),
  ];
  const mapping: Mapping = {
    ...place,
    digest: createHash("sha256").update(canonicalJson(document)).digest("hex"),
    becomeOpportunities: document.referrals["become opportunities"],
    closeReasons: closeReasonsOf(document),
    ...tableOf(document.columns, fields, [
      ...(share ? columnsOfShare(share) : []),
      ...Object.keys(document.scope.opportunities),
    ]),
    seller: {
      status: document.columns["sync status"] ?? null,
      reason: document.columns["sync reason"] ?? null,
      audit: document.columns.audit ?? null,
    },
    closingReason: closingReasonOf(document),
    showsMicrosoft: fields.some((field) => field.transform.referral.reads.some(isMicrosoftsPath)),
    guards: document.guards,
    scope: document.scope,
    visible: visibleOf(fields),
    accounts,
    share,
    leads: null,
    leftOut,
    places: placesOf(whole.fields, accounts ? { [ACCOUNT_FIELD]: accounts } : {}),
  };
  return leads ? withLeads(mapping, leads) : mapping;
}

function withLeads(mapping: Mapping, document: LeadsDocument): Mapping {
  const asFields = fieldsOfLeads(document);
  const fields = Object.entries(asFields).map(([name, field]) => compileField(name, field, "lead"));
  const table = tableOf(document.columns, fields);
  const columns = [...table.columns, QUALIFIED_INTO].sort();
  const seller = { status: null, reason: null, audit: null };
  const places = placesOf(asFields);
  const rows = { ...mapping, ...table, columns, seller, accounts: null, share: null, leftOut: [], places };
  const { kinds, "become leads": becomeLeads } = document.referrals;
  // A name that stands for two fields is shown where both may be.
  const visible = visibleOf([...mapping.fields, ...fields]);
  return { ...mapping, visible, leads: { kinds, becomeLeads, rows: { ...rows, visible } } };
}

/** Names whose every field may be shown. */
function visibleOf(fields: readonly Field[]): Set<string> {
  const hidden = new Set(fields.filter((field) => field.audit === "hidden").map((field) => field.name));
  return new Set(fields.map((field) => field.name).filter((name) => !hidden.has(name)));
}

function shareOf({ share, accounts }: MappingDocument): Share | null {
  return share ? compileShare(share, accounts?.columns ?? accountColumnsSchema.parse(undefined)) : null;
}

function tableOf(
  owned: MappingDocument["columns"],
  fields: readonly Field[],
  others: readonly string[] = [],
) {
  const referralIdColumn = owned["referral identifier"];
  const baseColumn = owned.base;
  const columns = [
    ...ownColumns({ columns: owned }).map(({ column }) => column),
    // Whatever is mapped: a closed row takes no more writes.
    "statecode",
    ...fields.flatMap((field) => field.transform.opportunity.reads),
    ...fields.flatMap((field) => field.otherwise?.places.opportunity?.reads ?? []),
    ...others,
  ];
  return { referralIdColumn, baseColumn, fields, columns: [...new Set(columns)].sort() };
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
    otherwise: null,
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
export function isMicrosoftsPath(path: string): boolean {
  return path.startsWith("microsoft.");
}

function compileField(name: string, field: FieldDocument, table?: "lead"): Field {
  const { as: kind, direction, when, conflict, adopt, blank, audit } = field;
  return {
    name,
    kind,
    transform: transformOf(field, table),
    direction,
    when,
    conflict,
    adopt,
    blank,
    audit,
    otherwise: compileFallback(field),
  };
}

/** A mapping by its place, for a person. */
export function nameOf({ file, environment }: MappingPlace): string {
  return environment === null ? file : `${file} (${environment})`;
}
