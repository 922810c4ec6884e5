import { parseCrmInputs } from "../inputs/crm.ts";
import { parseInputs, type Source } from "../inputs/inputs.ts";
import { parseWebhookInputs } from "../inputs/webhooks.ts";
import { type Ask, runSetup } from "./crm.ts";
import { runDoctor } from "./doctor.ts";
import { runResync } from "./resync.ts";
import type { Report, Terminal } from "./tools.ts";
import { runWebhooks } from "./webhooks.ts";

/** What both entries know of a run. */
export interface Start {
  readonly source: Source;
  readonly runId: string;
  readonly terminal: Terminal;
  /** Who is asked before something is changed that nobody approved yet. */
  readonly ask: Ask;
}

/** Runs the commands that end in a report, on a runner as on a terminal; `null` for any other. */
export async function runReport({ source, runId, terminal, ask }: Start): Promise<Report | null> {
  switch (source.given.command) {
    case "setup":
      return runSetup(parseCrmInputs(source), terminal, ask);
    case "doctor":
      return runDoctor(parseInputs(source), source.environment, terminal);
    case "resync":
      return runResync(parseInputs(source), runId, terminal);
    case "webhooks":
    case "webhooks restore":
      return runWebhooks(parseWebhookInputs(source), runId, terminal);
    default:
      return null;
  }
}
