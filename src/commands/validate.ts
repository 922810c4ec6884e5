import { readEverywhere } from "../mapping/load.ts";
import { compileMapping, nameOf } from "../mapping/mapping.ts";
import { type MappingText, validateMapping } from "../mapping/validate.ts";
import type { NamedDigest, Validated } from "../report/validation.ts";

/** What can be said of a mapping without reading a record, with the digests by which the audit log names it. */
export function validate(mapping: MappingText): Validated {
  const checked = validateMapping(mapping);
  return { ...checked, digests: checked.problems.length > 0 ? [] : digestsOf(mapping) };
}

/** Of a mapping without mistakes, as it stands in its file and as it is in each of its environments. */
function digestsOf({ text, file }: MappingText): NamedDigest[] {
  const { base, environments } = readEverywhere(text, file);
  const all = [[null, base] as const, ...[...environments].map(([name, read]) => [name, read()] as const)];
  return all.map(([environment, { document }]) => {
    const mapping = compileMapping(document, { file, environment });
    return { name: nameOf(mapping), digest: mapping.digest };
  });
}
