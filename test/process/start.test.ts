import { mkdtempDisposable, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { prepareBusyDay } from "../support/busy-day.ts";
import { preloading } from "../support/preload.ts";
import { setStage } from "../support/stage.ts";

const DIST = join(import.meta.dirname, "../../dist");

/** What a process had loaded when its first request was made: files of the bundle, and modules of Node. */
interface Loaded {
  readonly files: readonly string[];
  readonly builtins: readonly string[];
}

/** Loaded before the action (`--import`). Undici tells this channel of every request. */
const PROBE = `
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
const files = [];
registerHooks({ load(url, context, next) { files.push(url); return next(url, context); } });
const told = () => {
  unsubscribe("undici:request:create", told);
  writeFileSync(process.env.LOADED, JSON.stringify({ files, builtins: process.moduleLoadList }));
};
subscribe("undici:request:create", told);
`;

/** Loaded before the action: whoever asks for what Node knows of languages gets an error. */
const WITHOUT_LANGUAGES = `
const refuse = () => { throw new Error("asked for a language"); };
for (const name of ["Collator", "DateTimeFormat", "DisplayNames", "NumberFormat", "PluralRules"])
  Intl[name] = class { constructor() { refuse(); } };
for (const { prototype } of [Array, BigInt, Date, Number]) prototype.toLocaleString = refuse;
String.prototype.localeCompare = refuse;
`;

async function loadedBy(inputs: Readonly<Record<string, string>>): Promise<Loaded> {
  await using stage = await setStage({ referrals: 1 });
  await using directory = await mkdtempDisposable(join(tmpdir(), "loaded-"));
  const file = join(directory.path, "loaded.json");
  const result = await stage.run(inputs, { env: { ...preloading(PROBE), LOADED: file } });
  expect(result.exitCode).toBe(0);
  const { files, builtins } = JSON.parse(await readFile(file, "utf8")) as Loaded;
  const own = files.filter((url) => url.startsWith("file:") && url.includes("/dist/"));
  return {
    files: own.map((url) => url.slice(url.indexOf("/dist/") + "/dist/".length)).toSorted(),
    builtins: builtins.map((name) => name.replace("NativeModule ", "")),
  };
}

const AT_START = ["index.js", "rolldown-runtime.js", "start.js", "undici.js", "zod.js"];

// Loading is most of what a start costs, and everybody pays it on a fresh machine every few minutes.
describe.concurrent("until its first request a run", () => {
  it.for(["sync", "plan"])(
    "has loaded what checks the inputs and what sends, nothing else: %s",
    async (command, test) => {
      const { files, builtins } = await loadedBy({ command });
      const extra = command === "plan" ? ["event.js"] : [];
      test.expect(files).toEqual([...AT_START, ...extra].toSorted());
      // Node's own undici comes with `import "node:http"` anywhere (the bundle has one already), workers with "node:util".
      const heavy = [
        "internal/deps/undici/undici",
        "assert",
        "http",
        "http2",
        "https",
        "child_process",
        "worker_threads",
        "zlib",
      ];
      test.expect(builtins.filter((name) => heavy.includes(name))).toEqual([]);
    },
  );

  it("has read no more than 516 kB of the bundle", async (test) => {
    const sizes = await Promise.all(AT_START.map(async (file) => (await stat(join(DIST, file))).size));
    test.expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(516_000);
  });
});

// The first word of any language makes Node load what it knows of all of them: 20 ms of CPU, a tenth of a run.
it("nothing of an ordinary run depends on a language", async () => {
  await using stage = await prepareBusyDay();
  const { exitCode, log } = await stage.run({}, { env: preloading(WITHOUT_LANGUAGES) });
  expect(exitCode, log).toBe(0);
});
