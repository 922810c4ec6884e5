import type { RefreshTokenStatus } from "../model/sign-in.ts";
import type { Annotation } from "./annotations.ts";
import { cell, count } from "./markdown.ts";

/** Each refresh token lives for 90 days; from here on somebody should find out why nothing renews it. */
const OLD_DAYS = 60;
const LIFETIME_DAYS = 90;
const TITLE = "Refresh token";
const SEE = "docs/signing-in.md says how.";

/** For the foot of the summary; empty when nobody knows how old the token is. */
export function refreshTokenText(status: RefreshTokenStatus): string {
  const { ageDays, renewed, problem } = status;
  if (renewed) return "Refresh token: renewed by this run";
  const failed = problem ? `; it could not be renewed: ${cell(problem, 400)}` : "";
  if (ageDays === null) return problem ? `Refresh token: of unknown age${failed}` : "";
  return `Refresh token: ${count(ageDays, "day")} old, of ${LIFETIME_DAYS}${failed}`;
}

/** What needs somebody's eyes. */
export function refreshTokenWarnings({ ageDays, problem, multiFactor }: RefreshTokenStatus): Annotation[] {
  const messages: string[] = [];
  if (problem) messages.push(`The refresh token could not be renewed. ${problem}`);
  if (ageDays !== null && ageDays >= OLD_DAYS) {
    messages.push(
      `The refresh token is ${ageDays} days old, and Entra ends it after ${LIFETIME_DAYS}. Sign in again with \`cosell-sync login\`; ${SEE}`,
    );
  }
  if (multiFactor === false) {
    messages.push(
      `The refresh token comes from a sign-in without multi-factor authentication, which Partner Center refuses (900421). Turn it on for the user and sign in again; ${SEE}`,
    );
  }
  return messages.map((message) => ({ level: "warning", title: TITLE, message }));
}
