import { generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import type { Exchange, Now, Reply, Service } from "./exchange.ts";
import { signToken } from "./json-web-token.ts";
import { bearerOf } from "./tokens.ts";

/** Who signs the identity of every workflow run on GitHub.com. */
const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";
/** GitHub's tokens live for five minutes. */
const LIFETIME_SECONDS = 300;
const KEY_ID = "emulated-key";

/** May be turned while the emulator runs. */
export interface WorkflowIdentitySettings {
  /** As it is for a job that names an environment, in a repository that was created after July 2026. */
  subject: string;
}

export interface WorkflowIdentity {
  readonly service: Service;
  readonly settings: WorkflowIdentitySettings;
  /** What Entra would find at the issuer's address. */
  publicKey(): KeyObject;
}

export interface WorkflowIdentityOptions {
  readonly now: Now;
  /** `owner/name` */
  readonly repository: string;
  /** Value of `ACTIONS_ID_TOKEN_REQUEST_TOKEN`. */
  readonly requestToken: string;
}

/** GitHub's endpoint behind `ACTIONS_ID_TOKEN_REQUEST_URL`, which hands out the identity of a workflow run. */
export function createWorkflowIdentity(options: WorkflowIdentityOptions): WorkflowIdentity {
  const [owner = "", name = ""] = options.repository.split("/");
  const settings = { subject: `repo:${owner}@4711/${name}@815:environment:production` };
  let keys: ReturnType<typeof newKeys> | null = null;
  const pair = () => {
    keys ??= newKeys();
    return keys;
  };
  return {
    settings,
    publicKey: () => pair().publicKey,
    service: (exchange) => {
      if (exchange.method !== "GET") return { status: 405 };
      if (bearerOf(exchange.headers) !== options.requestToken) return { status: 401 };
      return identityReply(exchange, { ...options, settings, key: pair().privateKey });
    },
  };
}

/** Made when first needed: it takes longer than everything else of a start. */
function newKeys() {
  return generateKeyPairSync("rsa", { modulusLength: 2048 });
}

interface Signing extends WorkflowIdentityOptions {
  readonly settings: WorkflowIdentitySettings;
  readonly key: KeyObject;
}

function identityReply({ url }: Exchange, { now, repository, settings, key }: Signing): Reply {
  const seconds = Math.floor(now().getTime() / 1000);
  const claims = {
    jti: randomUUID(),
    sub: settings.subject,
    // Whoever asks for no audience gets the owner's address, which Entra does not take.
    aud: url.searchParams.get("audience") ?? `https://github.com/${repository.split("/")[0]}`,
    repository,
    environment: "production",
    ref: "refs/heads/main",
    event_name: "schedule",
    iss: GITHUB_ISSUER,
    iat: seconds,
    nbf: seconds - 5,
    exp: seconds + LIFETIME_SECONDS,
  };
  return { status: 200, body: { count: 1, value: signToken(claims, key, KEY_ID) } };
}
