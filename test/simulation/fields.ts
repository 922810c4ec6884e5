import type { Referral } from "../../src/emulator/partner-center/referral.ts";
import { compileMapping } from "../../src/mapping/compile.ts";
import type { Mapping } from "../../src/mapping/mapping.ts";
import type { MappingDocument } from "../../src/mapping/schema/schema.ts";
import { documentOf, STATUS } from "../reconcile/fields.ts";
import { CITY, type InForce } from "./in-force.ts";
import { moreFields, moreSections } from "./more.ts";
import { FIELD_NAMES, type FieldName, type Story } from "./story.ts";

/** Dates that people type are so many days after this one. */
export const DAY_ZERO = Date.UTC(2028, 0, 1);

const PLACES: Readonly<Record<FieldName, object>> = {
  name: { as: "text", longest: 100, referral: "name", opportunity: "name" },
  notes: { as: "text", longest: 100, referral: "details.notes", opportunity: "description" },
  value: {
    as: "money",
    referral: ["details.dealValue", "details.currency"],
    opportunity: ["estimatedvalue", "transactioncurrencyid"],
  },
  date: { as: "date", referral: "details.closingDateTime", opportunity: "estimatedclosedate" },
  solutions: { as: "solutions", referral: "details.requirements.solutions", opportunity: "cosell_products" },
  status: STATUS,
};

/** Partner Center takes no deal without a solution; of services it may have none. */
const SERVICES = { as: "list", referral: "details.requirements.services", opportunity: "cosell_products" };

/** Goes with the end of a deal. Nobody in the story types one: the status code of a lost row says it. */
const CLOSING_REASON = {
  as: "closing reason",
  referral: "statusReason",
  opportunity: "cosell_declinereason",
  longest: 250,
  "by status code": { "4": "Customer did not respond" },
};

const DECISION = {
  as: "decision",
  referral: ["status", "substatus"],
  opportunity: "cosell_decision",
  values: { accept: 727_000_020, decline: 727_000_021 },
};

/** What a row says that is in step. */
export const SYNCED = 727_000_010;

const SELLER_COLUMNS = {
  "referral identifier": "cosell_referralid",
  base: "cosell_base",
  "sync status": {
    column: "cosell_syncstatus",
    values: {
      synced: SYNCED,
      waiting: 727_000_011,
      conflict: 727_000_012,
      "needs attention": 727_000_013,
    },
  },
  "sync reason": "cosell_syncreason",
  audit: "cosell_audit",
};

const compiled = new Map<string, Mapping>();

/** As a run is given it. Kept, because compiling one takes as long as a run. */
export function mappingOfStory(story: InForce, leftOut: readonly string[] = []): Mapping {
  const { fields, tellsSeller, more, lacks, isNarrow } = story;
  const key = JSON.stringify([fields, tellsSeller, more, lacks, isNarrow, leftOut]);
  const known = compiled.get(key);
  if (known) return known;
  const mapping = compileMapping(documentOfStory(story), PLACE, leftOut);
  if (compiled.size > 1000) compiled.clear();
  compiled.set(key, mapping);
  return mapping;
}

const PLACE = { file: "mapping.yml", environment: null };

export function documentOfStory({ fields, tellsSeller, more, lacks, isNarrow }: InForce): MappingDocument {
  const settings = (name: FieldName) => {
    const { areServices, ifMissing, ...others } = fields[name];
    const place = areServices ? SERVICES : PLACES[name];
    return { ...place, ...others, ...(ifMissing ? { "if missing": ifMissing } : {}) };
  };
  const named = Object.fromEntries(
    FIELD_NAMES.filter((name) => name !== lacks).map((name) => [name, settings(name)]),
  );
  return documentOf(
    { ...named, decision: DECISION, "closing reason": CLOSING_REASON, ...(more ? moreFields(more) : {}) },
    {
      ...(tellsSeller ? { columns: SELLER_COLUMNS } : {}),
      ...(more ? moreSections(more) : {}),
      ...(isNarrow ? { scope: { referrals: { "customerProfile.address.city": [CITY] } } } : {}),
    },
  );
}

export type Values = Readonly<Record<FieldName, string | null>>;
type Row = Readonly<Record<string, unknown>>;

/** The mapped values of a referral, read without any code of the product. */
export function valuesOfReferral(
  referral: Readonly<Referral>,
  { solutions: { areServices } }: Story["fields"],
): Values {
  const { details, name, status, substatus } = referral;
  const { solutions, services } = details.requirements;
  return {
    name: name || null,
    notes: details.notes || null,
    value: `${details.dealValue}.00 ${details.currency}`,
    date: details.closingDateTime.slice(0, 10) || null,
    solutions: listed((areServices ? services : solutions).map(({ id }) => id)),
    status: status === "Closed" ? (substatus === "Won" ? "won" : "lost") : "open",
  };
}

/** The same of an opportunity. `currencies` has the code of each currency row by its id. */
export function valuesOfRow(row: Row, currencies: ReadonlyMap<unknown, unknown>): Values {
  const amount = row.estimatedvalue;
  const code = currencies.get(row._transactioncurrencyid_value);
  return {
    name: text(row.name),
    notes: text(row.description),
    value: typeof amount === "number" ? `${amount}.00 ${String(code)}` : null,
    date: text(row.estimatedclosedate),
    solutions: listed(keysIn(row.cosell_products)),
    status: ["open", "won", "lost"][Number(row.statecode ?? 0)] ?? null,
  };
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

/** Of a list as it stands in a column, or in a base. */
export function keysIn(list: unknown): string[] {
  return typeof list === "string" ? list.split(/[;,]\s*/).filter(Boolean) : [];
}

/** What a row says that both sides have agreed on, by the names of the fields; nothing where a flow has encoded it. */
export function fieldsOfBase(base: unknown): ReadonlyMap<string, string | null> {
  const text = String(base || "{}");
  const { f = {} } = text.includes("&quot;")
    ? {}
    : (JSON.parse(text) as { f?: Record<string, string | null> });
  return new Map(Object.entries(f));
}

function listed(ids: readonly string[]): string | null {
  return ids.toSorted().join(", ") || null;
}
