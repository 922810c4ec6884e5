import type { Mapping } from "./mapping.ts";

/** As many as make clear what is meant. */
const MOST_NAMED = 5;

/**
 * A word for a mapping with sections of which none is used: what one of them keeps from a test system would reach every real
 * deal. `null` when there is nothing to say.
 */
export function unusedEnvironments({
  file,
  unusedEnvironments: names,
}: Pick<Mapping, "file" | "unusedEnvironments">): { readonly detail: string; readonly fix: string } | null {
  if (names.length === 0) return null;
  const named = [...names.slice(0, MOST_NAMED), ...(names.length > MOST_NAMED ? ["…"] : [])].join(", ");
  return {
    detail: `${file} has sections for environments (${named}), and none of them is used: what they say, such as a scope, does not count`,
    fix: "Name the one of this CRM as mapping-environment; the workflows take it from the variable MAPPING_ENVIRONMENT of the job's environment. Where nothing is different, give the mapping an empty section, such as production: {}, and name that.",
  };
}
