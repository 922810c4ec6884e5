import type { ChangeOutcome, Merge } from "../../model/plan.ts";
import type { Waiting } from "../../model/state.ts";
import type { Keyed } from "../record/fingerprint.ts";
import { noteOf } from "./note.ts";

/*
 * What is about to be overwritten is kept in a note first. Where the overwriting itself is refused, each later try would write
 * the same note again: the waiting list remembers the one that is there.
 */

/** Of a hash, as many characters as tell the few notes of one deal apart. */
const LENGTH = 16;

/** The merge without the note that an earlier try has written, of exactly this text. */
export function withoutWrittenNote(merge: Merge, entry: Waiting | undefined, keyed: Keyed): Merge {
  const change = merge.changes.find(({ action }) => action === "note");
  const note = change && noteOf(change, merge, "");
  if (note?.action !== "note") return merge;
  const noted = keyed(JSON.stringify([note.opportunity, note.text])).slice(0, LENGTH);
  if (entry?.noted !== noted) return { ...merge, noted };
  return { ...merge, noted, changes: merge.changes.filter((one) => one !== change) };
}

/** As part of what waits: the note that is there, now or since an earlier try. */
export function notedAfter({ noted }: Merge, own: readonly ChangeOutcome[]): Pick<Waiting, "noted"> {
  const isMissing = own.some(({ change, outcome }) => change.action === "note" && outcome !== "applied");
  return noted === undefined || isMissing ? {} : { noted };
}
