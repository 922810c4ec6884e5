import type { Mapping } from "../../mapping/mapping.ts";
import { type Lookups, NO_LOOKUPS } from "../../mapping/transforms/transform.ts";
import type { ReadPorts } from "../ports.ts";

/** What the values of a mapping are read with; asked for at most once, and only when something needs it. */
export function lookupsOnce({ opportunities }: ReadPorts, { fields }: Mapping): () => Promise<Lookups> {
  let lookups: Promise<Lookups> | null = null;
  return () => {
    lookups ??= fields.some(({ kind }) => kind === "money")
      ? opportunities.amounts()
      : Promise.resolve(NO_LOOKUPS);
    return lookups;
  };
}
