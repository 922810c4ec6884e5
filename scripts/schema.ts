import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { mappingSchema } from "../src/mapping/schema.ts";

const FILE = join(import.meta.dirname, "../mappings/schema.json");

/**
 * The mapping language as JSON Schema, for editors: keys that have a default may be left out. It says what
 * a schema can say; `cosell-sync validate` checks the rest.
 */
export function schemaText(): string {
  const schema = z.toJSONSchema(mappingSchema, { io: "input", target: "draft-07" });
  const title = "Mapping of cosell-sync";
  const description = "Which field of a referral goes with which column of an opportunity";
  return `${JSON.stringify({ title, description, ...schema }, null, 2)}\n`;
}

if (import.meta.main) await writeFile(FILE, schemaText());
