import { type Finding, findingAt } from "./schema/finding.ts";
import type { MappingDocument } from "./schema/schema.ts";
import { withhold } from "./withhold.ts";

const STEPS = [
  ["share", "making a deal visible to Microsoft's sellers"],
  ["ask help", "asking Microsoft for help"],
  ["close", "closing a referral"],
] as const;

/** By the guard of before and the one that is proposed. */
const LOOSER: ReadonlyMap<string, string> = new Map([
  ["hold → allow", "no longer waits for approval"],
  ["never → hold", "is no longer ruled out, and only waits for approval"],
  ["never → allow", "is no longer ruled out, and waits for no approval"],
]);

/**
 * What a proposed mapping takes away of the safety that the one in force gives. No plan has to show it: it may only matter to
 * a later deal.
 */
export function loosened(proposed: MappingDocument, inForce: MappingDocument): Finding[] {
  return [
    ...guardsLoosened(proposed.guards, inForce.guards),
    ...madeVisible(proposed, inForce),
    ...fieldsLoosened(proposed.fields, inForce.fields),
  ];
}

type Guards = MappingDocument["guards"];

function guardsLoosened(proposed: Guards, inForce: Guards): Finding[] {
  return STEPS.flatMap(([step, what]) => {
    const how = LOOSER.get(`${inForce[step]} → ${proposed[step]}`);
    return how === undefined ? [] : [findingAt(["guards", step], `${what} ${how}`)];
  });
}

type Fields<F> = Readonly<Record<string, F>>;
type Audited = Fields<{ readonly audit: "value" | "hidden" }>;

function madeVisible(proposed: MappingDocument, inForce: MappingDocument): Finding[] {
  const allowed = withhold(proposed, inForce);
  const within = (path: readonly string[], fields: Audited = {}, shown: Audited = {}) =>
    Object.keys(fields)
      .filter((name) => fields[name]?.audit !== shown[name]?.audit)
      .map((name) =>
        findingAt(
          [...path, name, "audit"],
          "its values become visible in summaries and comments, and in git for good",
        ),
      );
  return [
    ...within(["fields"], proposed.fields, allowed.fields),
    ...within(["leads", "fields"], proposed.leads?.fields, allowed.leads?.fields),
  ];
}

function fieldsLoosened(proposed: MappingDocument["fields"], inForce: MappingDocument["fields"]): Finding[] {
  return Object.entries(proposed).flatMap(([name, { blank, conflict }]) => {
    const before = inForce[name];
    const at = (key: string, what: string) => findingAt(["fields", name, key], what);
    return [
      ...(blank === "propagate" && before?.blank === "protect"
        ? [at("blank", "who empties one side empties the other from now on")]
        : []),
      ...(conflict !== "report" && before?.conflict === "report"
        ? [at("conflict", `what both sides change waits for nobody any more: ${conflict} wins`)]
        : []),
    ];
  });
}
