#!/usr/bin/env node
// src/cli.ts
/** The oldest Node that has all that is used, as in package.json. */
const OLDEST = 24;
/** The entry on a terminal, where any Node may be: an older one could not even load the rest. */
if (Number.parseInt(process.versions.node, 10) >= OLDEST) await import("./terminal.js");
else {
	process.stderr.write(`error cosell-sync needs Node ${OLDEST} or newer, and this is ${process.version}.\nInstall it from nodejs.org, or with your version manager.\n`);
	process.exitCode = 1;
}
export {};
