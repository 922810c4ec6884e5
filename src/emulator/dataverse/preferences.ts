import { notEmulated, syntaxFault } from "./errors.ts";

/** What a caller prefers, from the `Prefer` header. */
export interface Preferences {
  readonly representation: boolean;
  readonly trackChanges: boolean;
  readonly continueOnError: boolean;
  readonly maxPageSize: number | null;
  /** The preferences as they were written, in their order, for `Preference-Applied`. */
  readonly stated: ReadonlyMap<PreferenceName, string>;
}

export type PreferenceName =
  | "return"
  | "odata.track-changes"
  | "odata.continue-on-error"
  | "odata.maxpagesize";

const STATED = /\s*([\w.-]+)(?:\s*=\s*("[^"]*"|[^,]*))?\s*(?:,|$)/g;

export function readPreferences(header: string | undefined): Preferences {
  const stated = new Map<PreferenceName, string>();
  const values = new Map<string, string>();
  for (const match of (header ?? "").matchAll(STATED)) {
    const name = (match[1] ?? "").toLowerCase();
    stated.set(name as PreferenceName, match[0].trim().replace(/,$/, ""));
    values.set(name, (match[2] ?? "").replaceAll('"', "").trim());
  }
  if (values.has("odata.include-annotations")) throw notEmulated("annotations");
  return {
    representation: values.get("return") === "representation",
    trackChanges: values.has("odata.track-changes"),
    continueOnError: values.has("odata.continue-on-error"),
    maxPageSize: pageSize(values.get("odata.maxpagesize")),
    stated,
  };
}

/** The `Preference-Applied` header for those of the names that the caller stated. */
export function applied(preferences: Preferences, names: readonly PreferenceName[]): Record<string, string> {
  const given = [...preferences.stated].filter(([name]) => names.includes(name)).map(([, text]) => text);
  return given.length === 0 ? {} : { "Preference-Applied": given.join(",") };
}

function pageSize(value: string | undefined): number | null {
  if (value === undefined) return null;
  if (!/^[1-9]\d{0,8}$/.test(value)) throw syntaxFault(`'${value}' is not a valid odata.maxpagesize.`);
  return Number(value);
}
