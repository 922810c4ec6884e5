import { z } from "zod/mini";
import { ConfigurationError } from "../errors.ts";
import { CORRECT_THEM } from "./how-to-correct.ts";
import { givenIn, needlessInputs, type Source, wrongInputs } from "./inputs.ts";
import { inputSchema } from "./schema.ts";
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
  const parsed = schema.safeParse(givenIn(source));
  const place = parsed.success ? readStatePlace(parsed.data, source) : null;
  const problems = [
    ...needlessInputs(source),
    ...wrongInputs(parsed, source),
    ...(place && "problem" in place ? [place.problem] : []),
  ];
  if (problems.length > 0 || !parsed.success || !place || "problem" in place)
    throw new ConfigurationError(problems, CORRECT_THEM);
  return { state: place.place, referralId: parsed.data["referral-id"] ?? null };
}
