import type { Referral } from "../../src/emulator/partner-center/referral.ts";
import { WANTED } from "./more.ts";

/** A row as a flow may change it; `null` empties a column. */
export type RowDraft = Record<string, unknown>;

/**
 * What one of them does when a record is saved: to that record, or to the other one of the same deal. What it leaves as it
 * is, it does not save.
 */
type Flow =
  | { readonly onRow: (row: RowDraft, referral: Referral | null) => void }
  | { readonly onReferral: (referral: Referral, row: RowDraft | null) => void };

const MARK = " (saved)";
/** What the column of the reason takes. */
const LONGEST_REASON = 400;
/** Longer than what all texts of people begin with, and shorter than most of them. */
const SHORT = 21;
const ROUNDED_TO = 100;
/** As the option of the column says. */
const ACCEPT = 727_000_020;

/** Flows and plug-ins of customers, as they are in every CRM; and those of Microsoft's connector, which nobody has turned off. */
const FLOWS = {
  "marks texts": {
    onRow: (row) => rewrite(row, "description", (text) => (text.endsWith(MARK) ? text : `${text}${MARK}`)),
  },
  "cuts texts": { onRow: (row) => rewrite(row, "description", (text) => text.slice(0, SHORT).trim()) },
  "capital letters": { onRow: (row) => rewrite(row, "name", (text) => text.toUpperCase()) },
  "small letters in Partner Center": {
    onReferral: (referral) => {
      referral.name = referral.name.toLowerCase();
    },
  },
  "rounds amounts": {
    onRow: (row) => {
      if (typeof row.estimatedvalue === "number")
        row.estimatedvalue = Math.ceil(row.estimatedvalue / ROUNDED_TO) * ROUNDED_TO;
    },
  },
  "fills another column": {
    onRow: (row) => {
      row.stepname = `${String(row.name)}, ${String(row.estimatedvalue)}`;
    },
  },
  "empties the base": {
    onRow: (row) => {
      row.cosell_base = null;
    },
  },
  "encodes the base": {
    onRow: (row) => rewrite(row, "cosell_base", (text) => text.replaceAll('"', "&quot;")),
  },
  "adds to what sellers read": {
    onRow: (row) =>
      rewrite(row, "cosell_syncreason", (text) =>
        text.endsWith(MARK) ? text : `${text.slice(0, LONGEST_REASON - MARK.length)}${MARK}`,
      ),
  },
  "asks for help": {
    onRow: (row) => {
      if (row.cosell_help === undefined) Object.assign(row, WANTED["ask help"]);
    },
  },
  accepts: {
    onRow: (row) => {
      row.cosell_decision ??= ACCEPT;
    },
  },
  "connector to Partner Center": {
    onRow: (row, referral) => {
      if (!referral) return;
      const before = JSON.stringify(referral);
      if (typeof row.name === "string") referral.name = row.name;
      if (typeof row.description === "string") referral.details.notes = row.description;
      if (typeof row.estimatedvalue === "number") referral.details.dealValue = row.estimatedvalue;
      if (JSON.stringify(referral) !== before)
        Object.assign(referral, { lastModifiedVia: "PowerAutomate", lastRunId: "0858" });
    },
  },
  "connector to the CRM": {
    onReferral: ({ details }, row) => {
      if (!row) return;
      row.description = details.notes ?? row.description;
      row.estimatedvalue = details.dealValue;
      row.estimatedclosedate = details.closingDateTime.slice(0, 10);
    },
  },
} satisfies Record<string, Flow>;

export type FlowName = keyof typeof FLOWS;
export const FLOW_NAMES = Object.keys(FLOWS) as [FlowName, ...FlowName[]];

export function flowNamed(name: FlowName): Flow {
  return FLOWS[name];
}

function rewrite(row: RowDraft, column: string, change: (text: string) => string): void {
  const text = row[column];
  if (typeof text === "string") row[column] = change(text);
}
