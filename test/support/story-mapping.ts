import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { dump, load } from "js-yaml";
import { installConnector } from "./connector.ts";
import type { Properties } from "./deals.ts";
import type { Stage } from "./stage.ts";

export interface StoryMapping {
  /** The mapping that the story is about, where it is not the one that init writes; the CRM is one that it fits. */
  readonly "mapping file"?: "microsoft-connector.yml";
  /** What the story's mapping has beside the shipped one, merged into it. */
  readonly mapping?: Properties;
}

/** Puts the story's mapping where the action looks for it. */
export async function putMapping({ workspace, emulator }: Stage, story: StoryMapping): Promise<void> {
  const { "mapping file": other, mapping: changes } = story;
  const mappings = join(workspace, "mappings");
  const file = join(mappings, "dynamics-365.yml");
  if (other) {
    await copyFile(join(mappings, other), file);
    installConnector(emulator);
  }
  if (!changes) return;
  const shipped = load(await readFile(file, "utf8")) as Properties;
  await writeFile(file, dump(merged(shipped, changes)));
}

function merged(into: Properties, changes: Properties): Properties {
  const isObject = (value: unknown): value is Properties =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  const entries = Object.entries(changes).map(([key, value]) => {
    const before = into[key];
    return [key, isObject(before) && isObject(value) ? merged(before, value) : value] as const;
  });
  return { ...into, ...Object.fromEntries(entries) };
}
