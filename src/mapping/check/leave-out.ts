import type { MappingDocument } from "../schema/schema.ts";

export function withoutFields(document: MappingDocument, names: readonly string[]): MappingDocument {
  const fields = Object.entries(document.fields).filter(([name]) => !names.includes(name));
  return { ...document, fields: Object.fromEntries(fields) };
}
