import { z } from "zod";
import { StateError } from "../../errors.ts";
import type { DoctorPorts, OidcSubject } from "../../model/doctor.ts";
import { jsonIn } from "../../model/json-in.ts";
import { claimsOf } from "../entra/token-claims.ts";
import type { Http } from "../http/http.ts";
import type { HttpResponse } from "../http/message.ts";
import { serverTime } from "../http/server-time.ts";
import { headersFor } from "./api.ts";
import { hindranceIn, isDenied, messageIn, settingIn } from "./refusal.ts";

export interface GithubProbeOptions {
  readonly http: Http;
  readonly apiUrl: string;
  /** `owner/name` */
  readonly repository: string;
  readonly token: string;
  /** Where a job with `id-token: write` asks for its identity; `null` for any other. */
  readonly identity: { readonly url: string; readonly token: string } | null;
  /** Called with that identity the moment it arrives, so that it can be masked. */
  readonly onSecret: (value: string) => void;
}

const repositoryAnswer = z.looseObject({ default_branch: z.string(), private: z.boolean() });
const branchAnswer = z.looseObject({
  protected: z.boolean(),
  commit: z.looseObject({
    commit: z.looseObject({ committer: z.looseObject({ date: z.string().nullish() }).nullish() }),
  }),
});
const rulesAnswer = z.array(z.looseObject({ type: z.string() }));
const workflowsAnswer = z.looseObject({
  workflows: z.array(z.looseObject({ path: z.string(), state: z.string() })),
});
/** "Get the customization template for an OIDC subject claim for a repository". */
const subjectAnswer = z.looseObject({ sub_claim_prefix: z.string().nullish() });

const HOUR_MS = 3_600_000;

/** A branch of a commit that there is not: whoever may write is told so (422), whoever may not is refused before (403). */
const NO_BRANCH = { ref: "refs/heads/cosell-sync-doctor", sha: "0".repeat(40) };

/** Looks at the repository with the eyes of the job's token (docs.github.com/rest). */
export function openGithubProbe(
  options: GithubProbeOptions,
): Omit<NonNullable<DoctorPorts["github"]>, "state"> {
  const { http, apiUrl, repository, token, identity, onSecret } = options;
  const send = (method: "GET" | "POST", path: string, body?: object) =>
    http.send({
      system: "github",
      method,
      url: `${apiUrl}/repos/${repository}${path}`,
      headers: headersFor(token),
      repeatable: true,
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
  const get = (path: string) => send("GET", path);

  return {
    async repository() {
      const found = read(repositoryAnswer, await get(""), repository);
      // What GitHub says of permissions is about users: of the token of a job it is always that it has none.
      const tried = await send("POST", "/git/refs", NO_BRANCH);
      const setting = settingIn(messageIn(tried) ?? "", repository);
      if (setting) throw setting;
      return {
        mayWrite: mayWrite(tried),
        defaultBranch: found.default_branch,
        isPublic: !found.private,
      };
    },
    async branch(name) {
      const path = encodeURIComponent(name);
      const [answer, rules] = await Promise.all([
        get(`/branches/${path}`),
        get(`/rules/branches/${path}?per_page=100`),
      ]);
      const found = answer.status === 404 ? null : read(branchAnswer, answer, repository);
      return {
        exists: found !== null,
        isProtected: found?.protected ?? false,
        silentHours: found && hoursSince(found.commit.commit.committer?.date, answer),
        // A private repository of the free plan has none (403), nor has an older GitHub Enterprise Server (404).
        rules: isDenied(rules) ? [] : read(rulesAnswer, rules, repository).map(({ type }) => type),
      };
    },
    async workflows() {
      const answer = await get("/actions/workflows?per_page=100");
      return isDenied(answer) ? null : read(workflowsAnswer, answer, repository).workflows;
    },
    subject: () => (identity ? presented(http, identity, onSecret) : expected(get, repository)),
  };
}

/** `null` where GitHub says neither. */
function mayWrite(tried: HttpResponse): boolean | null {
  if (tried.status === 422) return true;
  return isDenied(tried) ? false : null;
}

/** @param date ISO 8601. */
function hoursSince(date: string | null | undefined, answer: HttpResponse): number | null {
  const hours = (Date.parse(serverTime(answer) ?? "") - Date.parse(date ?? "")) / HOUR_MS;
  return Number.isNaN(hours) ? null : hours;
}

/** The subject of the identity that GitHub signs for this very job. */
async function presented(
  http: Http,
  { url, token }: NonNullable<GithubProbeOptions["identity"]>,
  onSecret: GithubProbeOptions["onSecret"],
): Promise<OidcSubject | null> {
  const answer = await http.send({
    system: "github",
    method: "GET",
    url: `${url}&audience=${encodeURIComponent("api://AzureADTokenExchange")}`,
    headers: { authorization: `Bearer ${token}`, accept: "application/json" },
    repeatable: true,
  });
  const signed = z.looseObject({ value: z.string() }).safeParse(jsonIn(answer.body)).data;
  if (signed) onSecret(signed.value);
  const subject = signed && claimsOf(signed.value)?.sub;
  return typeof subject === "string" ? { subject, presented: true } : null;
}

/** What a job of an environment would present. Repositories made since July 2026 have their ids in it. */
async function expected(
  get: (path: string) => Promise<HttpResponse>,
  repository: string,
): Promise<OidcSubject | null> {
  const answer = await get("/actions/oidc/customization/sub");
  const found = answer.status === 200 ? subjectAnswer.safeParse(jsonIn(answer.body)).data : null;
  if (!found) return null;
  const prefix = found.sub_claim_prefix ?? `repo:${repository}`;
  return { subject: `${prefix}:environment:NAME`, presented: false };
}

function read<T>(schema: z.ZodType<T>, answer: HttpResponse, repository: string): T {
  const found = answer.status === 200 ? schema.safeParse(jsonIn(answer.body)).data : undefined;
  if (found !== undefined) return found;
  const hindrance = hindranceIn(answer, repository);
  if (hindrance) throw hindrance;
  const fix: Readonly<Record<number, string>> = {
    401: "Check the input github-token: it may have expired, or be for another GitHub server.",
    403: "Give the job `permissions: contents: write`; a token of your own needs the same permission.",
    404: "Check the name of the repository, and that the input github-token is for it.",
  };
  throw new StateError(
    `GitHub does not show ${repository} to this token (status ${answer.status}): ${messageIn(answer) ?? ""}`,
    fix[answer.status] ?? "Look at githubstatus.com, and run again when it has recovered.",
  );
}
