import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { protectionNamed } from "./protections.ts";

const ROOT = join(import.meta.dirname, "../..");

/** From now on, whatever loads the file of that protection in this thread gets it without. */
export function switchOff(name: string): void {
  const { file, find, replace } = protectionNamed(name);
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
}
