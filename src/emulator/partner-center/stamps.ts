import type { Now } from "../exchange.ts";
import { guidOf } from "../guid.ts";

/** One moment of writing. `time` has seven fractional digits, as the service writes it. */
export interface Stamp {
  readonly time: string;
  readonly serial: number;
}

/** Moments that never repeat and never go back, 100 ns apart at least, however coarse or frozen the clock is. */
export function stamps(now: Now): () => Stamp {
  let last = 0n;
  let serial = 0;
  return () => {
    const ticks = BigInt(now().getTime()) * 10_000n;
    last = ticks > last ? ticks : last + 1n;
    serial += 1;
    return { time: timeOf(last), serial };
  };
}

/** ISO 8601 of a number of 100 ns ticks since 1970. */
function timeOf(ticks: bigint): string {
  const seconds = new Date(Number(ticks / 10_000n)).toISOString().slice(0, 19);
  return `${seconds}.${String(ticks % 10_000_000n).padStart(7, "0")}Z`;
}

/** In the form of Cosmos DB: two counters and the second, in hexadecimal, inside quotes. */
export function etagOf({ serial, time }: Stamp): string {
  const counter = serial.toString(16).padStart(4, "0").padEnd(8, "f16c");
  const second = Math.floor(Date.parse(time) / 1000).toString(16);
  return `"${counter}-0000-0800-0000-${second}0000"`;
}

/** GUIDs that look random and are the same for the same seed. */
export function deterministicIds(seed: number): () => string {
  let count = 0;
  return () => {
    count += 1;
    return guidOf(`${seed}/${count}`);
  };
}
