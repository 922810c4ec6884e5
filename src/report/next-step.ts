import { minuteOf } from "../model/readable.ts";
import type { Side } from "../model/record.ts";
import type { Waiting } from "../model/state.ts";
import { isUuid } from "../model/uuid.ts";
import { code, count, joined } from "./markdown.ts";

/**
 * What a person does about conflicts that nobody wins.
 *
 * @param referral That of the first one: a report shows but the beginning of an identifier, and here all of it is needed.
 * @param field Its field.
 */
export function howToResolve(referral: string, field: string): string {
  const others =
    "For another deal, take its whole id: it is in the address of the deal in Partner Center. Separate several with blanks.";
  return joined([howToResolveIt(referral, field), others, onATerminal('sync --resolve "…"')], "\n\n");
}

/** The same of a deal that a report is about, and no other. */
export function howToResolveThis(referral: string, field: string): string {
  const others = "Another field goes by its own name. Separate several with blanks.";
  return joined([howToResolveIt(referral, field), others, onATerminal('sync --resolve "…"')], "\n\n");
}

/** On a line of its own, which no terminal breaks: it is to be copied. */
function onATerminal(command: string): string {
  return `On a terminal:\n\n    cosell-sync ${command}`;
}

function howToResolveIt(referral: string, field: string): string {
  const decided = (side: Side) =>
    isUuid(referral) ? code(`${referral}.${field}=${side}`, 160) : `\`<referral id>.<field>=${side}\``;
  return [
    "To settle a conflict, make both sides equal. Or say which side is right: run the workflow *Sync* (*Sync connections*, if you have several) with one of these as `resolve`:",
    `- ${decided("referral")} takes what Partner Center has\n- ${decided("opportunity")} takes what the CRM has`,
  ].join("\n\n");
}

/** What a person does about steps that wait for a yes. */
export function howToApprove(digest: string): string {
  const workflow =
    "To approve all of this, and nothing else, run the workflow *Approve* (*Approve for a connection*, if you have several).";
  return joined([workflow, onATerminal(`sync --approve ${digest}`)], "\n\n");
}

/** Kinds that are tried again by themselves, until they are set aside. */
const TRIED: readonly Waiting["kind"][] = ["stale", "rejected", "failed", "close", "lost base"];

/** Kinds whose own names say little to a person. */
const KINDS: { readonly [kind in Waiting["kind"]]?: string } = {
  held: "held back",
  stale: "changed meanwhile",
  rejected: "refused",
  close: "not closed yet",
  "lost base": "base not kept",
  expiring: "expires soon",
};

export function kindText({ kind }: Pick<Waiting, "kind">): string {
  return KINDS[kind] ?? kind;
}

/** When a run looks at it again. */
export function nextLook({ kind, nextAt }: Pick<Waiting, "kind" | "nextAt">): string {
  const isTried = TRIED.includes(kind);
  const time = nextAt && minuteOf(nextAt);
  // What was refused goes at once when it is corrected; the others are only a matter of time.
  if (time) return isTried && kind !== "rejected" ? time : `${time}, or when either side changes`;
  return isTried
    ? "when either side changes, or *Sync* runs with its `referral-id`"
    : "when either side changes";
}

/** How long it has waited. */
export function waitingSince({ firstAt, tries }: Waiting): string {
  const times = tries > 1 ? `, seen by ${count(tries, "run")}` : "";
  return `waiting since ${minuteOf(firstAt)}${times}`;
}
