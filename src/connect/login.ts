import { openEntra } from "../adapters/entra/entra.ts";
import { openLoopback } from "../adapters/entra/loopback.ts";
import { login } from "../commands/login.ts";
import { ContractError } from "../errors.ts";
import type { LoginInputs } from "../inputs/login.ts";
import type { SignedInUser } from "../model/sign-in.ts";
import { openStore, type SignInTools } from "./sign-in.ts";
import { withTools } from "./tools.ts";

/** A person signs in with their browser. `show` is given the address to open. */
export function runLogin(inputs: LoginInputs, show: (url: string) => void): Promise<void> {
  const silent = { progress: () => {}, mask: () => {} };
  return withTools(silent, (tools) => signInWithBrowser(inputs, { ...tools, show, mask: silent.mask }));
}

async function signInWithBrowser(
  inputs: LoginInputs,
  { show, ...tools }: SignInTools & { readonly show: (url: string) => void },
): Promise<void> {
  const { application, authorityUrl } = inputs;
  const entra = openEntra({ ...application, authorityUrl, http: tools.http, onSecret: tools.mask });
  const signIn = async (keep: (user: SignedInUser) => Promise<void>) => {
    await using loopback = await openLoopback();
    const invitation = await entra.invite(loopback.redirectUri);
    const answered = loopback.answer(invitation.state, async (code) => {
      await invitation.redeem(code);
      await keep(entra.user() ?? noRefreshToken());
    });
    show(invitation.url);
    await answered;
  };
  return login({ store: openStore(inputs, tools), signIn });
}

function noRefreshToken(): never {
  throw new ContractError(
    "Entra sent no refresh token.",
    "Check that the redirect address is of the platform Web, and that the application may ask for offline_access.",
  );
}
