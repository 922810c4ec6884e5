import type { Exchange, Now, Reply, Service } from "../exchange.ts";
import type { Referral } from "../partner-center/referral.ts";
import type { AppliedWrite } from "../partner-center/store.ts";
import type { Tokens } from "../tokens.ts";
import { EVENTS, referralEvent, type WebhookEvent } from "./events.ts";
import { onRegistration, problem, type Registration, type RegistrationHolder } from "./registration.ts";
import { type Delivery, Sender } from "./sender.ts";
import { DEFAULT_SETTINGS, type WebhookSettings } from "./settings.ts";
import {
  CERTIFICATE_PATH,
  createSigner,
  INTERMEDIATE_PATH,
  type Signer,
  signNotification,
} from "./signer.ts";
import { Validation } from "./validation.ts";

/** What a token must be for, whatever address the service is reached at. */
export const WEBHOOKS_AUDIENCE = "https://api.partnercenter.microsoft.com";

export interface WebhooksOptions {
  readonly tokens: Tokens;
  readonly now: Now;
  readonly settings?: Partial<WebhookSettings>;
}

/** The emulated webhooks, and beside them what Microsoft sees and does. */
export interface Webhooks {
  readonly service: Service;
  readonly settings: WebhookSettings;
  /** The tenant's one registration. Another application may take it over at any time. */
  registration: Registration | null;
  /** Everything that was ever sent, oldest first. */
  readonly deliveries: readonly Delivery[];
  /** Made when it is first needed: keys take their time. */
  readonly signer: () => Promise<Signer>;
  /** Where the service is reached, once it is. */
  url: string;
  /** A referral was written: whoever is registered for that is told. */
  readonly notify: (write: AppliedWrite, referral: Readonly<Referral>) => void;
  /** Settles when nothing is under way any more. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const PATH = "/webhooks/v1/registration";

/** Webhooks of Partner Center: one URL for a whole tenant and all its events, and the signed deliveries to it. */
export function createWebhooks({ tokens, now, settings: given }: WebhooksOptions): Webhooks {
  const settings = { ...DEFAULT_SETTINGS, ...given };
  const holder: RegistrationHolder & { url: string } = { registration: null, url: "" };
  let made: Promise<Signer> | null = null;
  const signer = () => (made ??= createSigner(now, `${holder.url}${INTERMEDIATE_PATH}`));
  const sender = new Sender({ settings, now, sign: (event) => signed(event, { holder, signer, settings }) });
  const validation = new Validation(holder, sender, now);
  return Object.assign(holder, {
    settings,
    signer,
    deliveries: sender.deliveries,
    service: (exchange: Exchange) => serve({ holder, signer, validation, tokens }, exchange),
    notify: (write: AppliedWrite, referral: Readonly<Referral>) => {
      const event = referralEvent(write.kind, referral);
      if (holder.registration?.webhookEvents.includes(event.name)) sender.send(event);
    },
    idle: () => sender.idle(),
    close: () => sender.close(),
  });
}

interface Signing {
  readonly holder: RegistrationHolder & { readonly url: string };
  readonly signer: () => Promise<Signer>;
  readonly settings: WebhookSettings;
}

async function signed({ body }: WebhookEvent, { holder, signer, settings }: Signing) {
  const { webhookUrl = "", signatureTokenToMsSignatureHeader: ownHeader = false } = holder.registration ?? {};
  const { leaf } = await signer();
  const certificateUrl = `${holder.url}${CERTIFICATE_PATH}`;
  return {
    url: webhookUrl,
    ...signNotification(body, { leaf, certificateUrl, ownHeader, settings }),
  };
}

interface Context {
  readonly holder: RegistrationHolder;
  readonly signer: () => Promise<Signer>;
  readonly validation: Validation;
  readonly tokens: Tokens;
}

async function serve(context: Context, exchange: Exchange): Promise<Reply> {
  const { method, url, headers } = exchange;
  const { signer, tokens } = context;
  // Where certificates are, nobody signs in.
  if (url.pathname === CERTIFICATE_PATH) return { status: 200, body: (await signer()).leaf.certificate.raw };
  if (url.pathname === INTERMEDIATE_PATH)
    return { status: 200, body: (await signer()).intermediate.certificate.raw };
  if (!tokens.grantOf(headers, WEBHOOKS_AUDIENCE)) return problem(401, "Unauthorized");
  if (url.pathname === PATH) return onRegistration(context.holder, exchange);
  const below = url.pathname.slice(PATH.length);
  if (!url.pathname.startsWith(PATH)) return problem(404, "Not found");
  if (below === "/events" && method === "GET") return { status: 200, body: EVENTS };
  if (below === "/validationEvents" && method === "POST") return context.validation.send();
  const correlationId = /^\/validationEvents\/([0-9a-f-]{36})$/.exec(below)?.[1];
  if (correlationId && method === "GET") return context.validation.show(correlationId);
  return problem(404, "Not found");
}
