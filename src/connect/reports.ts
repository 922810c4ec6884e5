import { parseInputs } from "../inputs/inputs.ts";
import type { Source } from "../inputs/source.ts";
import type { Ask } from "./crm.ts";
import type { Identity, Report, Terminal } from "./tools.ts";
import { withWorld } from "./world.ts";

/** What both entries know of a run, before its inputs are checked. */
interface Asked extends Identity {
  readonly source: Source;
  readonly terminal: Terminal;
  /** Who is asked before something is changed that nobody approved yet. */
  readonly ask: Ask;
}

/**
 * Runs the commands that end in a report, on a runner as on a terminal; `null` for any other. Each is loaded when it
 * is asked for.
 */
export async function runReport({ source, run, origin, terminal, ask }: Asked): Promise<Report | null> {
  switch (source.given.command) {
    case "setup": {
      const { parseCrmInputs } = await import("../inputs/crm.ts");
      const { runSetup } = await import("./crm.ts");
      return runSetup(parseCrmInputs(source), terminal, ask);
    }
    case "doctor": {
      const { runDoctor } = await import("./doctor.ts");
      return runDoctor(parseInputs(source), source.environment, terminal);
    }
    case "resync":
      return withWorld({ inputs: parseInputs(source), run, origin, terminal }, async (world) =>
        (await import("./resync.ts")).runResync(world),
      );
    case "audit": {
      const { parseAuditInputs } = await import("../inputs/audit.ts");
      const { runAudit } = await import("./audit.ts");
      return runAudit(parseAuditInputs(source), terminal);
    }
    case "connections": {
      const { parseConnectionInputs } = await import("../inputs/connections.ts");
      const { runConnections } = await import("./connections.ts");
      return runConnections(parseConnectionInputs(source));
    }
    case "connections changed": {
      const { parseConnectionsOnGithub } = await import("../inputs/connections.ts");
      const { readPullRequest } = await import("../adapters/github/event.ts");
      const { runConnectionsChanged } = await import("./connections-changed.ts");
      const pullRequest = await readPullRequest(source.environment);
      return runConnectionsChanged(parseConnectionsOnGithub(source), pullRequest, terminal);
    }
    case "connections summary": {
      const { parseConnectionsSummaryInputs } = await import("../inputs/connections.ts");
      const { runConnectionsSummary } = await import("./connections.ts");
      return runConnectionsSummary(parseConnectionsSummaryInputs(source), terminal);
    }
    case "webhooks":
    case "webhooks restore": {
      const { parseWebhookInputs } = await import("../inputs/webhooks.ts");
      const { runWebhooks } = await import("./webhooks.ts");
      return runWebhooks(parseWebhookInputs(source), { run, origin }, terminal);
    }
    default:
      return null;
  }
}
