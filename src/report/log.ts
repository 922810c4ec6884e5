import { UNSEEN } from "../model/unseen.ts";

/**
 * Text for the log of a run. A line that begins with `::` or holds `##[` would be a command to the runner,
 * and escape sequences, or an override of direction, would let a deal's name paint over what stands beside it.
 */
export function harmless(text: string): string {
  return text
    .replaceAll(UNSEEN, (unseen) => (unseen === "\n" || unseen === "\t" ? unseen : " "))
    .replaceAll(/:(?=:)/g, ":\u200b")
    .replaceAll("##[", "##\u200b[");
}
