import { constructFromEvents, EVENT_ID, type Event, parseEvents, YAMLException } from "js-yaml";
import { ConfigurationError, type Problem } from "../../errors.ts";
import { grouped } from "../../model/readable.ts";
import {
  keyOffsets,
  nearest,
  numbersReadOtherwise,
  type Offsets,
  offsetOf,
  strangeBlanks,
} from "./yaml-offsets.ts";

/** A parsed YAML text that still knows where each key stands. */
export interface YamlDocument {
  readonly value: unknown;
  /** Position of the key at a path such as `["fields", "name", "as"]`, or of its nearest parent. Counts from 1. */
  locate(path: readonly PropertyKey[]): Position;
}

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A mapping is a page or two of text; more is a mistake or an attack. */
const LONGEST_TEXT = 256 * 1024;

const DEEPEST = 20;

const ONE_DOCUMENT = (what: string) =>
  `a second document begins here; a ${what} is one document, without --- in the middle`;

const FIX = "Correct the YAML and run again.";

const TAB = "tab characters must not be used in indentation";

/** The parser's reasons that a person who does not know YAML well would not understand. */
const WORDS: Readonly<Record<string, string>> = {
  [TAB]: "this line begins with a tab; YAML takes only spaces for the indentation",
  [`nesting exceeded maxDepth (${DEEPEST})`]: `more than ${DEEPEST} levels inside each other; a {what} needs five. Is a bracket missing?`,
  "deficient indentation":
    "this line is not indented far enough for what it belongs to; is a bracket or a quote not closed above?",
  "bad indentation of a mapping entry":
    "this line does not line up with the keys around it, or the one above has no blank behind its colon",
  "end of the stream or a document separator is expected":
    "this does not go on with what stands above; is a colon missing there, the blank behind one, or is a bracket too many?",
  "missed comma between flow collection entries":
    "between { and } or [ and ] a comma is missing before this, or a text with a colon has no quotes around it",
  "can not read a block mapping entry; a multiline key may not be an implicit key":
    "the line above, or this one, is no key with a value; is the colon missing, or the blank behind it?",
};

/**
 * Parses one YAML document. Aliases are refused: a mapping does not need them, and they are how a small
 * file becomes a huge value.
 *
 * @param what What the file is, for messages.
 * @param also What else is wrong, to be told beside numbers that read as others: those leave all the rest as it was meant.
 */
export function parseYaml(
  text: string,
  file: string,
  what = "mapping",
  also: (document: YamlDocument) => readonly Problem[] = () => [],
): YamlDocument {
  const positionOf = positions(text);
  const misread = misreadAt(text);
  if (misread) throw invalid(file, positionOf(misread.offset), misread.message);
  if (text.length > LONGEST_TEXT) {
    throw invalid(
      file,
      { line: 1, column: 1 },
      `the file is longer than ${LONGEST_TEXT / 1024} KB; a ${what} takes a page or two`,
    );
  }
  try {
    const events = parseEvents(text, { maxDepth: DEEPEST });
    const second = events.findLastIndex((event) => event.type === EVENT_ID.DOCUMENT);
    const begin = events[second + 1];
    if (second > 0 && begin)
      throw invalid(file, positionOf(offsetOf(begin) ?? text.trimEnd().length), ONE_DOCUMENT(what));
    const found = keyOffsets(events, text);
    const at = ({ offset, message }: Misread) => problemAt(file, positionOf(offset), message);
    const lost = lostIn(events, text, found, { what, positionOf }).map(at);
    const numbers = otherNumbers(events, text).map(at);
    if (lost.length > 0) throw new ConfigurationError(told([...lost, ...numbers], file), FIX);
    const [value] = constructFromEvents(events, { source: text });
    const document: YamlDocument = { value, locate: (path) => positionOf(nearest(found.offsets, path)) };
    if (numbers.length > 0) throw new ConfigurationError(told([...numbers, ...also(document)], file), FIX);
    return document;
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    // Whoever has an editor that makes tabs has them in every line.
    const tabs = error.reason === TAB ? [...text.matchAll(/^ *\t(?=[ \t]*[^\s#])/gm)] : [];
    if (tabs.length > 1) {
      const problems = tabs.map(({ index }) => problemAt(file, positionOf(index), inWords(TAB, what)));
      throw new ConfigurationError(told(problems, file), FIX);
    }
    const mark = error.mark;
    const place = mark ? { line: mark.line + 1, column: mark.column + 1 } : { line: 1, column: 1 };
    const before = text.split(/\r?\n/)[place.line - 1]?.slice(0, place.column - 1) ?? "";
    throw invalid(
      file,
      place,
      /:\s/.test(before) ? inValue(error.reason, what) : inWords(error.reason, what),
    );
  }
}

interface Misread {
  readonly offset: number;
  readonly message: string;
}

interface Words {
  readonly what: string;
  readonly positionOf: (offset: number) => Position;
}

/** What YAML allows, and would lose or take for something else than a person reads there: all of it, not the first. */
function lostIn(
  events: readonly Event[],
  text: string,
  { offsets, twice, complex }: Offsets,
  { what, positionOf }: Words,
): Misread[] {
  const aliases = events.flatMap((event) => (event.type === EVENT_ID.ALIAS ? [event.anchorStart] : []));
  const lost = [...offsets].filter(([path]) => path.split("\0").at(-1) === "__proto__");
  return [
    ...twice.map(({ offset, first }) => {
      const message = `this key is there already, in line ${positionOf(first).line}; one of the two would be lost`;
      return { offset, message };
    }),
    ...aliases.map((offset) => ({ offset, message: ALIAS.replace("{what}", what) })),
    ...lost.map(([, offset]) => ({ offset, message: "__proto__ cannot be a key" })),
    ...complex.map((offset) => ({ offset, message: COMPLEX.replace("{what}", what) })),
    ...strangeBlanks(events, text).map((offset) => ({ offset, message: STRANGE_BLANK })),
  ];
}

function otherNumbers(events: readonly Event[], text: string): Misread[] {
  return numbersReadOtherwise(events, text).map(({ offset, written, read }) => {
    const message = `${short(written)} is read as the number ${read}; put it in quotes, or write ${read}`;
    return { offset, message };
  });
}

/** The beginning of a text that may be long, to be quoted. */
export function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** The parser takes what it does not understand behind a key for a wrong indentation. */
function inValue(reason: string, what: string): string {
  return reason === "bad indentation of a mapping entry"
    ? "what stands behind this key cannot be read; put a text with a colon, a quote or a sign at its beginning in quotes"
    : inWords(reason, what);
}

const ALIAS =
  "a {what} has no aliases such as *name; write the value here once more, or put the text in quotes";

const COMPLEX =
  "here a key is a list, or has keys of its own, and every key of a {what} is a text; put a text that begins with { or [ in quotes";

const STRANGE_BLANK =
  "here is a blank that YAML takes for a letter, as one that was copied from a web page or a letter is; type it anew, or put the text in quotes";

/**
 * What is no YAML of a person's, and what the parser would say strange things of. A file that was not saved as UTF-8
 * reads as something else than it says: `ä` of a name becomes `\uFFFD`.
 */
const FOREIGN: readonly (readonly [pattern: RegExp, message: string])[] = [
  [/\0/, "this is no text, or it is UTF-16; save the file as UTF-8"],
  [
    /\uFFFD/,
    "here is a character that is not UTF-8, as an ä or é of Windows-1252 is; save the file as UTF-8",
  ],
  [
    /^(?:<{7}|={7}|>{7})/m,
    "here a merge was left unfinished; keep one of the two versions, and take out the lines with <<<<<<<, ======= and >>>>>>>",
  ],
  [/(?<=^ *(?:[\w -]+:)?)\u00A0/m, STRANGE_BLANK],
];

function misreadAt(text: string): Misread | null {
  for (const [pattern, message] of FOREIGN) {
    const offset = text.search(pattern);
    if (offset !== -1) return { offset, message };
  }
  return null;
}

function inWords(reason: string, what: string): string {
  if (/^unknown \w+ tag/.test(reason)) return "text that begins with ! has to be in quotes";
  return WORDS[reason]?.replace("{what}", what) ?? reason;
}

/** Something wrong at a place of a file. */
export function problemAt(file: string, { line, column }: Position, message: string): Problem {
  return { where: `${file}:${line}:${column}`, file, line, column, message };
}

/** Nobody fixes more at a time, and nobody reads them. */
const MOST_TOLD = 100;

/** In the order of the file; where there are too many, the first ones and how many are left out. */
export function told(problems: readonly Problem[], file: string): Problem[] {
  const sorted = problems.toSorted(byPlace);
  const more = sorted.length - MOST_TOLD;
  if (more <= 0) return sorted;
  const message = `and ${grouped(more)} more mistakes, which are told when these are fixed`;
  return [...sorted.slice(0, MOST_TOLD), { where: file, file, message }];
}

/** In the order of the file. */
export function byPlace(a: Problem, b: Problem): number {
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}

function invalid(file: string, position: Position, message: string): ConfigurationError {
  return new ConfigurationError([problemAt(file, position, message)], FIX);
}

/** Where an offset of the text is. Looking up thousands takes no longer than reading the text once. */
function positions(text: string): (offset: number) => Position {
  const begins = [0, ...Array.from(text.matchAll(/\r\n?|\n/g), ({ index, 0: end }) => index + end.length)];
  return (offset) => {
    let line = 0;
    for (let step = 2 ** Math.ceil(Math.log2(begins.length)); step >= 1; step /= 2) {
      if ((begins[line + step] ?? Number.POSITIVE_INFINITY) <= offset) line += step;
    }
    return { line: line + 1, column: offset - (begins[line] ?? 0) + 1 };
  };
}
