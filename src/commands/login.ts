import { SignInError } from "../errors.ts";
import type { RefreshTokenStore, SignedInUser } from "../model/sign-in.ts";

export interface LoginPorts {
  readonly store: RefreshTokenStore;
  /**
   * Shows the person where to sign in, waits until they have, and tells them how it went only when `keep` is
   * through.
   */
  readonly signIn: (keep: (user: SignedInUser) => Promise<void>) => Promise<void>;
}

/**
 * A person signs in once, and what a run needs to act in their name goes straight to its store.
 *
 * The store is asked first: nobody should sign in for a token that has nowhere to go.
 *
 * @throws SignInError when there was no second factor: Partner Center would refuse every call
 */
export async function login({ store, signIn }: LoginPorts): Promise<void> {
  await store.read();
  await signIn(async ({ refreshToken, multiFactor }) => {
    if (multiFactor === false) throw noSecondFactor();
    await store.write(refreshToken);
  });
}

function noSecondFactor(): SignInError {
  return new SignInError(
    "This sign-in used no second factor, and Partner Center refuses such tokens (900421). Nothing was stored.",
    "Turn on multi-factor authentication for the user, then sign in again; docs/signing-in.md says how.",
    null,
  );
}
