import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PROTECTIONS } from "./protections.ts";

const ROOT = join(import.meta.dirname, "../..");

/** From now on, whatever loads the file of that protection gets it without. Returns the promise to ignore. */
export function switchOff(name: string): string | null {
  const protection = PROTECTIONS.find((one) => one.name === name);
  if (!protection) {
    throw new Error(
      `there is no protection "${name}", only: ${PROTECTIONS.map((one) => one.name).join(", ")}`,
    );
  }
  const { file, find, replace, ignores = null } = protection;
  const target = pathToFileURL(join(ROOT, file)).href;
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      if (url !== target) return loaded;
      const parts = String(loaded.source).split(find);
      if (parts.length !== 2) throw new Error(`${file} has "${find}" ${parts.length - 1} times`);
      return { ...loaded, source: parts.join(replace) };
    },
  });
  return ignores;
}
