import { Agent, request, setGlobalDispatcher } from "undici";

/** What every script here does in the same way: sign in, and list the referrals that changed. */
export interface Surroundings {
  readonly partnerCenter: string;
  readonly dataverse: string;
  readonly authority: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  /** ISO 8601; what changed since then is brought over. */
  readonly since: string;
}

export interface ChangedReferral {
  readonly id: string;
  readonly updatedDateTime: string;
  readonly details: { readonly dealValue: number };
}

interface Page {
  readonly value: readonly ChangedReferral[];
  readonly "@odata.nextLink"?: string;
}

setGlobalDispatcher(new Agent({ connections: 52, allowH2: false }));

export const surroundings = JSON.parse(process.env.BENCH_SURROUNDINGS ?? "{}") as Surroundings;

const { authority, tenantId, clientId: client_id, clientSecret: client_secret } = surroundings;
export const tokenUrl = `${authority}/${tenantId}/oauth2/v2.0/token`;

/** What the two tokens are asked for with. */
export const grants = {
  referrals: {
    client_id,
    client_secret,
    scope: "https://api.partner.microsoft.com/.default",
    grant_type: "refresh_token",
    refresh_token: surroundings.refreshToken,
  },
  rows: {
    client_id,
    client_secret,
    scope: `${surroundings.dataverse}/.default`,
    grant_type: "client_credentials",
  },
};

export async function signIn(): Promise<{ referrals: string; dataverse: string }> {
  const [referrals, rows] = await Promise.all([token(grants.referrals), token(grants.rows)]);
  return { referrals, dataverse: rows };
}

async function token(grant: Readonly<Record<string, string>>): Promise<string> {
  const { body } = await request(tokenUrl, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(grant).toString(),
  });
  const { access_token: access } = (await body.json()) as { access_token?: string };
  if (!access) throw new Error("the peer could not sign in");
  return access;
}

/** Newest first, until one is older than asked for. */
export async function changedReferrals(bearer: string): Promise<ChangedReferral[]> {
  const list = `${surroundings.partnerCenter}/v1.0/engagements/referrals`;
  const found: ChangedReferral[] = [];
  for (let query: string | undefined = "?$orderby=updatedDateTime%20desc"; query !== undefined; ) {
    const { body } = await request(list + query, { headers: { authorization: `Bearer ${bearer}` } });
    const page = (await body.json()) as Page;
    const changed = page.value.filter(({ updatedDateTime }) => updatedDateTime >= surroundings.since);
    found.push(...changed);
    query = changed.length < page.value.length ? undefined : page["@odata.nextLink"]?.replace(/^[^?]*/, "");
  }
  return found;
}
