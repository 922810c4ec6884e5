import type { Arrival } from "../../src/emulator/faults.ts";
import type { System } from "../../src/model/ports.ts";
import { isWrite } from "../simulation/faults.ts";
import { insertReferral } from "./deals.ts";
import { sides } from "./golden.ts";
import { type Stage, setStage } from "./stage.ts";
import { readState } from "./state-branch.ts";

/** One request of a run, by what is the same in every run of the same day. */
export interface Call {
  readonly system: System;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** The nth of its kind, counted from 1. */
  readonly nth: number;
}

interface CallMade extends Call {
  /** Whether it may change something in Partner Center, Dataverse or the state branch. */
  readonly writes: boolean;
}

/** A day in step, and then an edit for every kind of write: the next run has all of them to make. */
export async function prepareBusyDay(): Promise<Stage> {
  const stage = await setStage({ referrals: 0 });
  const { partnerCenter, dataverse } = stage.emulator;
  for (const number of [1, 2, 3, 4])
    insertReferral(stage.emulator, {
      id: idOf(number),
      name: `deal ${number}`,
      "inviteContext.assistanceRequestCode": "QuotesOrLicensing",
    });
  const first = await stage.run();
  if (first.exitCode !== 0) throw new Error(`the first run failed:\n${first.log}`);
  insertReferral(stage.emulator, { id: idOf(5), name: "deal 5, a new one" });
  partnerCenter.edit(idOf(1), (referral) => {
    referral.details.dealValue = 110000;
  });
  dataverse.edit("opportunity", rowOf(stage, 2), { estimatedvalue: 120000 });
  partnerCenter.edit(idOf(3), (referral) => {
    Object.assign(referral, { status: "Closed", substatus: "Lost" });
  });
  // Both sides of one deal, in different fields: two writes that depend on each other.
  partnerCenter.edit(idOf(4), (referral) => {
    referral.details.notes = "From the portal.";
  });
  dataverse.edit("opportunity", rowOf(stage, 4), { estimatedclosedate: "2027-11-30" });
  // Only Partner Center may change this: it is put back, and a note keeps what the seller chose.
  dataverse.edit("opportunity", rowOf(stage, 1), { cosell_help: 727_000_005 });
  return stage;
}

/** People go on working while nobody has noticed that a run died: the same two deal values change again. */
export function editAgain(stage: Stage): void {
  stage.emulator.partnerCenter.edit(idOf(1), (referral) => {
    referral.details.dealValue = 115000;
  });
  stage.emulator.dataverse.edit("opportunity", rowOf(stage, 2), { estimatedvalue: 125000 });
}

/** How both sides stand in the end when they were edited again. */
export function withSecondEdits(text: string): string {
  return text.replaceAll("110000", "115000").replaceAll("120000", "125000");
}

function rowOf({ emulator }: Stage, number: number): string {
  const row = emulator.dataverse.rows("opportunity").find((one) => one.cosell_referralid === idOf(number));
  return String(row?.opportunityid);
}

function idOf(number: number): string {
  return `a000000${number}-0000-4000-8000-000000000000`;
}

/** What an undisturbed run asks for, in the order of arrival, and how both sides stand afterwards. */
export async function undisturbed(prepare = prepareBusyDay): Promise<{ calls: CallMade[]; sides: string }> {
  await using stage = await prepare();
  const arrivals: Arrival[] = [];
  stage.emulator.faults.onRequest((arrival) => void arrivals.push(arrival));
  await stage.run();
  return { calls: callsIn(arrivals), sides: sides(stage) };
}

const ANY_NOTE = "(of a note)";

function callsIn(arrivals: readonly Arrival[]): CallMade[] {
  const counts = new Map<string, number>();
  return arrivals.map(({ system, method, path: pathAndQuery, body }) => {
    const [address = ""] = pathAndQuery.split("?");
    // A note has an id of the run that writes it.
    const path = address.replace(/(?<=annotations)\(.*\)/, ANY_NOTE);
    const key = `${system} ${method} ${path}`;
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    const writes = system !== "sign-in" && isWrite({ system, method, body: body.toString() });
    return { system, method, path, nth, writes };
  });
}

/** Holds that call at its server, before or after the service does its work. */
export function hold({ emulator }: Stage, call: Call, when: "before" | "after") {
  const parts = call.path.split(ANY_NOTE).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const path = new RegExp(`^${parts.join("\\([^)]*\\)")}(\\?|$)`);
  return emulator.faults.inject({ ...call, path, fault: { kind: "hold", when } });
}

/** Runs until nothing is left to do, three times at most. */
export async function runUntilSettled(stage: Stage): Promise<void> {
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const { exitCode, outputs, log } = await stage.run();
    if (exitCode !== 0) throw new Error(`a run failed:\n${log}`);
    if (outputs.changes === "0" && openIntents(stage) === 0) return;
  }
  throw new Error("three runs were not enough");
}

function openIntents(stage: Stage): number {
  const { state } = JSON.parse(readState(stage, "state.json")) as {
    state: { journal: { intents: unknown[] } | null };
  };
  return state.journal?.intents.length ?? 0;
}
