import { z } from "zod";
import { ServiceError } from "../errors.ts";
import type { DoctorPorts, ReferralsFound, WebhookRegistration } from "../model/doctor.ts";
import { authorised } from "./authorised.ts";
import type { TokenSource } from "./entra.ts";
import type { Http, HttpRequest } from "./http.ts";
import { parseJson } from "./json.ts";
import { contractError, readError, reasonOf, signInError } from "./partner-center-answer.ts";
import { isMultiFactor, personIn } from "./token-claims.ts";

export interface ProbeOptions {
  readonly http: Http;
  readonly referrals: { readonly token: TokenSource; readonly baseUrl: string };
  readonly webhooks: { readonly token: TokenSource; readonly baseUrl: string };
  readonly newId: () => string;
}

const ENOUGH_TO_SEE = 25;

const page = z.looseObject({
  value: z.array(
    z.looseObject({
      organizationId: z.string().nullish(),
      mpnId: z.string().nullish(),
      details: z.looseObject({ currency: z.string().nullish() }).nullish(),
      team: z.unknown(),
    }),
  ),
});
const team = z.array(z.looseObject({ email: z.string().nullish() }));
/** Microsoft's samples write the names in both cases. */
const registration = z
  .record(z.string(), z.unknown())
  .transform((found) =>
    Object.fromEntries(Object.entries(found).map(([key, value]) => [key.toLowerCase(), value])),
  )
  .pipe(z.looseObject({ webhookurl: z.string().nullish(), webhookevents: z.array(z.string()).nullish() }));

/** Looks at Partner Center with the user's eyes. */
export function openPartnerCenterProbe(options: ProbeOptions): DoctorPorts["partnerCenter"] {
  const { http, referrals, webhooks, newId } = options;
  const get = (source: ProbeOptions["referrals"], path: string, headers: HttpRequest["headers"] = {}) =>
    authorised({ http, token: source.token, refused: signInError })({
      system: "partner-center",
      method: "GET",
      url: new URL(source.baseUrl).origin + path,
      headers: {
        Accept: "application/json",
        "MS-RequestId": newId(),
        "MS-CorrelationId": newId(),
        ...headers,
      },
      repeatable: true,
    });

  return {
    signIn: async () => void (await referrals.token()),

    async referrals(): Promise<ReferralsFound> {
      const query = `$orderby=updatedDateTime%20desc&$top=${ENOUGH_TO_SEE}`;
      // Asked with this header, the gateway says what it thinks of the second factor.
      const response = await get(referrals, `/v1.0/engagements/referrals?${query}`, { ValidateMfa: "true" });
      if (response.status !== 200) throw readError(response);
      const found = page.safeParse(parseJson(response.body)).data;
      if (!found) throw contractError("Partner Center sent the list of referrals in an unknown form.");
      // Microsoft's own side of a deal is a referral too.
      const ours = found.value.filter(({ organizationId }) => organizationId !== "msft");
      const token = await referrals.token();
      const person = personIn(token);
      return {
        listed: found.value.length,
        organizations: unique(ours.map(({ organizationId }) => organizationId)),
        partnerIds: unique(ours.map(({ mpnId }) => mpnId)),
        currencies: unique(ours.map(({ details }) => details?.currency)),
        isInEveryTeam:
          person === null ? null : ours.length > 0 && ours.every((one) => isIn(one.team, person)),
        multiFactor: said(response.headers.ismfacompliant) ?? isMultiFactor(token),
      };
    },

    async webhook(): Promise<WebhookRegistration | null> {
      const response = await get(webhooks, "/webhooks/v1/registration");
      if (response.status === 404) return null;
      if (response.status !== 200) throw webhookError(reasonOf(response), response.status);
      const found = registration.safeParse(parseJson(response.body)).data;
      if (!found) throw contractError("Partner Center sent the webhook registration in an unknown form.");
      return found.webhookurl ? { url: found.webhookurl, events: found.webhookevents ?? [] } : null;
    },
  };
}

function isIn(found: unknown, address: string): boolean {
  const members = team.safeParse(found).data ?? [];
  return members.some(({ email }) => email?.toLowerCase() === address);
}

function said(header: string | undefined): boolean | null {
  return header === undefined ? null : header.toLowerCase() === "true";
}

function webhookError(reason: string, status: number): ServiceError {
  return new ServiceError(
    `Partner Center does not show the webhook registration: ${reason}`,
    "Give the signed-in user the role Referrals admin, Admin agent or Sales agent in Partner Center.",
    status,
    "",
  );
}

function unique(values: readonly (string | null | undefined)[]): string[] {
  return [...new Set(values.flatMap((value) => (value ? [value] : [])))].toSorted();
}
