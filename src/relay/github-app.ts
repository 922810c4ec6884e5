import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import { z } from "zod";
import { parseJson, quoted } from "./delivery.ts";
import type { Send } from "./outside.ts";

export interface GithubAppOptions {
  readonly send: Send;
  /** Without a slash at the end. */
  readonly apiUrl: string;
  /** `owner/name` */
  readonly repository: string;
  /** Client id or number of the GitHub App. */
  readonly appId: string;
  /** PEM. */
  readonly privateKey: string;
  /** All that the token may do, whatever the app could. */
  readonly permissions: Readonly<Record<string, "write">>;
  readonly now: () => Date;
}

/** A token, or the status and words of GitHub's refusal (status 0 when it did not answer). */
export type Token = { readonly token: string } | { readonly status: number; readonly reason: string };

const INSTALLATION = z.object({ id: z.number() });
const REFUSAL = z.object({ message: z.string() });
const TOKEN = z.object({ token: z.string(), expires_at: z.string() });

/** A token that has less than this to live is not used any more. */
const MARGIN_MS = 300_000;

/**
 * Installation tokens of a GitHub App (docs.github.com, "Generating an installation access token"): for one
 * repository and with one permission, whatever the app was given. Each lives for an hour.
 */
export function openGithubApp(options: GithubAppOptions) {
  const { send, apiUrl, repository, now } = options;
  const key = createPrivateKey(options.privateKey);
  let held: { readonly token: string; readonly until: number } | null = null;

  async function ask<T>(schema: z.ZodType<T>, method: "GET" | "POST", path: string, body?: unknown) {
    const headers = githubHeaders(appJwt(key, options.appId, now()));
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await send({ method, url: `${apiUrl}${path}`, headers, ...text });
    if ("failure" in answer) return { status: 0, reason: `GitHub: ${answer.failure}` };
    const parsed = schema.safeParse(parseJson(answer.body));
    if (answer.status < 300 && parsed.success) return { data: parsed.data };
    const reason = `GitHub answered ${answer.status} to the app's ${path}${wordsOf(answer.body)}`;
    return { status: answer.status, reason };
  }

  return {
    /** The one at hand while it lives. */
    async token(): Promise<Token> {
      if (held && now().getTime() < held.until - MARGIN_MS) return held;
      const installation = await ask(INSTALLATION, "GET", `/repos/${repository}/installation`);
      if (!("data" in installation)) return installation;
      const path = `/app/installations/${installation.data.id}/access_tokens`;
      const wanted = { repositories: [repository.split("/")[1]], permissions: options.permissions };
      const answer = await ask(TOKEN, "POST", path, wanted);
      if (!("data" in answer)) return answer;
      held = { token: answer.data.token, until: Date.parse(answer.data.expires_at) };
      return held;
    },
    /** GitHub did not take the token: the next one is a new one. */
    forget(): void {
      held = null;
    },
  };
}

export function githubHeaders(bearer: string): Record<string, string> {
  return {
    authorization: `Bearer ${bearer}`,
    accept: "application/vnd.github+json",
    "content-type": "application/json",
    // GitHub answers 403 to a request without one.
    "user-agent": "cosell-sync-relay",
    "x-github-api-version": "2022-11-28",
  };
}

/** What a gateway repeats that shows which request it does not take: a proof of ours, or a token. */
const PROOF = /\b(?:Bearer \S+|eyJ[\w-]{8,}[\w.-]*|gh[a-z]_\w{20,}|github_pat_\w{20,})/gi;

/** What GitHub says about a refusal, behind a colon: one status has many reasons. */
export function wordsOf(body: Buffer): string {
  const { data } = REFUSAL.safeParse(parseJson(body));
  return data ? `: ${quoted(data.message.replace(PROOF, "(hidden)"))}` : "";
}

/** Proves that we hold the app's key (RFC 7519, RS256). Dated back, as clocks differ; ten minutes is the most. */
function appJwt(key: KeyObject, appId: string, now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000);
  const claims = { iat: seconds - 60, exp: seconds + 540, iss: appId };
  const content = `${encoded({ alg: "RS256", typ: "JWT" })}.${encoded(claims)}`;
  return `${content}.${sign("RSA-SHA256", Buffer.from(content), key).toString("base64url")}`;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}
