import type { Reply } from "../exchange.ts";

/** A refusal on its way out of the service; the routes turn it into its reply. */
export class ApiError extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`HTTP ${reply.status}`);
    this.reply = reply;
  }
}

interface ErrorParts {
  readonly code: string;
  readonly message: string;
  readonly target?: string;
  readonly innerError?: unknown;
}

/** The error body of the referrals API ("Response codes" page). */
function error(status: number, { code, message, target = "referral", innerError = null }: ErrorParts): Reply {
  return { status, body: { error: { code, message, target, innerError } } };
}

/** 400: `detail` says what is wrong, for the person who debugs. */
export function invalid(detail: string): ApiError {
  const innerError = { code: "00000", message: detail, details: null };
  return new ApiError(
    error(400, { code: "invalidRequest", message: "The request is malformed or incorrect.", innerError }),
  );
}

/** What the real service can do and this one does not. A 501 so that nobody mistakes it for a refusal. */
export function notEmulated(what: string): ApiError {
  return new ApiError({ status: 501, body: `Not emulated: ${what}` });
}

export const unauthenticated = error(401, {
  code: "unauthenticated",
  message: "Required authentication information is either missing or not valid for the resource.",
});

/** What the gateway answers since Partner Center demands a second factor; another shape than the API's own. */
export const mfaRequired: Reply = {
  status: 401,
  body: {
    code: "900421",
    description: "MFA is required for this request.",
    data: [],
    source: "PartnerCenter",
  },
};

export const accessDenied = error(403, {
  code: "accessDenied",
  message: "The caller doesn't have permission to perform the action.",
});

export const notFound = error(404, { code: "itemNotFound", message: "The resource could not be found." });

export const unsupportedMediaType = error(415, {
  code: "invalidRequest",
  message: "The content type of the request is not supported.",
});

/** The one body in this list that was seen from the real service, word for word. */
export const preconditionFailed = error(412, {
  code: "preconditionFailed",
  message:
    "A precondition provided in the request (such as an if-match header) does not match the resource's current state.",
  target: "ETag",
  innerError: {
    code: "99918",
    message: "One of the specified pre-condition is not met. Etag value did not Match",
    details: null,
  },
});

export function methodNotAllowed(allowed: readonly string[]): Reply {
  const reply = error(405, { code: "invalidRequest", message: "The method is not allowed on the resource." });
  return { ...reply, headers: { allow: allowed.join(", ") } };
}
