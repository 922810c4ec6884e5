import { CALM, NOTHING_MORE, ORDINARY } from "./plain.ts";
import { type Edit, FIELD_NAMES, type Spell, type Story, type Trouble, type Writer } from "./story.ts";

/** A story as a person would tell it. What is as usual is left out. */
export function inWords(story: Story): string {
  const fields = FIELD_NAMES.flatMap((name) => {
    const unusual = differing(story.fields[name], ORDINARY);
    return unusual === "" ? [] : [`  ${name}: ${unusual}`];
  });
  const systems = differing(story.systems, CALM);
  const more = differing(story.more ?? NOTHING_MORE, NOTHING_MORE);
  const timed = [
    ...story.runs.map(({ name, at, skewMs = 0, only = null, stopsAt, approves, letsThrough, resolves }) => {
      const ahead = skewMs === 0 ? "" : `, its clock ${skewMs / 1000} s ahead`;
      const scope = only === null ? "" : `, for deal ${only} only`;
      const stop = stopsAt === undefined ? "" : `, told to stop after ${stopsAt} calls`;
      const approval =
        approves === undefined ? "" : `, with an approval of what the ${approves} summary says`;
      const large = letsThrough ? ", with a plan that somebody lets through" : "";
      const decision =
        resolves === undefined ? "" : `, with the ${resolves.winner} right in the ${resolves.of} conflicts`;
      return { at, text: `run ${name} starts${ahead}${scope}${stop}${approval}${large}${decision}` };
    }),
    ...story.edits.map(({ at, edit }) => ({ at, text: editInWords(edit) })),
    ...(story.putBacks ?? []).map(({ at, commits }) => ({
      at,
      text: `somebody puts the state branch back by ${commits} commits`,
    })),
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
      ({ begins, status, asks }, deal) =>
        `deal ${deal}: ${begins}, ${status}${asks === undefined ? "" : `, and its seller wants to ${asks}`}`,
    ),
    ...timed.map(({ at, text }) => `${(at / 1000).toFixed(1)} s: ${text}`),
    ...story.troubles.map(troubleInWords),
    ...(story.writers ?? []).map(writerInWords),
    ...(story.spells ?? []).map(spellInWords),
  ].join("\n");
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
  const about = "deal" in spell ? `deal ${spell.deal}` : `${spell.field}, ${spell.side}`;
  return `${spell.from / 1000} s to ${spell.to / 1000} s: ${spell.what} (${about})`;
}

function writerInWords(writer: Writer): string {
  if ("job" in writer)
    return `a job ${writer.job} at ${writer.at.map((at) => `${(at / 1000).toFixed(1)} s`).join(", ")}`;
  const { flow, afterMs, oneIn } = writer;
  const when = afterMs === 0 ? "at once" : `after ${afterMs / 1000} s`;
  return `a flow ${flow}, ${when}${oneIn === 1 ? "" : `, for one in ${oneIn}`}`;
}
