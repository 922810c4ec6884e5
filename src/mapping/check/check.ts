import { ACCOUNT_FIELD, OWNER_FIELD } from "../mapping.ts";
import { type Finding, findingAt } from "../schema/finding.ts";
import type { FieldDocument, MappingDocument } from "../schema/schema.ts";
import { checkBecoming } from "./become.ts";
import { checkMissing } from "./blanks.ts";
import { type ColumnPlace, columnPlaces, writtenPlaces } from "./column-places.ts";
import { checkOtherwise } from "./otherwise.ts";
import { checkPairs } from "./pairs.ts";
import { checkReading, type Reading } from "./referral-shapes.ts";
import { checkScope } from "./scope.ts";
import { checkShare } from "./share.ts";
import { checkReasons, checkToldStates, checkValues } from "./values.ts";
import { whyNotWritten } from "./writable.ts";

/**
 * Columns of the opportunity that Dataverse fills itself (opportunity EntityType reference): a value that is
 * sent for one of them is dropped without a word, so the field would never come into step.
 */
const FILLED_BY_THE_CRM: ReadonlySet<string> = new Set([
  "opportunityid",
  "createdon",
  "createdby",
  "modifiedon",
  "modifiedby",
  "versionnumber",
  "exchangerate",
  "estimatedvalue_base",
  "actualvalue_base",
  "budgetamount_base",
  "totalamount_base",
]);

/** Only the close actions may set them (error 0x80100005), and those go with `as: status`. */
const CLOSED_BY_ACTION: ReadonlySet<string> = new Set(["statecode", "statuscode"]);

type Fields = MappingDocument["fields"];

/** Rules between keys that a schema cannot say. */
export function crossCheck(document: MappingDocument): Finding[] {
  return [
    ...checkColumns(columnPlaces(document, "opportunity")),
    ...checkColumns(columnPlaces(document, "lead")),
    ...checkPaths(document.fields),
    ...checkAccounts(document),
    ...checkOwner(document),
    ...checkShare(document),
    ...checkBecoming(document),
    ...checkScope(document),
    ...checkReasons(document.fields),
    ...checkToldStates(document),
    ...Object.entries(document.leads?.fields ?? {}).flatMap(([name, field]) =>
      checkTaking(["leads", "fields", name], field),
    ),
    ...Object.entries(document.fields).flatMap(([name, field]) => checkField(name, field)),
  ];
}

/** What of it can be said of fields alone, when something else in the mapping is wrong. */
export function crossCheckFields(fields: Fields): Finding[] {
  return [
    ...checkColumns(writtenPlaces(fields)),
    ...checkPaths(fields),
    ...Object.entries(fields).flatMap(([name, field]) => checkField(name, field)),
  ];
}

/** Two fields that write one column would overwrite each other on every run. */
function checkColumns(places: readonly ColumnPlace[]): Finding[] {
  const owners = new Map<string, string>();
  return places.flatMap(({ column, path, owner }) => {
    const other = owners.get(column);
    owners.set(column, owner);
    if (other === undefined) return [];
    const message = `${owner}: column ${column} is already used by ${other}; they would overwrite each other on every run`;
    return [{ path, message }];
  });
}

/** The same on the other side: many columns may read one property, but only one may write it. */
function checkPaths(fields: Fields): Finding[] {
  const owners = new Map<string, string>();
  const findings: Finding[] = [];
  for (const [name, field] of Object.entries(fields)) {
    // A decision answers a new referral, a status closes an accepted one: they never write the same.
    if (field.direction === "referral to opportunity" || field.as === "decision") continue;
    for (const path of [field.referral].flat()) {
      const owner = owners.get(path);
      if (owner) {
        const message = `${path} is already written by fields > ${owner}; let one of them use direction: referral to opportunity`;
        findings.push(findingAt(["fields", name, "referral"], message));
      }
      owners.set(path, name);
    }
  }
  return findings;
}

function checkAccounts(document: MappingDocument): Finding[] {
  const { accounts, fields } = document;
  if (!accounts) return [];
  const findings: Finding[] = [];
  if (accounts.match.includes("duns") && accounts.columns.duns === undefined) {
    const message = "duns needs accounts > columns > duns, the column that holds the number";
    findings.push(findingAt(["accounts", "match"], message));
  }
  if (ACCOUNT_FIELD in fields) {
    const message = "choose another name, the account of a deal is called so";
    findings.push(findingAt(["fields", ACCOUNT_FIELD], message));
  }
  const owner = columnPlaces(document, "opportunity").find(({ column }) => column === accounts.opportunity);
  if (owner) {
    const message = `${accounts.opportunity} is already used by ${owner.owner}`;
    findings.push(findingAt(["accounts", "opportunity"], message));
  }
  return findings;
}

function checkOwner({ owner, fields, leads }: MappingDocument): Finding[] {
  const sections = [
    { path: ["fields"], named: fields },
    { path: ["leads", "fields"], named: leads?.fields ?? {} },
  ];
  return sections
    .filter(({ named }) => owner && OWNER_FIELD in named)
    .map(({ path }) =>
      findingAt([...path, OWNER_FIELD], "choose another name, whom a new row belongs to is called so"),
    );
}

function checkField(name: string, field: FieldDocument): Finding[] {
  const path = ["fields", name];
  return [
    ...(field.direction === "referral to opportunity" ? checkTaking(path, field) : checkPairs(path, field)),
    ...checkDirection(name, field),
    ...checkTarget(name, field),
    ...checkValues(name, field),
    ...checkMissing(name, field),
    ...checkOtherwise(name, field),
  ];
}

/** A field that only takes from the referral. Of places in the wrong order, that is enough. */
function checkTaking(path: readonly string[], field: Reading): Finding[] {
  const swapped = checkPairs(path, field);
  return swapped.length > 0 ? swapped : checkReading(path, field);
}

function checkDirection(name: string, field: FieldDocument): Finding[] {
  if (field.direction === "referral to opportunity") return [];
  if (field.as === "referral link") {
    const message =
      "a referral link is made from the referral and has no way back; use direction: referral to opportunity";
    return [findingAt(["fields", name, "direction"], message)];
  }
  return [field.referral].flat().flatMap((path) => {
    const wrong = whyNotWritten(path, field.as);
    return wrong ? [findingAt(["fields", name, wrong.key], wrong.message)] : [];
  });
}

/** The other way round: what may be written to the row. */
function checkTarget(name: string, field: FieldDocument): Finding[] {
  if (field.direction === "opportunity to referral") return [];
  const path = ["fields", name, "opportunity"];
  return [field.opportunity].flat().flatMap((column) => {
    if (FILLED_BY_THE_CRM.has(column)) {
      const message = `the CRM fills ${column} itself; use direction: opportunity to referral`;
      return [findingAt(path, message)];
    }
    if (field.as === "status" || !CLOSED_BY_ACTION.has(column)) return [];
    return [findingAt(path, `${column} can only be written by a field with as: status`)];
  });
}
