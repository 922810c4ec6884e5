import type { RemoteRecord, Value } from "../../model/record.ts";
import { quote, setProperty, type Transform, type Unusable, wordOf } from "./transform.ts";

/** What the two systems have in common: a deal is open, won or lost. The finer states stay where they are. */
export const DEAL_STATES = ["open", "won", "lost"] as const;
export type DealState = (typeof DEAL_STATES)[number];

/** `statecode` of an opportunity (Dataverse, opportunity entity reference). */
export const STATECODES: Readonly<Record<DealState, number>> = { open: 0, won: 1, lost: 2 };

/** Of an opportunity or a lead: it takes writes. */
export function isOpenRow({ properties }: RemoteRecord): boolean {
  return properties.statecode === STATECODES.open;
}

/**
 * Column of the day on which an opportunity was closed. Won and lost set it (WinOpportunity, LoseOpportunity), and reopening
 * changes nothing but the state (Sales MCP tools, `reopen_opportunity`).
 */
const CLOSED_ON = "actualclosedate";

/** When an open opportunity was closed the last time; `undefined` for one that never was. */
export function closedBefore(row: RemoteRecord): string | undefined {
  const day = isOpenRow(row) ? row.properties[CLOSED_ON] : null;
  return typeof day === "string" ? day : undefined;
}

export interface StatusOptions {
  readonly referral: readonly [status: string, substatus: string];
  readonly opportunity: readonly [statecode: string, statuscode: string];
  /** The first of each list is what is written. */
  readonly values: Readonly<Record<DealState, StatusValues>>;
  readonly audit: "value" | "hidden";
}

export interface StatusValues {
  /** `Status/Substatus`, such as `Active/Accepted`. */
  readonly referral: readonly string[];
  /** `statuscode` values, customers may have added some. */
  readonly opportunity: readonly number[];
}

/**
 * Where a deal stands. Writing it to an opportunity gives the state and reason that a close action takes:
 * `statecode` cannot be patched to won or lost (error 0x80100005).
 */
export function status({ referral, opportunity, values, audit }: StatusOptions): Transform {
  const [statusPath, substatusPath] = referral;
  const [stateColumn, reasonColumn] = opportunity;
  return {
    referral: {
      reads: referral,
      read: ([main, sub]) => {
        if (main === undefined || sub === undefined) return undefined;
        const text = `${wordOf(main)}/${wordOf(sub)}`;
        const known = DEAL_STATES.find((state) => values[state].referral.includes(text));
        return known ?? unknown(`the status ${quote(text, audit)}`);
      },
      write: (value, [main, sub]) => {
        const [newStatus, newSubstatus] = first(values, value).referral.split("/");
        return [setProperty(statusPath, newStatus, main), setProperty(substatusPath, newSubstatus, sub)];
      },
    },
    opportunity: {
      reads: [...opportunity, CLOSED_ON],
      read: ([state, reason]) => {
        if (state === undefined) return undefined;
        const known =
          DEAL_STATES.find((candidate) => STATECODES[candidate] === state) ??
          DEAL_STATES.find((candidate) => values[candidate].opportunity.includes(Number(wordOf(reason))));
        return known ?? unknown(`the state ${quote(state, audit)}`);
      },
      write: (value) => ({
        [stateColumn]: STATECODES[dealState(value)],
        [reasonColumn]: first(values, value).opportunity,
      }),
    },
  };
}

type Table = StatusOptions["values"];

function unknown(what: string): Unusable {
  return { unusable: `the mapping does not have ${what}: have it added as open, won or lost` };
}

function first(values: Table, value: Value): { referral: string; opportunity: number } {
  const { referral, opportunity } = values[dealState(value)];
  return { referral: referral[0] ?? "", opportunity: opportunity[0] ?? 0 };
}

function dealState(value: Value): DealState {
  return DEAL_STATES.find((state) => state === value) ?? "open";
}
