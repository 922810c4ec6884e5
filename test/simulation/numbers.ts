import type { Tally } from "./tally.ts";

/** What one call of the script came to, as it is kept in a file. */
export interface Numbers {
  readonly kind: "seeds" | "double faults" | "without";
  /** The protection that was off. */
  readonly without: string | null;
  readonly stories: number;
  readonly calls: number;
  readonly writes: number;
  readonly failures: number;
  readonly troubles: Readonly<{ [kind: string]: number }>;
  /** Promise → the first story that broke it. */
  readonly broken: Readonly<{ [promise: string]: string }>;
}

export function written(
  { stories, calls, writes, failures, troubles, broken }: Tally,
  { exhaustive, without = null }: { exhaustive?: string | undefined; without?: string | null | undefined },
): string {
  const played = exhaustive === undefined ? "seeds" : "double faults";
  const record: Numbers = {
    kind: without === null ? played : "without",
    without,
    stories,
    calls,
    writes,
    failures,
    troubles: Object.fromEntries(troubles),
    broken: Object.fromEntries(broken),
  };
  return `${JSON.stringify(record, null, 1)}\n`;
}
