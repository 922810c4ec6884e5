import { isBuiltin } from "node:module";
import { Visitor } from "rolldown/utils";
import { importsOf } from "./imports.ts";
import { type ParsedFile, place, type Violation } from "./source.ts";

const PURE_FOLDER = /^src\/(model|connections|diagnosis|mapping|provision|reconcile|report)\//;
const PURE =
  "The pure folders have no clock, randomness or I/O, so that one input always gives the same plan, byte for byte.";
const PASS_IT_IN = `${PURE} Pass what is needed in as a value.`;
const LIST_IT = `${PURE} A package that only computes is listed in this checker.`;

/** Packages that only compute. `node:crypto` is here for its hashes alone. */
const COMPUTING_PACKAGES = [
  "entities",
  "fastest-levenshtein",
  "js-yaml",
  "marked",
  "node:crypto",
  "node:zlib",
  "string-width",
  "wrap-ansi",
  "zod",
];
const HASHES = ["createHash", "createHmac", "createSecretKey", "hash"];

/** Global objects that are the outside world whatever is asked of them. */
const WORLDLY_OBJECTS = ["console", "crypto", "globalThis", "performance", "process"];
const WORLDLY_MEMBERS = ["Date.now", "Math.random", "Temporal.Now"];
const WORLDLY_FUNCTIONS = ["Date", "fetch", "queueMicrotask", "setImmediate", "setInterval", "setTimeout"];

/** Uses of the clock, of randomness, of the process or of the network in a pure folder. */
export function checkPurity(file: ParsedFile): Violation[] {
  if (!PURE_FOLDER.test(file.path)) return [];
  const violation = (rule: string) => (use: Use) => ({
    where: place(file, use.offset),
    found: use.found,
    rule,
  });
  return [...worldlyImports(file).map(violation(LIST_IT)), ...worldlyUses(file).map(violation(PASS_IT_IN))];
}

interface Use {
  readonly found: string;
  readonly offset: number;
}

function worldlyImports(file: ParsedFile): Use[] {
  const packages = importsOf(file)
    .filter(({ specifier, typeOnly }) => !typeOnly && !specifier.startsWith("."))
    .filter(({ specifier }) => !COMPUTING_PACKAGES.includes(specifier))
    .map(({ specifier, offset }) => ({
      found: isBuiltin(specifier) ? `imports Node's ${specifier}` : `imports the package ${specifier}`,
      offset,
    }));
  const randomness = file.module.staticImports
    .filter(({ moduleRequest }) => moduleRequest.value === "node:crypto")
    .flatMap(({ entries, start }) => entries.map((entry) => ({ name: entry.importName.name, start })))
    .filter(({ name }) => !HASHES.includes(name ?? "*"))
    .map(({ name, start }) => ({ found: `imports ${name ?? "all"} of node:crypto`, offset: start }));
  return [...packages, ...randomness];
}

function worldlyUses(file: ParsedFile): Use[] {
  const uses: Use[] = [];
  const add = (found: string, offset: number) => void uses.push({ found, offset });
  new Visitor({
    MemberExpression({ object, property, start }) {
      if (object.type !== "Identifier") return;
      const member = property.type === "Identifier" ? `${object.name}.${property.name}` : object.name;
      if (WORLDLY_OBJECTS.includes(object.name) || WORLDLY_MEMBERS.includes(member)) add(member, start);
    },
    VariableDeclarator({ init, start }) {
      if (init?.type === "Identifier" && WORLDLY_OBJECTS.includes(init.name)) add(init.name, start);
    },
    CallExpression({ callee, start }) {
      if (callee.type === "Identifier" && WORLDLY_FUNCTIONS.includes(callee.name)) {
        add(`${callee.name}()`, start);
      }
    },
    NewExpression({ callee, arguments: values, start }) {
      if (callee.type === "Identifier" && callee.name === "Date" && values.length === 0) {
        add("new Date()", start);
      }
    },
  }).visit(file.program);
  return uses;
}
