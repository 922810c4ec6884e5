import {
  type Expected,
  judgeConnector,
  judgeCurrencies,
  judgeKey,
  judgeTables,
  judgeTracking,
  judgeVersions,
} from "../diagnosis/crm.ts";
import { failed, ok, skipped, warning } from "../diagnosis/finding.ts";
import {
  judgeBranch,
  judgeClocks,
  judgeNoted,
  judgeReaders,
  judgeSchedule,
  judgeSubject,
  judgeToken,
} from "../diagnosis/github.ts";
import {
  judgeMultiFactor,
  judgeRefreshToken,
  judgeVisibility,
  judgeWebhook,
} from "../diagnosis/partner-center.ts";
import { judgePrivileges, judgeUnseen, NEEDED_PRIVILEGES } from "../diagnosis/privileges.ts";
import { judgeSignIn } from "../diagnosis/sign-in.ts";
import { CosellError, ServiceError, SignInError } from "../errors.ts";
import type { Mapping } from "../mapping/mapping.ts";
import { unusedEnvironments } from "../mapping/unused-environments.ts";
import { keyOn } from "../model/crm.ts";
import type { Check, DoctorPorts, Finding, ReferralsFound } from "../model/doctor.ts";
import type { Systems } from "../model/state.ts";
import { load } from "./load.ts";

export interface DoctorOptions {
  /** What the mapping needs; rejects when it cannot be read. */
  readonly mapping: Promise<Expected & Pick<Mapping, "file" | "unusedEnvironments">>;
  readonly branch: string;
  /** Which account and which CRM a sync would be about. */
  readonly systems: Systems;
  /** When the certificate of an application expires; `null` for one that signs in otherwise. */
  readonly certificates: Readonly<Record<"partnerCenter" | "dataverse", Date | null>>;
  readonly now: Date;
  /** Where our relay is; `null` where no webhook is used. */
  readonly webhookUrl: string | null;
}

const PARTNER_CENTER = "Sign-in to Partner Center";
const MULTI_FACTOR = "Multi-factor authentication";
const REFERRALS = "Referrals";
const CRM = "Sign-in to Dynamics 365";
const MAPPING = "Mapping";
const GITHUB = "Token of GitHub";
const READERS = "Readers of the repository";

/**
 * Looks at everything that a sync needs, and changes nothing. Each check is on its own: what fails is a line of
 * the result, and only what needs it is skipped. They run at the same time.
 */
export async function doctor(options: DoctorOptions, ports: DoctorPorts): Promise<Check[]> {
  const signIn = ports.partnerCenter.signIn();
  const referrals = after(PARTNER_CENTER, signIn, () => ports.partnerCenter.referrals());
  const seen = referrals.catch(() => null);
  const found = await Promise.all([
    ...partnerCenterChecks(options, ports, { signIn, referrals }),
    ...crmChecks(options, ports, seen),
    ...githubChecks(options, ports),
  ]);
  // What the services said of the time is known only now.
  return [...found, { name: "Clock", ...judgeClocks(ports.clocks()) }];
}

type PartnerCenter = DoctorPorts["partnerCenter"];

interface Begun {
  readonly signIn: ReturnType<PartnerCenter["signIn"]>;
  readonly referrals: ReturnType<PartnerCenter["referrals"]>;
}

function partnerCenterChecks(
  { webhookUrl, certificates, now }: DoctorOptions,
  { partnerCenter }: DoctorPorts,
  { signIn, referrals }: Begun,
): Promise<Check>[] {
  const webhook = after(PARTNER_CENTER, signIn, () => partnerCenter.webhook()).catch((error: unknown) => {
    // It is another API, with a permission of its own. Where no webhook is used, no sync needs it.
    if (webhookUrl !== null) throw error;
    return told(error);
  });
  // A sync goes on with the token that it was given, and dies when that is too old.
  const refreshToken = after(PARTNER_CENTER, signIn, () => partnerCenter.refreshToken()).catch(told);
  // One refusal with two possible causes: each is told where it belongs.
  const multiFactor = referrals.catch((error: unknown) => {
    throw isWithoutMultiFactor(error) || error instanceof Skip ? error : new Skip(REFERRALS);
  });
  const visible = referrals.catch((error: unknown) => {
    throw isWithoutMultiFactor(error) ? new Skip(MULTI_FACTOR) : error;
  });
  return [
    check(PARTNER_CENTER, signIn, () =>
      judgeSignIn("Entra gives out tokens", certificates.partnerCenter, now),
    ),
    check("Refresh token", refreshToken, (found) =>
      found instanceof CosellError ? warning(found.message, found.fix) : judgeRefreshToken(found),
    ),
    check(MULTI_FACTOR, multiFactor, judgeMultiFactor),
    check(REFERRALS, visible, judgeVisibility),
    check("Webhook", webhook, (found) =>
      found instanceof CosellError ? skipped(`not used; ${found.message}`) : judgeWebhook(found, webhookUrl),
    ),
  ];
}

/** What a sync can do without, as something that was found. */
function told(error: unknown): CosellError {
  if (error instanceof CosellError) return error;
  throw error;
}

function forbidden(error: unknown): ServiceError {
  if (error instanceof ServiceError && error.status === 403) return error;
  throw error;
}

function isWithoutMultiFactor(error: unknown): boolean {
  return error instanceof SignInError && error.code === "900421";
}

function crmChecks(
  { mapping, certificates, now }: DoctorOptions,
  { crm }: DoctorPorts,
  seen: Promise<ReferralsFound | null>,
): Promise<Check>[] {
  const user = crm.whoAmI();
  const table = after(CRM, user, () => crm.table("opportunity"));
  const names = NEEDED_PRIVILEGES.map(({ name }) => name);
  const privileges = after(CRM, user, async (id) => ({
    found: await crm.privileges(id, names).catch(forbidden),
    sections: await mapping.catch(() => null),
  }));
  const currencies = after(CRM, user, () => crm.currencyCodes());
  const key = after(MAPPING, mapping, async (expected) => ({
    found: keyOn((await table).keys, expected.referralIdColumn),
    expected,
  }));
  const drift = after(MAPPING, mapping, async () => {
    await table;
    return crm.drift();
  });
  const driftIfAny = drift.catch(() => null);
  const tables = after(MAPPING, mapping, async (expected) => ({
    expected,
    opportunity: await table,
    drift: await drift,
    lead: expected.leads ? await crm.table("lead") : null,
  }));
  return [
    check(CRM, user, (id) => judgeSignIn(`application user ${id}`, certificates.dataverse, now)),
    check("Security role", privileges, ({ found, sections }) =>
      found instanceof ServiceError ? judgeUnseen(found, sections) : judgePrivileges(found, sections),
    ),
    check(MAPPING, mapping, (one) => {
      const unused = unusedEnvironments(one);
      return unused ? warning(unused.detail, unused.fix) : ok("valid");
    }),
    check("Columns", tables, judgeTables),
    check("Alternate key", key, async ({ found, expected: { referralIdColumn: column } }) =>
      judgeKey(found, column, found?.status === "Failed" ? await crm.duplicates(column) : []),
    ),
    check("Change tracking", table, judgeTracking),
    check("Row versions", table, judgeVersions),
    check("Currencies", currencies, async (codes) =>
      judgeCurrencies(codes, (await seen)?.currencies ?? null),
    ),
    check("Microsoft's connector", table, async (one) => judgeConnector(one, await driftIfAny, await seen)),
  ];
}

function githubChecks({ branch, systems }: DoctorOptions, { github }: DoctorPorts): Promise<Check>[] {
  const names = [GITHUB, READERS, "State branch", "Schedule", "OIDC subject"];
  if (!github) {
    return names.map(async (name) => ({ name, ...skipped("the state is in a local directory") }));
  }
  const repository = github.repository();
  const state = after(GITHUB, repository, async (one) => ({
    found: await github.branch(branch),
    repository: one,
  }));
  return [
    check(GITHUB, repository, judgeToken),
    check(
      READERS,
      after(GITHUB, repository, () => repository),
      judgeReaders,
    ),
    check("State branch", state, async (one) => {
      const finding = judgeBranch(branch, one.found, one.repository);
      // As a sync begins: what it would refuse there is told as it would tell it.
      if (finding.state === "failed") return finding;
      const { state } = await load(github.state, { branch, systems });
      return finding.state === "ok" ? judgeNoted(finding, state) : finding;
    }),
    check(
      "Schedule",
      after(GITHUB, repository, () => github.workflows()),
      judgeSchedule,
    ),
    check(
      "OIDC subject",
      after(GITHUB, repository, () => github.subject()),
      judgeSubject,
    ),
  ];
}

/** What a check needs has failed, and says why itself. */
class Skip extends Error {}

async function after<Needed, Found>(
  name: string,
  needed: Promise<Needed>,
  look: (found: Needed) => Promise<Found>,
): Promise<Found> {
  try {
    await needed;
  } catch (error) {
    throw error instanceof Skip ? error : new Skip(name);
  }
  return look(await needed);
}

async function check<Found>(
  name: string,
  looked: Promise<Found>,
  judge: (found: Found) => Finding | Promise<Finding>,
): Promise<Check> {
  try {
    return { name, ...(await judge(await looked)) };
  } catch (error) {
    if (error instanceof Skip) return { name, ...skipped(`needs: ${error.message}`) };
    if (error instanceof CosellError) return { name, ...failed(error.message, error.fix) };
    throw error;
  }
}
