import { z } from "zod";
import type { Amounts, Currency } from "../../model/record.ts";
import { API, type Connection } from "./connection.ts";
import type { Answer } from "./error.ts";
import { amountsOf, listOf } from "./metadata.ts";
import { readAs } from "./pages.ts";
import { answersTo } from "./together.ts";

const CURRENCIES = `${API}transactioncurrencies?$select=transactioncurrencyid,isocurrencycode,currencyprecision`;
const currencies = z.object({
  value: z.array(
    z.object({
      transactioncurrencyid: z.string(),
      isocurrencycode: z.string(),
      currencyprecision: z.number().int(),
    }),
  ),
  "@odata.nextLink": z.string().optional(),
});
const amounts = listOf(
  z.looseObject({
    LogicalName: z.string(),
    Precision: z.number().int().nullish(),
    PrecisionSource: z.number().int().nullish(),
  }),
);
/** `PrecisionSource` of a column that has a number of its own, and not the one of the currency ("MoneyAttributeMetadata"). */
const OWN = 0;

/**
 * The currencies, and how the columns of these tables keep amounts, in one request. Where the columns may not be looked at, an
 * amount has the decimal places of its currency, as it has unless a customiser chose otherwise.
 *
 * @param tables Logical names.
 */
export async function readAmounts(connection: Connection, tables: readonly string[]): Promise<Amounts> {
  const [first, ...ofTables] = await answersTo(connection, [CURRENCIES, ...tables.map(amountsOf)]);
  const places = ofTables.flatMap((answer, index) => ownPlaces(answer, tables[index] ?? ""));
  return { currencies: await allCurrencies(connection, first), places: new Map(places) };
}

/** However many pages they come in. A part of a batch that was throttled is asked for by itself, which waits. */
async function allCurrencies({ get, pathOf }: Connection, first: Answer | undefined): Promise<Currency[]> {
  const found: Currency[] = [];
  let answer: Answer | null = first?.status === 200 ? first : await get(CURRENCIES);
  while (answer) {
    const page: z.infer<typeof currencies> = readAs(currencies, answer);
    for (const { transactioncurrencyid: id, isocurrencycode: code, currencyprecision } of page.value)
      found.push({ id: id.toLowerCase(), code, precision: currencyprecision });
    const next = page["@odata.nextLink"];
    answer = next ? await get(pathOf(next)) : null;
  }
  return found;
}

function ownPlaces(answer: Answer, table: string): (readonly [string, number])[] {
  if (answer.status !== 200) return [];
  return readAs(amounts, answer).value.flatMap(({ LogicalName, Precision, PrecisionSource }) =>
    PrecisionSource === OWN && typeof Precision === "number"
      ? [[`${table}.${LogicalName}`, Precision] as const]
      : [],
  );
}
