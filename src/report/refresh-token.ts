import { REFRESH_TOKEN_DAYS, type RefreshTokenStatus } from "../model/sign-in.ts";
import type { Annotation } from "./annotations.ts";
import { cell, count } from "./markdown.ts";

const TITLE = "Refresh token";
const SEE = "docs/signing-in.md says how.";

/** For the foot of the summary; empty when nobody knows how old the token is. */
export function refreshTokenText(status: RefreshTokenStatus): string {
  const { ageDays, renewed, problem } = status;
  if (renewed) return "Refresh token: renewed by this run";
  const failed = problem ? `; it could not be renewed: ${cell(problem, 400)}` : "";
  if (ageDays === null) return problem ? `Refresh token: of unknown age${failed}` : "";
  return `Refresh token: ${count(ageDays, "day")} old, of ${REFRESH_TOKEN_DAYS.lifetime}${failed}`;
}

/** What needs somebody's eyes. */
export function refreshTokenWarnings({ ageDays, problem, multiFactor }: RefreshTokenStatus): Annotation[] {
  const messages: string[] = [];
  if (problem) messages.push(`The refresh token could not be renewed. ${problem}`);
  if (ageDays !== null && ageDays >= REFRESH_TOKEN_DAYS.old) {
    messages.push(
      `The refresh token is ${ageDays} days old, and Entra ends it after ${REFRESH_TOKEN_DAYS.lifetime}. Sign in again with \`cosell-sync login\`; ${SEE}`,
    );
  }
  if (multiFactor === false) {
    messages.push(
      `The refresh token comes from a sign-in without multi-factor authentication, which Partner Center refuses (900421). Turn it on for the user and sign in again; ${SEE}`,
    );
  }
  return messages.map((message) => ({ title: TITLE, message }));
}
