/**
 * Text for the log of a run. A line that begins with `::` or holds `##[` would be a command to the runner,
 * and escape sequences would let a deal's name paint over the lines before it.
 */
export function harmless(text: string): string {
  return text
    .replaceAll(/(?![\n\t])\p{Cc}/gu, " ")
    .replaceAll(/:(?=:)/g, ":\u200b")
    .replaceAll("##[", "##\u200b[");
}
