import { CALM, NOTHING_MORE, ORDINARY } from "./plain.ts";
import {
  type Edit,
  FIELD_NAMES,
  type PlannedRun,
  type Spell,
  type Story,
  type Trouble,
  type Writer,
} from "./story.ts";

/** A story as a person would tell it. What is as usual is left out. */
export function inWords(story: Story): string {
  const fields = FIELD_NAMES.flatMap((name) => {
    const unusual = differing(story.fields[name], ORDINARY);
    return unusual === "" ? [] : [`  ${name}: ${unusual}`];
  });
  const systems = differing(story.systems, CALM);
  const more = differing(story.more ?? NOTHING_MORE, NOTHING_MORE);
  const timed = [
    ...story.runs.map((run) => ({ at: run.at, text: runInWords(run) })),
    ...story.edits.map(({ at, edit }) => ({ at, text: editInWords(edit) })),
    ...(story.putBacks ?? []).map(({ at, commits }) => ({
      at,
      text: `somebody puts the state branch back by ${commits} commits`,
    })),
    ...(story.damages ?? []).map(({ at, how }) => ({ at, text: `the state is ${how}` })),
  ].toSorted((one, other) => one.at - other.at);
  return [
    `seed ${story.seed}`,
    ...(fields.length > 0 ? ["mapping", ...fields] : []),
    ...(more === "" ? [] : [`besides: ${more}`]),
    ...(systems === "" ? [] : [`systems: ${systems}`]),
    ...(story.added ? [`the mapping has ${story.added.field} from run ${story.added.run} on`] : []),
    ...(story.changes ?? []).map(
      ({ run, ...what }) => `from run ${run} on the mapping has ${JSON.stringify(what)}`,
    ),
    ...story.deals.map(
      ({ begins, status, asks, isBare }, deal) =>
        `deal ${deal}: ${begins}, ${status}${isBare ? ", without what it may lack" : ""}${asks === undefined ? "" : `, and its seller wants to ${asks}`}`,
    ),
    ...timed.map(({ at, text }) => `${(at / 1000).toFixed(1)} s: ${text}`),
    ...story.troubles.map(troubleInWords),
    ...(story.writers ?? []).map(writerInWords),
    ...(story.spells ?? []).map(spellInWords),
  ].join("\n");
}

function runInWords({ name, resyncs, plans, expects, ...run }: PlannedRun): string {
  const { skewMs = 0, only = null, reported, stopsAt, approves, letsThrough, resolves } = run;
  return [
    `run ${name} ${resyncs ? "makes the state anew" : plans ? "only plans" : "starts"}`,
    expects ? "bound to the latest plan" : [],
    skewMs === 0 ? [] : `its clock ${skewMs / 1000} s ahead`,
    only === null ? [] : `for deal ${only} only`,
    reported ? `with a word that deals ${reported.join(", ")} changed` : [],
    stopsAt === undefined ? [] : `told to stop after ${stopsAt} calls`,
    approves ? `with an approval of what the ${approves} summary says` : [],
    letsThrough ? "with a plan that somebody lets through" : [],
    resolves ? `with the ${resolves.winner} right in the ${resolves.of} conflicts` : [],
  ]
    .flat()
    .join(", ");
}

function differing(settings: object, usual: object): string {
  const ordinary = new Map(Object.entries(usual));
  return Object.entries(settings)
    .filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(ordinary.get(name)))
    .map(([name, value]) => `${name} ${typeof value === "object" ? JSON.stringify(value) : value}`)
    .join(", ");
}

function editInWords({ deal, side, what, number }: Edit): string {
  const where = side === "referral" ? "in Partner Center" : "in the CRM";
  if (what === "appear") return `deal ${deal} appears ${where}`;
  return `somebody edits ${what} of deal ${deal} ${where} (no. ${number})`;
}

function troubleInWords(trouble: Trouble): string {
  const what =
    "fault" in trouble ? trouble.fault : `${editInWords(trouble.edit)} ${trouble.moment} it arrives`;
  return `run ${trouble.run}, call ${trouble.call}: ${what}`;
}

function spellInWords(spell: Spell): string {
  const { what, from, to, ...about } = spell;
  return `${from / 1000} s to ${to / 1000} s: ${what} ${JSON.stringify(about)}`;
}

function writerInWords(writer: Writer): string {
  if ("job" in writer)
    return `a job ${writer.job} at ${writer.at.map((at) => `${(at / 1000).toFixed(1)} s`).join(", ")}`;
  const { flow, afterMs, oneIn } = writer;
  const when = afterMs === 0 ? "at once" : `after ${afterMs / 1000} s`;
  return `a flow ${flow}, ${when}${oneIn === 1 ? "" : `, for one in ${oneIn}`}`;
}
