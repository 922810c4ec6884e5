import { Visitor } from "rolldown/utils";
import { type ParsedFile, place, type Violation } from "./source.ts";

const NO_DEFAULT =
  "No default exports: an import by name is found by a search and renamed by a tool; a default has as many names as importers.";
const NO_FETCH =
  "No global fetch: it opens a socket per request, and knows neither our proxy, pool, retries nor counters. Use the HTTP adapter.";

/** Default exports, and calls of the global `fetch`. */
export function checkConventions(file: ParsedFile): Violation[] {
  const defaults = file.module.staticExports
    .flatMap(({ entries }) => entries)
    .filter(({ exportName }) => exportName.kind === "Default" || exportName.name === "default")
    .map(({ start }) => ({ where: place(file, start), found: "a default export", rule: NO_DEFAULT }));
  return [...defaults, ...fetches(file)];
}

function fetches(file: ParsedFile): Violation[] {
  const found: Violation[] = [];
  new Visitor({
    CallExpression({ callee, start, end }) {
      const called = callee.type === "MemberExpression" ? calledOnGlobal(callee) : callee;
      if (called?.type !== "Identifier" || called.name !== "fetch") return;
      found.push({ where: place(file, start), found: file.source.slice(start, end), rule: NO_FETCH });
    },
  }).visit(file.program);
  return found;
}

type Node = { readonly type: string; readonly name?: unknown };

/** The property of `globalThis.property`. */
function calledOnGlobal(callee: { readonly object: Node; readonly property: Node }): Node | null {
  return callee.object.type === "Identifier" && callee.object.name === "globalThis" ? callee.property : null;
}
