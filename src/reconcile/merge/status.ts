import { DEAL_STATES, type DealState, STATECODES } from "../../mapping/transforms/status.ts";
import { wordOf } from "../../mapping/transforms/transform.ts";
import type { RemoteRecord, Side, Value } from "../../model/record.ts";
import { stateOf } from "../record/state-of.ts";

/**
 * Every move that a deal's two ends may be asked to make, and why the others are held (create-a-referral and
 * patch-a-referral: New may become Active or Closed, Active may become Closed, and Closed is for good;
 * opportunity entity: a closed row takes nothing but being reopened, which is its seller's to do).
 *
 * | referral \ wants to be | won                        | lost                          | open         |
 * |------------------------|----------------------------|-------------------------------|--------------|
 * | New/*                  | accept first               | decline, which is an answer   | –            |
 * | Active/*               | Closed/Won                 | Closed/Lost, with a reason    | –            |
 * | Closed/*               | final                      | final                         | final        |
 * | Closed/*, as agreed    | final                      | final                         | somebody reopened it |
 *
 * | opportunity \ wants to be | won                     | lost                          | open         |
 * |---------------------------|-------------------------|-------------------------------|--------------|
 * | open                      | WinOpportunity          | LoseOpportunity               | –            |
 * | open, closed before       | somebody reopened it    | somebody reopened it          | –            |
 * | won, lost                 | two ends                | two ends                      | reopen it there |
 */
const REFERRAL_MOVES: Readonly<Record<string, Readonly<Record<DealState, Ruling>>>> = {
  New: { open: "allowed", won: "accept first", lost: "decline instead" },
  Active: { open: "allowed", won: "allowed", lost: "allowed" },
  Closed: { open: "final", won: "final", lost: "final" },
};

const ROW_MOVES: Readonly<Record<RowStand, Readonly<Record<DealState, Ruling>>>> = {
  open: { open: "allowed", won: "allowed", lost: "allowed" },
  reopened: { open: "allowed", won: "reopened", lost: "reopened" },
  won: { open: "still closed", won: "allowed", lost: "two ends" },
  lost: { open: "still closed", won: "two ends", lost: "allowed" },
};

type RowStand = DealState | "reopened";
type Ruling =
  | "allowed"
  | "accept first"
  | "decline instead"
  | "reason missing"
  | "final"
  | "reopened"
  | "still closed"
  | "two ends"
  | "unknown state";

export interface Move {
  readonly side: Side;
  readonly to: Value;
  readonly referral: RemoteRecord;
  readonly opportunity: RemoteRecord | null;
  /** The status that both sides agreed on at the last sync. */
  readonly base: Value | undefined;
  /** Whether the opportunity was closed since, and the referral with it. */
  readonly isReopened: boolean;
  /** Why the deal is lost, as far as anybody said; `undefined` when the mapping has no place for that. */
  readonly reason: Value | undefined;
}

/** Why a move is not made, with what to do instead; `null` when it may be made. */
export function illegalMove(move: Move): string | null {
  const to = DEAL_STATES.find((state) => state === move.to) ?? "open";
  const ruling = move.side === "referral" ? referralRuling(move, to) : rowRuling(move, to);
  return ruling === "allowed" ? null : explain(ruling, to, move);
}

/** Both ends are closed, and say different things: neither can be written any more. */
export function differentEnds(referral: Value | undefined, opportunity: Value | undefined): string | null {
  if (referral === undefined || opportunity === undefined || referral === opportunity) return null;
  return `the referral is ${referral}, which is final, but the opportunity is ${opportunity}: reopen the opportunity and close it as ${referral}`;
}

function referralRuling(move: Move, to: DealState): Ruling {
  const { referral, reason } = move;
  const ruling = REFERRAL_MOVES[wordOf(referral.properties.status)]?.[to] ?? "unknown state";
  if (ruling === "final" && to === "open" && wasClosed(move)) return "reopened";
  return ruling === "allowed" && to === "lost" && reason === null ? "reason missing" : ruling;
}

function rowRuling(move: Move, to: DealState): Ruling {
  const stand = rowState(move.opportunity);
  return ROW_MOVES[stand === "open" && wasClosed(move) ? "reopened" : stand][to];
}

function wasClosed({ base, isReopened }: Move): boolean {
  return base === "won" || base === "lost" || isReopened;
}

/** A row that is yet to be created begins open. */
function rowState(row: RemoteRecord | null): DealState {
  return DEAL_STATES.find((state) => STATECODES[state] === row?.properties.statecode) ?? "open";
}

function explain(ruling: Exclude<Ruling, "allowed">, to: DealState, move: Move): string {
  const state = stateOf(move.referral);
  switch (ruling) {
    case "accept first":
      return `the referral is ${state}: accept it before it is won`;
    case "decline instead":
      return `the referral is ${state}: it cannot be lost before it was accepted; decline it, with a reason`;
    case "reason missing":
      return "Partner Center wants a reason for a lost deal: reopen the opportunity, write the reason into it and close it again";
    case "final":
      return `the referral is ${state} in Partner Center, which is final: set the opportunity to match it`;
    case "reopened":
      return `somebody reopened the opportunity, but the referral is ${state} in Partner Center, which is final: close the opportunity again to match it, or begin a new referral`;
    case "still closed":
      return "the opportunity is closed but the referral is open: reopen the opportunity, or close the referral";
    case "two ends":
      return differentEnds(to, rowState(move.opportunity)) ?? "";
    case "unknown state":
      return `the referral is ${state}, a state that this version does not know: make the move in Partner Center`;
  }
}
