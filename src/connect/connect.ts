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
import { ConfigurationError, ServiceError } from "../errors.ts";
import type { Inputs } from "../inputs/inputs.ts";
import type { StatePlace } from "../inputs/state-place.ts";
import type { Table } from "../mapping/column-places.ts";
import { loadMapping } from "../mapping/load.ts";
import type { Mapping } from "../mapping/mapping.ts";
import { columnsByTable, missingColumnProblems } from "../mapping/missing-columns.ts";
import type { Clock, StateStore } from "../model/ports.ts";
import type { RunResult } from "../model/result.ts";
import type { RefreshTokenStatus } from "../model/sign-in.ts";
import type { Explanation } from "../reconcile/explain.ts";
import { fingerprints, keyedWith } from "../reconcile/fingerprint.ts";
import { receiptIn } from "../report/comment.ts";
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
    return connected(world, used, async (options, ports, user) => {
      const [acted] = await Promise.allSettled([act(options, ports)]);
      // Also after a refusal: the token grows old whatever became of the records.
      const refreshToken = act === sync ? await user.renewed() : user.status();
      if (acted.status === "rejected") throw acted.reason;
      return { result: acted.value, mapping: used.mapping, refreshToken };
    });
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
    return { explanation, mapping: used.mapping };
  });
}

export function withWorld<T>(
  start: Pick<World, "inputs" | "runId" | "terminal">,
  act: (world: World) => Promise<T>,
): Promise<T> {
  return withTools(start.terminal, (tools) => act({ ...start, ...tools }));
}

/** A mapping, and its text for messages that name a line. */
export interface Used {
  readonly text: string;
  readonly mapping: Mapping;
}

export async function readUsed(file: string): Promise<Used> {
  const text = await readMapping(file);
  return { text, mapping: loadMapping(text, file) };
}

/** Runs a command of the core on the real systems. */
export async function connected<T>(
  world: World,
  used: Used,
  act: (options: RunOptions, ports: Ports, user: User) => Promise<T>,
): Promise<T> {
  const { inputs, runId } = world;
  const { text, mapping } = used;
  const user = await openUser(inputs, { ...world, mask: world.terminal.mask });
  const ports = await connect(world, mapping, user);
  const key = fingerprintKey(inputs);
  const options: RunOptions = {
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
  return act(options, ports, user).catch((error: unknown) =>
    findColumns(error, { text, mapping, dataverse: ports.opportunities }),
  );
}

/**
 * Dataverse names one unknown column at a time, and not where it comes from. So when it refuses a query, its
 * metadata is asked which columns are missing, and the mapping where they stand.
 */
async function findColumns(
  error: unknown,
  used: { readonly text: string; readonly mapping: Mapping; readonly dataverse: DataverseReader },
): Promise<never> {
  if (!(error instanceof ServiceError && error.status === 400)) throw error;
  const { text, mapping, dataverse } = used;
  const missing = new Map<Table, string[]>();
  for (const [table, columns] of columnsByTable(mapping)) {
    const found = columns.length > 0 ? await dataverse.missingColumns(columns, table).catch(() => []) : [];
    if (found.length > 0) missing.set(table, found);
  }
  if (missing.size === 0) throw error;
  throw new ConfigurationError(
    missingColumnProblems(text, mapping.file, missing),
    "Correct the names (logical names are lower case), or add the columns to the table; docs/crm-columns.md lists those that are needed.",
  );
}

type Ports = WritePorts & { readonly opportunities: DataverseReader };

async function connect(
  { inputs, clock, http, terminal }: World,
  mapping: Mapping,
  user: User,
): Promise<Ports> {
  const { authorityUrl, partnerCenter, dataverse } = inputs;
  const stop = openStop({ clock, limitMinutes: inputs.timeLimitMinutes, progress: terminal.progress });
  const application = openEntra({ http, authorityUrl, onSecret: terminal.mask, ...dataverse });
  return {
    referrals: openPartnerCenter({
      http,
      clock,
      token: user.entra.partnerCenter(),
      baseUrl: partnerCenter.url,
      newId: randomUUID,
    }),
    opportunities: openDataverse({
      http,
      clock,
      token: application.dataverse(dataverse.url),
      baseUrl: dataverse.url,
      columns: mapping.columns,
      referralIdColumn: mapping.referralIdColumn,
      leads: mapping.leads?.rows ?? null,
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
