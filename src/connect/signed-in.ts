import { openEntra, type TokenSource } from "../adapters/entra/entra.ts";
import { openUser, type User } from "./sign-in.ts";
import type { Start, Tools } from "./tools.ts";
import { underWay } from "./under-way.ts";

/** Who a run acts as on each side, with both tokens on their way. */
export interface SignedIn {
  readonly user: User;
  readonly partnerCenter: TokenSource;
  readonly dataverse: TokenSource;
}

/** Asks for both tokens at the same time; whoever needs one first waits for it, and hears what went wrong. */
export async function signIn({ inputs, terminal }: Start, tools: Tools): Promise<SignedIn> {
  const { authorityUrl, dataverse } = inputs;
  const application = openEntra({ ...tools, authorityUrl, onSecret: terminal.mask, ...dataverse });
  const ofApplication = askedFor(application.dataverse(dataverse.url));
  const user = await openUser(inputs, { ...tools, mask: terminal.mask });
  return { user, partnerCenter: askedFor(user.entra.partnerCenter()), dataverse: ofApplication };
}

function askedFor(source: TokenSource): TokenSource {
  const token = underWay(() => source());
  return (options) => (options?.fresh ? source(options) : token());
}
