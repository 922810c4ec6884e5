import { findPackageJSON } from "node:module";
import { dirname } from "node:path";
import { connect } from "../adapters/dataverse/connection.ts";
import { openCustomiser } from "../adapters/dataverse/customise.ts";
import { openRows } from "../adapters/dataverse/duplicates.ts";
import { openMetadata } from "../adapters/dataverse/metadata.ts";
import { openEntra } from "../adapters/entra/entra.ts";
import { openInitFiles } from "../adapters/init-files.ts";
import { init } from "../commands/init.ts";
import { setup } from "../commands/setup.ts";
import type { CrmInputs } from "../inputs/crm.ts";
import type { CrmCustomiser, CrmReader, CrmRows } from "../model/crm.ts";
import type { Clock } from "../model/ports.ts";
import { initReport } from "../report/init.ts";
import { setupReport, setupTable } from "../report/setup.ts";
import { type Report, type Terminal, withTools } from "./tools.ts";

/** Somebody who can be asked; `null` where nobody watches. */
export type Ask = ((plan: string) => Promise<boolean>) | null;

export async function runSetup(inputs: CrmInputs, terminal: Terminal, ask: Ask): Promise<Report> {
  return withCrm(inputs, terminal, async (crm, clock) => {
    const { prefix, solution, apply } = inputs;
    const result = await setup(
      { prefix, solution },
      {
        crm,
        clock,
        progress: terminal.progress,
        approve: async (items) => apply || (ask !== null && (await ask(setupTable(items)))),
      },
    );
    const failed = result.outcome === "wrong" || result.outcome === "unfinished";
    return { text: setupReport(result), failed };
  });
}

/** Writes into the directory that the command line is run in. */
export async function runInit(inputs: CrmInputs, terminal: Terminal): Promise<Report> {
  const { dataverse, prefix, mapping, overwrite, given } = inputs;
  // Our own repository, whether this runs from the bundle or from the sources.
  const root = dirname(findPackageJSON(import.meta.url) ?? process.cwd());
  const files = openInitFiles(root, process.cwd());
  return withCrm(inputs, terminal, async (crm) => {
    const options = { dataverseUrl: dataverse.url, prefix, mapping, overwrite, given };
    return { text: initReport(await init(options, { crm, files })), failed: false };
  });
}

type CrmWork<T> = (crm: CrmReader & CrmCustomiser & CrmRows, clock: Clock) => Promise<T>;

function withCrm<T>(inputs: CrmInputs, terminal: Terminal, work: CrmWork<T>): Promise<T> {
  return withTools(terminal, ({ http, clock }) => {
    const { authorityUrl, dataverse } = inputs;
    const entra = openEntra({ http, authorityUrl, onSecret: terminal.mask, ...dataverse });
    const connection = connect({
      http,
      clock,
      token: entra.dataverse(dataverse.url),
      baseUrl: dataverse.url,
    });
    const crm = {
      ...openMetadata(connection),
      ...openCustomiser(connection, clock),
      ...openRows(connection, clock),
    };
    return work(crm, clock);
  });
}
