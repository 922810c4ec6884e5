import { z } from "zod";
import type { Problem } from "../errors.ts";

/** How a run is asked for, and what it is for. */
export type Trigger = {
  /** Which environment, or which connections: inputs of the workflow, or properties of the event. */
  readonly target: Readonly<Record<string, string>>;
} & (
  | { readonly event: "workflow_dispatch"; readonly workflow: string; readonly ref: string }
  | { readonly event: "repository_dispatch"; readonly type: string }
);

/** As the file of connections has it. */
const CONNECTION = /^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$/;

export const triggerSettings = {
  RELAY_EVENT: z
    .enum(
      ["workflow_dispatch", "repository_dispatch"],
      "is neither workflow_dispatch nor repository_dispatch",
    )
    .default("workflow_dispatch"),
  RELAY_WORKFLOW: z.string().optional(),
  RELAY_REF: z.string().optional(),
  RELAY_ENVIRONMENT: z.string().optional(),
  RELAY_CONNECTION: z
    .string()
    .transform((text) => [...new Set(text.split(",").map((name) => name.trim()))])
    .refine(
      (names) => names.every((name) => CONNECTION.test(name)),
      "has something that is no name of a connection: lower-case letters, digits and -, with commas between names",
    )
    .optional(),
};

type Given = z.infer<z.ZodObject<typeof triggerSettings>>;

const OF_ONE = "sync.yml";
const OF_CONNECTIONS = "sync-connections.yml";

/**
 * | `RELAY_CONNECTION` | starts | by repository_dispatch |
 * |---|---|---|
 * | none | `sync.yml` | `referral-changed` |
 * | some | `sync-connections.yml` | `connection-referral-changed` |
 *
 * Neither workflow hears the event that is meant for the other one.
 */
export function triggerOf(given: Given): Trigger {
  const { RELAY_CONNECTION: connections, RELAY_ENVIRONMENT: environment } = given;
  const target: Trigger["target"] = connections
    ? { connection: connections.join(",") }
    : { ...(environment !== undefined && { environment }) };
  if (given.RELAY_EVENT === "repository_dispatch")
    return {
      event: "repository_dispatch",
      type: connections ? "connection-referral-changed" : "referral-changed",
      target,
    };
  const workflow = given.RELAY_WORKFLOW ?? (connections ? OF_CONNECTIONS : OF_ONE);
  return { event: "workflow_dispatch", workflow, ref: given.RELAY_REF ?? "main", target };
}

/** Of two settings one would be ignored, or GitHub would refuse every run. */
export function contradictions(given: Given): Problem[] {
  const { RELAY_CONNECTION: connections, RELAY_WORKFLOW: workflow } = given;
  const isRepository = given.RELAY_EVENT === "repository_dispatch";
  const rules: readonly (readonly [where: keyof Given, isBroken: boolean, message: string])[] = [
    [
      "RELAY_ENVIRONMENT",
      connections !== undefined,
      "contradicts RELAY_CONNECTION: a connection has its environment from connections.yml",
    ],
    [
      "RELAY_ENVIRONMENT",
      isRepository && connections === undefined,
      "cannot be told by repository_dispatch; set the variable COSELL_ENVIRONMENT of the repository instead",
    ],
    [
      "RELAY_WORKFLOW",
      isRepository,
      "contradicts repository_dispatch, which starts every workflow that listens",
    ],
    ["RELAY_REF", isRepository, "contradicts repository_dispatch, which runs on the default branch"],
    [
      "RELAY_WORKFLOW",
      connections !== undefined && workflow === OF_ONE,
      `is ${OF_ONE}, which knows no RELAY_CONNECTION; leave it out for ${OF_CONNECTIONS}`,
    ],
  ];
  const isUnnamed = connections === undefined && workflow === OF_CONNECTIONS;
  return [
    ...rules
      .filter(([where, isBroken]) => isBroken && given[where] !== undefined)
      .map(([where, , message]) => ({ where, message })),
    ...(isUnnamed
      ? [
          {
            where: "RELAY_CONNECTION",
            message: `is missing; ${OF_CONNECTIONS} is started for connections by name`,
          },
        ]
      : []),
  ];
}
