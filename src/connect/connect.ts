import { hkdfSync, randomBytes } from "node:crypto";
import { openDataverse } from "../adapters/dataverse/dataverse.ts";
import type { DataverseReader } from "../adapters/dataverse/read.ts";
import { openStickyComments } from "../adapters/github/comments.ts";
import type { Http } from "../adapters/http/http.ts";
import { openPartnerCenter } from "../adapters/partner-center/partner-center.ts";
import { openWebhooks } from "../adapters/partner-center/webhooks.ts";
import { openStop } from "../adapters/stop.ts";
import type { RunOptions } from "../commands/load.ts";
import type { WritePorts } from "../commands/ports.ts";
import type { Inputs } from "../inputs/inputs.ts";
import { compileMapping } from "../mapping/compile.ts";
import { type PlacedDocument, readPlaced } from "../mapping/load.ts";
import type { Mapping } from "../mapping/mapping.ts";
import { fingerprints, keyedWith } from "../reconcile/record/fingerprint.ts";
import { receiptIn, receiptMark } from "../report/comment.ts";
import { SchemaCheck } from "./drift.ts";
import type { SignedIn } from "./signed-in.ts";
import { systemsOf } from "./systems.ts";
import { mappingPlace } from "./tools.ts";
import type { World } from "./world.ts";

/**
 * Two of them are announced at a time, in some megabytes of the 40 that GitHub takes, and one is written to Dataverse in about
 * a minute: some 70 commits an hour, of which GitHub permits 500.
 */
const CHANGES_AT_ONCE = 5000;

/**
 * Half a gigabyte, since a deal takes 10 kB until it is written. And should the CRM refuse them all, a commit takes
 * what waits of them (420 bytes each), together with the portion that is announced: a hundred thousand it would not.
 */
const DEALS_AT_ONCE = 50_000;

/** A mapping file, and what it means without some of its fields. */
export interface Used extends PlacedDocument {
  readonly compile: (leftOut: readonly string[]) => Mapping;
}

/** The mapping of the run, understood. */
export async function usedIn(world: World): Promise<Used> {
  const place = mappingPlace(world.inputs);
  const placed = readPlaced(await world.text, place);
  return { ...placed, compile: (leftOut) => compileMapping(placed.document, place, leftOut) };
}

type Act<T> = (options: RunOptions, ports: Ports, schema: SchemaCheck) => Promise<T>;

/** Runs a command of the core on the real systems; once more, where the CRM has lost columns that it can do without. */
export async function connected<T>(world: World, used: Used, act: Act<T>): Promise<T> {
  const signedIn = await world.signedIn;
  const dataverse = openRows(world, signedIn);
  const metadata = dataverse(used.compile([]), async () => {});
  const schema = new SchemaCheck(used, metadata, world.terminal.progress);
  return schema.withoutLost(async (leftOut) => {
    const mapping = used.compile(leftOut);
    const opportunities = dataverse(mapping, () => schema.check());
    const ports = await connect(world, signedIn, { opportunities, checkColumns: () => schema.check() });
    return act(optionsOf(world, mapping), ports, schema);
  });
}

function optionsOf({ inputs, run, origin }: World, mapping: Mapping): RunOptions {
  const key = fingerprintKey(inputs);
  return {
    run,
    origin,
    mapping,
    fingerprint: fingerprints(mapping, key),
    // Without a key nobody can make the same hash again, and so nothing is claimed.
    keyed: keyedWith(key ?? randomBytes(32)),
    branch: inputs.state.branch,
    systems: systemsOf(inputs),
    limits: inputs.limits,
    portion: CHANGES_AT_ONCE,
    mostDeals: DEALS_AT_ONCE,
    referralId: inputs.referralId,
    approve: inputs.approve,
    resolutions: inputs.resolutions,
    changedReferrals: inputs.changedReferrals,
  };
}

type Ports = WritePorts & { readonly opportunities: DataverseReader };

/** Opens the CRM for the columns of a mapping; `beforeFullRead` is called before all rows are read. */
function openRows({ inputs, clock, http }: World, signedIn: SignedIn) {
  return (mapping: Mapping, beforeFullRead: () => Promise<void>) =>
    openDataverse({
      http,
      clock,
      token: signedIn.dataverse,
      baseUrl: inputs.dataverse.url,
      columns: mapping.columns,
      referralIdColumn: mapping.referralIdColumn,
      leads: mapping.leads?.rows ?? null,
      beforeFullRead,
    });
}

async function connect(
  { inputs, clock, http, terminal, state }: World,
  signedIn: SignedIn,
  crm: Pick<Ports, "opportunities" | "checkColumns">,
): Promise<Ports> {
  const { partnerCenter } = inputs;
  const stop = openStop({
    clock,
    limitMinutes: inputs.timeLimitMinutes,
    overlong: http.overlong,
    progress: terminal.progress,
  });
  return {
    ...crm,
    referrals: openPartnerCenter({
      http,
      clock,
      token: signedIn.partnerCenter,
      baseUrl: partnerCenter.url,
    }),
    state: await state,
    webhooks: openWebhooks({
      http,
      token: signedIn.user.entra.webhooks(),
      baseUrl: inputs.webhooksApiUrl,
    }),
    listenForStop: () => stop.listen(),
    findReceipt: (digest) => findReceipt(inputs, http, digest),
    clock,
    requests: http.counts,
    progress: terminal.progress,
  };
}

/** Reviews are comments on pull requests; a state in a local directory has none. */
async function findReceipt({ state }: Inputs, http: Http, digest: string): Promise<string | null> {
  if ("directory" in state) return null;
  const comment = await openStickyComments({ http, ...state }).find(receiptMark(digest));
  return comment && receiptIn(comment, digest);
}

/**
 * Hidden values are named in git by a hash that only holders of this secret can make. Derived, so that the
 * secret itself is used for nothing else.
 */
export function fingerprintKey({ fingerprintSecret }: Inputs): Buffer | null {
  if (fingerprintSecret === null) return null;
  return Buffer.from(hkdfSync("sha256", fingerprintSecret, "", "cosell-sync fingerprints v1", 32));
}
