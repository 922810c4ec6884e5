import { openSeal } from "../adapters/github/seal.ts";
import { openWebhooks } from "../adapters/partner-center/webhooks.ts";
import {
  registerWebhooks,
  restoreWebhooks,
  type WebhooksPorts,
  type WebhooksResult,
} from "../commands/webhooks.ts";
import type { WebhookInputs } from "../inputs/webhooks.ts";
import type { Registration } from "../model/webhooks.ts";
import { originOf } from "../reconcile/registration/registration.ts";
import { isDelivered, type Shown, webhooksReport } from "../report/webhooks.ts";
import { openUser } from "./sign-in.ts";
import { openState } from "./state.ts";
import { accountOf } from "./systems.ts";
import { type Identity, type Report, type Terminal, withTools } from "./tools.ts";

/** Wires the adapters to the `webhooks` commands and runs them. */
export function runWebhooks(
  inputs: WebhookInputs,
  { run, origin }: Identity,
  terminal: Terminal,
): Promise<Report> {
  const { partnerCenter, authorityUrl, registration, overwrite, state } = inputs;
  return withTools(terminal, async ({ http, clock }) => {
    const user = await openUser({ authorityUrl, partnerCenter }, { http, clock, mask: terminal.mask });
    const ports: WebhooksPorts = {
      webhooks: openWebhooks({
        http,
        token: user.entra.webhooks(),
        baseUrl: inputs.apiUrl,
      }),
      state: await openState(state, http, clock),
      seal: openSeal(inputs.sealedWith),
      clock,
      progress: terminal.progress,
      mask: (url) => maskAddress(url, terminal),
    };
    if (registration) ports.mask(registration.url);
    const options = { run, origin, branch: state.branch, systems: accountOf(inputs) };
    const result = registration
      ? await registerWebhooks({ ...registration, overwrite }, { ...options, ...registration }, ports)
      : await restoreWebhooks(overwrite, options, ports);
    return reportOf(result);
  });
}

/** A runner masks a text wherever it finds it, and this is no key: a number of a version would be in every other line. */
const SHORTEST_KEY = 8;

/** What follows the origin. */
function maskAddress(url: string, { mask }: Terminal): void {
  const values = URL.canParse(url) ? [...new URL(url).searchParams.values()] : [];
  for (const text of [url.slice(originOf(url).length), ...values])
    if (text.length >= SHORTEST_KEY) mask(text);
}

function reportOf(result: WebhooksResult): Report {
  const { plan, test, stateCommit } = result;
  const shown = ({ url, events }: Registration): Shown => ({ origin: originOf(url), events });
  const { registration, previous, kept, dropped } = plan;
  const text = webhooksReport({
    headline: headlineOf(result),
    from: previous && shown(previous),
    to: registration && shown(registration),
    kept,
    dropped,
    test,
    stateCommit,
  });
  return { text, failed: test !== null && !isDelivered(test) };
}

function headlineOf({ plan, restored }: WebhooksResult): string {
  const { action, registration, previous } = plan;
  if (!restored) return action === "none" ? "already registered" : "registered";
  if (action === "none") return "nothing had to be put back";
  if (registration.url !== previous?.url) return "the earlier registration is back";
  return `the address stays, for ${registration.events.join(", ")} alone`;
}
