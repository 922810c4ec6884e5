import type { Tally } from "./tally.ts";
import type { Errand } from "./worker.ts";

/** What one call of the script came to, as it is kept in a file. */
export interface Numbers {
  readonly kind: "seeds" | "weeks" | "double faults" | "without";
  /** The protection that was off. */
  readonly without: string | null;
  readonly stories: number;
  readonly calls: number;
  readonly writes: number;
  readonly failures: number;
  readonly troubles: Readonly<{ [kind: string]: number }>;
  /** Promise → the first story that broke it; what was broken first is first. */
  readonly broken: Readonly<{ [promise: string]: string }>;
}

export function written(
  { stories, calls, writes, failures, troubles, broken }: Tally,
  { weeks, exhaustive, without }: Pick<Errand, "weeks" | "exhaustive" | "without">,
): string {
  const told = weeks ? "weeks" : "seeds";
  const played = exhaustive === null ? told : "double faults";
  const record: Numbers = {
    kind: without === null ? played : "without",
    without,
    stories,
    calls,
    writes,
    failures,
    troubles: Object.fromEntries(troubles),
    broken: Object.fromEntries(
      [...broken]
        .sort(([, one], [, other]) => one.place - other.place)
        .map(([promise, { name }]) => [promise, name]),
    ),
  };
  return `${JSON.stringify(record, null, 1)}\n`;
}
