import { posix } from "node:path";
import { Visitor } from "rolldown/utils";
import { type ParsedFile, place, type Violation } from "./source.ts";

/** What a folder of `src` (or a file directly in it) may import of ours, besides itself and `errors.ts`. */
interface Layer {
  readonly values: readonly string[];
  readonly types?: readonly string[];
  readonly why: string;
}

const EVERYTHING_BUT_THE_EMULATOR = [
  "adapters",
  "commands",
  "connect",
  "connections",
  "diagnosis",
  "inputs",
  "mapping",
  "model",
  "provision",
  "reconcile",
  "report",
  "runner-report.ts",
  "suggest.ts",
];
const ENTRY: Layer = {
  values: EVERYTHING_BUT_THE_EMULATOR,
  why: "the entries wire adapters to commands; the emulator is a test double and must not ship in them",
};

const LAYERS: Readonly<Record<string, Layer>> = {
  "main.ts": ENTRY,
  "cli.ts": { values: ["terminal.ts"], why: "it has to load on a Node that is too old for all else" },
  "terminal.ts": ENTRY,
  connect: ENTRY,
  inputs: { values: ["model", "suggest.ts"], why: "inputs only turn the environment into a command" },
  "runner-report.ts": {
    values: ["mapping", "report"],
    types: ["connect"],
    why: "it only shows results on a runner",
  },
  "suggest.ts": { values: [], why: "finding the nearest word needs nothing of ours" },
  "errors.ts": { values: [], why: "everything imports errors, so errors import nothing" },
  model: { values: [], why: "the nouns and ports are what all else stands on, so they stand on nothing" },
  mapping: {
    values: ["model", "suggest.ts"],
    why: "a mapping describes fields; it knows nothing of plans or systems",
  },
  reconcile: { values: ["mapping", "model"], why: "deciding is pure: it must not see ports or reports" },
  connections: {
    values: ["mapping", "model", "suggest.ts"],
    why: "a file of connections is judged without looking at any of them",
  },
  provision: { values: ["model"], why: "what a CRM needs is decided without seeing a system" },
  diagnosis: {
    values: ["model", "provision"],
    why: "what was found is judged without looking again, so that each judgement can be tested by itself",
  },
  report: {
    values: ["model"],
    types: ["connections", "mapping", "reconcile"],
    why: "a report only reads the result; what it shows must not depend on how it was decided",
  },
  commands: {
    values: [
      "connections",
      "diagnosis",
      "mapping",
      "model",
      "provision",
      "reconcile",
      "report",
      "sent-ahead.ts",
    ],
    why: "commands are given ports, so that the same command runs on fakes, the emulator and the real thing",
  },
  "proxy.ts": { values: [], why: "finding the way out of a company's network needs nothing of ours" },
  "sent-ahead.ts": { values: [], why: "waiting until a request has left needs nothing of ours" },
  adapters: {
    values: ["model", "proxy.ts", "sent-ahead.ts"],
    why: "an adapter translates one system; a decision taken there would be hidden from the plan",
  },
  emulator: {
    values: [],
    types: ["model"],
    why: "it is written from the services' documentation, so that our misreading shows as a difference",
  },
  relay: { values: ["proxy.ts"], types: ["model"], why: "the webhook receiver is deployed on its own" },
};

/** The folders of `reconcile`: each may import those before it. */
const STEPS = [
  "record",
  "match",
  "merge",
  "share",
  "write",
  "journal",
  "plan",
  "checkpoint",
  "audit",
  "registration",
];

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly offset: number;
}

/** Imports of ours that go against the direction main → commands → reconcile → mapping → model. */
export function checkImports(file: ParsedFile): Violation[] {
  const from = layerOf(file.path);
  if (from === null) return [];
  const layer = LAYERS[from];
  if (layer === undefined) {
    const rule = "Every folder of src has a place in the import direction; give it one in this checker.";
    return [{ where: file.path, found: `unknown layer "${from}"`, rule }];
  }
  return importsOf(file).flatMap((one) => {
    if (!one.specifier.startsWith(".")) return [];
    const target = posix.join(posix.dirname(file.path), one.specifier);
    const to = layerOf(target);
    if (from === "reconcile" && to === from) return checkStep(file, target, one);
    if (to === null || mayImport(from, to, one.typeOnly)) return [];
    const found = `${from} imports ${to} ("${one.specifier}")${one.typeOnly ? " for its types" : ""}`;
    return [{ where: place(file, one.offset), found, rule: `${from} may not import ${to}: ${layer.why}.` }];
  });
}

/** A step that knew of a later one could not be understood, or tested, without it. */
function checkStep(file: ParsedFile, target: string, { offset, specifier }: Import): Violation[] {
  const [from, to] = [file.path, target].map((path) => STEPS.indexOf(path.split("/")[2] ?? ""));
  if (from === undefined || to === undefined || (from >= to && to >= 0)) return [];
  const rule = `The folders of reconcile import one way, each only those before it: ${STEPS.join(", ")}.`;
  return [{ where: place(file, offset), found: `goes against the steps ("${specifier}")`, rule }];
}

function mayImport(from: string, to: string, typeOnly: boolean): boolean {
  const layer = LAYERS[from];
  if (layer === undefined) return false;
  if (to === from) return true;
  // The model is the one layer that does not even need our errors.
  if (to === "errors.ts") return from !== "model";
  return layer.values.includes(to) || (typeOnly && (layer.types ?? []).includes(to));
}

/** `src/model/record.ts` → `model`, `src/main.ts` → `main.ts`, outside of src → `null`. */
function layerOf(path: string): string | null {
  const [root, first] = path.split("/");
  return root === "src" && first !== undefined ? first : null;
}

/** Static, re-exporting, dynamic and type imports. A dynamic import of something computed is left out. */
export function importsOf(file: ParsedFile): Import[] {
  const { staticImports, staticExports, dynamicImports } = file.module;
  const found: Import[] = staticImports.map(({ moduleRequest, entries, start }) => ({
    specifier: moduleRequest.value,
    typeOnly: entries.length > 0 && entries.every((entry) => entry.isType),
    offset: start,
  }));
  for (const entry of staticExports.flatMap(({ entries }) => entries)) {
    if (entry.moduleRequest === undefined || entry.moduleRequest === null) continue;
    found.push({ specifier: entry.moduleRequest.value, typeOnly: entry.isType, offset: entry.start });
  }
  for (const { moduleRequest, start } of dynamicImports) {
    const literal = /^["'`](.+)["'`]$/.exec(file.source.slice(moduleRequest.start, moduleRequest.end));
    if (literal?.[1] !== undefined) found.push({ specifier: literal[1], typeOnly: false, offset: start });
  }
  new Visitor({
    TSImportType: ({ source, start }) =>
      void found.push({ specifier: source.value, typeOnly: true, offset: start }),
  }).visit(file.program);
  return found;
}
