import { median } from "./ideal.ts";
import type { Totals } from "./log-totals.ts";

/** A page of each listing, as JSON. */
export interface Sample {
  readonly referrals: string;
  readonly rows: string;
}

const TRIES = 5;

/** CPU time, in milliseconds, of `JSON.parse` alone over as many bytes of such pages as were answered. */
export async function cpuOfParsing({ referrals, rows }: Sample, { systems }: Totals): Promise<number> {
  const tries = Array.from({ length: TRIES }, () => {
    const before = process.cpuUsage();
    parse(referrals, systems["partner-center"]?.bytes ?? 0);
    parse(rows, systems.dataverse?.bytes ?? 0);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return median(tries);
}

function parse(page: string, bytes: number): void {
  const times = Math.max(1, Math.round(bytes / Buffer.byteLength(page)));
  for (let time = 0; time < times; time += 1) JSON.parse(page);
}
