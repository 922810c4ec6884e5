import { z } from "zod";
import { ContractError, type CosellError, ServiceError, UnreachableError } from "../../errors.ts";
import { jsonIn } from "../../model/json-in.ts";
import type { RefreshTokenStore } from "../../model/sign-in.ts";
import type { Http } from "../http/http.ts";
import type { HttpResponse } from "../http/message.ts";
import { headersFor } from "./api.ts";
import { hindranceIn, messageIn } from "./refusal.ts";

export interface GithubSecretOptions {
  readonly http: Http;
  readonly apiUrl: string;
  /** `owner/name` */
  readonly repository: string;
  readonly environment: string;
  readonly name: string;
  /** Of a GitHub App or fine-grained, with *Environments: write*. */
  readonly secretsToken: string;
  /** GitHub hands a secret to the workflow only; nobody can read it back. */
  readonly token: string | null;
}

const publicKey = z.object({ key_id: z.string(), key: z.base64() });
const metadata = z.object({ updated_at: z.iso.datetime() });

/** A secret of a GitHub environment (REST reference, "Actions secrets": environment secrets). */
export function openGithubSecret(options: GithubSecretOptions): RefreshTokenStore {
  const { http, apiUrl, repository, environment, name, secretsToken } = options;
  const secrets = `${apiUrl}/repos/${repository}/environments/${encodeURIComponent(environment)}/secrets`;

  async function call(method: "GET" | "PUT", path: string, body?: unknown): Promise<HttpResponse> {
    return http.send({
      system: "github",
      method,
      url: `${secrets}/${path}`,
      headers: { ...headersFor(secretsToken), "content-type": "application/json" },
      // Writing the same value twice does no harm.
      repeatable: true,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async function key(): Promise<z.infer<typeof publicKey>> {
    const response = await call("GET", "public-key");
    if (response.status !== 200) throw refused(options, response);
    return read(publicKey, response);
  }

  return {
    async read() {
      const response = await call("GET", name);
      // Without the secret there is still the environment to look for: it must be there to write to.
      if (response.status === 404) await key();
      else if (response.status !== 200) throw refused(options, response);
      const storedAt = response.status === 200 ? read(metadata, response).updated_at : null;
      return { token: options.token, storedAt };
    },
    async write(value) {
      const { key_id, key: recipient } = await key();
      const encrypted_value = await seal(value, recipient);
      const response = await call("PUT", name, { encrypted_value, key_id });
      if (response.status !== 201 && response.status !== 204) throw refused(options, response);
    },
  };
}

/** A sealed box: only GitHub can open it. */
async function seal(value: string, recipient: string): Promise<string> {
  const { default: sodium } = await import("libsodium-wrappers");
  await sodium.ready;
  const sealed = sodium.crypto_box_seal(value, Buffer.from(recipient, "base64"));
  return Buffer.from(sealed).toString("base64");
}

function read<T>(schema: z.ZodType<T>, { body }: HttpResponse): T {
  const result = schema.safeParse(jsonIn(body));
  if (result.success) return result.data;
  throw new ContractError(
    "GitHub's answer about the secret does not have the documented shape.",
    "Check that GITHUB_API_URL is that of a GitHub server, and report this if it is.",
  );
}

function refused(
  { repository, environment, name }: GithubSecretOptions,
  response: HttpResponse,
): CosellError {
  const { status } = response;
  const what = `the secret ${name} of the environment ${environment}`;
  if (status === 429 || status >= 500) {
    return new UnreachableError(`GitHub kept answering ${status} about ${what}.`, "Run again later.");
  }
  const hindrance = hindranceIn(response, repository);
  if (hindrance) return hindrance;
  const fixes: Readonly<Record<number, string>> = {
    401: "Check secrets-token: it may have expired.",
    403: "secrets-token needs the permission Environments: write in this repository; a workflow's own token never has it.",
    404: `Check environment-secret: ${repository} must have the environment ${environment}, and secrets-token must see it.`,
  };
  const fix =
    fixes[status] ?? "Check environment-secret; the name of a secret has letters, digits and underscores.";
  const said = messageIn(response) ?? "";
  return new ServiceError(`GitHub refused access to ${what} (${status}): ${said}`, fix, status, "");
}
