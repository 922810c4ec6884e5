// A run loads these when it needs them. Simulated time does not wait for files, so they are there before.
import "../../src/adapters/github/commit.ts";
import "../../src/adapters/github/list.ts";
import "../../src/adapters/http/advice.ts";
import { openDataverse } from "../../src/adapters/dataverse/dataverse.ts";
import { openGithubState } from "../../src/adapters/github/github.ts";
import { openHttp } from "../../src/adapters/http/http.ts";
import type { HttpRequest, HttpResponse } from "../../src/adapters/http/message.ts";
import type { Network } from "../../src/adapters/http/network.ts";
import { openPartnerCenter } from "../../src/adapters/partner-center/partner-center.ts";
import type { RunOptions } from "../../src/commands/load.ts";
import { plan } from "../../src/commands/plan.ts";
import type { WritePorts } from "../../src/commands/ports.ts";
import { resync } from "../../src/commands/resync.ts";
import { sync } from "../../src/commands/sync.ts";
import { SchemaCheck } from "../../src/connect/drift.ts";
import { CosellError, type Problem } from "../../src/errors.ts";
import type { Mapping } from "../../src/mapping/mapping.ts";
import type { Finding } from "../../src/mapping/schema/finding.ts";
import type { MappingDocument } from "../../src/mapping/schema/schema.ts";
import type { ResyncResult, RunResult } from "../../src/model/result.ts";
import type { Trouble } from "./story.ts";
import { ADDRESSES, type Systems } from "./systems.ts";
import type { Timeline } from "./timeline.ts";

/** One process of the action in the simulated world. */
export interface Process {
  readonly name: string;
  isKilled: boolean;
  wasStopped: boolean;
  /** A person approved what waited when it started. */
  readonly isApproving: boolean;
  /** The run whose plan somebody has seen, and nothing else may be written; `null` where whatever is planned will do. */
  readonly reviewed: RunResult | null;
  /** How a person decided conflicts that an earlier run had reported. */
  readonly resolutions: RunOptions["resolutions"];
  /** Calls that it has made so far. */
  calls: number;
  /** Calls so far that each trouble could have met. */
  readonly met: Map<Trouble, number>;
  /** Everything that it was told: what it may act on. */
  readonly heard: string[];
  /** By system: until when it was told to wait, in milliseconds of the timeline. */
  readonly toldToWaitUntil: Map<HttpRequest["system"], number>;
  /** Everything that it said to whoever reads the log. */
  readonly said: string[];
  /** How it ended; `null` as long as it works, and for ever when it was killed. */
  end: End | { readonly error: unknown } | null;
}

type End =
  | { readonly result: RunResult }
  | { readonly planned: RunResult }
  | { readonly rebuilt: ResyncResult };

/** Of a sync that came to its end. */
export function resultOf({ end }: Process): RunResult | null {
  return end && "result" in end ? end.result : null;
}

/** Carries one call of a process: the place where everything can go wrong. */
export type Carry = (process: Process, request: HttpRequest) => Promise<HttpResponse>;

export interface Start {
  readonly options: Omit<RunOptions, keyof Compiled>;
  readonly compile: (leftOut: readonly string[]) => Compiled;
  /** The mapping, where it is held against the CRM; `null` where that has all of it, whatever happens. */
  readonly document: MappingDocument | null;
  readonly command: keyof typeof COMMANDS;
  readonly reviewed: Process["reviewed"];
  /** How far this machine's clock is ahead, in milliseconds. */
  readonly skewMs: number;
  /** The number of calls after which it is asked to stop; `null` when nobody asks. */
  readonly stopsAt: number | null;
  /** From 0 to 1, for the jitter of retries. */
  readonly random: () => number;
  /** Told when it is done, in the moment of simulated time. */
  readonly onEnd: (process: Process) => void;
}

/** What follows from the mapping, as far as a run has it. */
type Compiled = Pick<RunOptions, "mapping" | "fingerprint">;

const COMMANDS = {
  sync: async (options: RunOptions, ports: WritePorts) => ({ result: await sync(options, ports) }),
  plan: async (options: RunOptions, ports: WritePorts) => ({ planned: await plan(options, ports) }),
  resync: async (options: RunOptions, ports: WritePorts) => ({ rebuilt: await resync(options, ports) }),
};

/** Starts the real command with the real adapters. Everything it does goes on as the timeline plays. */
export function startProcess(
  { systems, timeline, carry }: { systems: Systems; timeline: Timeline; carry: Carry },
  start: Start,
): Process {
  const process: Process = {
    name: start.options.run,
    isKilled: false,
    wasStopped: false,
    isApproving: start.options.approve !== null,
    reviewed: start.reviewed,
    resolutions: start.options.resolutions,
    calls: 0,
    met: new Map(),
    heard: [],
    toldToWaitUntil: new Map(),
    said: [],
    end: null,
  };
  const act = actingIn({ systems, process, tools: toolsOf({ timeline, process, carry }, start) }, start);
  act.then(
    (how) => {
      process.end = how;
      start.onEnd(process);
    },
    (error: unknown) => {
      process.end = { error };
      if (error instanceof CosellError) process.said.push(`${error.message}\n${error.fix}`);
    },
  );
  return process;
}

function toolsOf(
  { timeline, process, carry }: { timeline: Timeline; process: Process; carry: Carry },
  { skewMs, random }: Start,
) {
  const clock = {
    now: () => new Date(timeline.now + skewMs),
    sleep: (milliseconds: number) =>
      timeline.wait(milliseconds).then(() => (process.isKilled ? new Promise<void>(() => {}) : undefined)),
  };
  const network: Network = {
    exchange: (request) => carry(process, request),
    close: () => Promise.resolve(),
  };
  const progress = (text: string) => void process.said.push(text);
  return { clock, progress, http: openHttp({ clock, random, onWait: progress, network }) };
}

interface Parts {
  readonly systems: Systems;
  readonly process: Process;
  readonly tools: ReturnType<typeof toolsOf>;
}

/** As on a runner: without the fields whose columns are gone, where the mapping lets it. */
async function actingIn(parts: Parts, start: Start): Promise<End> {
  const { options, compile, command, document } = start;
  const act = (leftOut: readonly string[], check?: () => Promise<void>): Promise<End> => {
    const compiled = compile(leftOut);
    const opportunities = rowsOf(parts, compiled.mapping, check);
    const crm = { opportunities, ...(check ? { checkColumns: check } : {}) };
    return COMMANDS[command]({ ...options, ...compiled }, { ...portsOf(parts, start), ...crm });
  };
  if (!document) return act([]);
  const metadata = rowsOf(parts, compile([]).mapping);
  const schema = new SchemaCheck({ document, problem: told }, metadata, parts.tools.progress);
  return schema.withoutLost((leftOut) => act(leftOut, () => schema.check()));
}

function told({ path, message }: Finding): Problem {
  return { where: path.join(" > "), message };
}

function rowsOf({ systems, tools: { http, clock } }: Parts, mapping: Mapping, check?: () => Promise<void>) {
  return openDataverse({
    http,
    clock,
    token: tokenSource(() => systems.applicationToken()),
    baseUrl: ADDRESSES.dataverse,
    columns: mapping.columns,
    referralIdColumn: mapping.referralIdColumn,
    leads: mapping.leads?.rows ?? null,
    ...(check ? { beforeFullRead: check } : {}),
  });
}

function portsOf(
  { systems, process, tools: { http, clock, progress } }: Parts,
  { stopsAt, options: { branch } }: Start,
): Omit<WritePorts, "opportunities"> {
  return {
    referrals: openPartnerCenter({
      http,
      clock,
      token: tokenSource(() => systems.userToken()),
      baseUrl: ADDRESSES.partnerCenter,
    }),
    state: openGithubState({
      http,
      apiUrl: ADDRESSES.github,
      graphqlUrl: `${ADDRESSES.github}/graphql`,
      repository: "example/cosell",
      token: "ghs_simulated",
      branch,
    }),
    clock,
    requests: http.counts,
    progress,
    listenForStop: () => ({
      reason() {
        process.wasStopped ||= stopsAt !== null && process.calls >= stopsAt;
        return process.wasStopped ? "the run was cancelled" : null;
      },
      [Symbol.dispose]: () => {},
    }),
    // No simulated run is bound to a review.
    findReceipt: async () => null,
  };
}

/** Signing in has its own tests; here a token is simply there, until a service says that it is not. */
function tokenSource(issue: () => string): (options?: { readonly fresh?: boolean }) => Promise<string> {
  let held = issue();
  return async ({ fresh = false } = {}) => {
    if (fresh) held = issue();
    return held;
  };
}
