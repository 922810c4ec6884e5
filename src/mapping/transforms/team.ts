import { by } from "../../model/order.ts";
import type { Value } from "../../model/record.ts";
import { unionOfKeys } from "./set.ts";
import { canonicalKey, canonicalText, isNoText, NO_TEXT } from "./text.ts";
import { type OnePlace, setProperty, type Transform, type Unusable } from "./transform.ts";

/** Of the portal: a deal has one to fifty members, each with a first and a last name (bulk-operations). */
const MOST_MEMBERS = 50;

/**
 * `contactPreference` of people whom a sync names in Partner Center: they are not to be mailed about each thing that it
 * writes there ("Referral resources").
 */
export const WITHOUT_MAIL = { disableNotifications: true };

interface Member {
  readonly name: string;
  readonly email: string;
}

/**
 * A keyed set of people, `"Mira Sato <mira.sato@adatum.example>; Paul Renner <…>"`, sorted by e-mail address,
 * which is the key. In the CRM it is a text column, one member a line or between semicolons.
 */
export function team({ referral, opportunity }: OnePlace): Transform {
  return {
    referral: {
      reads: [referral],
      read: ([raw]) => (raw === undefined ? undefined : readMembers(raw)),
      // PATCH cannot remove an element, so the whole array is replaced; what Partner Center knows of a
      // member who stays (telephone, title, whether to send mail) stays.
      write: (value, [current]) => {
        const members = merged(parse(value), elementsOf(current) ?? []);
        return "unusable" in members ? members : [setProperty(referral, members.list, current)];
      },
    },
    opportunity: {
      reads: [opportunity],
      read: ([raw]) => {
        if (raw === undefined || raw === null) return raw;
        return isNoText(raw) ? NO_TEXT : readText(String(raw));
      },
      write: (value) => ({ [opportunity]: value }),
    },
    union,
  };
}

function readMembers(raw: unknown): Value | Unusable {
  const elements = elementsOf(raw);
  if (!elements) return { unusable: "the team is not a list" };
  const members = elements.map(memberIn);
  if (members.some(({ email }) => !EMAIL.test(email)))
    return { unusable: "a member of the team has no e-mail address" };
  if (members.some(({ name }) => /[<>;]/.test(name)))
    return {
      unusable: "the name of a member of the team has a semicolon, < or > in it, which have a meaning here",
    };
  return format(members);
}

/** Some old records have a lone object where a list belongs. */
function elementsOf(raw: unknown): Readonly<Record<string, unknown>>[] | null {
  if (raw === null || raw === undefined) return [];
  const elements: unknown[] = Array.isArray(raw) ? raw : [raw];
  return elements.every(isObject) ? elements : null;
}

function memberIn({ firstName, lastName, email }: Readonly<Record<string, unknown>>): Member {
  const parts = [firstName, lastName].map((part) => canonicalText(part, LONGEST));
  return {
    name: oneLine(parts.join(" ")),
    email: addressOf(email),
  };
}

/** As addresses are compared. */
export function addressOf(raw: unknown): string {
  return canonicalKey(raw).toLowerCase();
}

/** The addresses of a referral's team, in its order; of members who have one. */
export function addressesIn(raw: unknown): string[] {
  const addresses = (elementsOf(raw) ?? []).map(({ email }) => addressOf(email));
  return addresses.filter((address) => EMAIL.test(address));
}

const EMAIL = /^[^\s<>;@]+@[^\s<>;]+$/;
const LONGEST = 200;

function readText(text: string): Value | Unusable {
  const lines = (canonicalText(text, Number.POSITIVE_INFINITY) ?? "")
    .split(/[;\n]/)
    .map(oneLine)
    .filter((line) => line !== "");
  const members = lines.map((line) => /^([^<>]*)<([^<>]+)>$/.exec(line));
  const found = members.flatMap((match) =>
    match ? [{ name: oneLine(match[1] ?? ""), email: addressOf(match[2]) }] : [],
  );
  if (found.length < lines.length || found.some(({ email }) => !EMAIL.test(email)))
    return { unusable: "a line of the team is not written as First Last <e-mail>" };
  return format(found);
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** The first of two members with one address counts. */
function format(members: readonly Member[]): Value {
  if (members.length === 0) return null;
  const byEmail = new Map(members.toReversed().map((member) => [member.email, member]));
  const sorted = [...byEmail.values()].sort(by(({ email }) => email));
  return sorted.map(({ name, email }) => `${name} <${email}>`.trim()).join("; ");
}

function parse(value: Value): Member[] {
  return (value ?? "")
    .split("; ")
    .filter(Boolean)
    .map((entry) => {
      const [name = "", email = ""] = entry.slice(0, -1).split("<");
      return { name: name.trim(), email };
    });
}

function merged(
  wanted: readonly Member[],
  current: readonly Readonly<Record<string, unknown>>[],
): { readonly list: unknown[] } | Unusable {
  if (wanted.length === 0) return { unusable: "Partner Center wants at least one member in the team" };
  const known = new Map(current.toReversed().map((element) => [memberIn(element).email, element]));
  const changed = wanted.filter(({ name, email }) => {
    const element = known.get(email);
    return !element || memberIn(element).name !== name;
  });
  if (changed.some(({ name }) => !name.includes(" ")))
    return { unusable: "a new member of the team needs a first and a last name" };
  // As mail programs write them, `Sato, Mira <…>`: her first name would be Sato.
  if (changed.some(({ name }) => name.includes(",")))
    return { unusable: "the name of a new member of the team has a comma in it: write First Last <e-mail>" };
  const list = listWith(wanted, current);
  if (list.length > MOST_MEMBERS)
    return { unusable: `Partner Center takes at most ${MOST_MEMBERS} members in a team` };
  return { list };
}

/** Whoever stays keeps their place, also those who share an address with another: the first of them goes by the name. */
function listWith(wanted: readonly Member[], current: readonly Readonly<Record<string, unknown>>[]) {
  const stays = new Set(wanted.map(({ email }) => email));
  const missing = new Map(wanted.map((member) => [member.email, member]));
  const kept = current.flatMap((element) => {
    const { email } = memberIn(element);
    const member = missing.get(email);
    missing.delete(email);
    return member ? [elementOf(member, element)] : stays.has(email) ? [element] : [];
  });
  return [...kept, ...[...missing.values()].map((member) => elementOf(member, undefined))];
}

function elementOf({ name, email }: Member, known: Readonly<Record<string, unknown>> | undefined) {
  if (known && memberIn(known).name === name) return known;
  const split = name.lastIndexOf(" ");
  const preference = known ? {} : { contactPreference: WITHOUT_MAIL };
  return { email, ...preference, ...known, firstName: name.slice(0, split), lastName: name.slice(split + 1) };
}

/** By address. When both sides renamed one member, and differently, a person has to decide. */
function union(base: Value, ours: Value, theirs: Value): Value | undefined {
  const byEmail = (value: Value) => new Map(parse(value).map((member) => [member.email, member]));
  const [before, here, there] = [byEmail(base), byEmail(ours), byEmail(theirs)];
  const members: Member[] = [];
  for (const email of unionOfKeys(before.keys(), here.keys(), there.keys())) {
    const [old, a, b] = [before.get(email), here.get(email), there.get(email)];
    if (a && b && a.name !== b.name && a.name !== old?.name && b.name !== old?.name) return undefined;
    const kept = a && a.name !== old?.name ? a : b;
    if (kept) members.push(kept);
  }
  return format(members);
}

function isObject(element: unknown): element is Readonly<Record<string, unknown>> {
  return typeof element === "object" && element !== null && !Array.isArray(element);
}
