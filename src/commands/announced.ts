import type { RemoteRecord } from "../model/record.ts";
import type { Intent } from "../model/state.ts";
import { isPost } from "../reconcile/journal/posts.ts";
import { noteIdFor } from "../reconcile/record/ids.ts";
import type { ReadPorts } from "./ports.ts";
import type { Pulled } from "./pull/pulled.ts";

/**
 * Announced rows, also those that no longer carry their identifier: somebody may have taken it out after the run that wrote it
 * died; and those of deals that were to be shared. Asks nothing in an ordinary run.
 */
export async function announcedRows(
  { opportunities }: ReadPorts,
  intents: readonly Intent[],
  { rows, shares, withdrawn }: Pulled,
): Promise<Map<string, RemoteRecord>> {
  const announced = new Set(
    intents
      .filter(({ row, found }) => !row && !found)
      .filter((one) => (one.side === "opportunity" ? one.action !== "note" : isPost(one)))
      .map(({ opportunity }) => opportunity),
  );
  if (announced.size === 0) return new Map();
  const known = [...rows, ...shares, ...withdrawn];
  const read = new Map(known.filter(({ id }) => announced.has(id)).map((row) => [row.id, row]));
  const found = await opportunities.byIds([...announced].filter((id) => !read.has(id)));
  return new Map([...read, ...found.map((row) => [row.id, row] as const)]);
}

/** Ids of those of its notes that are there. Asks nothing in an ordinary run. */
export async function announcedNotes(
  { opportunities }: ReadPorts,
  intents: readonly Intent[],
): Promise<Set<string>> {
  const announced = intents.filter(({ action }) => action === "note");
  return new Set(await opportunities.existingNotes(announced.map(({ id }) => noteIdFor(id))));
}
