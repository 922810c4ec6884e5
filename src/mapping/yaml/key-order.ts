import { z } from "zod";
import { mappingSchema } from "../schema/schema.ts";

/** A field begins with where and what it is, goes on with what its kind needs and what all have, and ends with its tables. */
const FIRST = ["referral", "opportunity", "lead", "as"];
const LAST = ["values", "also read", "by status code"];

/**
 * The documented order of the keys at a place of a mapping; `null` where the keys are the user's own, and their
 * order too. In a section of an environment it is the same as outside.
 */
export function keyOrder(path: readonly string[]): readonly string[] | null {
  const [section, environment, ...rest] = path;
  if (section !== "environments") return orderIn(mappingSchema, path);
  return environment === undefined ? null : orderIn(mappingSchema, rest);
}

function orderIn(given: unknown, path: readonly string[]): readonly string[] | null {
  const schema = unwrapped(given);
  const [key, ...rest] = path;
  if (schema instanceof z.ZodDiscriminatedUnion) return key === undefined ? orderOfFields(schema) : null;
  if (schema instanceof z.ZodUnion) {
    const keys = schema.options.map(unwrapped).find((option) => option instanceof z.ZodObject);
    return orderIn(keys, path);
  }
  if (schema instanceof z.ZodRecord) return key === undefined ? null : orderIn(schema.valueType, rest);
  if (!(schema instanceof z.ZodObject)) return null;
  return key === undefined ? Object.keys(schema.shape) : orderIn(schema.shape[key], rest);
}

function orderOfFields({ options }: z.ZodDiscriminatedUnion): readonly string[] {
  const shapes = options.map(unwrapped).filter((option) => option instanceof z.ZodObject);
  const known = [...new Set(shapes.flatMap(({ shape }) => Object.keys(shape)))];
  const others = known.filter((key) => !FIRST.includes(key) && !LAST.includes(key));
  const isCommon = (key: string) => shapes.every(({ shape }) => key in shape);
  return [...FIRST, ...others.filter((key) => !isCommon(key)), ...others.filter(isCommon), ...LAST];
}

function unwrapped(schema: unknown): unknown {
  const isWrapped =
    schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault;
  return isWrapped ? unwrapped(schema.unwrap()) : schema;
}
