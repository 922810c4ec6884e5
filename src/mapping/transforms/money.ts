import type { CrmTableName } from "../../model/crm.ts";
import type { Value } from "../../model/record.ts";
import { type Lookups, setProperty, type Transform, type Unusable, wordOf } from "./transform.ts";

export interface MoneyOptions {
  readonly referral: readonly [value: string, currency: string];
  readonly opportunity: readonly [value: string, currency: string];
  readonly table: CrmTableName;
  /** Yes/no column that says whether the CRM calculates the amount; `null` where nothing does. */
  readonly calculated: string | null;
  readonly audit: "value" | "hidden";
}

/**
 * An amount and its currency, one value: `"64000.00 CAD"`. Never converts; a different currency is a
 * different value. A blank amount is blank whatever the currency says. Only the decimal places that the CRM keeps, of
 * the currency or in the column, are compared: what it rounds off must not come back to Partner Center as an edit.
 */
export function money(options: MoneyOptions): Transform {
  const [value, currency] = options.referral;
  const [amountColumn, currencyColumn] = options.opportunity;
  const lookupColumn = `_${currencyColumn}_value`;
  const place = `${options.table}.${amountColumn}`;
  const canonical = (amount: unknown, code: unknown, lookups: Lookups) =>
    canonicalMoney([amount, code], lookups, lookups.places?.get(place));
  const readRow = ([amount, id]: readonly unknown[], lookups: Lookups) => {
    if (amount === null) return null;
    if (amount === undefined || id === undefined) return undefined;
    const code = lookups.currencies.find((candidate) => candidate.id === id)?.code;
    return code ? canonical(amount, code, lookups) : { unusable: NO_CURRENCY, elsewhere: true as const };
  };
  return {
    referral: {
      reads: [value, currency],
      read: ([amount, code], lookups) => canonical(amount, code, lookups),
      write: (wanted, [currentAmount, currentCode]) => {
        const { amount, code } = parts(wanted ?? "");
        if (amount <= 0) return { unusable: NO_VALUE };
        const operations = [setProperty(value, amount, currentAmount)];
        // An unchanged currency stays out of the patch: once shared, Partner Center may refuse to touch it.
        if (code !== currentCode) operations.push(setProperty(currency, code, currentCode));
        return operations;
      },
    },
    opportunity: {
      reads: [amountColumn, lookupColumn, ...(options.calculated === null ? [] : [options.calculated])],
      read: readRow,
      write: (wanted, current, lookups) => {
        const [, currentId, isCalculated] = current;
        // What is sent is dropped without a word, and would come back as if its seller had undone the change.
        if (isCalculated === true)
          return readRow(current, lookups) === wanted ? {} : { unusable: CALCULATED };
        if (wanted === null) return { [amountColumn]: null };
        const { amount, code } = parts(wanted);
        const id = currencyId(code, { currentId, lookups, isHidden: options.audit === "hidden" });
        if (typeof id !== "string") return id;
        const bind =
          id === currentId ? {} : { [`${currencyColumn}@odata.bind`]: `/transactioncurrencies(${id})` };
        return { [amountColumn]: amount, ...bind, ...ownAmount(options.calculated, isCalculated) };
      },
    },
  };
}

/**
 * A row that does not exist yet will have what its table gives to new ones. Where a customer has made that "calculated", the amount
 * of a new deal would be dropped for the sum of no products, and nought come back as a seller's edit.
 */
function ownAmount(column: string | null, isCalculated: unknown): Readonly<Record<string, false>> {
  return column !== null && isCalculated === undefined ? { [column]: false } : {};
}

/** Of the connector, and of the portal, which takes no deal without one (connectors-troubleshoot, bulk-operations). */
const NO_VALUE = "Partner Center wants a deal value of more than 0";
const NO_CURRENCY = "the opportunity's currency is missing, or not active in the CRM: choose one that is";
const CALCULATED =
  "the CRM calculates the value of this opportunity from its products: change those, or set its revenue to user provided";

/** @param places Of the column, where it has its own. */
function canonicalMoney(
  [amount, code]: readonly unknown[],
  { currencies }: Lookups,
  places: number | undefined,
): Value | undefined | Unusable {
  if (amount === null || amount === "") return null;
  if (amount === undefined || code === undefined) return undefined;
  const number = typeof amount === "string" && amount.trim() === "" ? Number.NaN : Number(wordOf(amount));
  if (!Number.isFinite(number)) return { unusable: "the deal value is not a number" };
  // Nobody has said what the deal is worth: there a number has to stand, and a text need not.
  if (number === 0 && (code === null || code === "")) return null;
  if (typeof code !== "string" || !/^[A-Za-z]{3}$/.test(code))
    return { unusable: "the deal value has no ISO currency" };
  const currency = code.toUpperCase();
  const digits = MINOR_DIGITS.get(currency) ?? 2;
  const kept = places ?? currencies.find((candidate) => candidate.code === currency)?.precision ?? digits;
  // Twice, because less than a cent below zero is "-0.00" at first, which is not what is read back.
  const rounded = Number(number.toFixed(Math.min(kept, digits)));
  return `${rounded.toFixed(digits)} ${currency}`;
}

function parts(value: string): { amount: number; code: string } {
  const [amount = "", code = ""] = value.split(" ");
  return { amount: Number(amount), code };
}

/** "Manage your transactions with multiple currencies": one that is deactivated stays where it is, and is for nothing new. */
function currencyId(
  code: string,
  {
    currentId,
    lookups,
    isHidden,
  }: { readonly currentId: unknown; readonly lookups: Lookups; readonly isHidden: boolean },
): string | Unusable {
  const currency = lookups.currencies.find((candidate) => candidate.code === code);
  if (currency && (!currency.inactive || currency.id === currentId)) return currency.id;
  const which = isHidden ? "that the referral has" : code;
  const what = currency ? "activate it" : "add it";
  const unusable = `the CRM has no active currency ${which}; ${what} under Settings > Currencies`;
  return { unusable, elsewhere: true };
}

/**
 * The currencies that do not have two decimal places (ISO 4217, list one). Not from `Intl`: what that knows are the
 * places that people are used to see (no cents for HUF and COP), and they change with the release of Node.
 */
const MINOR_DIGITS: ReadonlyMap<string, number> = new Map([
  ...["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW"].map((code) => [code, 0] as const),
  ...["PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"].map((code) => [code, 0] as const),
  ...["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"].map((code) => [code, 3] as const),
  ...["CLF", "UYW"].map((code) => [code, 4] as const),
]);
