import { didYouMean } from "../../suggest.ts";
import { type Finding, findingAtKey } from "../schema/finding.ts";
import type { YamlDocument } from "./yaml.ts";

/** Takes a key of the mapping out, where it stands in the section of an environment. */
const OUT = "none";

type Keys = Readonly<Record<string, unknown>>;

/** The environments that a mapping has sections for, in the order of the file. */
export function environmentsIn({ value }: YamlDocument): string[] {
  return isKeys(value) && isKeys(value.environments) ? Object.keys(value.environments) : [];
}

/**
 * The mapping as it is in one environment: its section is laid over the rest of the file, key by key. A list or a
 * text takes the place of the one below, `none` takes a key out, and a field with another `as` begins anew.
 *
 * Positions are those of the section where it names the field or the key, because the rest is without mistakes on
 * its own, and those below where only they have it.
 */
export function laidOver(document: YamlDocument, environment: string): YamlDocument {
  const { environments, ...base } = document.value as Keys;
  // Of the language there is one version for the whole file; that a section has none is checked where it stands.
  const { version: _, ...section } = keysIn(keysIn(environments)[environment]);
  const path = ["environments", environment];
  return {
    value: merged(base, section),
    locate: (wanted) => {
      const depth = depthIn(section, wanted);
      const isBelow = depth < Math.min(2, wanted.length) && depthIn(base, wanted) === wanted.length;
      return document.locate(isBelow ? wanted : [...path, ...wanted]);
    },
  };
}

/** What a section says of things that are not there, so that nothing comes of it. */
export function checkSection(document: YamlDocument, environment: string): Finding[] {
  const { environments, ...base } = document.value as Keys;
  return checkKeys(keysIn(keysIn(environments)[environment]), base, []);
}

function checkKeys(section: Keys, base: Keys, path: readonly string[]): Finding[] {
  return Object.entries(section).flatMap(([key, value]) => {
    const here = [...path, key];
    if (isKeys(value) && isKeys(base[key])) return checkKeys(value, base[key], here);
    const isNew = !Object.hasOwn(base, key);
    const isField = path.at(-1) === "fields" && isKeys(value) && !("as" in value);
    if (!isNew || !(value === OUT || isField)) return [];
    const what = isField ? "there is no such field to change" : "there is nothing to take out";
    const meant = didYouMean(key, Object.keys(base));
    return [findingAtKey(here, what + meant)];
  });
}

/** @param at The key under which the section stands; nothing for the whole of it. */
function merged(base: Keys, section: Keys, at?: string): Keys {
  const result = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(section)) {
    const below = result.get(key);
    const isOther =
      at === "fields" && isKeys(below) && isKeys(value) && "as" in value && value.as !== below.as;
    if (value === OUT) result.delete(key);
    else if (isKeys(below) && isKeys(value) && !isOther) result.set(key, merged(below, value, key));
    else result.set(key, value);
  }
  return Object.fromEntries(result);
}

/** How many keys of the path are there. */
function depthIn(keys: Keys, path: readonly PropertyKey[]): number {
  let value: unknown = keys;
  for (const [depth, key] of path.entries()) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return depth;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return path.length;
}

function keysIn(value: unknown): Keys {
  return isKeys(value) ? value : {};
}

function isKeys(value: unknown): value is Keys {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
