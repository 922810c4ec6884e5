import { z } from "zod";
import type { DoctorPorts, ReferralsFound } from "../../model/doctor.ts";
import { MICROSOFT } from "../../model/microsoft.ts";
import { isMarked } from "../../model/other-tools.ts";
import { authorised } from "../entra/authorised.ts";
import type { TokenSource } from "../entra/entra.ts";
import { isMultiFactor, personIn } from "../entra/token-claims.ts";
import type { Http } from "../http/http.ts";
import { readAs, readError, signInError } from "./answer.ts";
import { newHeaders } from "./headers.ts";
import { openWebhooks } from "./webhooks.ts";

export interface ProbeOptions {
  readonly http: Http;
  readonly referrals: { readonly token: TokenSource; readonly baseUrl: string };
  readonly webhooks: { readonly token: TokenSource; readonly baseUrl: string };
}

const ENOUGH_TO_SEE = 25;

const page = z.looseObject({
  value: z.array(
    z.looseObject({
      organizationId: z.string().nullish(),
      mpnId: z.string().nullish(),
      details: z.looseObject({ currency: z.string().nullish() }).nullish(),
      updatedDateTime: z.string().nullish(),
      team: z.unknown(),
    }),
  ),
});
const team = z.array(z.looseObject({ email: z.string().nullish() }));

/** Looks at Partner Center with the user's eyes. */
export function openPartnerCenterProbe(
  options: ProbeOptions,
): Omit<DoctorPorts["partnerCenter"], "refreshToken"> {
  const { http, referrals, webhooks } = options;
  const send = authorised({ http, token: referrals.token, refused: signInError });
  const registrations = openWebhooks({ http, ...webhooks });

  return {
    signIn: async () => void (await referrals.token()),

    async referrals(): Promise<ReferralsFound> {
      const query = `$orderby=updatedDateTime%20desc&$top=${ENOUGH_TO_SEE}`;
      const response = await send({
        system: "partner-center",
        method: "GET",
        url: `${new URL(referrals.baseUrl).origin}/v1.0/engagements/referrals?${query}`,
        // Asked with this one, the gateway says what it thinks of the second factor.
        headers: { ...newHeaders(), ValidateMfa: "true" },
        repeatable: true,
      });
      if (response.status !== 200) throw readError(response);
      const found = readAs(page, response, "the list of referrals");
      // Microsoft's own side of a deal is a referral too.
      const ours = found.value.filter(({ organizationId }) => organizationId !== MICROSOFT);
      const token = await referrals.token();
      const person = personIn(token);
      return {
        listed: found.value.length,
        organizations: unique(ours.map(({ organizationId }) => organizationId)),
        partnerIds: unique(ours.map(({ mpnId }) => mpnId)),
        currencies: unique(ours.map(({ details }) => details?.currency)),
        byOtherTools: ours.filter(isMarked).flatMap(({ updatedDateTime }) => updatedDateTime ?? []),
        isInEveryTeam:
          person === null ? null : ours.length > 0 && ours.every((one) => isIn(one.team, person)),
        multiFactor: said(response.headers.ismfacompliant) ?? isMultiFactor(token),
      };
    },

    webhook: () => registrations.registration(),
  };
}

function isIn(found: unknown, address: string): boolean {
  const members = team.safeParse(found).data ?? [];
  return members.some(({ email }) => email?.toLowerCase() === address);
}

function said(header: string | undefined): boolean | null {
  return header === undefined ? null : header.toLowerCase() === "true";
}

function unique(values: readonly (string | null | undefined)[]): string[] {
  return [...new Set(values.flatMap((value) => (value ? [value] : [])))].toSorted();
}
