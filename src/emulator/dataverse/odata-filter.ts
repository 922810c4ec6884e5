import { parseJson } from "../json.ts";
import { notEmulated, syntaxFault } from "./errors.ts";
import { type Token, tokenise } from "./odata-tokens.ts";

/**
 * The part of OData's filter language that Dataverse understands, as a tree. No lambdas, no arithmetic, no `in`;
 * many values go through `Microsoft.Dynamics.CRM.In`.
 */
export type Filter =
  | { readonly kind: "and" | "or"; readonly operands: readonly Filter[] }
  | Comparison
  | { readonly kind: "in"; readonly property: string; readonly values: readonly string[] };

export interface Comparison {
  readonly kind: "compare";
  readonly operator: Operator;
  readonly property: string;
  readonly literal: Literal;
}

export type Operator = "eq" | "ne" | "gt" | "ge" | "lt" | "le";

/** A literal keeps its type: Dataverse does not compare a number with a quoted number. */
export type Literal =
  | { readonly type: "null"; readonly value: null }
  | { readonly type: "boolean"; readonly value: boolean }
  | { readonly type: "number"; readonly value: number }
  | { readonly type: "string" | "guid" | "date" | "moment"; readonly value: string };

const OPERATORS: ReadonlySet<string> = new Set(["eq", "ne", "gt", "ge", "lt", "le"]);
/** What Dataverse understands as well. */
const NOT_EMULATED: ReadonlySet<string> = new Set(["not", "contains", "startswith", "endswith"]);
const IN = "Microsoft.Dynamics.CRM.In";
const MAX_DEPTH = 100;

interface Reader {
  readonly source: string;
  readonly tokens: readonly Token[];
  readonly aliases: ReadonlyMap<string, string>;
  position: number;
  depth: number;
}

/** @throws DataverseFault 0x80060888 for what is not a filter. */
export function parseFilter(source: string, aliases: ReadonlyMap<string, string>): Filter {
  const reader: Reader = { source, tokens: tokenise(source), aliases, position: 0, depth: 0 };
  const filter = either(reader);
  if (peek(reader) !== undefined) throw unexpected(reader);
  return filter;
}

function either(reader: Reader): Filter {
  return chain(reader, "or", both);
}

function both(reader: Reader): Filter {
  return chain(reader, "and", term);
}

function chain(reader: Reader, word: "and" | "or", operand: (reader: Reader) => Filter): Filter {
  const first = operand(reader);
  if (!isWord(peek(reader), word)) return first;
  const operands = [first];
  while (isWord(peek(reader), word)) {
    reader.position += 1;
    operands.push(operand(reader));
  }
  return { kind: word, operands };
}

function term(reader: Reader): Filter {
  const token = next(reader);
  if (token.text === "(") {
    return inParentheses(reader);
  }
  if (token.type !== "word") throw unexpected(reader, token);
  if (token.text === IN) return inFunction(reader);
  if (NOT_EMULATED.has(token.text)) throw notEmulated(`${token.text} in a filter`);
  if (peek(reader)?.text === "(")
    throw syntaxFault(`An unknown function with name '${token.text}' was found.`);
  const operator = next(reader);
  if (!OPERATORS.has(operator.text)) throw unexpected(reader, operator);
  if (token.text.includes("/")) throw notEmulated("a property of another row in a filter");
  const [property, comparing] = [token.text, operator.text as Operator];
  return { kind: "compare", operator: comparing, property, literal: literal(reader) };
}

function inFunction(reader: Reader): Filter {
  expect(reader, "(");
  expect(reader, "PropertyName");
  expect(reader, "=");
  const property = literal(reader);
  if (property.type !== "string") throw syntaxFault("PropertyName must be a string.");
  expect(reader, ",");
  expect(reader, "PropertyValues");
  expect(reader, "=");
  const values = stringList(next(reader), reader);
  expect(reader, ")");
  return { kind: "in", property: property.value, values };
}

function stringList(token: Token, reader: Reader): string[] {
  const source = token.type === "alias" ? aliased(reader, token) : token.text;
  if (!isBalanced(source.trim())) throw syntaxFault("Found an unbalanced bracket expression.");
  const asJson = source
    .trim()
    .replaceAll(/"(?:[^"\\]|\\.)*"|'((?:[^']|'')*)'/g, (quoted, inner?: string) =>
      inner === undefined ? quoted : JSON.stringify(inner.replaceAll("''", "'")),
    );
  const values = parseJson(asJson);
  if (!Array.isArray(values) || !values.every((value) => typeof value === "string")) {
    throw syntaxFault(`The value '${source.slice(0, 100)}' is not a collection of Edm.String.`);
  }
  return values;
}

/**
 * The end of a list is looked for before it is read as JSON, without knowing the double quotes of JSON: an apostrophe within
 * a text begins a text, and a bracket a list (OData/odata.net, issue 764; Dataverse's page on open types warns of it).
 */
function isBalanced(list: string): boolean {
  let depth = 0;
  for (const { 0: part, index } of list.matchAll(/'[^']*'|['[\]]/g)) {
    if (part === "'") return false;
    if (part === "[") depth += 1;
    if (part === "]") depth -= 1;
    if (depth === 0) return index === list.length - 1;
  }
  return false;
}

function literal(reader: Reader): Literal {
  const token = next(reader);
  return token.type === "alias" ? aliasedLiteral(reader, token) : literalOf(token, reader);
}

function aliasedLiteral(reader: Reader, token: Token): Literal {
  const inner = tokenise(aliased(reader, token));
  const [only] = inner;
  if (only === undefined || inner.length > 1) throw unexpected(reader, token);
  return literalOf(only, reader);
}

function aliased(reader: Reader, token: Token): string {
  const value = reader.aliases.get(token.text);
  if (value === undefined)
    throw syntaxFault(`The parameter alias '${token.text}' has no value in the query.`);
  return value;
}

function literalOf(token: Token, reader: Reader): Literal {
  switch (token.type) {
    case "string":
      return { type: "string", value: token.text.slice(1, -1).replaceAll("''", "'") };
    case "guid":
      return { type: "guid", value: token.text.toLowerCase() };
    case "number":
      return { type: "number", value: Number(token.text) };
    case "date":
    case "moment":
      if (Number.isNaN(Date.parse(token.text))) throw unexpected(reader, token);
      return { type: token.type, value: token.text };
    default:
      if (token.text === "null") return { type: "null", value: null };
      if (token.text === "true" || token.text === "false") {
        return { type: "boolean", value: token.text === "true" };
      }
      throw unexpected(reader, token);
  }
}

function inParentheses(reader: Reader): Filter {
  reader.depth += 1;
  if (reader.depth > MAX_DEPTH) throw syntaxFault("The recursion limit has been exceeded in the filter.");
  const filter = either(reader);
  expect(reader, ")");
  reader.depth -= 1;
  return filter;
}

function peek(reader: Reader): Token | undefined {
  return reader.tokens[reader.position];
}

function next(reader: Reader): Token {
  const token = peek(reader);
  if (token === undefined) throw unexpected(reader);
  reader.position += 1;
  return token;
}

function expect(reader: Reader, text: string): void {
  const token = next(reader);
  if (token.text !== text) throw unexpected(reader, token);
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.type === "word" && token.text === word;
}

function unexpected(reader: Reader, token = peek(reader)) {
  const at = token?.at ?? reader.source.length;
  return syntaxFault(`Syntax error at position ${at} in '${reader.source.slice(0, 200)}'.`);
}
