import { z } from "zod";
import type { Amounts, Currency } from "../../model/record.ts";
import type { HttpResponse } from "../http/message.ts";
import { API, type Connection } from "./connection.ts";
import { readError } from "./error.ts";
import { amountsOf, listOf } from "./metadata.ts";
import { readAs } from "./pages.ts";
import { pageOf, readRows } from "./rows.ts";
import { answersTo } from "./together.ts";

const CURRENCIES = `${API}transactioncurrencies?$select=transactioncurrencyid,isocurrencycode,currencyprecision,statecode`;
const currencies = pageOf(
  z.object({
    transactioncurrencyid: z.string(),
    isocurrencycode: z.string(),
    currencyprecision: z.number().int(),
    statecode: z.number().int().nullish(),
  }),
);
/** `statecode` of a currency ("transactioncurrency EntityType"). */
const INACTIVE = 1;
const amounts = listOf(
  z.looseObject({
    LogicalName: z.string(),
    Precision: z.number().int().nullish(),
    PrecisionSource: z.number().int().nullish(),
  }),
);
const ORGANIZATION = `${API}organizations?$select=pricingdecimalprecision`;
const organizations = listOf(z.looseObject({ pricingdecimalprecision: z.number().int().nullish() }));
/**
 * `PrecisionSource` of a column that has a number of its own, and of one that goes by the organization's for prices ("MoneyAttributeMetadata").
 * The others go by the currency's.
 */
const [OWN, OF_PRICES] = [0, 1];

/**
 * The currencies, and how the columns of these tables keep amounts, in one request. Where the columns, or the
 * organization, may not be looked at, an amount has the decimal places of its currency, as it has unless a customiser chose otherwise.
 *
 * @param tables Logical names.
 */
export async function readAmounts(connection: Connection, tables: readonly string[]): Promise<Amounts> {
  const paths = [CURRENCIES, ORGANIZATION, ...tables.map(amountsOf)];
  const [first, organization, ...ofTables] = await answersTo(connection, paths);
  const ofPrices = placesOfPrices(organization);
  const places = ofTables.flatMap((answer, index) => ownPlaces(answer, tables[index] ?? "", ofPrices));
  return { currencies: await allCurrencies(connection, first as HttpResponse), places: new Map(places) };
}

async function allCurrencies(connection: Connection, first: HttpResponse): Promise<Currency[]> {
  if (first.status !== 200) throw readError(first);
  const found = await readRows(connection, CURRENCIES, currencies, first);
  return found.map((item) => ({
    id: item.transactioncurrencyid.toLowerCase(),
    code: item.isocurrencycode,
    precision: item.currencyprecision,
    ...(item.statecode === INACTIVE ? { inactive: true as const } : {}),
  }));
}

function placesOfPrices(answer: HttpResponse | undefined): number | null {
  if (answer?.status !== 200) return null;
  return readAs(organizations, answer).value[0]?.pricingdecimalprecision ?? null;
}

function ownPlaces(
  answer: HttpResponse,
  table: string,
  ofPrices: number | null,
): (readonly [string, number])[] {
  if (answer.status !== 200) return [];
  return readAs(amounts, answer).value.flatMap(({ LogicalName, Precision, PrecisionSource }) => {
    const places = PrecisionSource === OWN ? Precision : PrecisionSource === OF_PRICES ? ofPrices : null;
    return typeof places === "number" ? [[`${table}.${LogicalName}`, places] as const] : [];
  });
}
