import { ConfigurationError } from "../errors.ts";
import { CORRECT_THEM } from "./how-to-correct.ts";
import { needlessInputs } from "./inputs.ts";
import { defaultOf } from "./schema.ts";
import { SECRET_INPUTS } from "./secret-inputs.ts";
import type { Source } from "./source.ts";

/**
 * The mappings that are to be validated: names or patterns, one a line. Nothing else is needed for that, and
 * no secret is looked at.
 *
 * @throws ConfigurationError with all problems, each naming its input.
 */
export function parseMappingNames(source: Source): string[] {
  const problems = needlessInputs(source);
  if (problems.length > 0) throw new ConfigurationError(problems, CORRECT_THEM);
  const names = (source.given.mapping ?? defaultOf("mapping") ?? "").split("\n");
  return names.map((name) => name.trim()).filter((name) => name !== "");
}

/**
 * A pull request of Dependabot is given neither secrets nor a token to exchange for one ("Troubleshooting Dependabot on GitHub
 * Actions"). One of somebody else lacks them by mistake, and no plan would ever show that.
 */
export function hasNoSecrets({ given, environment }: Source): boolean {
  const secrets = SECRET_INPUTS.filter((name) => name !== "github-token");
  const isGivenNone = secrets.every((name) => !given[name]) && !environment.ACTIONS_ID_TOKEN_REQUEST_URL;
  return environment.GITHUB_ACTOR === "dependabot[bot]" && isGivenNone;
}
