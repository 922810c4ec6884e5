import { Visitor } from "rolldown/utils";
import { lineAt, type ParsedFile, type Violation } from "./source.ts";

/** Seventy lines are what a screen shows; 250 are what one sits down to read. */
const FUNCTION_LINES_MAX = 70;
const FILE_LINES_MAX = 250;

/**
 * Lengths above the limit that are tolerated for now, by `path` or `path:name`. A ratchet: an entry that the
 * code no longer needs is itself a violation, so a tolerance can only shrink and go.
 */
export type Tolerances = Readonly<Record<string, number>>;

interface Length {
  readonly where: string;
  readonly lines: number;
  readonly limit: number;
}

export function checkSizes(files: readonly ParsedFile[], tolerances: Tolerances): Violation[] {
  const lengths = files.flatMap((file) => [fileLength(file), ...functionLengths(file)]);
  const tooLong = lengths
    .filter(({ where, lines, limit }) => lines > (tolerances[where] ?? limit))
    .map(({ where, lines, limit }) => ({
      where,
      found: `${lines} lines`,
      rule: `At most ${limit} lines, so that it can be read at once. Find the second job in it and give it a name.`,
    }));
  return [...tooLong, ...slackTolerances(lengths, tolerances)];
}

function slackTolerances(lengths: readonly Length[], tolerances: Tolerances): Violation[] {
  const longest = (where: string) =>
    Math.max(0, ...lengths.filter((length) => length.where === where).map((length) => length.lines));
  return Object.entries(tolerances)
    .filter(([where, tolerated]) => longest(where) < tolerated)
    .map(([where, tolerated]) => ({
      where,
      found: `${longest(where)} lines, tolerated are ${tolerated}`,
      rule: "A tolerance only shrinks: set it to the present length, or take it away below the limit.",
    }));
}

function fileLength(file: ParsedFile): Length {
  const lines = file.source.trimEnd().split("\n").length;
  return { where: file.path, lines, limit: FILE_LINES_MAX };
}

function functionLengths(file: ParsedFile): Length[] {
  const lengths: Length[] = [];
  const measure = (name: string, { start, end }: { start: number; end: number }) => {
    const lines = lineAt(file, end) - lineAt(file, start) + 1;
    lengths.push({ where: `${file.path}:${name}`, lines, limit: FUNCTION_LINES_MAX });
  };
  new Visitor({
    FunctionDeclaration: (node) => measure(node.id?.name ?? "default", node),
    FunctionExpression: (node) => measure(nameBefore(file, node.start), node),
    ArrowFunctionExpression: (node) => measure(nameBefore(file, node.start), node),
  }).visit(file.program);
  return lengths;
}

/** The name a function expression is given (`const merge = (…`, `merge(…) {` of a class), or its line. */
function nameBefore(file: ParsedFile, offset: number): string {
  const given = /([\w$]+)\s*(?:[:=]\s*(?:async\s*)?)?$/.exec(file.source.slice(0, offset));
  return given?.[1] ?? `line ${lineAt(file, offset)}`;
}
