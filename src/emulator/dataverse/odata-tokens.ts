import { syntaxFault } from "./errors.ts";

const TOKENS =
  /\s*(?:(?<string>'(?:[^']|'')*')|(?<guid>[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?![\w-]))|(?<moment>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))|(?<date>\d{4}-\d\d-\d\d(?!\w))|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?!\w))|(?<alias>@\w+)|(?<list>\[(?:[^\]'"]|'(?:[^']|'')*'|"(?:[^"\\]|\\.)*")*\])|(?<word>[A-Za-z_][\w.]*(?:\/[A-Za-z_][\w.]*)*)|(?<mark>[(),=]))/y;

export type TokenType = "string" | "guid" | "moment" | "date" | "number" | "alias" | "list" | "word" | "mark";

export interface Token {
  readonly type: TokenType;
  readonly text: string;
  readonly at: number;
}

/** Words, literals and marks of a filter. `at` is the position in the text. */
export function tokenise(source: string): Token[] {
  const tokens: Token[] = [];
  TOKENS.lastIndex = 0;
  const end = source.trimEnd().length;
  while (TOKENS.lastIndex < end) {
    const at = TOKENS.lastIndex;
    const groups = TOKENS.exec(source)?.groups;
    if (groups === undefined)
      throw syntaxFault(`Syntax error at position ${at} in '${source.slice(0, 200)}'.`);
    const found = Object.entries(groups).find(([, text]) => text !== undefined);
    if (found !== undefined) tokens.push({ type: found[0] as TokenType, text: found[1] ?? "", at });
  }
  return tokens;
}
