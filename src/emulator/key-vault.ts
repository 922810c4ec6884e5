import type { Exchange, Now, Reply, Service } from "./exchange.ts";
import type { Tokens } from "./tokens.ts";

/** What a token must be for, whatever address the vault is reached at. */
export const VAULT_AUDIENCE = "https://vault.azure.net";
const LARGEST_VALUE = 25_600;

/** May be turned while the emulator runs. */
export interface KeyVaultSettings {
  /** Whether the application has a role on the secrets. */
  permitted: boolean;
}

export interface KeyVault {
  readonly service: Service;
  readonly settings: KeyVaultSettings;
  /** Values of a secret, the oldest version first. */
  versions(name: string): readonly string[];
  /** Somebody stores a value at the given time. */
  store(name: string, value: string, at: Date): void;
}

interface Version {
  readonly id: string;
  readonly value: string;
  readonly contentType: string | undefined;
  /** Seconds since 1970, like all times here. */
  readonly created: number;
  readonly exp: number | undefined;
}

/** Secrets of one Azure Key Vault: get the newest version, set another one. */
export function createKeyVault({ now, tokens }: { readonly now: Now; readonly tokens: Tokens }): KeyVault {
  const secrets = new Map<string, Version[]>();
  const settings: KeyVaultSettings = { permitted: true };
  const add = (name: string, version: Omit<Version, "id">) => {
    const versions = secrets.get(name) ?? [];
    const added = { ...version, id: String(versions.length + 1).padStart(32, "0") };
    secrets.set(name, [...versions, added]);
    return added;
  };

  function route(exchange: Exchange): Reply {
    const { method, url, headers } = exchange;
    if (!tokens.grantOf(headers, VAULT_AUDIENCE)) return unauthorized();
    if (!url.searchParams.get("api-version"))
      return problem(400, "BadParameter", "api-version must be specified");
    const name = /^\/secrets\/([0-9A-Za-z-]{1,127})$/.exec(url.pathname)?.[1];
    if (!name) return problem(404, "NotFound", "The resource does not exist.");
    if (!settings.permitted) return forbidden();
    if (method === "PUT") return set(name, exchange);
    if (method !== "GET") return problem(405, "MethodNotAllowed", "The method is not allowed.");
    const newest = secrets.get(name)?.at(-1);
    if (!newest)
      return problem(
        404,
        "SecretNotFound",
        `A secret with (name/id) ${name} was not found in this key vault.`,
      );
    return shown(newest, `${url.origin}/secrets/${name}`);
  }

  function set(name: string, { url, body }: Exchange): Reply {
    const given = JSON.parse(body.toString("utf8")) as {
      value?: unknown;
      contentType?: string;
      attributes?: { exp?: number };
    };
    const { value, contentType, attributes } = given;
    if (typeof value !== "string" || value.length > LARGEST_VALUE) {
      return problem(400, "BadParameter", "The property value must be a string of at most 25 KB.");
    }
    const created = Math.floor(now().getTime() / 1000);
    const added = add(name, { value, contentType, created, exp: attributes?.exp });
    return shown(added, `${url.origin}/secrets/${name}`);
  }

  return {
    service: route,
    settings,
    versions: (name) => (secrets.get(name) ?? []).map(({ value }) => value),
    store: (name, value, at) => {
      add(name, { value, contentType: undefined, created: Math.floor(at.getTime() / 1000), exp: undefined });
    },
  };
}

function shown({ id, value, contentType, created, exp }: Version, base: string): Reply {
  const attributes = {
    enabled: true,
    exp,
    created,
    updated: created,
    recoveryLevel: "Recoverable+Purgeable",
  };
  return { status: 200, body: { value, contentType, id: `${base}/${id}`, attributes } };
}

function unauthorized(): Reply {
  const challenge = `Bearer authorization="https://login.microsoftonline.com/common", resource="${VAULT_AUDIENCE}"`;
  const reply = problem(401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.");
  return { ...reply, headers: { "www-authenticate": challenge } };
}

function forbidden(): Reply {
  const message = "Caller is not authorized to perform action on resource.";
  return {
    status: 403,
    body: { error: { code: "Forbidden", message, innererror: { code: "ForbiddenByRbac" } } },
  };
}

function problem(status: number, code: string, message: string): Reply {
  return { status, body: { error: { code, message } } };
}
