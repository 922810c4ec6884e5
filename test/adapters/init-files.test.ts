import { execFileSync } from "node:child_process";
import { mkdir, mkdtempDisposable, writeFile } from "node:fs/promises";
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

it.each(["ours.yml", "file/ours.yml"])(
  "says that %s cannot be used, which is no bug of ours",
  async (path) => {
    await using home = await mkdtempDisposable(join(tmpdir(), "home-"));
    await mkdir(join(home.path, "ours.yml"));
    await writeFile(join(home.path, "file"), "");
    const files = openInitFiles(home.path, home.path);
    for (const attempt of [() => files.read(path), () => files.write(path, "x")])
      await expect(attempt()).rejects.toMatchObject({ problems: [{ where: path }] });
  },
);

it("knows where in a repository it writes, and names ours only by a repository of its own", async () => {
  await using home = await mkdtempDisposable(join(tmpdir(), "home-"));
  const git = (...args: string[]) => execFileSync("git", ["-C", home.path, ...args], { stdio: "ignore" });
  const inner = join(home.path, "tools/cosell-sync");
  await mkdir(inner, { recursive: true });
  expect(await openInitFiles(inner, inner).folder()).toBe("");
  git("init");
  git("-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "--allow-empty", "-m", "x");
  git("remote", "add", "origin", "git@github.com:contoso/co-sell.git");
  await writeFile(join(inner, "package.json"), '{ "version": "0.1.0" }');
  await writeFile(join(home.path, "package.json"), '{ "version": "0.1.0" }');
  expect(await openInitFiles(inner, inner).folder()).toBe("tools/cosell-sync/");
  expect(await openInitFiles(inner, home.path).folder()).toBe("");
  expect(await openInitFiles(inner, home.path).ownReference()).toBeNull();
  expect(await openInitFiles(home.path, home.path).ownReference()).toMatch(
    /^contoso\/co-sell@[0-9a-f]{40} # v/,
  );
});
