import type { Reply } from "../exchange.ts";

export function restError(status: number, message: string): Reply {
  return {
    status,
    body: { message, documentation_url: "https://docs.github.com/rest", status: String(status) },
  };
}

export const NO_PERMISSION = "Resource not accessible by integration";
