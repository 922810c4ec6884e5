import type { Inputs } from "../inputs/inputs.ts";
import { sha256 } from "../model/sha256.ts";
import type { Systems } from "../model/state.ts";

/** By what the state is known to be about an account of Partner Center. */
export function accountOf({ partnerCenter }: { readonly partnerCenter: { readonly tenantId: string } }) {
  return { account: standInFor(partnerCenter.tenantId.toLowerCase()) };
}

/** The same of the account and the CRM. */
export function systemsOf({ partnerCenter, dataverse }: Inputs): Systems {
  return { ...accountOf({ partnerCenter }), crm: standInFor(new URL(dataverse.url).host) };
}

/** Some keep addresses and tenants as secrets. */
function standInFor(text: string): string {
  return sha256(text).slice(0, 16);
}
