import { generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import type { Now, Reply } from "../exchange.ts";
import { isSignedBy, readToken } from "../json-web-token.ts";
import { restError } from "./errors.ts";

/** What a token may do. `null`: nothing of that kind. */
export interface Permissions {
  readonly contents?: "read" | "write";
  readonly actions?: "read" | "write";
}

/** A GitHub App that is installed in the repository, and the tokens that were issued to it. */
export class GitHubApp {
  readonly id = "Iv23liEmulatedApp";
  readonly installation = 4711;
  /** What the owner of the repository granted. May be turned while the emulator runs. */
  granted: Permissions = { actions: "write" };
  readonly #now: Now;
  readonly #tokens = new Map<string, { readonly permissions: Permissions; readonly until: number }>();
  #keys: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } | null = null;

  constructor(now: Now) {
    this.#now = now;
  }

  /** PEM. Made when it is first asked for. */
  get privateKey(): string {
    return this.#pair().privateKey.export({ type: "pkcs1", format: "pem" }).toString();
  }

  /** What a token of the app may do; `null` when it is none, or an old one. */
  permissionsOf(token: string): Permissions | null {
    const known = this.#tokens.get(token);
    return known && known.until > this.#now().getTime() ? known.permissions : null;
  }

  /** Somebody revokes every token. */
  revokeTokens(): void {
    this.#tokens.clear();
  }

  /** Whether this proves that the caller holds the app's key: RS256, issued by it, for ten minutes at most. */
  isProof(jwt: string): boolean {
    const token = readToken(jwt);
    if (token?.header.alg !== "RS256") return false;
    const { iss, iat, exp } = token.claims;
    const now = this.#now().getTime() / 1000;
    const lives = Number(iat) <= now && now < Number(exp) && Number(exp) <= now + 600;
    return iss === this.id && lives && isSignedBy(token, this.#pair().publicKey);
  }

  /** "Create an installation access token for an app": never more than was granted, for an hour. */
  newToken(wanted: Readonly<Record<string, unknown>> | undefined): Reply {
    const granted: Readonly<Record<string, unknown>> = { ...this.granted, metadata: "read" };
    const permissions = wanted ?? granted;
    const excess = Object.entries(permissions).filter(([name, level]) => !covers(granted[name], level));
    if (excess.length > 0) {
      return restError(422, "The permissions requested are not granted to this installation.");
    }
    const token = `ghs_${randomBytes(18).toString("base64url")}`;
    const until = this.#now().getTime() + 3_600_000;
    this.#tokens.set(token, { permissions, until });
    return { status: 201, body: { token, expires_at: new Date(until).toISOString(), permissions } };
  }

  #pair() {
    this.#keys ??= generateKeyPairSync("rsa", { modulusLength: 2048 });
    return this.#keys;
  }
}

function covers(granted: unknown, wanted: unknown): boolean {
  return granted === wanted || granted === "write";
}
