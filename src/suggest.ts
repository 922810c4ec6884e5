import { closest, distance } from "fastest-levenshtein";

/** `; did you mean "x"?` when one of the candidates is a plausible typing error away, otherwise nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const nearest = closest(word, candidates);
  const tolerance = Math.max(2, Math.floor(word.length / 3));
  return candidates.length > 0 && distance(word, nearest) <= tolerance ? `; did you mean "${nearest}"?` : "";
}
