import { z } from "zod/mini";
import { ConfigurationError } from "../errors.ts";
import type { Application } from "../model/sign-in.ts";
import { howToCorrect } from "./how-to-correct.ts";
import { needlessInputs, wrongInputs } from "./inputs.ts";
import { inputSchema } from "./schema.ts";
import { longLived, type RefreshTokenPlace, readApplication, readRefreshToken } from "./sign-in.ts";
import { problemsOf, type Source } from "./source.ts";
import { readStatePlace, type StatePlace } from "./state-place.ts";

/** What the `webhooks` commands need: Partner Center and the state branch, and nothing of the CRM. */
export interface WebhookInputs {
  /** `null` for `webhooks restore`, which takes what is recorded. */
  readonly registration: {
    readonly url: string;
    readonly events: readonly string[];
    readonly otherEvents: "keep" | "drop" | null;
    readonly validate: boolean;
  } | null;
  readonly overwrite: boolean;
  readonly partnerCenter: { readonly refreshToken: RefreshTokenPlace } & Application;
  /** What the recorded address of a registration is encrypted with; `null` when nothing is kept secret for long. */
  readonly sealedWith: string | null;
  readonly apiUrl: string;
  readonly authorityUrl: string;
  readonly state: StatePlace;
}

const schema = z.pick(inputSchema, {
  command: true,
  "tenant-id": true,
  "client-id": true,
  "client-secret": true,
  "client-certificate": true,
  "refresh-token": true,
  "key-vault-secret": true,
  "environment-secret": true,
  "secrets-token": true,
  "fingerprint-key": true,
  "state-branch": true,
  "state-dir": true,
  "github-token": true,
  "webhook-url": true,
  "webhook-events": true,
  "webhook-overwrite": true,
  "webhook-other-events": true,
  "webhook-validate": true,
  "webhooks-api-url": true,
  "authority-url": true,
});

/** @throws ConfigurationError with all problems, each naming its input. */
export function parseWebhookInputs(source: Source): WebhookInputs {
  const parsed = schema.safeParse(source.given);
  const place = readStatePlace(parsed.data, source);
  const application = readApplication(source);
  const refreshToken = readRefreshToken(source);
  const url = parsed.data?.["webhook-url"];
  const isUrlMissing = parsed.data?.command === "webhooks" && url === undefined;
  const problems = [
    ...needlessInputs(source),
    ...wrongInputs(parsed, source),
    ...[application, refreshToken, place].flatMap(problemsOf),
    ...(isUrlMissing ? [{ where: source.label("webhook-url"), message: URL_IS_MISSING }] : []),
  ];
  const isComplete = parsed.success && "value" in application && "value" in refreshToken;
  if (problems.length > 0 || !isComplete || "problems" in place) {
    throw new ConfigurationError(problems, howToCorrect(problems, source.environment));
  }
  const partnerCenter = { ...application.value, refreshToken: refreshToken.value };
  return toInputs(parsed.data, partnerCenter, place.value);
}

const URL_IS_MISSING = "is missing; the address of the relay, where notifications go";

function toInputs(
  values: ReturnType<typeof schema.parse>,
  partnerCenter: WebhookInputs["partnerCenter"],
  state: StatePlace,
): WebhookInputs {
  const url = values["webhook-url"];
  return {
    registration:
      url === undefined
        ? null
        : {
            url,
            events: values["webhook-events"],
            otherEvents: values["webhook-other-events"] ?? null,
            validate: values["webhook-validate"] === "true",
          },
    overwrite: values["webhook-overwrite"] === "true",
    partnerCenter,
    sealedWith: values["fingerprint-key"] ?? longLived(partnerCenter),
    apiUrl: values["webhooks-api-url"],
    authorityUrl: values["authority-url"],
    state,
  };
}
