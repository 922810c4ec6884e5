import { currentParts, objectIn, project } from "../../mapping/project.ts";
import { fieldFor } from "../../mapping/share.ts";
import { isUnusable } from "../../mapping/transforms/transform.ts";
import type { ReferralBody } from "../../model/ports.ts";
import { type DraftSource, isSent, levelOf, solutionsOf, textIn } from "./referral-body.ts";

/** Somewhere on Earth it is still the day before, and there a deal may close today. */
const DAY_AT_LEAST_MS = 12 * 3_600_000;

/**
 * What an opportunity lacks to be a referral, all at once and in a seller's words; empty when nothing. What the
 * portal and the bulk upload ask for (manage-co-sell-opportunities, bulk-operations): of the API only the
 * refusals are known.
 *
 * @param body The referral that is to be posted.
 * @param now ISO 8601.
 */
export function whatIsMissing(source: DraftSource, body: ReferralBody, now: string): string[] {
  const unreadable = unreadableFields(source);
  // A field that cannot be read has said so.
  const own = (path: string, problem: string | null) => {
    const name = fieldFor(source.mapping, path)?.name ?? path;
    return problem === null || unreadable.has(name) ? [] : [`${name}: ${problem}`];
  };
  const { dealValue, closingDateTime } = objectIn(body.details);
  return [
    ...own("name", body.name ? null : "missing"),
    ...accountProblems(source, body),
    ...own("details.dealValue", Number(dealValue) > 0 ? null : "must be more than 0, with its currency"),
    ...own("details.closingDateTime", dateProblem(closingDateTime, now)),
    ...own("details.requirements.solutions", solutionsOf(body).length > 0 ? null : "at least one is needed"),
    ...peopleProblems(source, body),
    ...locationProblems(body),
    ...consentProblems(source),
    ...[...unreadable].map(([name, problem]) => `${name}: ${problem}`),
  ];
}

/** Fields that say nothing usable, or more than the referral has room for. */
function unreadableFields({ mapping, row, snapshot, lookups }: DraftSource): Map<string, string> {
  const { unusable } = project(mapping, row, lookups);
  const problems = new Map<string, string>();
  for (const field of mapping.fields.filter(isSent)) {
    const value = snapshot[field.name] ?? null;
    const readable = unusable[field.name]?.unusable;
    const parts = currentParts(field, row, "opportunity");
    const attempts =
      value === null
        ? []
        : [
            field.transform.opportunity.write(value, parts, lookups),
            field.transform.referral.write(value, [], lookups),
          ];
    const refused = attempts.find(isUnusable)?.unusable;
    const problem = readable ?? refused;
    if (problem !== undefined) problems.set(field.name, problem);
  }
  return problems;
}

function accountProblems({ parties, share, row }: DraftSource, body: ReferralBody): string[] {
  const isNamed = (row.properties[share.ids.account] ?? null) !== null;
  if (!parties.account) return [isNamed ? NO_ACCOUNT : "account: missing"];
  const { name, address } = objectIn(body.customerProfile);
  const { addressLine1: street, city, country } = objectIn(address);
  const given = textIn(parties.account, share.accountColumns.country);
  const missing = Object.entries({ name, street, city, country: given }).filter(([, value]) => !value);
  return [
    ...(missing.length > 0 ? [`account: ${missing.map(([what]) => what).join(" and ")} missing`] : []),
    ...(given && !country
      ? ["account: its country is neither an ISO code such as DE nor a name of one"]
      : []),
  ];
}

/** The customer of an opportunity (`customerid`) may be a contact; and not every account can be read by every user. */
const NO_ACCOUNT =
  "account: the customer that stands there is not an account that the sync can read (is it a contact?): choose the customer's account";

function dateProblem(date: unknown, now: string): string | null {
  if (typeof date !== "string") return "missing";
  const earliest = new Date(Date.parse(now) - DAY_AT_LEAST_MS).toISOString().slice(0, 10);
  return date.slice(0, 10) < earliest ? "is in the past" : null;
}

const PERSON = {
  firstName: "first name",
  lastName: "last name",
  email: "e-mail address",
  phoneNumber: "telephone number",
} as const;

function peopleProblems({ mapping, snapshot, parties }: DraftSource, body: ReferralBody): string[] {
  const asksHelp = levelOf(mapping, snapshot) === "co-sell";
  const team = fieldsOf(body.team);
  const isNobody = team.length === 0 && !parties.owner;
  return [
    ...(isNobody ? ["owner: must be a person, not a team"] : personProblems("owner", team, OWNER)),
    ...(asksHelp ? contactProblems(objectIn(body.customerProfile).team) : []),
  ];
}

const OWNER = ["firstName", "lastName", "email"] as const;
const CONTACT = ["firstName", "lastName", "email", "phoneNumber"] as const;

/** Microsoft's sellers need somebody to call. */
export function contactProblems(team: unknown): string[] {
  const people = fieldsOf(team);
  return people.length === 0
    ? ["contact: missing, and needed to ask Microsoft for help"]
    : personProblems("contact", people.slice(0, 1), CONTACT);
}

function personProblems(who: string, people: readonly Person[], needs: readonly (keyof Person)[]): string[] {
  const missing = needs.filter((name) => people.some((person) => !person[name])).map((name) => PERSON[name]);
  return missing.length === 0 ? [] : [`${who}: ${missing.join(" and ")} missing`];
}

type Person = Readonly<Record<keyof typeof PERSON, unknown>>;

function fieldsOf(team: unknown): readonly Person[] {
  return Array.isArray(team) ? (team as readonly Person[]) : [];
}

/** A PartnerID of a location is a number of its own (referral resource, MpnId). */
function locationProblems({ mpnId }: ReferralBody): string[] {
  return mpnId === undefined || /^\d+$/.test(String(mpnId))
    ? []
    : ["partner location: must be a PartnerID, digits only"];
}

function consentProblems({ share, row }: DraftSource): string[] {
  if (share.consent === null || row.properties[share.consent] === true) return [];
  return ["consent: the customer has not agreed that its data is passed on"];
}
