import { type Entra, openEntra, type TokenSource } from "../adapters/entra/entra.ts";
import { openGithubSecret } from "../adapters/github/secrets.ts";
import { openKeyVault, vaultAudience } from "../adapters/key-vault.ts";
import { ageOf, renew } from "../commands/renew.ts";
import { ConfigurationError, CosellError } from "../errors.ts";
import type { Inputs } from "../inputs/inputs.ts";
import type { LoginInputs } from "../inputs/login.ts";
import type { RefreshTokenStatus, RefreshTokenStore, StoredRefreshToken } from "../model/sign-in.ts";
import type { Tools } from "./tools.ts";

export interface SignInTools extends Tools {
  readonly mask: (secret: string) => void;
}

/** The person in whose name Partner Center is called. */
export interface User {
  readonly entra: Entra;
  /** The refresh token as it is now, without touching it. */
  status(): RefreshTokenStatus;
  /** Stores the newest refresh token if it is time to. */
  renewed(): Promise<RefreshTokenStatus>;
}

interface UserInputs {
  readonly authorityUrl: string;
  readonly partnerCenter: Omit<Inputs["partnerCenter"], "url">;
}

/** The user's tokens, by the API that each is for. */
type UserTokens = Readonly<Record<"partnerCenter" | "webhooks", TokenSource>>;

/** The refresh token is only asked for with the first of them, and whatever goes wrong then is its error. */
export function lazyUser(inputs: UserInputs, tools: SignInTools): UserTokens {
  let opened: Promise<UserTokens> | null = null;
  const open = async (): Promise<UserTokens> => {
    const { entra } = await openUser(inputs, tools);
    return { partnerCenter: entra.partnerCenter(), webhooks: entra.webhooks() };
  };
  const token = async (name: keyof UserTokens, options: Parameters<TokenSource>[0]) => {
    opened ??= open();
    return (await opened)[name](options);
  };
  return {
    partnerCenter: (options) => token("partnerCenter", options),
    webhooks: (options) => token("webhooks", options),
  };
}

/** Takes the refresh token from where it is kept. */
export async function openUser(inputs: UserInputs, tools: SignInTools): Promise<User> {
  const { authorityUrl } = inputs;
  const { refreshToken: place, ...application } = inputs.partnerCenter;
  const { http, clock, mask } = tools;
  const store = place.kind === "input" ? null : openStore({ application, store: place, authorityUrl }, tools);
  const stored = await readStored(store, "token" in place ? place.token : null);
  if (stored.token === null) throw nothingStored();
  mask(stored.token);
  const entra = openEntra({ ...application, authorityUrl, http, onSecret: mask, refreshToken: stored.token });
  const ageDays = ageOf(stored, clock.now());
  return {
    entra,
    status: () => ({
      ageDays,
      renewed: false,
      problem: null,
      multiFactor: entra.user()?.multiFactor ?? null,
    }),
    renewed: () => renew({ store, stored, newest: entra.user(), now: clock.now() }),
  };
}

/** With the token in hand, a store that cannot be asked is no reason to stop: the summary will say it. */
async function readStored(
  store: RefreshTokenStore | null,
  given: string | null,
): Promise<StoredRefreshToken> {
  const unknown = { token: given, storedAt: null };
  if (!store) return unknown;
  return store.read().catch((error: unknown) => {
    if (given !== null && error instanceof CosellError) return unknown;
    throw error;
  });
}

export function openStore(
  { application, store: place, authorityUrl }: LoginInputs,
  { http, clock, mask }: SignInTools,
): RefreshTokenStore {
  if (place.kind === "environment secret") return openGithubSecret({ http, ...place });
  const entra = openEntra({ ...application, authorityUrl, http, onSecret: mask });
  return openKeyVault({ http, clock, token: entra.keyVault(vaultAudience(place.url)), url: place.url });
}

function nothingStored(): ConfigurationError {
  return new ConfigurationError(
    [{ where: "key-vault-secret", message: "names a secret that is not in the vault" }],
    "Sign in once as a Referrals admin with `cosell-sync login`, which puts the refresh token there; docs/signing-in.md says how.",
  );
}
