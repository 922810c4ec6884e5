import { columns } from "../../src/emulator/dataverse/index.ts";
import { COSELL_COLUMNS, REFERRAL_KEY } from "../../src/emulator/dataverse/schema-cosell.ts";
import { rowIdFor } from "../../src/reconcile/record/ids.ts";
import { referralId } from "./people.ts";
import { ownRowId } from "./sellers.ts";
import {
  CRM_SPELLS,
  type CrmSpell,
  type DealSpell,
  type FieldName,
  type FieldSpell,
  type LosableColumn,
  type Spell,
  type Story,
} from "./story.ts";
import type { Systems } from "./systems.ts";

/** What a spell meets of one field. Of its two columns, an amount has one that says something. */
export const COLUMNS: Readonly<Record<FieldName, string>> = {
  name: "name",
  notes: "description",
  value: "estimatedvalue",
  date: "estimatedclosedate",
  solutions: "cosell_products",
  status: "statecode",
};
const PATHS: Readonly<Record<FieldName, string>> = {
  name: "/name",
  notes: "/details/notes",
  value: "/details/dealValue",
  date: "/details/closingDateTime",
  solutions: "/details/requirements/solutions",
  status: "/status",
};

/** Of the answer to a new referral. */
const ACCEPT = 727_000_020;

type SpellOfField = Extract<Spell, { what: FieldSpell }>;

/** What does not go wrong at one call, but for a time, as people have set something and set it back. */
const OF_FIELDS: Readonly<Record<FieldSpell, (systems: Systems, spell: SpellOfField) => () => void>> = {
  "refuses a value": ({ dataverse, partnerCenter: { settings } }, { field, side }) => {
    if (side === "opportunity") return withIn(dataverse.refused, columnOf(field));
    settings.refusedPaths = new Set([PATHS[field]]);
    return () => {
      settings.refusedPaths = new Set();
    };
  },
  "secures a column": ({ dataverse }, { field }) => withIn(dataverse.hidden, columnOf(field)),
  "shows no referral": ({ partnerCenter: { settings } }) => {
    settings.role = "referrals user";
    return () => {
      settings.role = "referrals admin";
    };
  },
};

const OF_DEALS: Readonly<Record<DealSpell, (systems: Systems, deal: number) => () => void>> = {
  "refuses a row": (systems, deal) => refuse(systems, deal, ["opportunity"]),
  "refuses a close": (systems, deal) => refuse(systems, deal, ["WinOpportunity", "LoseOpportunity"]),
  "shows one no more": ({ partnerCenter: { settings } }, deal) => {
    settings.unseen = new Set([referralId(deal)]);
    return () => {
      settings.unseen = new Set();
    };
  },
};

function lose({ dataverse, lost }: Systems, spell: CrmSpell): () => void {
  switch (spell.what) {
    case "loses a column":
      return loseColumn({ dataverse, lost }, spell);
    case "loses an option":
      dataverse.removeOption("opportunity", "cosell_decision", ACCEPT);
      lost.add("cosell_decision");
      return () => {
        lost.delete("cosell_decision");
        dataverse.addColumn("opportunity", definitionOf("cosell_decision"));
      };
    case "loses the key":
      dataverse.removeKey("opportunity", REFERRAL_KEY.name);
      return () => dataverse.addKey("opportunity", REFERRAL_KEY);
  }
}

function loseColumn(
  { dataverse, lost }: Pick<Systems, "dataverse" | "lost">,
  { column, comesBack }: Extract<CrmSpell, { what: "loses a column" }>,
): () => void {
  const rows = dataverse.rows("opportunity");
  dataverse.removeColumn("opportunity", column);
  lost.add(column);
  return () => {
    lost.delete(column);
    dataverse.addColumn("opportunity", definitionOf(column));
    if (comesBack === "empty") return;
    for (const { opportunityid, [column]: value } of rows)
      if (value !== undefined && dataverse.row("opportunity", String(opportunityid)))
        dataverse.edit("opportunity", String(opportunityid), { [column]: value });
  };
}

function definitionOf(column: LosableColumn): (typeof COSELL_COLUMNS)[number] {
  return COSELL_COLUMNS.find(({ name }) => name === column) ?? columns.memo(column, 2000);
}

/** Begins it; what is returned ends it. */
export function beginSpell(systems: Systems, spell: Spell): () => void {
  if ("field" in spell) return OF_FIELDS[spell.what](systems, spell);
  return "deal" in spell ? OF_DEALS[spell.what](systems, spell.deal) : lose(systems, spell);
}

/** Of the row that is a seller's own, and of the one that a run makes: a deal has either. */
function refuse({ dataverse }: Systems, deal: number, messages: readonly string[]): () => void {
  const ids = [ownRowId(deal), rowIdFor(referralId(deal))];
  const ends = messages.flatMap((message) => ids.map((id) => withIn(dataverse.refused, `${message}(${id})`)));
  return () => {
    for (const end of ends) end();
  };
}

/** Something that the mapping names is lost: then runs hold the mapping against the CRM, as they do in reality. */
export function isOfTheCrm({ what }: Spell): boolean {
  return CRM_SPELLS.some((one) => one === what);
}

/** Whether something was not to be seen for a time, so that what became of it meanwhile is found when everything is read again. */
export function hasUnseen({ spells = [] }: Story): boolean {
  return spells.some(({ what }) => what === "secures a column" || what === "shows one no more");
}

/** Whether the application was not let into the column of this field at any time. */
export function wasSecured({ spells = [] }: Story, field: FieldName): boolean {
  return spells.some((one) => one.what === "secures a column" && one.field === field);
}

/** Whether the application could do nothing with the column of this field at any time. */
export function mayBeMissing(story: Story, field: FieldName): boolean {
  const isLost = story.spells?.some((one) => "column" in one && one.column === COLUMNS[field]) ?? false;
  return isLost || wasSecured(story, field);
}

function columnOf(field: FieldName): string {
  return `opportunity.${COLUMNS[field]}`;
}

function withIn(set: Set<string>, name: string): () => void {
  set.add(name);
  return () => void set.delete(name);
}
