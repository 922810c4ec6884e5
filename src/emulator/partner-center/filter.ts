import { invalid } from "./errors.ts";
import type { Referral } from "./referral.ts";

export type Predicate = (referral: Readonly<Referral>) => boolean;

/**
 * The `$filter` grammar that the list page shows by example, and nothing beyond it: `eq` on these
 * properties with a quoted value, `and`, parentheses, and `team/any(…)` on the e-mail address.
 */
const PROPERTIES: Readonly<Record<string, (referral: Readonly<Referral>) => string>> = {
  engagementId: (referral) => referral.engagementId,
  status: (referral) => referral.status,
  substatus: (referral) => referral.substatus,
  qualification: (referral) => referral.qualification,
  direction: (referral) => referral.direction,
  type: (referral) => referral.type,
  "customerProfile/address/country": (referral) => referral.customerProfile.address.country,
};

const TOKEN =
  /\s*(?:([()])|('(?:[^']|'')*')|([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})|(\d{4}-\d{2}-\d{2}T[\d:.]+Z)|([A-Za-z][\w/:]*))/iy;

/** What is understood that no page settles. */
export interface Grammar {
  /** Whether `updatedDateTime ge …` is. */
  readonly updatedFilter: boolean;
  /** How the id of an engagement is written. */
  readonly engagementFilter: "quoted" | "bare";
}

export function parseFilter(text: string, grammar: Grammar): Predicate {
  const reader = new TokenReader(text);
  const predicate = conjunction(reader, grammar);
  if (reader.peek() !== null) throw unsupported(text);
  return predicate;
}

function unsupported(text: string): Error {
  return invalid(`The query specified in the URI is not valid. $filter: ${text}`);
}

class TokenReader {
  readonly text: string;
  readonly #tokens: string[] = [];
  #next = 0;

  constructor(text: string) {
    this.text = text;
    TOKEN.lastIndex = 0;
    let end = 0;
    for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) {
      this.#tokens.push(match[0].trim());
      end = TOKEN.lastIndex;
    }
    if (text.slice(end).trim() !== "") throw unsupported(text);
  }

  peek(): string | null {
    return this.#tokens[this.#next] ?? null;
  }

  take(): string {
    const token = this.peek();
    if (token === null) throw unsupported(this.text);
    this.#next += 1;
    return token;
  }

  expect(...tokens: readonly string[]): void {
    for (const token of tokens) if (this.take() !== token) throw unsupported(this.text);
  }

  quoted(): string {
    const token = this.take();
    if (!token.startsWith("'")) throw unsupported(this.text);
    return token.slice(1, -1).replaceAll("''", "'");
  }

  guid(): string {
    const token = this.take();
    if (!/^[\da-f-]{36}$/i.test(token)) throw unsupported(this.text);
    return token.toLowerCase();
  }
}

function conjunction(reader: TokenReader, grammar: Grammar): Predicate {
  const terms = [term(reader, grammar)];
  while (reader.peek() === "and") {
    reader.take();
    terms.push(term(reader, grammar));
  }
  return (referral) => terms.every((holds) => holds(referral));
}

function term(reader: TokenReader, grammar: Grammar): Predicate {
  const token = reader.take();
  if (token === "(") {
    const inner = conjunction(reader, grammar);
    reader.expect(")");
    return inner;
  }
  if (token === "team/any") return inTeam(reader);
  if (token === "updatedDateTime" && grammar.updatedFilter) return updatedSince(reader);
  const property = PROPERTIES[token];
  if (!property) throw unsupported(reader.text);
  reader.expect("eq");
  const isBare = token === "engagementId" && grammar.engagementFilter === "bare";
  const wanted = isBare ? reader.guid() : reader.quoted();
  return (referral) => property(referral) === wanted;
}

function inTeam(reader: TokenReader): Predicate {
  reader.expect("(", "t:t/email", "eq");
  const email = reader.quoted();
  reader.expect(")");
  return ({ team }) => team.some((member) => member.email === email);
}

function updatedSince(reader: TokenReader): Predicate {
  reader.expect("ge");
  const since = comparable(reader.take());
  return ({ updatedDateTime }) => comparable(updatedDateTime) >= since;
}

/** The same moment always as the same text, so that text compares as time. */
export function comparable(time: string): string {
  const [seconds = "", fraction = ""] = time.replace(/Z$/, "").split(".");
  return `${seconds}.${fraction.padEnd(7, "0")}`;
}
