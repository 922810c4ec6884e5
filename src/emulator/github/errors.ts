import type { Reply } from "../exchange.ts";

export function restError(status: number, message: string): Reply {
  return {
    status,
    body: { message, documentation_url: "https://docs.github.com/rest", status: String(status) },
  };
}

/** An error of a GraphQL field, with GitHub's word for its kind. */
export class TypedError extends Error {
  readonly type: "FORBIDDEN" | "NOT_FOUND" | "STALE_DATA" | "UNPROCESSABLE";

  constructor(type: TypedError["type"], message: string) {
    super(message);
    this.type = type;
  }
}

export const NO_PERMISSION = "Resource not accessible by integration";
