import { z } from "zod";
import { didYouMean, nearestOf } from "../../suggest.ts";
import type { Finding } from "../schema/finding.ts";
import {
  FIELD_KINDS,
  LANGUAGE_VERSION,
  LEAD_FIELD_KINDS,
  type MappingDocument,
  mappingSchema,
} from "../schema/schema.ts";
import { short } from "../yaml/yaml.ts";

type Issue = z.core.$ZodIssue;

/** What kind of file it is. */
export interface Language {
  /** In one word or a few, such as `mapping`. */
  readonly what: string;
  readonly version: number;
  /** The keys that it has at this place. */
  keysAt(path: readonly PropertyKey[], document: unknown): readonly string[];
}

const MAPPING: Language = { what: "mapping", version: LANGUAGE_VERSION, keysAt };

/** What the schema found, in words of the file: where it is, what stands there, what should. */
export function mistakes(issues: readonly Issue[], document: unknown, language = MAPPING): Finding[] {
  const version = valueAt(document, ["version"]);
  // Written for another language: what else seems wrong may be right there.
  if (isNewer(version, language)) return [tooNew(version, language)];
  return issues.flatMap((issue) => {
    if (issue.path.length === 0 && issue.code === "invalid_type") return [notAMapping(document, language)];
    if (issue.code === "unrecognized_keys") {
      const known = language.keysAt(issue.path, document);
      return issue.keys.map((key) => unknownKey(key, issue, known));
    }
    if (isWrongKind(issue)) return wrongKind(issue, document);
    if (issue.code === "invalid_key") return issue.issues.map(({ message }) => named(issue.path, message));
    const found = valueAt(document, issue.path);
    return [named(issue.path, found === undefined ? "is missing" : wrongValue(issue, found))];
  });
}

/** The fields that are right on their own, of a mapping in which something is not. */
export function soundFields(document: unknown): MappingDocument["fields"] {
  const version = valueAt(document, ["version"]);
  const fields = valueAt(document, ["fields"]);
  if (isNewer(version) || typeof fields !== "object" || fields === null) return {};
  const { keyType, valueType } = mappingSchema.shape.fields;
  const sound = Object.entries(fields).flatMap(([name, field]) => {
    const parsed = valueType.safeParse(field, { jitless: true });
    return parsed.success && keyType.safeParse(name).success ? [[name, parsed.data] as const] : [];
  });
  return Object.fromEntries(sound);
}

function isNewer(version: unknown, { version: known } = MAPPING): version is number {
  return typeof version === "number" && version > known;
}

function tooNew(version: number, { version: known, what }: Language): Finding {
  const message = `version ${version} is newer than this cosell-sync reads (${known}); use a newer release of it, or the ${what} of before`;
  return { path: ["version"], message };
}

function named(path: readonly PropertyKey[], message: string): Finding {
  return { path, message: `${placeOf(path)} ${message}` };
}

/** `fields > status > values > won > referral > item 2`. */
function placeOf(path: readonly PropertyKey[]): string {
  return path.map((key) => (typeof key === "number" ? `item ${key + 1}` : short(String(key)))).join(" > ");
}

function notAMapping(document: unknown, { what }: Language): Finding {
  const isEmpty = document === undefined || document === null;
  const message = isEmpty
    ? `the ${what} is empty; its first key is version: 1`
    : `a ${what} is made of keys such as version: 1, this is ${shown(document)}`;
  return { path: [], message };
}

function unknownKey(key: string, { path }: Issue, known: readonly string[]): Finding {
  const place = path.length > 0 ? ` in ${placeOf(path)}` : "";
  const others = known.length > 0 ? `; there is: ${known.join(", ")}` : "";
  const message = `unknown key "${short(key)}"${place}${didYouMean(key, known) || others}`;
  return { path: [...path, key], message };
}

/** The keys that the language has at this place. */
function keysAt(path: readonly PropertyKey[], document: unknown): string[] {
  let schema: unknown = mappingSchema;
  for (const [depth, key] of path.entries()) {
    const above = withKeys(schema, valueAt(document, path.slice(0, depth)));
    schema = above instanceof z.ZodRecord ? above.valueType : above?.shape[String(key)];
  }
  const found = withKeys(schema, valueAt(document, path));
  return found instanceof z.ZodObject ? Object.keys(found.shape) : [];
}

/** What has keys in a schema: of several kinds of field the one that the value names by its `as`. */
function withKeys(schema: unknown, value: unknown): z.ZodObject | z.ZodRecord | undefined {
  if (schema instanceof z.ZodObject || schema instanceof z.ZodRecord) return schema;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return withKeys(schema.unwrap(), value);
  if (!(schema instanceof z.ZodUnion)) return undefined;
  const options = schema.options.filter((option) => option instanceof z.ZodObject);
  return options.find(({ shape: { as } }) => !as || as.safeParse(valueAt(value, ["as"])).success);
}

/** The `as` of a field decides which keys it has: of the others is said what is wrong for the kind that was probably meant. */
function isWrongKind(issue: Issue): boolean {
  return issue.code === "invalid_union" && issue.path.at(-1) === "as";
}

function wrongKind({ path }: Issue, document: unknown): Finding[] {
  const kind = valueAt(document, path);
  const kinds: readonly string[] = path[0] === "leads" ? LEAD_FIELD_KINDS : FIELD_KINDS;
  if (kind === undefined) return [missingKind(path, document, kinds)];
  const text = typeof kind === "string" ? kind : "";
  const message = `must be one of: ${kinds.join(", ")}; this is ${shown(kind)}${didYouMean(text, kinds)}`;
  const meant = nearestOf(text, kinds);
  return [named(path, message), ...(meant === null ? [] : asIf(meant, path.slice(0, -1), document))];
}

/** What would be wrong with a field of that kind. */
function asIf(kind: string, path: readonly PropertyKey[], document: unknown): Finding[] {
  const field = { ...(valueAt(document, path) as object), as: kind };
  const { fields, leads } = mappingSchema.shape;
  const { valueType } = path[0] === "leads" ? leads.unwrap().shape.fields : fields;
  const issues = valueType.safeParse(field, { jitless: true }).error?.issues ?? [];
  return mistakes(
    issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] })),
    path.reduceRight<unknown>((below, key) => ({ [key]: below }), field),
  );
}

/** Keys under which the name of a property or a column stands, such as `team`. */
const PLACES = ["referral", "opportunity", "lead"];

/** Until the kind is known, no other key is: what stands under a key that was misspelt is what was meant. */
function missingKind(path: readonly PropertyKey[], document: unknown, kinds: readonly string[]): Finding {
  const field = path.slice(0, -1);
  const entries = Object.entries(valueAt(document, field) ?? {});
  const [key] =
    entries.find(([name, value]) => !PLACES.includes(name) && kinds.some((kind) => kind === value)) ?? [];
  if (key === undefined) return named(path, `is missing; it is one of: ${kinds.join(", ")}`);
  return { path: [...field, key], message: `${placeOf(path)} is missing; is it meant by "${short(key)}"?` };
}

function wrongValue(issue: Issue, found: unknown): string {
  if (issue.code === "invalid_value" && issue.values.length > 1) {
    const known = issue.values.map(String);
    const meant = typeof found === "string" ? didYouMean(found, known) : "";
    return `must be one of: ${known.join(", ")}; this is ${shown(found)}${meant}`;
  }
  if (issue.code === "invalid_type" && issue.expected !== "tuple") {
    const isNothing = found === null && issue.expected === "string";
    const hint = isNothing ? "; put a text that begins with # in quotes" : "";
    return `must be ${EXPECTED[issue.expected] ?? issue.expected}; this is ${shown(found)}${hint}`;
  }
  // Every other rule has its own words in the schema; of keys it says more than that they are keys.
  if (issue.code === "custom" && EXPECTED.object === shown(found)) return issue.message;
  return `${issue.message}; this is ${shown(found)}`;
}

const EXPECTED: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  array: "a list such as [a, b]",
  object: "keys with values",
  record: "keys with values",
};

function shown(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (typeof value === "object") return "keys with values";
  // As YAML has it: JSON knows neither .nan nor .inf.
  return short(typeof value === "number" ? String(value) : JSON.stringify(value));
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
