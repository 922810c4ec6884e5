import { boolean, identifier, integer, lookup, memo, text } from "./column.ts";
import { STAMPS } from "./schema-common.ts";
import type { TableDefinition } from "./table.ts";

const PUBLISHER: TableDefinition = {
  name: "publisher",
  set: "publishers",
  label: "Publisher",
  primaryId: "publisherid",
  objectTypeCode: 7101,
  keys: [{ name: "publisheruniquename", label: "Publisher name", columns: ["uniquename"], status: "Active" }],
  columns: [
    identifier("publisherid"),
    text("uniquename", 256),
    text("friendlyname", 256),
    memo("description", 2000),
    text("customizationprefix", 8),
    integer("customizationoptionvalueprefix", [10_000, 99_999]),
    ...STAMPS,
  ],
};

const SOLUTION: TableDefinition = {
  name: "solution",
  set: "solutions",
  label: "Solution",
  primaryId: "solutionid",
  objectTypeCode: 7100,
  keys: [{ name: "solutionuniquename", label: "Solution name", columns: ["uniquename"], status: "Active" }],
  columns: [
    identifier("solutionid"),
    text("uniquename", 65),
    text("friendlyname", 256),
    text("version", 256),
    boolean("ismanaged", { writable: "never" }),
    lookup("publisherid", "publisher"),
    ...STAMPS,
  ],
};

/** What is in a solution: components by the id of their metadata. */
const SOLUTION_COMPONENT: TableDefinition = {
  name: "solutioncomponent",
  set: "solutioncomponents",
  label: "Solution Component",
  primaryId: "solutioncomponentid",
  objectTypeCode: 7103,
  columns: [
    identifier("solutioncomponentid"),
    identifier("objectid"),
    integer("componenttype", [1, 100_000]),
    integer("rootcomponentbehavior", [0, 2]),
    lookup("solutionid", "solution"),
    ...STAMPS,
  ],
};

const PRIVILEGE: TableDefinition = {
  name: "privilege",
  set: "privileges",
  label: "Privilege",
  primaryId: "privilegeid",
  objectTypeCode: 1023,
  columns: [identifier("privilegeid"), text("name", 100), ...STAMPS],
};

/** Which columns are shown with asterisks in the place of what they say, by which rule. */
const ATTRIBUTE_MASKING_RULE: TableDefinition = {
  name: "attributemaskingrule",
  set: "attributemaskingrules",
  label: "Secured Masking Column",
  primaryId: "attributemaskingruleid",
  objectTypeCode: 10_051,
  columns: [
    identifier("attributemaskingruleid"),
    text("uniquename", 200),
    text("entityname", 128),
    text("attributelogicalname", 128),
    ...STAMPS,
  ],
};

/** What customisers work with. */
export const PLATFORM_TABLES: readonly TableDefinition[] = [
  PUBLISHER,
  SOLUTION,
  SOLUTION_COMPONENT,
  PRIVILEGE,
  ATTRIBUTE_MASKING_RULE,
];
