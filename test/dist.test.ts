import { existsSync, mkdtempDisposableSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { buildInto } from "../scripts/build.ts";

const DIST = join(import.meta.dirname, "../dist");

// Who uses the action runs dist/, and who reviews it reads src/: this is what makes them the same.
it("dist/ is what `npm run build` makes of the sources, byte for byte", async () => {
  using fresh = mkdtempDisposableSync(join(tmpdir(), "dist-"));
  await buildInto(fresh.path);
  expect(filesIn(DIST), "dist/ has other files than a fresh build. Run: npm run build").toEqual(
    filesIn(fresh.path),
  );
  const stale = filesIn(DIST).filter((file) => !bytes(DIST, file).equals(bytes(fresh.path, file)));
  expect(stale, "dist/ is not built from these sources. Run: npm run build").toEqual([]);
});

it("the command line starts with the line that makes it executable", () => {
  expect(bytes(DIST, "cli.js").toString("utf8").split("\n")[0]).toBe("#!/usr/bin/env node");
});

function filesIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, encoding: "utf8" }).sort();
}

function bytes(directory: string, file: string): Buffer {
  return readFileSync(join(directory, file));
}
