import { type Finding, findingAt } from "../schema/finding.ts";
import type { FieldDocument } from "../schema/schema.ts";
import type { Kind } from "./conditions.ts";
import * as conditions from "./conditions.ts";
import { PROPERTIES, plainPath } from "./referral-names.ts";

/** What stands in a property, how a field takes it, and a condition of the scope. */
interface Shape {
  readonly what: string;
  readonly advice: string;
  readonly kind?: Kind;
}

const TEXT: Shape = { what: "a text", advice: "use as: text or choice" };
const MARK: Shape = { what: "yes or no", advice: "use as: yes or no", kind: conditions.MARK };
const NUMBER: Shape = {
  what: "a number",
  advice: "use as: money, with its currency",
  kind: conditions.NUMBER,
};
const TIME: Shape = { what: "a time", advice: "use as: date", kind: conditions.TIME };
const LIST: Shape = { what: "a list", advice: "use as: list or solutions" };
const TEAM: Shape = {
  what: "a list of people",
  advice: "use as: team, or name what you want of one of them, such as team.0.email",
};
const GROUP: Shape = { what: "a group of properties", advice: "name one of them" };

const MARKS = /^consent\.|^favorite$|^isSpam$|\.isMatchingComplete$|\.customerRequestedContact$/;
const LISTS = /^registrations$|^tags$|^target$|\.ids$|\.attributes$|\.requirements\.[a-z]+$/i;
const GROUPS = /^links$|\.additionalRequirements$|\.iot$|\.invitedBy$|\.contactPreference$/;
/** Nobody has seen a value of it. */
const NOT_KNOWN = "details.incentiveLevel";

/** What Partner Center is known to have there (referral-resources, the connector's definition); `null` where nobody knows. */
function shapeOf(path: string): Shape | null {
  const plain = plainPath(path);
  const isTeam = /^(customerProfile\.)?team$/.test(plain);
  // What an element is, only the members of a team tell.
  if (/\.\d+$/.test(path)) return isTeam ? GROUP : null;
  if (isTeam) return TEAM;
  if (GROUPS.test(plain) || PROPERTIES.some((known) => known.startsWith(`${plain}.`))) return GROUP;
  if (!PROPERTIES.includes(plain) || plain === NOT_KNOWN) return null;
  if (plain.endsWith("DateTime")) return TIME;
  if (plain === "details.dealValue") return NUMBER;
  if (MARKS.test(plain)) return MARK;
  return LISTS.test(plain) ? LIST : TEXT;
}

/** Of a path that names something of a list's elements, and not of which: nothing is ever there. `null` for any other. */
export function whichElement(path: string): string | null {
  const keys = path.split(".");
  const after = keys.findIndex((key, index) => {
    const shape = shapeOf(keys.slice(0, index).join("."));
    return (shape === LIST || shape === TEAM) && !/^\d+$/.test(key);
  });
  if (after < 0) return null;
  const [list, rest] = [keys.slice(0, after).join("."), keys.slice(after).join(".")];
  return `${list} is a list, so say by its place which element is meant; the first is ${list}.0.${rest}`;
}

const ONE = [TEXT, MARK, NUMBER, TIME];

/** What the kinds that do not read everything that is one value take, at each of their places. */
const READS: Partial<Readonly<Record<FieldDocument["as"], readonly (readonly Shape[])[]>>> = {
  money: [[NUMBER], [TEXT]],
  date: [[TIME]],
  solutions: [[LIST]],
  list: [[LIST]],
  "yes or no": [[MARK]],
  latch: [[MARK]],
  team: [[TEAM]],
};

/** A field of opportunities or of leads, as far as it takes from referrals. */
export interface Reading {
  readonly as: FieldDocument["as"];
  readonly referral: string | readonly string[];
  readonly otherwise?: { readonly referral?: string | undefined } | undefined;
}

/**
 * A property that the kind of the field cannot read is unusable in every deal, which would need attention for ever.
 *
 * @param path Where the field stands.
 */
export function checkReading(path: readonly string[], { as, referral, otherwise }: Reading): Finding[] {
  const places = [referral].flat().map((place, index) => ({ place, index, key: ["referral"] }));
  const fallback = otherwise?.referral;
  if (fallback !== undefined) places.push({ place: fallback, index: 0, key: ["otherwise", "referral"] });
  return places.flatMap(({ place, index, key }) => {
    const which = whichElement(place);
    if (which !== null) return [findingAt([...path, ...key], which)];
    const shape = shapeOf(place);
    const reads = READS[as]?.[index] ?? ONE;
    if (shape === null || reads.includes(shape)) return [];
    const message = `${place} is ${shape.what} in Partner Center, which as: ${as} cannot read; ${shape.advice}`;
    return [findingAt([...path, ...key], message)];
  });
}

/** What a condition of the scope may ask of a property; `null` where nobody knows. */
export function kindOf(path: string): Kind | null {
  const shape = shapeOf(path);
  return shape && (shape.kind ?? conditions.NO_TIME);
}
