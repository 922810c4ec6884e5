import type { FieldDocument, MappingDocument } from "./schema.ts";

/**
 * Properties that Partner Center lets a partner change during the life of a referral (patch-a-referral and
 * manage-co-sell-opportunities: customer, contact, consent and help are locked after create or first share).
 */
const WRITABLE_PATHS: ReadonlySet<string> = new Set([
  "name",
  "externalReferenceId",
  "campaignId",
  "salesStage",
  "status",
  "substatus",
  "statusReason",
  "team",
  "details.dealValue",
  "details.currency",
  "details.closingDateTime",
  "details.notes",
  "details.requirements.solutions",
]);

/** Something wrong at a path of the document, before its line is known. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Rules between keys that a schema cannot say. */
export function crossCheck(document: MappingDocument): Finding[] {
  return [
    ...checkColumns(document),
    ...Object.entries(document.fields).flatMap(([name, field]) => checkField(name, field)),
  ];
}

/** Two fields that write one column would overwrite each other on every run. */
function checkColumns(document: MappingDocument): Finding[] {
  const owners = new Map<string, string>(
    Object.entries(document.columns).map(([name, column]) => [column, `columns > ${name}`]),
  );
  const findings: Finding[] = [];
  for (const [name, field] of Object.entries(document.fields)) {
    for (const column of [field.opportunity].flat()) {
      const owner = owners.get(column);
      if (owner)
        findings.push({
          path: ["fields", name, "opportunity"],
          message: `column ${column} is already used by ${owner}`,
        });
      owners.set(column, `fields > ${name}`);
    }
  }
  return findings;
}

function checkField(name: string, field: FieldDocument): Finding[] {
  return [...checkDirection(name, field), ...checkValues(name, field)];
}

function checkDirection(name: string, field: FieldDocument): Finding[] {
  if (field.direction === "referral to opportunity") return [];
  const locked = [field.referral].flat().filter((path) => !WRITABLE_PATHS.has(path));
  return locked.map((path) => ({
    path: ["fields", name, "direction"],
    message: `fields > ${name}: Partner Center does not let a partner change ${path}; use direction: referral to opportunity`,
  }));
}

/** A two-way table needs an inverse: two codes for one option could not be written back. */
function checkValues(name: string, field: FieldDocument): Finding[] {
  if (field.as !== "choice" || field.direction === "referral to opportunity") return [];
  const seen = new Map<string, string>();
  const findings: Finding[] = [];
  for (const [code, option] of Object.entries(field.values)) {
    const other = seen.get(String(option));
    if (other) {
      const message = `fields > ${name}: ${code} and ${other} both mean ${option}, so it cannot be written back to the referral`;
      findings.push({ path: ["fields", name, "values", code], message });
    }
    seen.set(String(option), code);
  }
  return findings;
}
