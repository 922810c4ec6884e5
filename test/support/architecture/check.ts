import { checkCircles } from "./circles.ts";
import { checkConventions } from "./conventions.ts";
import { checkImports } from "./imports.ts";
import { checkPurity } from "./purity.ts";
import { checkSizes, type Tolerances } from "./size.ts";
import { parseFile, type SourceFile, type Violation } from "./source.ts";

/** Everything in `files` that breaks a rule of the house, in the order of the files. */
export function findViolations(
  files: readonly SourceFile[],
  tolerances: Tolerances = {},
): readonly Violation[] {
  const parsed = files.map(parseFile);
  return [
    ...parsed.flatMap((file) => [...checkImports(file), ...checkPurity(file), ...checkConventions(file)]),
    ...checkCircles(parsed),
    ...checkSizes(parsed, tolerances),
  ];
}
