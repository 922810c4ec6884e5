import { z } from "zod/mini";
import { ContractError, type CosellError, StateError } from "../../errors.ts";
import type { Http } from "../http/http.ts";
import type { HttpResponse } from "../http/message.ts";
import type { Refusal } from "./refusal.ts";

export interface GithubAccess {
  readonly http: Http;
  /** `GITHUB_API_URL`, without a slash at the end. */
  readonly apiUrl: string;
  readonly graphqlUrl: string;
  /** `owner/name` */
  readonly repository: string;
  readonly token: string;
  /** What a job has to grant for this, when it is not what the state needs: for the message of a 403. */
  readonly permission?: string;
}

export type Answer<T> = { readonly data: T } | { readonly refusal: Refusal };

/** All but `create` is sent again after a lost answer or a 5xx: whatever writes has to be safe to repeat. */
export interface GithubApi {
  /** The one that everything is asked about: `owner/name`. */
  readonly repository: string;
  graphql<T>(
    schema: z.core.$ZodType<T>,
    query: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<Answer<T>>;
  /** `path` begins after the repository: `/git/trees`. */
  get<T>(schema: z.core.$ZodType<T>, path: string): Promise<Answer<T>>;
  post<T>(schema: z.core.$ZodType<T>, path: string, body: unknown): Promise<Answer<T>>;
  /** A `post` that is sent once, for what must not be there twice; a lost answer is a LostAnswerError. */
  create<T>(schema: z.core.$ZodType<T>, path: string, body: unknown): Promise<Answer<T>>;
  patch<T>(schema: z.core.$ZodType<T>, path: string, body: unknown): Promise<Answer<T>>;
  /** As `get`; `null` where there is nothing. */
  find<T>(schema: z.core.$ZodType<T>, path: string): Promise<T | null>;
}

interface Request {
  readonly method: "GET" | "POST" | "PATCH";
  readonly url: string;
  readonly body?: unknown;
  readonly repeatable?: boolean;
  readonly isFailure?: (answer: HttpResponse) => boolean;
}

// The small zod has no words for what is wrong unless it is given them.
z.config(z.locales.en());

const GRAPHQL_ENVELOPE = z.object({
  data: z.optional(z.unknown()),
  errors: z._default(z.array(z.object({ type: z._default(z.string(), ""), message: z.string() })), []),
});
const REST_ERROR = z.object({ message: z.string(), errors: z.optional(z.unknown()) });
const DETAIL = z.union([z.string(), z.object({ message: z.string() })]);

/**
 * GitHub's GraphQL and REST, and what their refusals mean to the person who runs this.
 *
 * Every method throws
 * - StateError for a refusal that no caller can get around (401, 403, 404, the rate limit);
 * - UnreachableError when GitHub kept failing, or somebody else answered, or nobody;
 * - ContractError when an answer does not have the documented shape.
 */
export function openGithubApi(access: GithubAccess): GithubApi {
  const { http, apiUrl, graphqlUrl, repository, token, permission = "contents: write" } = access;

  /** The answer, whatever its status. */
  function request({ method, url, body, repeatable = true, ...more }: Request): Promise<HttpResponse> {
    return http.send({
      ...more,
      system: "github",
      method,
      url,
      headers: { ...headersFor(token), "content-type": "application/json" },
      repeatable,
      isThrottled,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  async function send(wanted: Request): Promise<HttpResponse> {
    const response = await request(wanted);
    if (response.status < 300 || response.status === 422) return response;
    throw await failure(response, repository, permission);
  }

  async function rest<T>(schema: z.core.$ZodType<T>, sent: Promise<HttpResponse>): Promise<Answer<T>> {
    const response = await sent;
    if (response.status !== 422) return { data: parsed(schema, response.body) };
    const message = wholeMessage(parsed(REST_ERROR, response.body));
    return { refusal: (await refusals()).shortly({ type: "422", message }) };
  }

  const base = `${apiUrl}/repos/${repository}`;
  return {
    repository,
    graphql: async (schema, query, variables) => {
      const body = { query, variables };
      const response = await send({ method: "POST", url: graphqlUrl, body, isFailure: isOutage });
      const { data, errors } = parsed(GRAPHQL_ENVELOPE, response.body);
      const [first] = errors;
      if (first === undefined) return { data: shaped(schema, data) };
      const refusal = (await refusals()).shortly(first);
      if (refusal.type.startsWith("RATE_LIMIT") || /rate limit/i.test(refusal.message))
        throw (await refusals()).rateLimited(response);
      if (isOutage(response)) throw (await refusals()).outage("an error of its own");
      if (DENIED.has(refusal.type)) throw (await refusals()).denied(repository, refusal.message, permission);
      return { refusal };
    },
    get: (schema, path) => rest(schema, send({ method: "GET", url: base + path })),
    post: (schema, path, body) => rest(schema, send({ method: "POST", url: base + path, body })),
    create: (schema, path, body) =>
      rest(schema, send({ method: "POST", url: base + path, body, repeatable: false })),
    patch: (schema, path, body) => rest(schema, send({ method: "PATCH", url: base + path, body })),
    find: async (schema, path) => {
      const response = await request({ method: "GET", url: base + path });
      if (response.status === 404) return null;
      if (response.status >= 300) throw await failure(response, repository, permission);
      return parsed(schema, response.body);
    },
  };
}

/** What every request to GitHub carries. */
export function headersFor(token: string) {
  return {
    authorization: `Bearer ${token}`,
    accept: "application/vnd.github+json",
    "x-github-api-version": "2022-11-28",
  };
}

/**
 * What GraphQL calls a 5xx, most often because it took longer than the ten seconds that GitHub allows itself. Quotes within
 * a text are escaped, so it is no part of what was asked for.
 */
const OUTAGE = /"message":\s*"Something went wrong while executing your query/;

function isOutage({ body }: HttpResponse): boolean {
  return OUTAGE.test(body);
}

/** What is done in a minute is limited as well ("secondary rate limit"): with a 403, of GraphQL also with a 200, and not always with a time. */
const THROTTLED = /"message":\s*"You have exceeded a secondary rate limit/;

function isThrottled({ body }: HttpResponse): boolean {
  return THROTTLED.test(body);
}

/** What GraphQL calls a 403. */
const DENIED = new Set(["FORBIDDEN", "INSUFFICIENT_SCOPES"]);

/** What was asked for, where a refusal means nothing but that there is no answer. */
export function demand<T>(answer: Answer<T>, { repository }: Pick<GithubApi, "repository">): T {
  if ("data" in answer) return answer.data;
  throw unusable(answer.refusal, repository);
}

/** Of a 422: which rules a branch does not keep is beside the message ("Client errors"). */
function wholeMessage({ message, errors }: z.infer<typeof REST_ERROR>): string {
  const all: readonly unknown[] = Array.isArray(errors) ? errors : [];
  const details = all.flatMap((error) => {
    const { data } = z.safeParse(DETAIL, error);
    return data === undefined ? [] : [typeof data === "string" ? data : data.message];
  });
  return details.length === 0 ? message : `${message}: ${details.join(" ")}`;
}

/** An answer that cannot be used, in words for a person. */
export function unusable(refusal: Refusal, repository: string): StateError {
  if (refusal.type === "NOT_FOUND") return notFound(repository);
  return new StateError(
    `GitHub refused to read or write the state of ${repository}: ${refusal.message}`,
    `Look for branch rules that keep the job from writing to the state branch, then run again.${beneathAnother(refusal)}`,
  );
}

/** So GitHub refuses a new branch without a reason, as people have met it (github/rest-api-description, issue 4887). */
function beneathAnother({ message }: Refusal): string {
  if (!message.startsWith("Reference update failed")) return "";
  return " Or name another state-branch: git keeps no branch beneath another, such as cosell-sync/eu beside cosell-sync.";
}

/** Loaded when there is one: a start has to read less. */
function refusals() {
  return import("./refusal.ts");
}

async function failure(response: HttpResponse, repository: string, permission: string): Promise<CosellError> {
  const { denied, hindranceIn, messageIn, tokenRefused } = await refusals();
  const hindrance = hindranceIn(response, repository);
  if (hindrance) return hindrance;
  const { status } = response;
  const said = messageIn(response) ?? "";
  if (status === 401) return tokenRefused(said);
  if (status === 403) return denied(repository, said, permission);
  if (status === 404) return notFound(repository);
  return unusable({ type: String(status), message: `${said} (status ${status})` }, repository);
}

function notFound(repository: string): StateError {
  return new StateError(
    `GitHub has no repository ${repository}, or the token may not see it.`,
    "Check the name of the repository, and that the input github-token is for it.",
  );
}

function parsed<T>(schema: z.core.$ZodType<T>, body: string): T {
  try {
    return shaped(schema, JSON.parse(body));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw unexpected("it is not JSON");
  }
}

function shaped<T>(schema: z.core.$ZodType<T>, value: unknown): T {
  // Most are read once in a run: code made for their shape would take longer to make than it saves.
  const result = z.safeParse(schema, value, { jitless: true });
  if (result.success) return result.data;
  throw unexpected(z.prettifyError(result.error));
}

function unexpected(what: string): ContractError {
  return new ContractError(
    `GitHub's answer does not have the documented shape: ${what}`,
    "Check that GITHUB_API_URL and GITHUB_GRAPHQL_URL are those of a GitHub server, and report this if they are.",
  );
}
