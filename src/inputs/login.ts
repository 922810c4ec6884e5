import { z } from "zod/mini";
import { ConfigurationError } from "../errors.ts";
import type { Application } from "../model/sign-in.ts";
import { CORRECT_THEM } from "./how-to-correct.ts";
import { wrongInputs } from "./inputs.ts";
import { inputSchema } from "./schema.ts";
import { readApplication, readStore, type StorePlace } from "./sign-in.ts";
import { problemsOf, type Source } from "./source.ts";

/** What a person's sign-in needs. */
export interface LoginInputs {
  readonly application: Application;
  readonly store: StorePlace;
  readonly authorityUrl: string;
}

const schema = z.pick(inputSchema, {
  "tenant-id": true,
  "client-id": true,
  "client-secret": true,
  "secrets-token": true,
  "key-vault-secret": true,
  "authority-url": true,
});

/**
 * Checks what was given for a person's sign-in, which needs less than a run.
 *
 * @throws ConfigurationError with all problems, each naming its input.
 */
export function parseLogin(source: Source): LoginInputs {
  const parsed = schema.safeParse(source.given);
  const application = readApplication(source);
  const store = readStore(source);
  const problems = [...wrongInputs(parsed, source), ...problemsOf(application), ...problemsOf(store)];
  if (!parsed.success || "problems" in application || "problems" in store) {
    throw new ConfigurationError(problems, CORRECT_THEM);
  }
  return {
    application: application.value,
    store: store.value,
    authorityUrl: parsed.data["authority-url"],
  };
}
