import { ConfigurationError } from "../errors.ts";
import type { Connection } from "../model/connections.ts";
import { loadConnections } from "./load.ts";
import { CONNECTION_KEYS } from "./schema.ts";

/** How a proposed connection stands to the one of its name that is in force. */
export type Proposal =
  /** There is none. */
  | { readonly kind: "new" }
  /** The file in force has mistakes, so nobody can tell. */
  | { readonly kind: "unknown" }
  /** It is about another account or CRM, or keeps its state elsewhere. */
  | { readonly kind: "moved"; readonly keys: readonly string[] }
  /** Whatever it does otherwise, it does by its mapping. */
  | { readonly kind: "kept"; readonly mapping: string };

/** What a pull request does to the connections of a file. */
export interface ChangedConnections {
  /** How many connections the proposed file has. */
  readonly all: number;
  /** Those that get another mapping, or are themselves another one. */
  readonly changed: readonly { readonly connection: Connection; readonly proposal: Proposal }[];
  /** Names of those that are in force and not proposed any more. */
  readonly gone: readonly string[];
}

/** @param text The file in force, or `null` when there is none: then nothing was connected by it. */
export function connectionsInForce(text: string | null, file: string): readonly Connection[] | null {
  if (text === null) return [];
  try {
    return loadConnections(text, file).connections;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return null;
  }
}

/** What a key falls back to counts as given: to write it out changes nothing. */
export function proposalOf(proposed: Connection, inForce: readonly Connection[] | null): Proposal {
  if (!inForce) return { kind: "unknown" };
  const before = inForce.find(({ name }) => name === proposed.name);
  if (!before) return { kind: "new" };
  const [one, other]: Readonly<Record<string, string>>[] = [{ ...before }, { ...proposed }];
  const keys = CONNECTION_KEYS.filter((key) => key !== "mapping" && one?.[key] !== other?.[key]);
  return keys.length > 0 ? { kind: "moved", keys } : { kind: "kept", mapping: before.mapping };
}
