import { rowIdFor } from "../../src/reconcile/record/ids.ts";
import { referralId } from "./people.ts";
import { ownRowId } from "./sellers.ts";
import type { DealSpell, FieldName, FieldSpell, Spell, Story } from "./story.ts";
import type { Systems } from "./systems.ts";

/** What a spell meets of one field. Of its two columns, an amount has one that says something. */
const COLUMNS: Readonly<Record<FieldName, string>> = {
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

/** Begins it; what is returned ends it. */
export function beginSpell(systems: Systems, spell: Spell): () => void {
  return "deal" in spell ? OF_DEALS[spell.what](systems, spell.deal) : OF_FIELDS[spell.what](systems, spell);
}

/** Of the row that is a seller's own, and of the one that a run makes: a deal has either. */
function refuse({ dataverse }: Systems, deal: number, messages: readonly string[]): () => void {
  const ids = [ownRowId(deal), rowIdFor(referralId(deal))];
  const ends = messages.flatMap((message) => ids.map((id) => withIn(dataverse.refused, `${message}(${id})`)));
  return () => {
    for (const end of ends) end();
  };
}

/** Whether something was not to be seen for a time, so that what became of it meanwhile is found when everything is read again. */
export function hasUnseen({ spells = [] }: Story): boolean {
  return spells.some(({ what }) => what === "secures a column" || what === "shows one no more");
}

/** Whether the application was not let into the column of this field at any time. */
export function wasSecured({ spells = [] }: Story, field: FieldName): boolean {
  return spells.some((one) => one.what === "secures a column" && one.field === field);
}

function columnOf(field: FieldName): string {
  return `opportunity.${COLUMNS[field]}`;
}

function withIn(set: Set<string>, name: string): () => void {
  set.add(name);
  return () => void set.delete(name);
}
