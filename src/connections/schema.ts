import { z } from "zod";
import { BRANCH_NAME, NO_BRANCH, NO_TENANT, TENANT_NAME } from "../model/names.ts";

/** Which language of connection files this version reads. */
export const CONNECTIONS_VERSION = 1;

/** The matrix of a workflow makes so many jobs at most (GitHub Docs, "Actions limits"). */
export const MOST_CONNECTIONS = 256;

export const DEFAULT_MAPPING = "mappings/dynamics-365.yml";

const NAME = /^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$/;

const url = z.string().refine(isHttps, "is not an https URL such as https://contoso.crm.dynamics.com");

const tenant = z
  .string()
  .min(1, { error: "is empty; leave the key out to take the variable of the environment", abort: true })
  .regex(TENANT_NAME, NO_TENANT);

const connection = z
  .strictObject({
    mapping: z
      .string()
      .min(1, "is empty; leave the key out for the default")
      .default(DEFAULT_MAPPING)
      .describe("Path of its mapping file, from the root of the checkout"),
    environment: z
      .string()
      .regex(/^[\w.-][\w. -]{0,254}$/, "is not the name of an environment: letters, digits, space, . _ and -")
      .exactOptional()
      .describe("Environment of the repository with its secrets and variables; its own name by default"),
    "state-branch": z
      .string()
      .regex(BRANCH_NAME, NO_BRANCH)
      .exactOptional()
      .describe("Branch with its state and its audit log; cosell-sync-<name> by default"),
    "tenant-id": tenant
      .exactOptional()
      .describe(
        "Entra tenant of its Partner Center account; the variable PARTNER_CENTER_TENANT_ID by default",
      ),
    "dataverse-url": url
      .exactOptional()
      .describe("Address of its Dynamics 365 environment; the variable DATAVERSE_URL by default"),
    "dataverse-tenant-id": tenant
      .exactOptional()
      .describe("Entra tenant of that environment; the variable DATAVERSE_TENANT_ID by default"),
  })
  .describe("What differs from the others and is no secret; empty when its environment has all of it");

export const connectionsSchema = z.strictObject({
  version: z
    .literal(CONNECTIONS_VERSION, "must be 1, the only version there is")
    .describe("Version of this language"),
  connections: z
    .record(
      z.string().regex(NAME, "is no name of a connection: at most 60 lower-case letters, digits and -"),
      connection.nullable(),
    )
    .describe("The connections by their names, each a Partner Center account and a CRM"),
});

export type ConnectionsDocument = z.infer<typeof connectionsSchema>;
export type ConnectionDocument = z.infer<typeof connection>;

/** The keys that a connection may have. */
export const CONNECTION_KEYS: readonly string[] = Object.keys(connection.shape);

function isHttps(text: string): boolean {
  return URL.canParse(text) && new URL(text).protocol === "https:";
}
