import { closest, distance } from "fastest-levenshtein";

/** `; did you mean "x"?` when one of the candidates is a plausible typing error away, otherwise nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const nearest = nearestOf(word, candidates);
  return nearest === null ? "" : `; did you mean "${nearest}"?`;
}

/** The candidate that is a plausible typing error away, whatever its case; `null` when none is. */
export function nearestOf(word: string, candidates: readonly string[]): string | null {
  if (candidates.length === 0) return null;
  const [wanted, ...lower] = [word, ...candidates].map((text) => text.toLowerCase());
  const nearest = closest(wanted ?? "", lower);
  const mistakes = distance(wanted ?? "", nearest);
  // All columns of one publisher begin alike, which tells nothing of what was meant.
  const own = word.replace(/^[a-z0-9]+_/i, "");
  const tolerance = Math.max(2, Math.floor(Math.min(word.length / 3, own.length / 2)));
  const isPlausible = mistakes <= tolerance && mistakes < word.length;
  return isPlausible ? (candidates[lower.indexOf(nearest)] ?? null) : null;
}
