import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { completeReferral } from "../../src/emulator/partner-center/referral.ts";
import { loadMapping } from "../../src/mapping/load.ts";
import type { Mapping } from "../../src/mapping/mapping.ts";
import { invitation } from "../../src/reconcile/write/share-writes.ts";
import { contextOf, MAPPING, partiesOf, plannedShare, rowOf } from "../reconcile/shares.ts";

/*
 * Whether the shipped mapping has a place for everything: docs/fields.md says where, and here it is held against the
 * mapping, against what is posted, and against what Partner Center returns.
 */

const DOCS = readFileSync("docs/fields.md", "utf8");
const CONNECTOR = loadMapping(readFileSync("mappings/microsoft-connector.yml", "utf8"), "connector.yml");

/** What Partner Center takes from a partner (referral resource, manage-co-sell-opportunities, connector definition). */
const TAKEN: Readonly<Record<string, string>> = {
  always:
    "name externalReferenceId status substatus statusReason salesStage campaignId favorite registrations team details.notes details.dealValue details.currency details.closingDateTime details.requirements.industries details.requirements.products details.requirements.services details.requirements.offers details.requirements.salesPlays details.requirements.solutions details.requirements.additionalRequirements.iot details.requirements.additionalRequirements.attributes consent.consentToShareReferralWithMicrosoftSellers",
  "at create":
    "engagementId type qualification mpnId target customerProfile.name customerProfile.size customerProfile.address.addressLine1 customerProfile.address.addressLine2 customerProfile.address.city customerProfile.address.state customerProfile.address.postalCode customerProfile.address.country customerProfile.team customerProfile.ids consent.consentToToShareInfoWithOthers consent.consentToContact consent.consentToMicrosoftToContactSpecificPartners inviteContext.notes inviteContext.assistanceRequestCode inviteContext.invitedMpnId",
  "not known":
    "tags createdVia lastModifiedVia lastRunId details.customerRequestedContact details.customerAction",
};

/** Every row of the connector's field mapping, as property and field. */
const CONNECTOR_ROWS = [
  "id: Referral Identifier",
  "id: Referral Link",
  "referralProgram: Referral Program",
  "trackingInfo.microsoftMsxId: Microsoft CRM Identifier",
  "externalReferenceId: Opportunity",
  "name: Topic",
  "details.dealValue: Est. revenue",
  "details.currency: Currency",
  "details.closingDateTime: Est. close date",
  "details.notes: Description",
  "status: Status",
  "substatus: Status reason",
  "consent.consentToShareReferralWithMicrosoftSellers: Referral Visibility",
  "inviteContext.assistanceRequestCode: How can Microsoft help?",
  "details.requirements.solutions: Products, Microsoft Solutions",
  "customerProfile.name: Account",
  "customerProfile.address.country: Country of the account",
  "customerProfile.team: Contact",
  "team: Owner and sales team",
  "customerProfile.name: Lead",
];

interface Row {
  readonly property: string;
  /** What stands in the cell before the place. */
  readonly says: string;
  readonly place: string;
  readonly fields: readonly string[];
  readonly sections: readonly string[];
}

function rowsOf(table: RegExp): Row[] {
  return [...DOCS.matchAll(table)].map(([, first = "", second = "", place = ""]) => ({
    property: first,
    says: second,
    place,
    fields: [...place.matchAll(/field `([^`]+)`/g)].map(([, name = ""]) => name),
    sections: [...place.matchAll(/`(columns|share|accounts|leads)`/g)].map(([, name = ""]) => name),
  }));
}

const PROPERTIES = rowsOf(/^\| `([\w.]+)` \| ([^|]+) \| (.+) \|$/gm);
const CONNECTOR_TABLE = rowsOf(/^\| ([^`|]+) \| `?([\w.–]+)`? \| (.+) \|$/gm)
  .map(({ property: field, says: property, ...rest }) => ({ ...rest, property, says: field }))
  .filter(({ says }) => !says.startsWith("---") && !["Property", "The connector's field"].includes(says));

/** Paths of everything in a record that is no list, `details.notes`; lists count as one value. */
function pathsOf(value: unknown, path = ""): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [path];
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  if (path.endsWith("iot") || path.endsWith("invitedBy")) return [path];
  return entries.flatMap(([name, inner]) => pathsOf(inner, path === "" ? name : `${path}.${name}`));
}

/** What is posted for a deal that says everything: our referral, and Microsoft's. */
function posted(): Set<string> {
  const { share } = MAPPING;
  const full = {
    cosell_help: 727000001,
    cosell_partnerlocation: "1234567",
    cosell_notestomicrosoft: "Please call first.",
    cosell_campaignid: "FY27-RETAIL",
  };
  const accountColumns = { ...contextOf().share.accountColumns, duns: "accountnumber" };
  const context = contextOf({ share: { ...contextOf().share, accountColumns } });
  const parties = partiesOf({ account: { accountnumber: "123456789" } });
  const merge = plannedShare(rowOf(full), { parties }, context);
  const change = merge.changes.find(({ action }) => action === "invite");
  if (!change) throw new Error("no help is asked");
  const microsofts = invitation(change, merge, { created: null, operations: [], share });
  return new Set([...pathsOf(merge.pair.referral.properties), ...pathsOf(microsofts)]);
}

function readsOf(mapping: Mapping, names: readonly string[]): string[] {
  const fields = mapping.fields.filter(({ name }) => names.includes(name));
  return fields.flatMap(({ transform }) => [...transform.referral.reads]);
}

describe("docs/fields.md", () => {
  it("says of every property whether Partner Center takes it", () => {
    for (const [access, names] of Object.entries(TAKEN)) {
      const said = PROPERTIES.filter(({ says }) => says === access).map(({ property }) => property);
      expect(said.sort(), access).toEqual(names.split(" ").sort());
    }
    expect(new Set(PROPERTIES.map(({ says }) => says))).toEqual(new Set([...Object.keys(TAKEN), "never"]));
  });

  it("knows every property that Partner Center returns", () => {
    const draft = { name: "", customerProfile: CUSTOMER, details: DETAILS };
    const stamps = {
      id: "",
      engagementId: "",
      createdDateTime: "",
      updatedDateTime: "",
      eTag: "",
      links: [],
    };
    const returned = pathsOf({ ...completeReferral(draft), ...stamps });
    expect(PROPERTIES.map(({ property }) => property)).toEqual(expect.arrayContaining(returned));
  });

  it("gives each a place, or the reason why it has none", () => {
    for (const { property, place, fields, sections } of PROPERTIES) {
      const isPlaced = fields.length + sections.length > 0;
      expect(isPlaced || /^– \w.{10,}/.test(place), property).toBe(true);
    }
  });

  it.each(PROPERTIES.filter(({ fields }) => fields.length > 0))("$property: $place", (row) => {
    const fields = MAPPING.fields.filter(({ name }) => row.fields.includes(name));
    expect(fields.map(({ name }) => name).sort()).toEqual([...row.fields].sort());
    expect(readsOf(MAPPING, row.fields)).toContain(row.property);
    const isWritten = fields.some(({ direction }) => direction !== "referral to opportunity");
    expect(isWritten).toBe(row.says === "always");
  });

  it("has a row for every field of the mapping, and for each property that it reads", () => {
    const ours = MAPPING.fields.filter(({ kind }) => kind !== "account");
    const all = ours.flatMap(({ name, transform }) => transform.referral.reads.map((path) => [name, path]));
    for (const [name = "", path = ""] of all) {
      expect(DOCS).toContain(`field \`${name}\``);
      if (!path.startsWith("microsoft."))
        expect(PROPERTIES.find(({ property }) => property === path)?.fields, path).toContain(name);
    }
  });

  it("names exactly what is posted as part of share, beside the fields", () => {
    const said = PROPERTIES.filter(({ sections }) => sections.includes("share"));
    const sent = MAPPING.fields.filter(({ direction }) => direction !== "referral to opportunity");
    const byFields = new Set(sent.flatMap(({ transform }) => transform.referral.reads));
    const others = [...posted()].filter((path) => !byFields.has(path));
    const names = said.map(({ property }) => property).filter((path) => !byFields.has(path));
    expect(names.sort()).toEqual(others.filter((path) => path !== "customerProfile.size").sort());
  });

  it("has all sections that it names in the mapping", () => {
    expect(MAPPING).toMatchObject({ accounts: {}, share: {}, leads: {} });
    const taken = MAPPING.leads?.rows.fields.flatMap(({ transform }) => [...transform.referral.reads]) ?? [];
    for (const { property } of PROPERTIES.filter((row) => row.sections.includes("leads")))
      expect(
        taken.some((path) => path.startsWith(property)),
        property,
      ).toBe(true);
  });
});

describe("what Microsoft's connector keeps in step", () => {
  it("is listed row by row", () => {
    const listed = CONNECTOR_TABLE.filter(({ property }) => property !== "–");
    expect(listed.map(({ property, says }) => `${property}: ${says}`)).toEqual(CONNECTOR_ROWS);
  });

  it.each(CONNECTOR_TABLE)(
    "$says has its place in both mappings",
    ({ property, fields, sections, place }) => {
      const onlyOurs = place.includes("in `mappings/dynamics-365.yml`");
      for (const mapping of onlyOurs ? [MAPPING] : [MAPPING, CONNECTOR]) {
        if (fields.length > 0) expect(readsOf(mapping, fields)).toContain(property);
        for (const section of sections.filter((one) => one !== "columns"))
          expect(mapping[section as "share" | "accounts" | "leads"], section).not.toBeNull();
      }
      expect(fields.length + sections.length).toBeGreaterThan(0);
    },
  );

  it("is all that the mapping for it keeps in step, so that nothing else changes for its sellers", () => {
    const known = CONNECTOR_TABLE.flatMap((row) => row.fields);
    expect(CONNECTOR.fields.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([
      // Without it a lost deal may be refused, and its seller could do nothing about it.
      "closing reason",
      "account",
    ]);
  });
});

const CUSTOMER = {
  name: "",
  size: null,
  isMatchingComplete: false,
  address: {
    addressLine1: "",
    addressLine2: null,
    city: "",
    state: null,
    postalCode: null,
    country: "",
    region: null,
  },
  team: [],
  ids: [],
};
const DETAILS = {
  notes: null,
  dealValue: 0,
  currency: "",
  closingDateTime: "",
  customerRequestedContact: null,
  customerAction: null,
  incentiveLevel: null,
  requirements: {
    industries: [],
    products: [],
    services: [],
    solutions: [],
    offers: [],
    salesPlays: [],
    additionalRequirements: { iot: {}, attributes: [] },
  },
};
