import { openDataverse } from "../../src/adapters/dataverse/dataverse.ts";
import { openGithubState } from "../../src/adapters/github/github.ts";
import { openHttp } from "../../src/adapters/http/http.ts";
import type { HttpRequest } from "../../src/adapters/http/message.ts";
import { openPartnerCenter } from "../../src/adapters/partner-center/partner-center.ts";
import type { RunOptions } from "../../src/commands/load.ts";
import type { WritePorts } from "../../src/commands/ports.ts";
import { type Candidate, type Review, review } from "../../src/commands/review.ts";
import { sync } from "../../src/commands/sync.ts";
import type { Mapping } from "../../src/mapping/mapping.ts";
import type { RunResult } from "../../src/model/result.ts";
import { fingerprints, keyedWith } from "../../src/reconcile/record/fingerprint.ts";
import { ADDRESSES, createSystems, type Systems } from "../simulation/systems.ts";
import type { Timeline } from "../simulation/timeline.ts";

const KEY = Buffer.from("a key that only this world has");
const NOW = Date.UTC(2026, 10, 23, 10);
const HALF_AN_HOUR = 30 * 60_000;

/** The emulated services without sockets, and the commands with the real adapters: a run takes milliseconds. */
export interface SmallWorld {
  readonly systems: Systems;
  sync(mapping: Mapping): Promise<RunResult>;
  review(before: Mapping, proposed: Mapping): Promise<Review>;
}

/** Half an hour goes by before each run. */
export function createSmallWorld(seed: number): SmallWorld {
  let passed = 0;
  const timeline = {
    get now() {
      return NOW + passed;
    },
  } as Timeline;
  const settings = { pageSize: 3, listLagMs: 0, coarseTimes: false, changeTracking: true } as const;
  const more = { skewMs: { partnerCenter: 0, dataverse: 0 }, keyIsPending: false, rewrites: false } as const;
  const systems = createSystems(
    { ...settings, ...more, oneAtATime: false, maxChanges: 1000 },
    timeline,
    seed,
  );
  const clock = {
    now: () => new Date(timeline.now),
    sleep: async (milliseconds: number) => {
      passed += milliseconds;
    },
  };
  const candidate = (mapping: Mapping): Candidate => ({ mapping, fingerprint: fingerprints(mapping, KEY) });
  let runs = 0;
  const optionsFor = (mapping: Mapping): RunOptions => {
    passed += HALF_AN_HOUR;
    runs += 1;
    return { ...OPTIONS, ...candidate(mapping), run: `run${runs}` };
  };
  return {
    systems,
    sync: (mapping) => sync(optionsFor(mapping), portsOn(systems, clock, [mapping])),
    review: (before, proposed) => {
      const both = { before: candidate(before), shown: candidate(proposed) };
      return review({ ...optionsFor(proposed), ...both }, portsOn(systems, clock, [proposed, before]));
    },
  };
}

const OPTIONS = {
  keyed: keyedWith(KEY),
  branch: "cosell-sync",
  systems: {},
  origin: {},
  portion: 5000,
  mostDeals: 50_000,
  limits: { maxChanges: 1000, maxChangeShare: 1, expectedDigest: null },
  referralId: null,
  changedReferrals: [],
  approve: null,
  resolutions: new Map(),
};

function portsOn(
  systems: Systems,
  clock: WritePorts["clock"],
  mappings: readonly [Mapping, ...Mapping[]],
): WritePorts {
  const network = {
    exchange: (request: HttpRequest) => systems.answer(request),
    close: () => Promise.resolve(),
  };
  const progress = () => {};
  const http = openHttp({ clock, random: () => 0.5, onWait: progress, network });
  const access = { http, clock };
  const [{ referralIdColumn }] = mappings;
  return {
    referrals: openPartnerCenter({
      ...access,
      token: async () => systems.userToken(),
      baseUrl: ADDRESSES.partnerCenter,
    }),
    opportunities: openDataverse({
      ...access,
      token: async () => systems.applicationToken(),
      baseUrl: ADDRESSES.dataverse,
      columns: [...new Set(mappings.flatMap(({ columns }) => columns))],
      referralIdColumn,
      leads: null,
    }),
    state: openGithubState({
      http,
      apiUrl: ADDRESSES.github,
      graphqlUrl: `${ADDRESSES.github}/graphql`,
      repository: "example/cosell",
      token: "ghs_small",
      branch: OPTIONS.branch,
    }),
    clock,
    requests: http.counts,
    progress,
    listenForStop: () => ({ reason: () => null, [Symbol.dispose]: () => {} }),
    findReceipt: async () => null,
  };
}
