import { notEmulated, syntaxFault } from "./errors.ts";

/** The query part of a URL, taken apart but not yet checked against a table. */
export interface QueryOptions {
  readonly select: readonly string[] | null;
  readonly expand: readonly Expand[];
  readonly filter: string | null;
  readonly orderby: string | null;
  readonly top: number | null;
  readonly count: boolean;
  readonly skiptoken: string | null;
  readonly deltatoken: string | null;
  /** Parameter aliases with their `@`. */
  readonly aliases: ReadonlyMap<string, string>;
}

export interface Expand {
  readonly navigation: string;
  readonly select: readonly string[] | null;
}

const SUPPORTED: ReadonlySet<string> = new Set([
  "$select",
  "$expand",
  "$filter",
  "$orderby",
  "$top",
  "$count",
  "$skiptoken",
  "$deltatoken",
]);

/** @throws DataverseFault 0x80060888 for an option that Dataverse does not have, or one given twice. */
export function readQueryOptions(url: URL): QueryOptions {
  const options = new Map<string, string>();
  for (const [name, value] of url.searchParams) {
    if (!name.startsWith("@") && !SUPPORTED.has(name)) {
      throw syntaxFault(`The query parameter ${name} is not supported`);
    }
    if (options.has(name)) throw syntaxFault(`Query option '${name}' was specified more than once.`);
    options.set(name, value);
  }
  const get = (name: string) => options.get(name) ?? null;
  return {
    select: names(get("$select")),
    expand: expands(get("$expand")),
    filter: get("$filter"),
    orderby: get("$orderby"),
    top: whole(get("$top")),
    count: flag(get("$count")),
    skiptoken: get("$skiptoken"),
    deltatoken: get("$deltatoken"),
    aliases: new Map([...options].filter(([name]) => name.startsWith("@"))),
  };
}

/** The URL's own query text without some of its options, to build the links of the next page. */
export function queryWithout(url: URL, dropped: readonly string[]): string {
  const kept = url.search
    .slice(1)
    .split("&")
    .filter(
      (pair) => pair !== "" && ![...new URLSearchParams(pair).keys()].some((name) => dropped.includes(name)),
    );
  return kept.join("&");
}

function names(value: string | null): string[] | null {
  return value === null ? null : value.split(",").map((name) => name.trim());
}

function expands(value: string | null): Expand[] {
  return value === null ? [] : splitOutside(value).map(expand);
}

function expand(source: string): Expand {
  const match = /^\s*(\w+)(?:\(\$select=([^;()]*)\))?\s*$/.exec(source);
  if (match === null) throw notEmulated(`$expand=${source}`);
  const [, navigation = "", select = null] = match;
  return { navigation, select: names(select) };
}

/** Splits at commas that are not inside parentheses. */
function splitOutside(source: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < source.length; index += 1) {
    const character = source[index];
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (character !== "," || depth > 0) continue;
    parts.push(source.slice(start, index));
    start = index + 1;
  }
  return [...parts, source.slice(start)];
}

function whole(value: string | null): number | null {
  if (value === null) return null;
  if (!/^\d{1,9}$/.test(value)) throw syntaxFault(`Invalid value '${value}' for $top query option found.`);
  return Number(value);
}

function flag(value: string | null): boolean {
  if (value !== null && value !== "true" && value !== "false") {
    throw syntaxFault(`Invalid value '${value}' for $count query option found.`);
  }
  return value === "true";
}
