import { z } from "zod";

const NAME = z
  .string()
  .regex(/^[A-Za-z0-9][\w-]*$/, "is not a name of an environment: letters, digits, - and _");

/**
 * A section for each environment. What it says is checked where it is laid over the rest, because only the whole
 * can be right or wrong.
 *
 * @param sections Keys of the mapping that may be other ones in an environment.
 */
export function environmentsSchema(sections: readonly string[]) {
  const section = z
    .unknown()
    .optional()
    .describe("What is different there, key by key; none takes a key out");
  const shape = Object.fromEntries(sections.map((name) => [name, section]));
  return z
    .record(NAME, z.strictObject(shape))
    .describe("What is different in an environment; the input mapping-environment names the one to use");
}
