import { mkdir, mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readMappings } from "../../src/adapters/mapping-files.ts";
import { readMapping } from "../../src/adapters/text-file.ts";

describe("the file of a mapping", () => {
  it("that is a folder is told from one that is not there", async () => {
    await using home = await mkdtempDisposable(join(tmpdir(), "mappings-"));
    const folder = join(home.path, "staging.yml");
    await mkdir(folder);
    const why = "cannot be read: it is a folder; name a file in it";
    await expect(readMapping(folder)).rejects.toThrow(why);
    await expect(readMappings([join(home.path, "*.yml")])).rejects.toThrow(why);
    await expect(readMapping(join(home.path, "none.yml"))).rejects.toThrow("there is no such file");
  });

  it("has its description without the mark that an editor of Windows puts in front", async () => {
    await using home = await mkdtempDisposable(join(tmpdir(), "mappings-"));
    const file = join(home.path, "one.yml");
    await writeFile(file, "");
    for (const name of ["one", "one.staging"])
      await writeFile(join(home.path, `${name}.columns.json`), "\uFEFF{}");
    const [found] = await readMappings([file]);
    expect([found?.columns?.text, found?.columnsOf?.staging?.text]).toEqual(["{}", "{}"]);
  });

  it("is not there either when its folder is a file", async () => {
    await using home = await mkdtempDisposable(join(tmpdir(), "mappings-"));
    await writeFile(join(home.path, "mappings"), "");
    await expect(readMapping(join(home.path, "mappings", "one.yml"))).rejects.toThrow(
      "there is no such file",
    );
  });
});
