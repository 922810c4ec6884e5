import { existsSync, mkdtempDisposableSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { buildInto } from "../scripts/build.ts";

const DIST = join(import.meta.dirname, "../dist");
const fresh = mkdtempDisposableSync(join(tmpdir(), "dist-"));
const contents = await buildInto(fresh.path);
afterAll(() => fresh.remove());

// Who uses the action runs dist/, and who reviews it reads src/: this is what makes them the same.
it("dist/ is what `npm run build` makes of the sources, byte for byte", () => {
  expect(filesIn(DIST), "dist/ has other files than a fresh build. Run: npm run build").toEqual(
    filesIn(fresh.path),
  );
  const stale = filesIn(DIST).filter((file) => !bytes(DIST, file).equals(bytes(fresh.path, file)));
  expect(stale, "dist/ is not built from these sources. Run: npm run build").toEqual([]);
});

it("has the licence of every package that has a part in it", () => {
  const text = bytes(fresh.path, "licenses.txt").toString("utf8");
  const parts = text.split(`\n${"-".repeat(80)}\n\n`).slice(1);
  const packages = [...contents.keys()].filter((name) => name !== "our own").sort();
  expect(packages).toContain("undici");
  expect(parts.map((part) => part.split(" ")[0])).toEqual(packages);
  for (const part of parts) expect(part).toMatch(/copyright|permission/i);
  expect(text).not.toContain(join(import.meta.dirname, ".."));
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
