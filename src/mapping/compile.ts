import { canonicalJson } from "../model/canonical-json.ts";
import { sha256 } from "../model/sha256.ts";
import { withoutFields } from "./check/leave-out.ts";
import { ownColumns } from "./check/own-columns.ts";
import { compileFallback } from "./fallback.ts";
import { fieldsOfLeads, MADE_BY, OWNED_BY, QUALIFIED_FROM, QUALIFIED_INTO } from "./leads.ts";
import {
  ACCOUNT_FIELD,
  type Field,
  isMicrosoftsPath,
  type Mapping,
  type MappingPlace,
  type Share,
} from "./mapping.ts";
import { placesOf } from "./places.ts";
import { type AccountsDocument, accountColumnsSchema } from "./schema/accounts.ts";
import type { LeadsDocument } from "./schema/leads.ts";
import type { FieldDocument, MappingDocument } from "./schema/schema.ts";
import { columnsOfShare, compileShare } from "./share.ts";
import { transformOf } from "./transform-of.ts";
import { account } from "./transforms/account.ts";

/** @param leftOut Names of fields to do without, because the CRM has lost what they need. */
export function compileMapping(
  whole: MappingDocument,
  place: MappingPlace,
  leftOut: readonly string[] = [],
): Mapping {
  const { environments = {}, ...document } = withoutFields(whole, leftOut);
  const { accounts = null, owner = null, leads = null } = document;
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
    digest: sha256(canonicalJson(document)),
    unusedEnvironments: Object.keys(environments),
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
    owner,
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
  const whose = mapping.owner ? [OWNED_BY, MADE_BY] : [];
  const columns = [...table.columns, QUALIFIED_INTO, ...whose].sort();
  const seller = { status: null, reason: null, audit: null };
  const places = placesOf(asFields);
  const rows = { ...mapping, ...table, columns, seller, accounts: null, share: null, leftOut: [], places };
  const { kinds, "become leads": becomeLeads } = document.referrals;
  // A name that stands for two fields is shown where both may be.
  const visible = visibleOf([...mapping.fields, ...fields]);
  const own = mapping.share ? [...mapping.columns, QUALIFIED_FROM].sort() : mapping.columns;
  return { ...mapping, columns: own, visible, leads: { kinds, becomeLeads, rows: { ...rows, visible } } };
}

/** Names whose every field may be shown. */
function visibleOf(fields: readonly Field[]): Set<string> {
  const hidden = new Set(fields.filter(({ audit }) => audit === "hidden").map(({ name }) => name));
  return new Set(fields.map(({ name }) => name)).difference(hidden);
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
  if (!field) return { won: -1, lost: -1 };
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
