import { hash, randomBytes, randomUUID } from "node:crypto";
import type { EntraErrorCode } from "./entra-errors.ts";
import { entraErrorText } from "./entra-errors.ts";
import type { Exchange, Now, Reply } from "./exchange.ts";

/** The account that signs in: a service account with the Referrals admin role. */
export interface Person {
  readonly name: string;
  password: string;
  /** What the person's phone shows; `null` for somebody who has not registered a second factor. */
  oneTimeCode: string | null;
}

export interface AuthorizeOptions {
  readonly now: Now;
  readonly clientId: string;
  /** As registered, without a port: for a loopback address every port fits. */
  readonly redirectUri: string;
  readonly person: Person;
}

/** What the token endpoint is asked to redeem. */
export interface Redemption {
  readonly code: string;
  readonly redirectUri: string;
  readonly verifier: string;
}

export interface SignInPages {
  /** Answers below `/{tenant}/oauth2/v2.0/`; `null` for what is not a page of the sign-in. */
  page(exchange: Exchange, path: string): Reply | null;
  redeem(redemption: Redemption): { readonly multiFactor: boolean } | { readonly code: EntraErrorCode };
}

interface Request {
  readonly redirectUri: string;
  readonly state: string;
  readonly challenge: string;
}

interface Code extends Request {
  readonly expires: number;
  readonly multiFactor: boolean;
  redeemed: boolean;
}

const CODE_LIFETIME_MS = 600_000;
/** 256 bits in base64url, as S256 makes them. */
const CHALLENGE = /^[\w-]{43}$/;

/** The pages on which a person signs in: a password, then a second factor, then back to the application. */
export function createSignInPages(options: AuthorizeOptions): SignInPages {
  const codes = new Map<string, Code>();
  const begun = new Map<string, Request>();

  function begin({ url }: Exchange): Reply {
    const given = (name: string) => url.searchParams.get(name) ?? "";
    if (given("client_id") !== options.clientId) return errorPage("700016");
    const redirectUri = given("redirect_uri");
    if (!isRegistered(redirectUri, options.redirectUri)) return errorPage("50011");
    const state = given("state");
    const request = { redirectUri, state, challenge: given("code_challenge") };
    if (given("response_type") !== "code") return back(request, refusal("900144"));
    const proves = given("code_challenge_method") === "S256" && CHALLENGE.test(request.challenge);
    if (!proves) return back(request, refusal("9002325"));
    if (
      !given("scope")
        .split(" ")
        .some((scope) => scope.endsWith("/.default"))
    )
      return back(request, refusal("70011"));
    const flow = randomUUID();
    begun.set(flow, request);
    return passwordPage(flow, "");
  }

  function proceed({ body }: Exchange): Reply {
    const form = new URLSearchParams(body.toString("utf8"));
    const flow = form.get("flow") ?? "";
    const request = begun.get(flow);
    if (!request) return errorPage("9002313");
    if (form.has("cancel")) return back(request, refusal("65004"));
    const { person } = options;
    const knows = form.get("login") === person.name && form.get("passwd") === person.password;
    if (!knows) return passwordPage(flow, "Your account or password is incorrect.");
    if (person.oneTimeCode === null) return grant(request, false);
    const code = form.get("otc");
    if (code === person.oneTimeCode) return grant(request, true);
    return codePage(flow, person, code === null ? "" : "You did not enter the expected code.");
  }

  function grant(request: Request, multiFactor: boolean): Reply {
    const code = `1.${randomBytes(48).toString("base64url")}`;
    const expires = options.now().getTime() + CODE_LIFETIME_MS;
    codes.set(code, { ...request, expires, multiFactor, redeemed: false });
    return back(request, { code, session_state: randomUUID() });
  }

  return {
    page(exchange, path) {
      if (path === "authorize" && exchange.method === "GET") return begin(exchange);
      return path === "login" && exchange.method === "POST" ? proceed(exchange) : null;
    },
    redeem({ code, redirectUri, verifier }) {
      const known = codes.get(code);
      if (!known) return { code: "9002313" };
      if (known.redeemed) return { code: "54005" };
      if (known.expires <= options.now().getTime()) return { code: "70008" };
      if (known.redirectUri !== redirectUri) return { code: "500112" };
      const proof = hash("sha256", verifier, "base64url");
      if (proof !== known.challenge) return { code: "501481" };
      known.redeemed = true;
      return { multiFactor: known.multiFactor };
    },
  };
}

/** For `http://localhost` the port does not count (RFC 8252, section 7.3). */
function isRegistered(given: string, registered: string): boolean {
  const url = URL.parse(given);
  if (!url) return false;
  if (url.protocol === "http:" && url.hostname === "localhost") url.port = "";
  return url.href === new URL(registered).href;
}

function refusal(code: EntraErrorCode): Record<string, string> {
  const { error, description } = entraErrorText(code);
  return { error, error_description: description };
}

function back({ redirectUri, state }: Request, answer: Readonly<Record<string, string>>): Reply {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries({ ...answer, state })) url.searchParams.set(name, value);
  return { status: 302, headers: { location: url.href } };
}

/** Errors that must not go back to an application, since nobody knows whether it is the right one. */
function errorPage(code: EntraErrorCode): Reply {
  return html(
    400,
    `<h1>Sorry, but we're having trouble signing you in.</h1><p>${entraErrorText(code).description}</p>`,
  );
}

function passwordPage(flow: string, problem: string): Reply {
  return form(
    flow,
    problem,
    `<label>Account <input name="login" autocomplete="username"></label>
<label>Password <input name="passwd" type="password"></label>
<button>Sign in</button> <button name="cancel" value="1">Cancel</button>`,
  );
}

function codePage(flow: string, { name, password }: Person, problem: string): Reply {
  return form(
    flow,
    problem,
    `<input type="hidden" name="login" value="${name}"><input type="hidden" name="passwd" value="${password}">
<label>Code from your phone <input name="otc" autocomplete="one-time-code"></label>
<button>Verify</button>`,
  );
}

function form(flow: string, problem: string, fields: string): Reply {
  const text = `<h1>Sign in</h1><p role="alert">${problem}</p>
<form method="post" action="login"><input type="hidden" name="flow" value="${flow}">
${fields}
</form>`;
  return html(200, text);
}

function html(status: number, body: string): Reply {
  const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };
  return { status, headers, body: `<!doctype html><html lang="en"><title>Sign in</title>${body}</html>` };
}
