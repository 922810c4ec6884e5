import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { openInitFiles } from "../../src/adapters/init-files.ts";

it("reads files as they are in git, also in a clone whose lines end as those of Windows do", async () => {
  await using root = await mkdtempDisposable(join(tmpdir(), "clone-"));
  await writeFile(join(root.path, "plan.yml"), "steps:\r\n  - uses: ./\r\n");
  const files = openInitFiles(root.path, root.path);
  expect(await files.template("plan.yml")).toBe("steps:\n  - uses: ./\n");
  expect(await files.read("plan.yml")).toBe("steps:\n  - uses: ./\n");
});
