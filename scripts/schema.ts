import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { connectionsSchema } from "../src/connections/schema.ts";
import { mappingSchema } from "../src/mapping/schema/schema.ts";

const ROOT = join(import.meta.dirname, "..");

/**
 * The mapping language as JSON Schema, for editors: keys that have a default may be left out. It says what
 * a schema can say; `cosell-sync validate` checks the rest.
 */
export function schemaText(): string {
  const schema = z.toJSONSchema(mappingSchema, { io: "input", target: "draft-07" });
  const properties = withEnvironments(schema.properties as Record<string, Node>);
  const title = "Mapping of cosell-sync";
  const description = "Which field of a referral goes with which column of an opportunity";
  return `${JSON.stringify({ title, description, ...schema, properties }, null, 2)}\n`;
}

type Node = Readonly<Record<string, unknown>>;

/** What is other in an environment is the mapping once more, with every key optional, and `none` for any value. */
function withEnvironments({ environments, ...sections }: Record<string, Node>): Node {
  const { additionalProperties: section, ...rest } = environments ?? {};
  const described = isNode(section) && isNode(section.properties) ? section.properties : {};
  const properties = mapped(described, (one, name) => ({ ...partial(sections[name] ?? {}), ...one }));
  return {
    ...sections,
    environments: { ...rest, additionalProperties: { ...(section as Node), properties } },
  };
}

function partial({ oneOf, ...described }: Node): Node {
  if (Array.isArray(oneOf)) return anyOfTheKinds(oneOf as Node[]);
  const { properties, additionalProperties: others } = described;
  return {
    ...described,
    required: undefined,
    minProperties: undefined,
    default: undefined,
    ...(isNode(properties) ? { properties: mapped(properties, orNone) } : {}),
    ...(isNode(others) ? { additionalProperties: orNone(others) } : {}),
  };
}

/** Without its `as`, a field may be of any kind that has the key. */
function anyOfTheKinds(kinds: readonly Node[]): Node {
  const properties: Record<string, Node> = {};
  for (const name of new Set(kinds.flatMap((kind) => Object.keys(kind.properties as Node)))) {
    const texts = kinds.flatMap((kind) => JSON.stringify((kind.properties as Node)[name]) ?? []);
    const variants = [...new Set(texts)].map((text) => JSON.parse(text) as Node);
    properties[name] = variants.length === 1 ? (variants[0] ?? {}) : { anyOf: variants };
  }
  return partial({ type: "object", properties, additionalProperties: false });
}

function orNone(node: Node): Node {
  const { description, ...rest } = partial(node);
  const choices = Array.isArray(rest.anyOf) ? rest.anyOf.map(partial) : [rest];
  return { ...(description ? { description } : {}), anyOf: [...choices, { const: "none" }] };
}

function mapped(nodes: Node, change: (node: Node, name: string) => Node): Node {
  return Object.fromEntries(Object.entries(nodes).map(([name, node]) => [name, change(node as Node, name)]));
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The same for a file of connections. */
export function connectionsSchemaText(): string {
  const schema = z.toJSONSchema(connectionsSchema, { io: "input", target: "draft-07" });
  const title = "Connections of cosell-sync";
  const description = "Partner Center accounts and CRMs that one repository keeps in step";
  return `${JSON.stringify({ title, description, ...schema }, null, 2)}\n`;
}

if (import.meta.main) {
  await writeFile(join(ROOT, "mappings/schema.json"), schemaText());
  await writeFile(join(ROOT, "connections.schema.json"), connectionsSchemaText());
}
