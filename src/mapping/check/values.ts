import { didYouMean } from "../../suggest.ts";
import { type Finding, findingAt } from "../schema/finding.ts";
import type { FieldDocument, MappingDocument } from "../schema/schema.ts";

/** Rules between the values of a field. */
export function checkValues(name: string, field: FieldDocument): Finding[] {
  return [
    ...checkInverse(name, field),
    ...checkAlsoRead(name, field),
    ...checkBlankOptions(name, field),
    ...checkStates(name, field),
    ...checkAnswers(name, field),
  ];
}

/** A two-way table needs an inverse: two codes for one option could not be written back. */
function checkInverse(name: string, field: FieldDocument): Finding[] {
  if (field.as !== "choice" || field.direction === "referral to opportunity") return [];
  const seen = new Map<string, string>();
  const findings: Finding[] = [];
  for (const [code, option] of Object.entries(field.values)) {
    const other = seen.get(String(option));
    if (other) {
      const message = `${code} and ${other} both mean ${option}, so it cannot be written back to the referral`;
      findings.push(findingAt(["fields", name, "values", code], message));
    }
    seen.set(String(option), code);
  }
  return findings;
}

function checkAlsoRead(name: string, field: FieldDocument): Finding[] {
  if (field.as !== "choice") return [];
  const known = Object.keys(field.values);
  return Object.entries(field["also read"]).flatMap(([code, meant]) => {
    const path = ["fields", name, "also read", code];
    const place = `fields > ${name} > also read > ${code}`;
    if (known.includes(code)) return [{ path, message: `${place}: ${code} is in values already` }];
    if (known.includes(meant)) return [];
    return [{ path, message: `${place}: ${meant} is not one of values${didYouMean(meant, known)}` }];
  });
}

/** What is written for a code must not be read as blank. */
function checkBlankOptions(name: string, field: FieldDocument): Finding[] {
  if (field.as !== "choice") return [];
  const written = Object.values(field.values);
  return field["blank options"].flatMap((option, index) => {
    const message = `fields > ${name} > blank options: ${option} is in values already`;
    return written.includes(option) ? [{ path: ["fields", name, "blank options", index], message }] : [];
  });
}

/** What stands for two states would be read as the first of them, whatever was written. */
function checkStates(name: string, field: FieldDocument): Finding[] {
  if (field.as !== "status") return [];
  const findings: Finding[] = [];
  for (const [side, what] of [
    ["referral", ""],
    ["opportunity", "status reason "],
  ] as const) {
    const owners = new Map<string | number, string>();
    for (const [state, values] of Object.entries(field.values)) {
      for (const status of new Set<string | number>(values[side])) {
        const owner = owners.get(status);
        const message = `${what}${status} stands for ${owner} and for ${state}; it can only be one of them`;
        if (owner) findings.push(findingAt(["fields", name, "values", state, side], message));
        owners.set(status, state);
      }
    }
  }
  return findings;
}

/** A seller who declines would accept. */
function checkAnswers(name: string, field: FieldDocument): Finding[] {
  if (field.as !== "decision" || field.values.accept !== field.values.decline) return [];
  const message = `option ${field.values.accept} would accept and decline; each needs an option of its own`;
  return [findingAt(["fields", name, "values", "decline"], message)];
}

/** A reason that an open or a won deal has says nothing of why one was lost. */
export function checkReasons(fields: MappingDocument["fields"]): Finding[] {
  const states = Object.values(fields).flatMap((field) => (field.as === "status" ? [field.values] : []));
  return Object.entries(fields).flatMap(([name, field]) => {
    if (field.as !== "closing reason") return [];
    return Object.keys(field["by status code"]).flatMap((code) => {
      const state = (["open", "won"] as const).find((one) =>
        states.some((values) => values[one].opportunity.includes(Number(code))),
      );
      const message = `status reason ${code} is one of ${state} deals, and says why a deal was lost`;
      return state ? [findingAt(["fields", name, "by status code", code], message)] : [];
    });
  });
}

/** What the seller reads of a deal that is not in step must not say that it is. */
export function checkToldStates({ columns }: Pick<MappingDocument, "columns">): Finding[] {
  const { synced, ...others } = columns["sync status"]?.values ?? {};
  return Object.entries(others)
    .filter(([, option]) => option === synced)
    .map(([state, option]) => {
      const message = `option ${option} says of a deal that it is synced; ${state} needs another one`;
      return findingAt(["columns", "sync status", "values", state], message);
    });
}
