import { decodeHTMLStrict } from "entities";
import { lexer, type MarkedToken, type Token, type Tokens } from "marked";
import stringWidth from "string-width";
import wrapAnsi from "wrap-ansi";
import { sumOf } from "../model/sum.ts";
import { UNSEEN } from "../model/unseen.ts";
import { joined } from "./markdown.ts";

export interface Screen {
  /** Characters of a line. */
  readonly width: number;
  readonly bold: (text: string) => string;
  /** Of names and words to type. */
  readonly code: (text: string) => string;
}

/** Between two columns of a table. */
const GAP = "  ";

/** A report, which is Markdown for GitHub, as a person reads it on a terminal: tables in columns, marks as what they mean. */
export function onScreen(report: string, screen: Screen): string {
  return `${blocks(lexer(report), screen)}\n`;
}

function blocks(tokens: readonly Token[], screen: Screen): string {
  const texts = (tokens as readonly MarkedToken[]).map((token) => blockOf(token, screen));
  return joined(texts, "\n\n");
}

function blockOf(token: MarkedToken, screen: Screen): string {
  switch (token.type) {
    case "heading":
      return wrapped(inline(token.tokens, screen), screen.width).split("\n").map(screen.bold).join("\n");
    case "table":
      return tableOf(token, screen);
    case "blockquote":
      return hung("│ ", "│ ", screen, (inner) => blocks(token.tokens, inner));
    case "list":
      return token.items
        .map((item) => hung("- ", "  ", screen, (inner) => blocks(item.tokens, inner)))
        .join("\n");
    case "code":
      return token.text
        .split("\n")
        .map((line) => `  ${seen(line)}`)
        .join("\n");
    case "paragraph":
    case "text":
      return wrapped(inline(token.tokens ?? [], screen), screen.width);
    // A comment, or the blank line between two blocks.
    default:
      return "";
  }
}

/** A block within another, with something in front of each of its lines. */
function hung(first: string, others: string, screen: Screen, block: (inner: Screen) => string): string {
  const lines = block({ ...screen, width: screen.width - first.length }).split("\n");
  return lines.map((line, index) => (index === 0 ? first : others) + line).join("\n");
}

function inline(tokens: readonly Token[], screen: Screen): string {
  return (tokens as readonly MarkedToken[]).map((token) => spanOf(token, screen)).join("");
}

function spanOf(token: MarkedToken, screen: Screen): string {
  switch (token.type) {
    case "strong":
      return screen.bold(inline(token.tokens, screen));
    case "em":
      return inline(token.tokens, screen);
    case "codespan":
      return screen.code(seen(token.text));
    case "link":
      return linkOf(token);
    case "text":
      return seen(decodeHTMLStrict(token.raw));
    case "br":
      return "\n";
    case "html":
      return token.text === "<br>" ? "\n" : "";
    default:
      return "text" in token ? seen(token.text) : "";
  }
}

/** The identifier of a deal in full, which `explain` and `audit` ask for, and not only the beginning that is shown on a page. */
function linkOf({ text, href }: Tokens.Link): string {
  const id = URL.parse(href)?.searchParams.get("id");
  if (id?.startsWith(text)) return seen(id);
  return seen(text === href ? text : `${text} (${href})`);
}

/** Without what keeps GitHub from taking text for a mention or a link, and what could paint over a terminal. */
function seen(text: string): string {
  return text.replaceAll(UNSEEN, "");
}

function tableOf({ header, rows }: Tokens.Table, screen: Screen): string {
  const cells = [header, ...rows].map((row) => row.map(({ tokens }) => inline(tokens, screen)));
  const widths = fitted(
    header.map((_, column) => roomOf(cells.map((row) => row[column] ?? ""))),
    screen.width,
  );
  const [head = "", ...lines] = cells.map((row) => rowOf(row, widths));
  return [...head.split("\n").map(screen.bold), ...lines].join("\n");
}

/** Characters that a column takes: at best, and at least, which is its longest word. */
interface Room {
  readonly best: number;
  readonly least: number;
}

function roomOf(column: readonly string[]): Room {
  return {
    best: widest(column.flatMap((cell) => cell.split("\n"))),
    least: widest(column.flatMap((cell) => cell.split(/\s/))),
  };
}

/** Takes what does not fit from the columns that are the widest, as far as they have it. */
function fitted(columns: readonly Room[], width: number): number[] {
  const widths = columns.map(({ best }) => best);
  let excess = sumOf(columns, ({ best }) => best) + GAP.length * (widths.length - 1) - width;
  for (; excess > 0; excess--) {
    const spare = columns.map(({ least }, column) =>
      (widths[column] ?? 0) > least ? (widths[column] ?? 0) : 0,
    );
    const most = Math.max(...spare);
    if (most === 0) break;
    widths[spare.indexOf(most)] = most - 1;
  }
  return widths;
}

function rowOf(cells: readonly string[], widths: readonly number[]): string {
  const columns = cells.map((cell, column) => wrapped(cell, widths[column] ?? 0).split("\n"));
  const height = Math.max(...columns.map((lines) => lines.length));
  const lines = Array.from({ length: height }, (_, line) =>
    columns.map((column, at) => padded(column[line] ?? "", widths[at] ?? 0)).join(GAP),
  );
  return lines.map((line) => line.trimEnd()).join("\n");
}

function padded(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - stringWidth(text)));
}

function widest(texts: readonly string[]): number {
  return Math.max(...texts.map((text) => stringWidth(text)));
}

/** What has no blank to break it at, such as an address, stays whole. */
function wrapped(text: string, width: number): string {
  return wrapAnsi(text, width, { hard: false });
}
