import { hkdfSync, randomBytes, randomUUID } from "node:crypto";
import { openDataverse } from "../adapters/dataverse.ts";
import type { DataverseReader } from "../adapters/dataverse-read.ts";
import { openEntra } from "../adapters/entra.ts";
import { openGitState } from "../adapters/git.ts";
import { openGithubState } from "../adapters/github.ts";
import { openStickyComments } from "../adapters/github-comments.ts";
import type { Http } from "../adapters/http.ts";
import { readMapping } from "../adapters/mapping-files.ts";
import { openPartnerCenter } from "../adapters/partner-center.ts";
import { openStop } from "../adapters/stop.ts";
import { openWebhooks } from "../adapters/webhooks.ts";
import { explain } from "../commands/explain.ts";
import type { RunOptions } from "../commands/load.ts";
import { plan } from "../commands/plan.ts";
import type { WritePorts } from "../commands/ports.ts";
import { sync } from "../commands/sync.ts";
import type { Inputs } from "../inputs/inputs.ts";
import type { StatePlace } from "../inputs/state-place.ts";
import { readDocument } from "../mapping/load.ts";
import { compileMapping, type Mapping } from "../mapping/mapping.ts";
import type { Clock, StateStore } from "../model/ports.ts";
import type { RunResult } from "../model/result.ts";
import type { RefreshTokenStatus } from "../model/sign-in.ts";
import type { Explanation } from "../reconcile/explain.ts";
import { fingerprints, keyedWith } from "../reconcile/fingerprint.ts";
import { receiptIn } from "../report/comment.ts";
import { type MappingFile, SchemaCheck } from "./drift.ts";
import { openUser, type User } from "./sign-in.ts";
import { type Terminal, type Tools, withTools } from "./tools.ts";

export interface Finished {
  readonly result: RunResult;
  readonly mapping: Mapping;
  readonly refreshToken: RefreshTokenStatus;
}

/** What a command of the core begins with. */
export interface World extends Tools {
  readonly inputs: Inputs;
  /** Names the run; no two share one. */
  readonly runId: string;
  readonly terminal: Terminal;
}

/** Wires the adapters to `sync` or `plan` and runs it: the same for a runner and for a terminal. */
export function run(inputs: Inputs, runId: string, terminal: Terminal): Promise<Finished> {
  return withWorld({ inputs, runId, terminal }, async (world) => {
    const used = await readUsed(inputs.mapping);
    const act = inputs.command === "plan" ? plan : sync;
    const user = await openUser(inputs, { ...world, mask: world.terminal.mask });
    const acting = connected({ ...world, user }, used, async (options, ports, schema) => {
      const result = await act(options, ports);
      return { ...result, notices: [...(result.notices ?? []), ...(await schema.notices(result))] };
    });
    const [acted] = await Promise.allSettled([acting]);
    // Also after a refusal: the token grows old whatever became of the records.
    const refreshToken = act === sync ? await user.renewed() : user.status();
    if (acted.status === "rejected") throw acted.reason;
    return { result: acted.value, mapping: used.compile([]), refreshToken };
  });
}

export interface Explained {
  readonly explanation: Explanation;
  readonly mapping: Mapping;
}

/** The same for `explain`. */
export function explainReferral(inputs: Inputs, runId: string, terminal: Terminal): Promise<Explained> {
  return withWorld({ inputs, runId, terminal }, async (world) => {
    const used = await readUsed(inputs.mapping);
    const referralId = inputs.referralId ?? "";
    const explanation = await connected(world, used, (options, ports) =>
      explain({ ...options, referralId }, ports),
    );
    return { explanation, mapping: used.compile([]) };
  });
}

export function withWorld<T>(
  start: Pick<World, "inputs" | "runId" | "terminal">,
  act: (world: World) => Promise<T>,
): Promise<T> {
  return withTools(start.terminal, (tools) => act({ ...start, ...tools }));
}

/** A mapping file, and what it means without some of its fields. */
export interface Used extends MappingFile {
  readonly compile: (leftOut: readonly string[]) => Mapping;
}

export async function readUsed(file: string): Promise<Used> {
  const text = await readMapping(file);
  const document = readDocument(text, file);
  return { file, text, document, compile: (leftOut) => compileMapping(document, file, leftOut) };
}

type Act<T> = (options: RunOptions, ports: Ports, schema: SchemaCheck) => Promise<T>;

/** Runs a command of the core on the real systems; once more, where the CRM has lost columns that it can do without. */
export async function connected<T>(
  world: World & { readonly user?: User },
  used: Used,
  act: Act<T>,
): Promise<T> {
  const { inputs, terminal } = world;
  const user = world.user ?? (await openUser(inputs, { ...world, mask: terminal.mask }));
  const dataverse = openApplication(world);
  const metadata = dataverse(used.compile([]), async () => {});
  const schema = new SchemaCheck(used, (tables) => metadata.schema(tables), terminal.progress);
  for (;;) {
    const mapping = used.compile(schema.leftOut);
    const opportunities = dataverse(mapping, () => schema.check());
    const ports = await connect(world, { user, opportunities, checkColumns: () => schema.check() });
    try {
      return await act(optionsOf(world, mapping), ports, schema);
    } catch (error) {
      if (!(await schema.mayBeginAgain(error))) throw error;
    }
  }
}

function optionsOf({ inputs, runId }: World, mapping: Mapping): RunOptions {
  const key = fingerprintKey(inputs);
  return {
    run: runId,
    mapping,
    fingerprint: fingerprints(mapping, key),
    // Without a key nobody can make the same hash again, and so nothing is claimed.
    keyed: keyedWith(key ?? randomBytes(32)),
    branch: inputs.state.branch,
    limits: inputs.limits,
    referralId: inputs.referralId,
    approve: inputs.approve,
    resolutions: inputs.resolutions,
    changedReferrals: inputs.changedReferrals,
  };
}

type Ports = WritePorts & { readonly opportunities: DataverseReader };

/** One sign-in, whichever columns are read. */
function openApplication({ inputs, clock, http, terminal }: World) {
  const { authorityUrl, dataverse } = inputs;
  const application = openEntra({ http, authorityUrl, onSecret: terminal.mask, ...dataverse });
  const token = application.dataverse(dataverse.url);
  return (mapping: Mapping, beforeFullRead: () => Promise<void>) =>
    openDataverse({
      http,
      clock,
      token,
      baseUrl: dataverse.url,
      columns: mapping.columns,
      referralIdColumn: mapping.referralIdColumn,
      leads: mapping.leads?.rows ?? null,
      beforeFullRead,
    });
}

async function connect(
  { inputs, clock, http, terminal }: World,
  { user, ...ports }: Pick<Ports, "opportunities" | "checkColumns"> & { readonly user: User },
): Promise<Ports> {
  const { partnerCenter } = inputs;
  const stop = openStop({ clock, limitMinutes: inputs.timeLimitMinutes, progress: terminal.progress });
  return {
    ...ports,
    referrals: openPartnerCenter({
      http,
      clock,
      token: user.entra.partnerCenter(),
      baseUrl: partnerCenter.url,
      newId: randomUUID,
    }),
    state: await openState(inputs.state, http, clock),
    webhooks: openWebhooks({
      http,
      token: user.entra.webhooks(),
      baseUrl: inputs.webhooksApiUrl,
      newId: randomUUID,
    }),
    listenForStop: () => stop.listen(),
    findReceipt: (digest) => findReceipt(inputs, http, digest),
    clock,
    requests: http.counts,
    progress: terminal.progress,
  };
}

export function openState(state: StatePlace, http: Http, clock: Clock): Promise<StateStore> | StateStore {
  if (!("directory" in state)) return openGithubState({ http, ...state });
  const author = { name: "cosell-sync", email: "cosell-sync@users.noreply.github.com" };
  return openGitState({ directory: state.directory, branch: state.branch, author, clock });
}

/** Reviews are comments on pull requests; a state in a local directory has none. */
async function findReceipt({ state }: Inputs, http: Http, digest: string): Promise<string | null> {
  if ("directory" in state) return null;
  const comment = await openStickyComments({ http, ...state }).find(digest);
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
