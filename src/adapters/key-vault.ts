import { z } from "zod";
import { ContractError, type CosellError, ServiceError, SignInError, UnreachableError } from "../errors.ts";
import { jsonIn } from "../model/json-in.ts";
import type { Clock } from "../model/ports.ts";
import type { RefreshTokenStore } from "../model/sign-in.ts";
import { authorised } from "./entra/authorised.ts";
import type { TokenSource } from "./entra/entra.ts";
import type { Http } from "./http/http.ts";
import type { HttpResponse } from "./http/message.ts";
import { shortReason } from "./http/short-reason.ts";

export interface KeyVaultOptions {
  readonly http: Http;
  readonly clock: Clock;
  readonly token: TokenSource;
  /** `https://contoso.vault.azure.net/secrets/partner-center` */
  readonly url: string;
}

/** Vaults of the sovereign clouds have other names, and their tokens another audience. */
const SERVICES = ["vault.azure.net", "vault.usgovcloudapi.net", "vault.azure.cn"];
const VERSION = "api-version=7.4";
/** How long Entra lets a refresh token live: from then on the vault calls the secret expired. */
const LIFETIME_DAYS = 90;

/** What a token for this vault has to be asked for; the public cloud's for a name that says nothing. */
export function vaultAudience(url: string): string {
  const { hostname } = new URL(url);
  const service = SERVICES.find((name) => hostname.endsWith(`.${name}`)) ?? "vault.azure.net";
  return `https://${service}`;
}

/**
 * One secret of Azure Key Vault (REST reference, "Get Secret" and "Set Secret"). Every write adds a version;
 * the older ones stay until somebody removes them.
 */
export function openKeyVault({ http, clock, token, url }: KeyVaultOptions): RefreshTokenStore {
  const { origin, host, pathname } = new URL(url);
  const address = `${origin}${pathname.replace(/\/$/, "")}?${VERSION}`;
  const send = authorised({ http, token, refused: (response) => refused(host, response) });

  async function call(method: "GET" | "PUT", body?: unknown): Promise<HttpResponse> {
    return send({
      system: "sign-in",
      service: "Azure Key Vault",
      method,
      url: address,
      headers: { accept: "application/json", "content-type": "application/json" },
      // A second version with the same value does no harm.
      repeatable: true,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  return {
    async read() {
      const response = await call("GET");
      if (response.status === 404) return { token: null, storedAt: null };
      if (response.status !== 200) throw refused(host, response);
      const { value, attributes } = readSecret(response);
      // The date of this version: `updated` moves also when somebody only adds a tag.
      const { created } = attributes;
      return { token: value, storedAt: created ? new Date(created * 1000).toISOString() : null };
    },
    async write(value) {
      const exp = Math.floor(clock.now().getTime() / 1000) + LIFETIME_DAYS * 86_400;
      const contentType = "Partner Center refresh token";
      const response = await call("PUT", { value, contentType, attributes: { exp } });
      if (response.status !== 200) throw refused(host, response);
      // What is not shown as the new version is not kept, and nobody would look for it until the old one is too old.
      readSecret(response);
    },
  };
}

/** Times are seconds since 1970. */
const secret = z.object({
  // What is put there from a file ends with its line break.
  value: z.string().trim().min(1),
  attributes: z.object({ created: z.number().optional() }).default({}),
});
const failure = z.object({
  error: z.object({
    code: z.string().default(""),
    message: z.string().default(""),
    /** Which of several reasons a 403 has: `ForbiddenByFirewall`, `SecretDisabled` … */
    innererror: z.object({ code: z.string() }).nullish(),
  }),
});

function readSecret({ body }: HttpResponse): z.infer<typeof secret> {
  const result = secret.safeParse(jsonIn(body));
  if (result.success) return result.data;
  throw new ContractError(
    "Azure Key Vault sent a secret in an unknown form.",
    "Check that key-vault-secret is the address of a secret in a vault.",
  );
}

function refused(host: string, response: HttpResponse): CosellError {
  const { status } = response;
  const { code, message, innererror } = failure.safeParse(jsonIn(response.body)).data?.error ?? {
    code: "",
    message: "",
  };
  const reason = innererror?.code ?? code;
  const said = [status, reason].filter(Boolean).join(" ");
  if (status === 429 || status >= 500) {
    return new UnreachableError(`The vault ${host} kept answering ${said}.`, "Run again later.");
  }
  if (reason === "") {
    return new UnreachableError(
      `What answered in the place of the vault ${host} (status ${status}) is no vault.`,
      "Check key-vault-secret, and whether a proxy or a firewall on the way answers in its place.",
    );
  }
  if (status === 401) {
    return new SignInError(
      `The vault ${host} does not accept the application's token (${said}).`,
      "Check that the vault belongs to the tenant of tenant-id.",
      null,
    );
  }
  if (status === 403 && reason !== "SecretDisabled") {
    return new ServiceError(
      `The application may not use the secret in the vault ${host} (${said}).`,
      "Give the application of client-id the role Key Vault Secrets Officer on that secret, and look at the vault's firewall.",
      status,
      code,
    );
  }
  return new ServiceError(
    `The vault ${host} refused: ${said} ${shortReason(message)}`.trim(),
    "Check key-vault-secret, and that the secret is enabled and not deleted.",
    status,
    code,
  );
}
