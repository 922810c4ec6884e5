import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const PACKAGE = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)/;

/** The npm package that a module of the bundle is from; `null` for one of our own. */
export function packageOf(module: string): { readonly name: string; readonly folder: string } | null {
  const [folder, name] = PACKAGE.exec(module) ?? [];
  return folder === undefined || name === undefined ? null : { name, folder };
}

/**
 * What the licences of these packages ask for: that their words, with the names of those who made them, go with every copy.
 *
 * @param modules Paths of all modules of the bundle.
 * @throws Error for a package that has no such file
 */
export function licencesOf(modules: readonly string[]): string {
  const folders = new Map(
    modules.flatMap((module) => {
      const found = packageOf(module);
      return found ? [[found.folder, found.name] as const] : [];
    }),
  );
  const texts = [...folders].map(([folder, name]) => {
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
    return `${name} ${version}\n\n${licenceIn(folder).trim()}\n`;
  });
  const line = `\n${"-".repeat(80)}\n\n`;
  return `The files beside this one have parts of these packages in them.\n${line}${texts.sort().join(line)}`;
}

function licenceIn(folder: string): string {
  const file = readdirSync(folder).find((name) => /^licen[cs]e(\.\w+)?$/i.test(name));
  if (file === undefined) throw new Error(`${folder} has no licence that could go with the bundle`);
  return readFileSync(join(folder, file), "utf8").replaceAll(/\r\n?/g, "\n");
}
