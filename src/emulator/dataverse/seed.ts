import type { Emulation } from "./emulation.ts";
import { createRow } from "./rows.ts";
import { tableNamed } from "./table.ts";

/** The application user of the sync: who the API writes as. */
export const APPLICATION_USER = "4026be43-6b69-e111-8f65-78e7d1620f5e";
/** Somebody in sales: who `edit` writes as. */
export const SALES_USER = "5136be43-6b69-e111-8f65-78e7d1620f5e";
export const ORGANIZATION_ID = "883278f5-07af-45eb-a0bc-3fea67caa544";
export const BUSINESS_UNIT_ID = "38e0dbe4-131b-e111-ba7e-78e7d1620f5e";
const BASE_CURRENCY = "228f42f8-e646-e111-8eb7-78e7d162ced1";

interface Seed {
  readonly table: string;
  readonly id: string;
  readonly values: Readonly<Record<string, string | number | boolean>>;
}

const CURRENCIES: readonly Seed[] = [
  currency(BASE_CURRENCY, ["USD", "US Dollar", "$"]),
  currency("338f42f8-e646-e111-8eb7-78e7d162ced1", ["EUR", "Euro", "€"]),
  currency("448f42f8-e646-e111-8eb7-78e7d162ced1", ["GBP", "Pound Sterling", "£"]),
  currency("558f42f8-e646-e111-8eb7-78e7d162ced1", ["CAD", "Canadian Dollar", "CA$"]),
  currency("668f42f8-e646-e111-8eb7-78e7d162ced1", ["INR", "Indian Rupee", "₹"]),
  currency("778f42f8-e646-e111-8eb7-78e7d162ced1", ["JPY", "Yen", "¥"], 0),
];

/** What an environment has before anybody works in it. */
export function seed(emulation: Emulation): void {
  const organization: Seed = {
    table: "organization",
    id: ORGANIZATION_ID,
    values: {
      name: "Contoso",
      languagecode: 1033,
      _basecurrencyid_value: BASE_CURRENCY,
    },
  };
  for (const { table, id, values } of [...USERS, ...CURRENCIES, organization]) {
    createRow(emulation, tableNamed(emulation.schema, table), { id, values, author: APPLICATION_USER });
  }
}

const USERS: readonly Seed[] = [
  { table: "systemuser", id: APPLICATION_USER, values: { fullname: "# Co-sell sync" } },
  {
    table: "systemuser",
    id: SALES_USER,
    values: {
      fullname: "Alex Seller",
      firstname: "Alex",
      lastname: "Seller",
      internalemailaddress: "alex.seller@adatum.example",
      address1_telephone1: "+49 421 5550100",
    },
  },
];

function currency(id: string, [code, name, symbol]: [string, string, string], precision = 2): Seed {
  return {
    table: "transactioncurrency",
    id,
    values: {
      isocurrencycode: code,
      currencyname: name,
      currencysymbol: symbol,
      currencyprecision: precision,
    },
  };
}
