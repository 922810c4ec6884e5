import { hkdfSync, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { openDataverse } from "./adapters/dataverse.ts";
import type { DataverseReader } from "./adapters/dataverse-read.ts";
import { openEntra } from "./adapters/entra.ts";
import { openGitState } from "./adapters/git.ts";
import { openGithubState } from "./adapters/github.ts";
import { type Http, openHttp } from "./adapters/http.ts";
import { openPartnerCenter } from "./adapters/partner-center.ts";
import type { RunOptions } from "./commands/load.ts";
import { plan } from "./commands/plan.ts";
import type { WritePorts } from "./commands/ports.ts";
import { sync } from "./commands/sync.ts";
import { ConfigurationError, ServiceError } from "./errors.ts";
import type { Inputs } from "./inputs.ts";
import type { Table } from "./mapping/column-places.ts";
import { loadMapping } from "./mapping/load.ts";
import type { Mapping } from "./mapping/mapping.ts";
import { columnsByTable, missingColumnProblems } from "./mapping/missing-columns.ts";
import type { Clock, StateStore } from "./model/ports.ts";
import type { RunResult } from "./model/result.ts";
import { fingerprints } from "./reconcile/fingerprint.ts";

/** What an entry offers: a place to show progress, and a way to keep secrets out of it. */
export interface Terminal {
  readonly progress: (text: string) => void;
  readonly mask: (secret: string) => void;
}

export interface Finished {
  readonly result: RunResult;
  readonly mapping: Mapping;
}

/** Wires the adapters to a command and runs it: the same for a runner and for a terminal. */
export async function run(inputs: Inputs, runId: string, terminal: Terminal): Promise<Finished> {
  const text = await readMapping(inputs.mapping);
  const mapping = loadMapping(text, inputs.mapping);
  const clock: Clock = { now: () => new Date(), sleep: (milliseconds) => delay(milliseconds) };
  const http = openHttp({ clock, random: Math.random, onWait: terminal.progress });
  try {
    const ports = await connect({ inputs, mapping, clock, http, terminal });
    const options: RunOptions = {
      run: runId,
      mapping,
      fingerprint: fingerprints(mapping, fingerprintKey(inputs)),
      branch: inputs.state.branch,
      limits: inputs.limits,
      referralId: inputs.referralId,
      approve: inputs.approve,
      resolutions: inputs.resolutions,
    };
    const act = inputs.command === "plan" ? plan : sync;
    const result = await act(options, ports).catch((error: unknown) =>
      explain(error, { text, mapping, dataverse: ports.opportunities }),
    );
    return { result, mapping };
  } finally {
    await http.close();
  }
}

/**
 * Dataverse names one unknown column at a time, and not where it comes from. So when it refuses a query, its
 * metadata is asked which columns are missing, and the mapping where they stand.
 */
async function explain(
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

interface Parts {
  readonly inputs: Inputs;
  readonly mapping: Mapping;
  readonly clock: Clock;
  readonly http: Http;
  readonly terminal: Terminal;
}

type Ports = WritePorts & { readonly opportunities: DataverseReader };

async function connect({ inputs, mapping, clock, http, terminal }: Parts): Promise<Ports> {
  const { authorityUrl, partnerCenter, dataverse } = inputs;
  const common = { http, authorityUrl, onSecret: terminal.mask };
  const user = openEntra({ ...common, ...partnerCenter });
  const application = openEntra({ ...common, ...dataverse });
  return {
    referrals: openPartnerCenter({
      http,
      clock,
      token: user.partnerCenter(),
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
    state: await openState(inputs, http, clock),
    clock,
    requests: http.counts,
    progress: terminal.progress,
  };
}

function openState({ state }: Inputs, http: Http, clock: Clock): Promise<StateStore> | StateStore {
  if (!("directory" in state)) return openGithubState({ http, ...state });
  const author = { name: "cosell-sync", email: "cosell-sync@users.noreply.github.com" };
  return openGitState({ directory: state.directory, branch: state.branch, author, clock });
}

async function readMapping(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch {
    const problem = { where: path, message: "cannot be read: there is no such file" };
    throw new ConfigurationError(
      [problem],
      "Check the input mapping, and that the workflow checks the repository out first.",
    );
  }
}

/**
 * Hidden values are named in git by a hash that only holders of this secret can make. Derived, so that the
 * secret itself is used for nothing else.
 */
function fingerprintKey({ dataverse }: Inputs): Buffer {
  return Buffer.from(hkdfSync("sha256", dataverse.clientSecret, "", "cosell-sync fingerprints v1", 32));
}
