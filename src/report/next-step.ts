import type { Side } from "../model/record.ts";
import type { Waiting } from "../model/state.ts";
import { isUuid } from "../model/uuid.ts";
import { cell, count } from "./markdown.ts";

/**
 * What a person does about conflicts that nobody wins.
 *
 * @param referral That of the first one: a report shows but the beginning of an identifier, and here all of it is needed.
 * @param field Its field.
 */
export function howToResolve(referral: string, field: string): string {
  // Within Markdown's own marks for code nothing could be escaped.
  const decided = (side: Side) => `<code>${cell(`${referral}.${field}=${side}`, 160)}</code>`;
  const first = isUuid(referral)
    ? ` For the first, ${decided("referral")} takes what Partner Center has, and ${decided("opportunity")} what the CRM has; the id of any other is in its link.`
    : " Each is `<referral id>.<field>=referral` or `=opportunity`.";
  return `Make one side equal to the other, or say which is right: run the workflow *Sync* (of several connections, *Sync connections* for this one), or on a terminal \`cosell-sync sync\`, with \`resolve\`.${first} Several go into it with blanks between them.`;
}

/** What a person does about steps that wait for a yes. */
export function howToApprove(digest: string): string {
  return `To approve all of this, and nothing else, run the workflow *Approve* (of several connections, *Approve for a connection*), or on a terminal \`cosell-sync sync --approve ${digest}\`.`;
}

/** Kinds that are tried again by themselves, until they are set aside. */
const TRIED: readonly Waiting["kind"][] = ["stale", "rejected", "failed", "close", "lost base"];

/** When a run looks at it again, and how long it has waited. */
export function nextTry({ kind, nextAt, firstAt, tries }: Waiting): string {
  const times = tries > 0 ? `, ${count(tries, "time")}` : "";
  const since = `since ${firstAt.slice(0, 16).replace("T", " ")}${times}`;
  const isTried = TRIED.includes(kind);
  const time = nextAt && `${nextAt.slice(0, 16).replace("T", " ")} UTC`;
  if (time) return `${isTried ? time : `when either side changes, or ${time}`} (${since})`;
  const changes = isTried
    ? "set aside until either side changes, or a run with its `referral-id`"
    : "when either side changes";
  return `${changes} (${since})`;
}
