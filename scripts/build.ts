import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ChunkingContext, type Plugin, rolldown } from "rolldown";
import { licencesOf, packageOf } from "./licences.ts";

const ROOT = join(import.meta.dirname, "..");
const RUNNER = join(ROOT, "src/main.ts");
const ENTRIES = { index: RUNNER, cli: "src/cli.ts" };

const UNDICI = /node_modules\/undici\//;
const NEVER_REACHED = join(import.meta.dirname, "never-reached.cjs");
const ALIASES = {
  undici$: join(import.meta.dirname, "undici.cjs"),
  entities$: join(import.meta.dirname, "entities.cjs"),
  jsonwebtoken$: join(import.meta.dirname, "jsonwebtoken.cjs"),
  "./client-h2.js$": NEVER_REACHED,
  "./socks5-proxy-agent$": NEVER_REACHED,
  "../web/fetch/body.js$": NEVER_REACHED,
  "../web/fetch/formdata$": NEVER_REACHED,
  "../web/webidl$": NEVER_REACHED,
  // The same parser twice, once for processors that have SIMD: any of them can run the other.
  "../llhttp/llhttp_simd-wasm.js$": join(ROOT, "node_modules/undici/lib/llhttp/llhttp-wasm.js"),
};

/** What stands for modules of Node in undici alone: whoever else imports them gets the real ones. */
const FOR_UNDICI: Readonly<Record<string, string>> = {
  "node:assert": join(import.meta.dirname, "assert.cjs"),
  "node:http": join(import.meta.dirname, "http.cjs"),
};
const forUndici: Plugin = {
  name: "for-undici",
  resolveId(id, importer) {
    return importer && UNDICI.test(importer) ? FOR_UNDICI[id] : null;
  },
};

/** Bytes in the bundle by npm package, and by folder for our own. */
export type Contents = ReadonlyMap<string, number>;

/**
 * Bundles the two entries into `directory`: `index.js` for the runner, `cli.js` for a terminal, and the
 * chunks they share; with `licenses.txt` for what is not ours.
 *
 * Not minified, because people and scanners read what an action ships. No hashes in file names and no paths
 * of this machine in the text, so that two builds of one commit are the same bytes.
 */
export async function buildInto(directory: string): Promise<Contents> {
  await using bundle = await rolldown({
    cwd: ROOT,
    input: ENTRIES,
    platform: "node",
    resolve: { alias: ALIASES },
    plugins: [forUndici],
    // As Node builds undici into itself: without the parser that it is trying out.
    transform: { define: { esbuildDetection: '"none"' } },
    // Does not say so of itself, and its client for HTTP, which we do not use, would load all that Node has of it.
    treeshake: { moduleSideEffects: [{ test: /node_modules\/@actions\//, sideEffects: false }] },
  });
  const { output } = await bundle.write({
    dir: directory,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    codeSplitting: {
      // A start waits for all that is loaded before its first request, so that is kept apart from what can come later.
      groups: [
        { name: "msal", test: /node_modules\/@azure\//, priority: 2 },
        { name: "sodium", test: /node_modules\/libsodium/, priority: 2 },
        {
          name: "undici",
          test: /node_modules\/undici|scripts\/(assert|http|never-reached|undici)\.cjs/,
          priority: 2,
        },
        // What writes the summary of a job, at its end.
        { name: "job-summary", test: /node_modules\/@actions\/core\/lib\/summary/, priority: 3 },
        // The small zod, which the inputs are checked with, and what it shares with the whole one.
        { name: "zod", test: /node_modules\/zod\/v4\/(mini|locales)/, priority: 3 },
        { name: "zod-classic", test: /node_modules\/zod/, priority: 2 },
        { name: (id, graph) => (isOfStart(id, graph) ? "start" : null), debugName: "start", priority: 1 },
        { name: (id, graph) => (rootsOf(id, graph).size > 1 ? "shared" : null), debugName: "shared" },
      ],
    },
    cleanDir: true,
  });
  const modules = output.flatMap((chunk) => (chunk.type === "chunk" ? Object.entries(chunk.modules) : []));
  writeFileSync(join(directory, "licenses.txt"), licencesOf(modules.map(([id]) => id)));
  return contentsOf(modules);
}

/** The entries and lazily loaded modules that cannot do without this one. */
function rootsOf(id: string, graph: ChunkingContext): Set<string> {
  const roots = new Set<string>();
  const seen = new Set<string>();
  const climb = (module: string) => {
    if (seen.has(module)) return;
    seen.add(module);
    const info = graph.getModuleInfo(module);
    if (info?.isEntry || info?.dynamicImporters.length) roots.add(module);
    for (const importer of info?.importers ?? []) climb(importer);
  };
  climb(id);
  return roots;
}

/** What the entry on a runner needs at once, besides itself. */
function isOfStart(id: string, graph: ChunkingContext): boolean {
  return id !== RUNNER && rootsOf(id, graph).has(RUNNER);
}

function contentsOf(modules: readonly (readonly [string, { readonly renderedLength: number }])[]): Contents {
  const contents = new Map<string, number>();
  for (const [id, { renderedLength }] of modules) {
    const name = packageOf(id)?.name ?? "our own";
    contents.set(name, (contents.get(name) ?? 0) + renderedLength);
  }
  return contents;
}

if (import.meta.main) await buildInto(join(ROOT, "dist"));
