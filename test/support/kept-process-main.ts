import { readFileSync } from "node:fs";
import { registerHooks, syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import { setDefaultCACertificates } from "node:tls";
import { pathToFileURL } from "node:url";
import { type Program, THE_END } from "./kept-process.ts";
import { AHEAD } from "./later.ts";

/**
 * GitHub's toolkit remembers where the job summary goes, so its part of the bundle, and what imports that, is loaded anew;
 * and so is the entry on a terminal, which another module loads where Node is new enough.
 */
const ANEW = /\/(runner-report|job-summary|terminal)\.js$/;

/** A program waits for an emulator, which is ready at once: between its attempts it waits a tenth of what it would. */
const wait = timers.setTimeout;
timers.setTimeout = (milliseconds = 0, ...more) => wait(milliseconds / 10, ...more);
syncBuiltinESMExports();

const Now = Date;

/** Only for the program that runs. */
function setClockAhead(milliseconds: number): void {
  const now = () => Now.now() + milliseconds;
  globalThis.Date = class extends Now {
    static override now = now;
    constructor(...given: number[]) {
      super(...((given.length === 0 ? [now()] : given) as [number]));
    }
  } as DateConstructor;
}

let count = 0;

registerHooks({
  resolve(specifier, context, next) {
    const found = next(specifier, context);
    return ANEW.test(found.url) ? { ...found, url: `${found.url}?${count}` } : found;
  },
});

/** Runs one program after the other, as they are sent, until whoever sends them is gone. */
async function run({ file, args, cwd, env }: Program): Promise<void> {
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, env);
  // Node itself reads this when it starts, and never again.
  const authority = env.NODE_EXTRA_CA_CERTS;
  setDefaultCACertificates(authority === undefined ? [] : [readFileSync(authority, "utf8")]);
  setClockAhead(Number(env[AHEAD] ?? 0));
  process.argv = [process.execPath, file, ...args];
  process.exitCode = undefined;
  count += 1;
  await import(`${pathToFileURL(file).href}?${count}`);
  const exitCode = process.exitCode ?? 0;
  for (const stream of [process.stdout, process.stderr]) stream.write(THE_END);
  process.send?.(exitCode);
}

process.on("message", (program: Program) => void run(program));
process.on("disconnect", () => process.exit());
