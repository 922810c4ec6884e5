import type { RemoteRecord } from "../model/record.ts";
import type { Intent } from "../model/state.ts";
import { noteIdFor } from "../reconcile/record/ids.ts";
import type { ReadPorts } from "./ports.ts";
import type { Pulled } from "./pull/pulled.ts";

/**
 * Announced rows, also those that no longer carry their identifier: somebody may have taken it out after the run that wrote it
 * died.
 */
export async function announcedRows(
  { opportunities }: ReadPorts,
  intents: readonly Intent[],
  { rows }: Pulled,
): Promise<Map<string, RemoteRecord>> {
  const announced = new Set(
    intents
      .filter(({ side, action, row, found }) => side === "opportunity" && action !== "note" && !row && !found)
      .map(({ opportunity }) => opportunity),
  );
  const read = new Map(rows.filter(({ id }) => announced.has(id)).map((row) => [row.id, row]));
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
