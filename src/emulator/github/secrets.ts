import type { Exchange, Now, Reply } from "../exchange.ts";
import { bearerOf } from "../tokens.ts";
import { NO_PERMISSION, restError } from "./errors.ts";

export interface EnvironmentSecrets {
  /** The plain value that the sealed box held, by `environment/NAME`; `undefined` when there is none. */
  open(place: string): string | undefined;
  /** Somebody stores a value at the given time. */
  store(place: string, value: string, at: Date): void;
  /** Whether a request is about secrets, for which there is a token of its own. */
  concerns(exchange: Exchange): boolean;
  service(exchange: Exchange): Promise<Reply>;
}

export interface EnvironmentSecretsOptions {
  readonly now: Now;
  readonly repository: string;
  /** May write secrets; the token of the workflow may not. */
  readonly secretsToken: string;
}

interface Secret {
  readonly value: string;
  readonly created: Date;
  readonly updated: Date;
}

interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

const ENVIRONMENTS = ["staging", "production"];
const KEY_ID = "568250167242549743";

/** GitHub's REST endpoints for secrets of environments: a public key, names and dates, and sealed values. */
export function createEnvironmentSecrets(options: EnvironmentSecretsOptions): EnvironmentSecrets {
  const secrets = new Map<string, Secret>();
  const keys = new Map<string, KeyPair>();
  const prefix = `/repos/${options.repository}/environments/`;

  async function keyOf(environment: string): Promise<KeyPair> {
    const pair = keys.get(environment) ?? (await sealing()).crypto_box_keypair();
    keys.set(environment, pair);
    return pair;
  }

  async function service(exchange: Exchange): Promise<Reply> {
    const { method, url, headers } = exchange;
    if (bearerOf(headers) !== options.secretsToken) return restError(403, NO_PERMISSION);
    const [environment = "", kind, name = "", ...rest] = url.pathname
      .slice(prefix.length)
      .split("/")
      .map(decodeURIComponent);
    if (!ENVIRONMENTS.includes(environment) || kind !== "secrets" || rest.length > 0)
      return restError(404, "Not Found");
    if (method === "GET" && name === "public-key") {
      const { publicKey } = await keyOf(environment);
      return { status: 200, body: { key_id: KEY_ID, key: Buffer.from(publicKey).toString("base64") } };
    }
    if (method === "PUT") return await put(`${environment}/${name}`, exchange, await keyOf(environment));
    return method === "GET"
      ? shown(name, secrets.get(`${environment}/${name}`))
      : restError(404, "Not Found");
  }

  async function put(place: string, { body }: Exchange, { publicKey, privateKey }: KeyPair): Promise<Reply> {
    const { encrypted_value: sealed, key_id: id } = JSON.parse(body.toString("utf8")) as Record<
      string,
      unknown
    >;
    if (id !== KEY_ID) return restError(422, "Bad request - key_id is not the current one");
    const sodium = await sealing();
    try {
      const opened = sodium.crypto_box_seal_open(
        Buffer.from(String(sealed), "base64"),
        publicKey,
        privateKey,
      );
      return keep(place, sodium.to_string(opened), options.now());
    } catch {
      return restError(422, "Bad request - encrypted_value cannot be decrypted");
    }
  }

  function keep(place: string, value: string, at: Date): Reply {
    const old = secrets.get(place);
    secrets.set(place, { value, created: old?.created ?? at, updated: at });
    return { status: old ? 204 : 201, body: old ? undefined : {} };
  }

  return {
    open: (place) => secrets.get(place)?.value,
    store: (place, value, at) => void keep(place, value, at),
    concerns: ({ url }) => url.pathname.startsWith(prefix),
    service,
  };
}

/** Large, and most runs have no use for it. */
async function sealing() {
  const { default: sodium } = await import("libsodium-wrappers");
  await sodium.ready;
  return sodium;
}

/** GitHub shows when a secret was written, never what it is. */
function shown(name: string, secret: Secret | undefined): Reply {
  if (!secret) return restError(404, "Not Found");
  const date = (at: Date) => `${at.toISOString().slice(0, 19)}Z`;
  return { status: 200, body: { name, created_at: date(secret.created), updated_at: date(secret.updated) } };
}
