import type { TableColumns } from "../../model/crm.ts";
import { type Finding, findingAt } from "../schema/finding.ts";
import type { FieldDocument, MappingDocument } from "../schema/schema.ts";
import { type DealState, STATECODES } from "../transforms/status.ts";
import { whichIsMeant } from "./column-options.ts";

/**
 * Status reasons that say why a deal was lost. They also go the other way: with one that is not there the CRM refuses to
 * close a deal that was lost for this reason, and it stays open.
 */
export function unknownReasons({ fields }: MappingDocument, { statuscode }: TableColumns): Finding[] {
  const known = statuscode?.options;
  if (!known) return [];
  return Object.entries(fields).flatMap(([name, field]) => {
    if (field.as !== "closing reason") return [];
    const path = ["fields", name, "by status code"];
    const unknown = Object.entries(field["by status code"]).filter(([code]) => !(code in known));
    return unknown.map(([code, text]) =>
      findingAt([...path, code], `column statuscode has no option ${code}${whichIsMeant(text, known)}`),
    );
  });
}

/** A reason that a deal would be closed with, and where the mapping says so. */
interface Written {
  readonly state: DealState;
  readonly reason: string;
  readonly path: readonly string[];
}

/**
 * Each status reason belongs to one state, and the CRM refuses to close a deal with one of another (0x80048408): it stays open,
 * and its seller reads that the CRM refuses it, and can do nothing about it.
 */
export function misplacedReasons({ fields }: MappingDocument, { statuscode }: TableColumns): Finding[] {
  const { states, options = {} } = statuscode ?? {};
  if (!states) return [];
  const written = Object.entries(fields).flatMap(([name, field]) => reasonsOf(name, field));
  return written
    .filter(({ state, reason }) => reason in states && states[reason] !== STATECODES[state])
    .map(({ state, reason, path }) => {
      const fitting = Object.entries(options).filter(([option]) => states[option] === STATECODES[state]);
      const shown = fitting.map(([option, label]) => `${option} (${label})`).join(", ");
      const message = `status reason ${reason} (${options[reason]}) belongs to another state, so the CRM closes no deal as ${state} with it; ${state} has ${shown || "none"}`;
      return findingAt(path, message);
    });
}

/** Of each state the first is what is written. */
function reasonsOf(name: string, field: FieldDocument): Written[] {
  if (field.as === "closing reason") {
    const path = ["fields", name, "by status code"];
    const codes = Object.keys(field["by status code"]);
    return codes.map((reason) => ({ state: "lost", reason, path: [...path, reason] }));
  }
  if (field.as !== "status" || field.direction === "opportunity to referral") return [];
  const path = ["fields", name, "values"];
  return (["won", "lost"] as const).map((state) => ({
    state,
    reason: String(field.values[state].opportunity[0]),
    path: [...path, state, "opportunity"],
  }));
}
