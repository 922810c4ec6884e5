import { join } from "node:path";
import { rolldown } from "rolldown";

const ROOT = join(import.meta.dirname, "..");

/**
 * Bundles the two entries into `directory`: `index.js` for the runner, `cli.js` for a terminal, and the
 * chunks they share.
 *
 * Not minified, because people and scanners read what an action ships. No hashes in file names and no paths
 * of this machine in the text, so that two builds of one commit are the same bytes.
 */
export async function buildInto(directory: string): Promise<void> {
  await using bundle = await rolldown({
    cwd: ROOT,
    input: { index: "src/main.ts", cli: "src/cli.ts" },
    platform: "node",
    resolve: { alias: { undici$: join(import.meta.dirname, "undici.cjs") } },
  });
  await bundle.write({
    dir: directory,
    format: "esm",
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    // Signing in and sealing are loaded when they are needed; what both entries share is named for what it is.
    codeSplitting: {
      groups: [
        { name: "msal", test: /node_modules\/@azure\// },
        { name: "sodium", test: /node_modules\/libsodium/ },
        { name: "libraries", test: /node_modules\/|scripts\/undici/ },
        { name: "shared", minShareCount: 2 },
      ],
    },
    cleanDir: true,
  });
}

if (import.meta.main) await buildInto(join(ROOT, "dist"));
