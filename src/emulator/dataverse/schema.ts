import {
  boolean,
  type Column,
  choice,
  decimal,
  identifier,
  integer,
  lookup,
  memo,
  owner,
  polymorphicLookup,
  text,
} from "./column.ts";
import { ACTIVE_OR_NOT, STAMPS } from "./schema-common.ts";
import { COSELL_COLUMNS, REFERRAL_KEY } from "./schema-cosell.ts";
import { PLATFORM_TABLES } from "./schema-platform.ts";
import { LEAD, OPPORTUNITY, OPPORTUNITY_CLOSE } from "./schema-sales.ts";
import type { TableDefinition } from "./table.ts";

const ACCOUNT: TableDefinition = {
  name: "account",
  set: "accounts",
  label: "Account",
  primaryId: "accountid",
  objectTypeCode: 1,
  columns: [
    identifier("accountid"),
    text("name", 160),
    text("accountnumber", 20),
    ...contactDetails(),
    text("websiteurl", 200, { format: "Url" }),
    lookup("primarycontactid", "contact"),
    lookup("masterid", "account", { writable: "never" }),
    ...ACTIVE_OR_NOT,
    owner(),
    ...STAMPS,
  ],
};

const CONTACT: TableDefinition = {
  name: "contact",
  set: "contacts",
  label: "Contact",
  primaryId: "contactid",
  objectTypeCode: 2,
  columns: [
    identifier("contactid"),
    text("fullname", 160, { writable: "never" }),
    text("firstname", 50),
    text("lastname", 50),
    text("jobtitle", 100),
    ...contactDetails(),
    polymorphicLookup("parentcustomerid", "Customer", ["account", "contact"]),
    ...ACTIVE_OR_NOT,
    owner(),
    ...STAMPS,
  ],
};

const ANNOTATION: TableDefinition = {
  name: "annotation",
  set: "annotations",
  label: "Note",
  primaryId: "annotationid",
  objectTypeCode: 5,
  columns: [
    identifier("annotationid"),
    text("subject", 500),
    memo("notetext", 100_000),
    boolean("isdocument"),
    polymorphicLookup("objectid", "Lookup", ["opportunity", "lead", "account", "contact"]),
    owner(),
    ...STAMPS,
  ],
};

const CURRENCY: TableDefinition = {
  name: "transactioncurrency",
  set: "transactioncurrencies",
  label: "Currency",
  primaryId: "transactioncurrencyid",
  objectTypeCode: 9105,
  columns: [
    identifier("transactioncurrencyid"),
    text("currencyname", 100),
    text("isocurrencycode", 5),
    text("currencysymbol", 13),
    integer("currencyprecision", [0, 4], { initial: 2 }),
    decimal("exchangerate", { initial: 1 }),
    ...ACTIVE_OR_NOT,
    ...STAMPS,
  ],
};

const ORGANIZATION: TableDefinition = {
  name: "organization",
  set: "organizations",
  label: "Organization",
  primaryId: "organizationid",
  objectTypeCode: 1019,
  columns: [
    identifier("organizationid"),
    text("name", 160),
    integer("languagecode", [0, 2_147_483_647]),
    integer("pricingdecimalprecision", [0, 10], { initial: 2 }),
    boolean("isauditenabled"),
    lookup("basecurrencyid", "transactioncurrency"),
    ...STAMPS,
  ],
};

const SYSTEM_USER: TableDefinition = {
  name: "systemuser",
  set: "systemusers",
  label: "User",
  primaryId: "systemuserid",
  objectTypeCode: 8,
  columns: [
    identifier("systemuserid"),
    text("fullname", 200),
    text("firstname", 256),
    text("lastname", 256),
    text("title", 128),
    text("address1_telephone1", 64),
    text("internalemailaddress", 100, { format: "Email" }),
    text("domainname", 1024),
    boolean("isdisabled"),
    ...STAMPS,
  ],
};

const TEAM: TableDefinition = {
  name: "team",
  set: "teams",
  label: "Team",
  primaryId: "teamid",
  objectTypeCode: 9,
  columns: [
    identifier("teamid"),
    text("name", 160),
    choice(
      "teamtype",
      [
        { value: 0, label: "Owner" },
        { value: 1, label: "Access" },
      ],
      { initial: 0 },
    ),
    ...STAMPS,
  ],
};

/** Tables and columns of an environment with Dynamics 365 Sales and the sync's solution, the part that is emulated. */
export const TABLES: readonly TableDefinition[] = [
  OPPORTUNITY,
  LEAD,
  ACCOUNT,
  CONTACT,
  OPPORTUNITY_CLOSE,
  ANNOTATION,
  CURRENCY,
  ORGANIZATION,
  SYSTEM_USER,
  TEAM,
  ...PLATFORM_TABLES,
];

/** The same before anybody has installed anything. */
export const BARE_TABLES: readonly TableDefinition[] = TABLES.map((table) => ({
  ...table,
  columns: table.columns.filter((column) => !COSELL_COLUMNS.includes(column)),
  keys: (table.keys ?? []).filter((key) => key !== REFERRAL_KEY),
}));

function contactDetails(): Column[] {
  return [
    memo("description", 2000),
    text("emailaddress1", 100, { format: "Email" }),
    text("telephone1", 50),
    text("address1_line1", 250),
    text("address1_line2", 250),
    text("address1_city", 80),
    text("address1_stateorprovince", 50),
    text("address1_postalcode", 20),
    text("address1_county", 50),
    text("address1_country", 80),
  ];
}
