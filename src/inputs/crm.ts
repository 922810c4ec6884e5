import { posix } from "node:path";
import { z } from "zod/mini";
import { ConfigurationError } from "../errors.ts";
import type { GivenSettings } from "../model/init.ts";
import type { Application } from "../model/sign-in.ts";
import { howToCorrect } from "./how-to-correct.ts";
import { needlessInputs, wrongInputs } from "./inputs.ts";
import { inputSchema } from "./schema.ts";
import { SECRET_INPUTS } from "./secret-inputs.ts";
import { readCrmApplication } from "./sign-in.ts";
import { problemsOf, type Source } from "./source.ts";

/** What `setup` and `init` need: they work on the CRM alone. */
export interface CrmInputs {
  readonly dataverse: { readonly url: string } & Application;
  readonly authorityUrl: string;
  /** Prefix of the publisher, without the underscore. */
  readonly prefix: string;
  /** Unique name of the solution. */
  readonly solution: string;
  /** Path of the mapping that `init` writes. */
  readonly mapping: string;
  readonly apply: boolean;
  readonly overwrite: boolean;
  /** Everything that was given, for `init` to say what a workflow needs as well. */
  readonly given: GivenSettings;
}

const schema = z.pick(inputSchema, {
  "tenant-id": true,
  "client-id": true,
  "client-secret": true,
  "dataverse-client-secret": true,
  "dataverse-url": true,
  "publisher-prefix": true,
  solution: true,
  mapping: true,
  apply: true,
  overwrite: true,
  "authority-url": true,
});

const SIGN_IN = ["tenant-id", "client-id"] as const;

/** @throws ConfigurationError with all problems, each naming its input. */
export function parseCrmInputs(source: Source): CrmInputs {
  const { given } = source;
  // The application of the CRM may be another one than that of Partner Center, which is of no use here.
  const own = SIGN_IN.map((name) => [name, given[`dataverse-${name}`] ?? given[name]]);
  const parsed = schema.safeParse({ ...given, ...Object.fromEntries(own) });
  const application = readCrmApplication(source);
  const problems = [...needlessInputs(source), ...wrongInputs(parsed, source), ...problemsOf(application)];
  if (problems.length > 0 || !parsed.success || "problems" in application)
    throw new ConfigurationError(problems, howToCorrect(problems, source.environment));
  const values = parsed.data;
  return {
    dataverse: { url: values["dataverse-url"], ...application.value },
    authorityUrl: values["authority-url"],
    prefix: values["publisher-prefix"],
    solution: values.solution,
    // The workflows name it as git does, on whichever machine they were written.
    mapping: posix.normalize(values.mapping.replaceAll("\\", "/")),
    apply: values.apply === "true",
    overwrite: values.overwrite === "true",
    given: Object.fromEntries(
      Object.entries(given).map(([name, value]) => [name, isSecret(name) ? null : value]),
    ),
  };
}

function isSecret(name: string): boolean {
  return SECRET_INPUTS.some((secret) => secret === name);
}
