import type { MappingDocument } from "../schema/schema.ts";

/** The same mapping without these fields. */
export function withoutFields(document: MappingDocument, names: readonly string[]): MappingDocument {
  const fields = Object.entries(document.fields).filter(([name]) => !names.includes(name));
  return { ...document, fields: Object.fromEntries(fields) };
}
