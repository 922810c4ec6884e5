import { isObject } from "../json.ts";
import { invalid } from "./errors.ts";

/** One operation of a JSON Patch (RFC 6902), of the two kinds that the service takes. */
export interface Operation {
  readonly op: "replace" | "add";
  readonly path: string;
  readonly value: unknown;
}

/** The body of a PATCH: an array, never a single operation. */
export function readOperations(body: unknown): Operation[] {
  if (!Array.isArray(body) || body.length === 0) throw invalid("The body must be an array of operations.");
  return body.map((entry: unknown) => {
    const { op, path, value } = isObject(entry) ? entry : {};
    if (op !== "replace" && op !== "add") throw invalid(`The operation '${String(op)}' is not supported.`);
    if (typeof path !== "string" || !path.startsWith("/")) throw invalid("Each operation needs a path.");
    if (value === undefined) throw invalid(`The operation on '${path}' has no value.`);
    return { op, path, value };
  });
}

/**
 * Changes `document` in place. RFC 6902 lets `replace` put something in the place of null; whether the service does, is
 * nowhere said, so it refuses here. `add` takes null as well as nothing.
 */
export function applyOperation(document: object, { op, path, value }: Operation): void {
  const segments = segmentsOf(path);
  const last = segments.pop() ?? "";
  const parent = segments.reduce<unknown>((node, segment) => child(node, segment, path), document);
  if (Array.isArray(parent)) {
    applyToArray(parent, last, { op, path, value });
    return;
  }
  if (!isObject(parent) || (op === "replace" && (parent[last] ?? null) === null)) throw noTarget(path);
  parent[last] = value;
}

function applyToArray(array: unknown[], segment: string, { op, path, value }: Operation): void {
  const index = op === "add" && segment === "-" ? array.length : Number(segment);
  const end = op === "add" ? array.length : array.length - 1;
  if (!/^(-|0|[1-9]\d*)$/.test(segment) || !(index <= end)) throw noTarget(path);
  array.splice(index, op === "add" ? 0 : 1, value);
}

function segmentsOf(path: string): string[] {
  return path
    .slice(1)
    .split("/")
    .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function child(node: unknown, segment: string, path: string): unknown {
  const found: unknown =
    isObject(node) || Array.isArray(node) ? (node as Record<string, unknown>)[segment] : undefined;
  if (found === undefined) throw noTarget(path);
  return found;
}

function noTarget(path: string): Error {
  return invalid(`The target location '${path}' was not found.`);
}
