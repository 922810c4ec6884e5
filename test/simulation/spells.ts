import type { FieldName, Spell, Story } from "./story.ts";
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

/** What does not go wrong at one call, but for a time, as people have set something and set it back. */
const SPELLS: Readonly<Record<Spell["what"], (systems: Systems, spell: Spell) => () => void>> = {
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

/** Begins it; what is returned ends it. */
export function beginSpell(systems: Systems, spell: Spell): () => void {
  return SPELLS[spell.what](systems, spell);
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
