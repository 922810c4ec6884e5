import { z } from "zod/mini";
import { ConfigurationError } from "../errors.ts";
import { CORRECT_THEM } from "./how-to-correct.ts";
import { needlessInputs, wrongInputs } from "./inputs.ts";
import { inputSchema } from "./schema.ts";
import { problemsOf, type Source } from "./source.ts";
import { readStatePlace, type StatePlace } from "./state-place.ts";

/** What `audit` needs: it looks at the state branch alone. */
export interface AuditInputs {
  readonly state: StatePlace;
  readonly referralId: string | null;
}

const schema = z.pick(inputSchema, {
  "referral-id": true,
  "state-branch": true,
  "state-dir": true,
  "github-token": true,
});

/** @throws ConfigurationError with all problems, each naming its input. */
export function parseAuditInputs(source: Source): AuditInputs {
  const parsed = schema.safeParse(source.given);
  const place = readStatePlace(parsed.data, source);
  const problems = [...needlessInputs(source), ...wrongInputs(parsed, source), ...problemsOf(place)];
  if (problems.length > 0 || !parsed.success || "problems" in place)
    throw new ConfigurationError(problems, CORRECT_THEM);
  return { state: place.value, referralId: parsed.data["referral-id"] ?? null };
}
