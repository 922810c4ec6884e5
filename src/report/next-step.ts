import type { Waiting } from "../model/state.ts";
import { isUuid } from "../model/uuid.ts";
import { count } from "./markdown.ts";

/**
 * What a person does about conflicts that nobody wins.
 *
 * @param referral That of the first one: a report shows but the beginning of an identifier, and here all of it is needed.
 */
export function howToResolve(referral: string): string {
  const first = isUuid(referral)
    ? ` The referral id of the first is \`${referral}\`; that of any other is in its link.`
    : "";
  return `Make one side equal to the other, or say which is right: run \`sync\` with \`resolve\`, a line for each: \`<referral id>.<field>=referral\` or \`=opportunity\`.${first}`;
}

/** What a person does about steps that wait for a yes. */
export function howToApprove(digest: string): string {
  return `To approve all of this, and nothing else, run the workflow *Approve* (of several connections, *Approve for a connection*), or on a terminal \`cosell-sync sync --approve ${digest}\`.`;
}

/** Kinds that are tried again by themselves, until they are set aside. */
const TRIED: readonly Waiting["kind"][] = ["stale", "rejected", "failed", "close"];

/** When a run looks at it again, and how long it has waited. */
export function nextTry({ kind, nextAt, firstAt, tries }: Waiting): string {
  const since = `since ${firstAt.slice(0, 16).replace("T", " ")}, ${count(tries, "time")}`;
  const isTried = TRIED.includes(kind);
  const time = nextAt && `${nextAt.slice(0, 16).replace("T", " ")} UTC`;
  if (time) return `${isTried ? time : `when either side changes, or ${time}`} (${since})`;
  const changes = isTried
    ? "set aside until either side changes, or a run with its `referral-id`"
    : "when either side changes";
  return `${changes} (${since})`;
}
