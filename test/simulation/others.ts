import { type FlowName, flowNamed } from "./flows.ts";
import { startJob } from "./jobs.ts";
import { isOurs } from "./sellers.ts";
import type { Story, Writer } from "./story.ts";
import type { Systems } from "./systems.ts";
import type { Timeline } from "./timeline.ts";
import type { Witness } from "./witness.ts";

/** Everything that writes in the two systems besides people and the sync. */
export interface Others {
  /** Whatever comes at its time is planned. What is there has been answered already. */
  begin(): void;
  /** Something may have been saved: the flows that this sets off do their work, at once or later. */
  answer(): void;
}

interface Place {
  readonly story: Story;
  readonly timeline: Timeline;
  readonly systems: Systems;
  readonly witness: Witness;
  /** How often each of them has done something. */
  readonly tally: Map<string, number>;
}

/** A flow of the story, and the version of each record that it has answered, or has made itself. */
interface Running extends Extract<Writer, { flow: FlowName }> {
  readonly answered: Map<string, unknown>;
  times: number;
}

export function createOthers({ story, timeline, systems, witness, tally }: Place): Others {
  const { writers = [] } = story;
  const count = (name: string) => tally.set(name, (tally.get(name) ?? 0) + 1);
  const flows = writers.flatMap((one): Running[] =>
    "flow" in one ? [{ ...one, answered: new Map(), times: 0 }] : [],
  );

  function answer(): void {
    for (const running of flows) {
      for (const [id, version] of versionsFor(running.flow, systems)) {
        if (running.answered.get(id) === version) continue;
        running.answered.set(id, version);
        running.times += 1;
        if (running.times % running.oneIn !== 0) continue;
        if (running.afterMs === 0) act(running, id);
        else timeline.after(running.afterMs, () => act(running, id));
      }
    }
  }

  function act(running: Running, id: string): void {
    if (!carryOut(running.flow, id, systems)) return;
    count(running.flow);
    // What it saves does not set it off again.
    const version = versionsFor(running.flow, systems).find(([one]) => one === id)?.[1];
    running.answered.set(id, version);
    witness.lookAtFlows();
    answer();
  }

  return {
    answer,
    begin() {
      for (const running of flows)
        for (const [id, version] of versionsFor(running.flow, systems)) running.answered.set(id, version);
      for (const one of writers) {
        if (!("job" in one)) continue;
        const work = startJob(one.job, systems);
        for (const at of one.at)
          timeline.after(at, () => {
            work();
            count(one.job);
            witness.lookAtJobs(one.job);
            answer();
          });
      }
    },
  };
}

/** What may set this flow off: each record that is open, and its version. */
function versionsFor(name: FlowName, { dataverse, partnerCenter }: Systems): (readonly [string, unknown])[] {
  if ("onRow" in flowNamed(name))
    return dataverse
      .rows("opportunity")
      .filter(({ statecode }) => statecode === 0)
      .map((row) => [String(row.opportunityid), row.versionnumber] as const);
  return partnerCenter
    .list()
    .filter((one) => one.status !== "Closed" && isOurs(one))
    .map(({ id, eTag }) => [id, eTag] as const);
}

/** False when there was nothing to save. */
function carryOut(name: FlowName, id: string, { dataverse, partnerCenter }: Systems): boolean {
  const flow = flowNamed(name);
  const isOfRow = "onRow" in flow;
  const row = dataverse
    .rows("opportunity")
    .find((one) => one.statecode === 0 && (isOfRow ? one.opportunityid : one.cosell_referralid) === id);
  const ofDeal = isOfRow ? row?.cosell_referralid : id;
  const referral = partnerCenter.list().find((one) => one.id === ofDeal && one.status !== "Closed");
  const drafts = { row: row ? { ...row } : null, referral: referral ? structuredClone(referral) : null };
  if (isOfRow) {
    if (drafts.row) flow.onRow(drafts.row, drafts.referral);
  } else if (drafts.referral) flow.onReferral(drafts.referral, drafts.row);

  const columns = Object.entries(drafts.row ?? {}).filter(([name, value]) => value !== (row?.[name] ?? null));
  const isReferralNew = JSON.stringify(drafts.referral) !== JSON.stringify(referral ?? null);
  if (columns.length > 0)
    dataverse.edit("opportunity", String(row?.opportunityid), Object.fromEntries(columns));
  if (referral && isReferralNew)
    partnerCenter.edit(referral.id, (current) => void Object.assign(current, drafts.referral));
  return columns.length > 0 || isReferralNew;
}
