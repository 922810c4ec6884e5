import { countryCode, dunsKey } from "../../mapping/customer.ts";
import type { Field, Mapping, Share } from "../../mapping/mapping.ts";
import { currentParts, objectIn } from "../../mapping/project.ts";
import { fieldFor, HELP_PATH, USER_COLUMNS, VISIBLE_PATH } from "../../mapping/share.ts";
import { unencoded } from "../../mapping/transforms/html-text.ts";
import { WITHOUT_MAIL } from "../../mapping/transforms/team.ts";
import { canonicalText } from "../../mapping/transforms/text.ts";
import { isUnusable, type Lookups } from "../../mapping/transforms/transform.ts";
import { MICROSOFT } from "../../model/microsoft.ts";
import type { PatchOperation, ReferralBody } from "../../model/ports.ts";
import type { RemoteRecord, Snapshot, Value } from "../../model/record.ts";

/** The rows that an opportunity points to; `null` for one that is not there. */
export interface Parties {
  readonly account: RemoteRecord | null;
  readonly contact: RemoteRecord | null;
  readonly owner: RemoteRecord | null;
}

/** How much of a deal Microsoft gets to see. Each says more than the one before, and none goes back. */
export type Level = "private" | "partner-led" | "co-sell";

/** Asking for help shares the deal, whatever else was said. */
export function levelOf(mapping: Mapping, row: Snapshot): Level {
  if (valueFor(mapping, HELP_PATH, row)) return "co-sell";
  return valueFor(mapping, VISIBLE_PATH, row) === "yes" ? "partner-led" : "private";
}

/** What a row has in the field of this property; blank where the mapping has none for it. */
export function valueFor(mapping: Mapping, path: string, row: Snapshot): Value {
  const field = fieldFor(mapping, path);
  return field ? (row[field.name] ?? null) : null;
}

export interface DraftSource {
  readonly mapping: Mapping;
  readonly share: Share;
  readonly lookups: Lookups;
  readonly row: RemoteRecord;
  readonly snapshot: Snapshot;
  readonly parties: Parties;
}

/** The fields that a new referral takes from its opportunity. What Partner Center sets itself is not among them. */
export function isSent({ kind, direction }: Field): boolean {
  return direction !== "referral to opportunity" && !["status", "decision", "closing reason"].includes(kind);
}

/**
 * The referral of an opportunity, as "Create a referral" takes it: private and partner-led deals without a
 * target, a co-sell deal with its solutions as targets. Its status is not ours to choose: it is accepted at once.
 */
export function ownBody(source: DraftSource): ReferralBody {
  const { mapping, share, row, snapshot, parties, lookups } = source;
  const level = levelOf(mapping, snapshot);
  const isShared = level !== "private";
  const body: Record<string, unknown> = {
    externalReferenceId: row.id,
    qualification: "SalesQualified",
    type: isShared ? "Shared" : "Independent",
    customerProfile: customerProfile(share, parties),
    consent: CONSENT,
    details: { requirements: { additionalRequirements: { iot: {}, attributes: attributesOf(share) } } },
    team: parties.owner ? [memberOf(parties.owner, USER_COLUMNS)] : [],
    target: [],
  };
  const draft: RemoteRecord = { side: "referral", id: "", etag: "", modified: "", properties: body };
  for (const field of mapping.fields.filter(isSent)) {
    const value = snapshot[field.name] ?? null;
    // What a seller left blank, Partner Center is not told.
    if (value === null) continue;
    const written = field.transform.referral.write(value, currentParts(field, draft, "referral"), lookups);
    if (isUnusable(written)) continue;
    for (const operation of written) patch(operation, body);
  }
  patch({ op: "add", path: `/${VISIBLE_PATH.replaceAll(".", "/")}`, value: isShared }, body);
  body.externalReferenceId = row.id;
  const location = textIn(row, share.location ?? undefined);
  if (location !== null) body.mpnId = location;
  if (level === "co-sell") body.target = solutionsOf(body).map((id) => ({ type: "SolutionProfile", id }));
  return body;
}

/**
 * Microsoft's own referral of the same deal: the same engagement, Microsoft as its target, and what it is asked
 * for. The rest repeats what ours says.
 */
export function microsoftsBody(own: ReferralBody, engagementId: string, asked: Asked): ReferralBody {
  const { name, customerProfile: customer, details, team } = own;
  const { requirements, notes, dealValue, currency, closingDateTime } = objectIn(details);
  const { solutions, additionalRequirements } = objectIn(requirements);
  const { name: customerName, address, size, team: contacts, ids } = objectIn(customer);
  const body = {
    name,
    engagementId,
    qualification: "SalesQualified",
    type: "Shared",
    customerProfile: { name: customerName, address: addressOf(address), size, team: contacts, ids },
    consent: { ...CONSENT, consentToShareReferralWithMicrosoftSellers: true },
    details: {
      notes,
      dealValue,
      currency,
      closingDateTime,
      requirements: {
        solutions,
        additionalRequirements: withAttributes(additionalRequirements, asked.attributes),
      },
    },
    team,
    target: [{ type: "BusinessProfileLocation", id: MICROSOFT }],
    inviteContext: { assistanceRequestCode: asked.help, ...(asked.notes ? { notes: asked.notes } : {}) },
  };
  // Partner Center shows texts HTML-encoded, and must not be sent them so.
  return unencoded(body) as ReferralBody;
}

/** What Microsoft is asked, and told with it. */
export interface Asked {
  readonly help: string;
  readonly notes: Value;
  /** What Partner Center asks for by type and id, for what our referral does not show of it. */
  readonly attributes: readonly Attribute[];
}

interface Attribute {
  readonly type: string;
  readonly id: string;
}

/** Real referrals were seen without any attributes, and the purchase intent is asked for with every deal (bulk-operations). */
function withAttributes(additional: unknown, wanted: readonly Attribute[]) {
  const { attributes, ...rest } = objectIn(additional);
  const known: readonly unknown[] = Array.isArray(attributes) ? attributes : [];
  const types = new Set(known.map((attribute) => objectIn(attribute).type));
  return { ...rest, attributes: [...known, ...wanted.filter(({ type }) => !types.has(type))] };
}

/** What people type in the portal as the state ends up in `region`; what is sent goes by `state`. */
function addressOf(address: unknown) {
  const { region, ...rest } = objectIn(address);
  return { ...rest, state: rest.state || region || null };
}

/** Sets one property, and makes the members on the way to it. Paths are JSON pointers without escapes. */
export function patch({ path, value }: PatchOperation, body: Record<string, unknown>): void {
  const names = path.split("/").slice(1);
  const last = names.pop() ?? "";
  let target = body;
  for (const name of names) {
    const next = { ...objectIn(target[name]) };
    target[name] = next;
    target = next;
  }
  target[last] = value;
}

/** Their ids. */
export function solutionsOf(body: ReferralBody): string[] {
  const { solutions } = objectIn(objectIn(objectIn(body).details).requirements);
  return Array.isArray(solutions) ? solutions.map((solution) => String(objectIn(solution).id)) : [];
}

function customerProfile({ accountColumns: columns, contactColumns }: Share, { account, contact }: Parties) {
  const given = (column: string | undefined) => textIn(account, column);
  const duns = dunsKey(given(columns.duns));
  return {
    name: given(columns.name),
    address: {
      addressLine1: given(columns.street),
      addressLine2: given(columns["second line"]),
      city: given(columns.city),
      state: given(columns.state),
      postalCode: given(columns["postal code"]),
      country: countryCode(given(columns.country)),
    },
    team: contact ? [memberOf(contact, contactColumns)] : [],
    ...(duns === "" ? {} : { ids: [{ profileType: "Duns", id: duns }] }),
  };
}

type PersonColumns = Readonly<Record<"first name" | "last name" | "email" | "telephone" | "title", string>>;

function memberOf(person: RemoteRecord, columns: PersonColumns) {
  return {
    firstName: textIn(person, columns["first name"]),
    lastName: textIn(person, columns["last name"]),
    phoneNumber: textIn(person, columns.telephone),
    email: textIn(person, columns.email),
    title: textIn(person, columns.title),
    contactPreference: WITHOUT_MAIL,
  };
}

/** As people typed it: what is too long for Partner Center is for Partner Center to say, its limits are not published. */
export function textIn(row: RemoteRecord | null, column: string | undefined): Value {
  return row && column ? canonicalText(row.properties[column], Number.POSITIVE_INFINITY) : null;
}

/** Whether Microsoft may see the deal is said for each. */
const CONSENT = {
  consentToToShareInfoWithOthers: true,
  consentToContact: true,
  consentToMicrosoftToContactSpecificPartners: true,
};

export function attributesOf({ requirements }: Share): Attribute[] {
  return Object.entries(requirements).map(([type, id]) => ({ type, id }));
}
