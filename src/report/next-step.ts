import type { Side } from "../model/record.ts";
import type { Waiting } from "../model/state.ts";
import { isUuid } from "../model/uuid.ts";
import { code, count } from "./markdown.ts";

/**
 * What a person does about conflicts that nobody wins.
 *
 * @param referral That of the first one: a report shows but the beginning of an identifier, and here all of it is needed.
 * @param field Its field.
 */
export function howToResolve(referral: string, field: string): string {
  const decided = (side: Side) => code(`${referral}.${field}=${side}`, 160);
  const each = isUuid(referral)
    ? `${decided("referral")} takes what Partner Center has, ${decided("opportunity")} what the CRM has; the id of any other deal is in its link.`
    : "Each is `<referral id>.<field>=referral` or `=opportunity`.";
  return `To end a conflict, make one side equal to the other, or say which is right: run the workflow *Sync* (of several connections, *Sync connections* for this one), or on a terminal \`cosell-sync sync\`, with \`resolve\`. ${each} Several go into it with blanks between them.`;
}

/** What a person does about steps that wait for a yes. */
export function howToApprove(digest: string): string {
  return `To approve all of this, and nothing else, run the workflow *Approve* (of several connections, *Approve for a connection*), or on a terminal \`cosell-sync sync --approve ${digest}\`.`;
}

/** Kinds that are tried again by themselves, until they are set aside. */
const TRIED: readonly Waiting["kind"][] = ["stale", "rejected", "failed", "close", "lost base"];

/** Kinds whose own names say little to a person. */
const KINDS: { readonly [kind in Waiting["kind"]]?: string } = {
  held: "held back",
  stale: "changed meanwhile",
  close: "not closed yet",
  "lost base": "base not kept",
  expiring: "expires soon",
};

export function kindText({ kind }: Pick<Waiting, "kind">): string {
  return KINDS[kind] ?? kind;
}

/** When a run looks at it again, and how long it has waited. */
export function nextLook({ kind, nextAt, firstAt, tries }: Waiting): string {
  const times = tries > 1 ? `, looked at ${count(tries, "time")}` : "";
  const since = `waits since ${minuteOf(firstAt)}${times}`;
  const isTried = TRIED.includes(kind);
  const time = nextAt && minuteOf(nextAt);
  if (time) return `${isTried ? time : `when either side changes, or ${time}`} (${since})`;
  const changes = isTried
    ? "set aside until either side changes, or a run with its `referral-id`"
    : "when either side changes";
  return `${changes} (${since})`;
}

function minuteOf(at: string): string {
  return `${at.slice(0, 16).replace("T", " ")} UTC`;
}
