import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { System } from "../model/ports.ts";
import { type Certificate, ownCertificate } from "./certificate.ts";
import { createDataverse, type DataverseEmulator, type DataverseOptions } from "./dataverse/index.ts";
import { createEntra, type Entra } from "./entra.ts";
import type { Now, Service } from "./exchange.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createGitHub, type GitHub } from "./github/index.ts";
import type { GitHubSettings } from "./github/settings.ts";
import { createKeyVault, type KeyVault, VAULT_AUDIENCE } from "./key-vault.ts";
import { createPartnerCenter, type PartnerCenter } from "./partner-center/index.ts";
import { REFERRALS_AUDIENCE } from "./partner-center/routes.ts";
import type { PartnerCenterSettings } from "./partner-center/settings.ts";
import { seedSystems } from "./seed/index.ts";
import { type ListenOptions, type LogEntry, listen, until, withLatency } from "./server.ts";
import { throttled } from "./throttle.ts";
import { createTokens } from "./tokens.ts";
import { createWebhooks, WEBHOOKS_AUDIENCE, type Webhooks } from "./webhooks/index.ts";
import type { WebhookSettings } from "./webhooks/settings.ts";
import { createWorkflowIdentity, type WorkflowIdentity } from "./workflow-identity.ts";

/** Each server has its own port, as each real system has its own host. */
export type Server =
  | "partnerCenter"
  | "webhooks"
  | "dataverse"
  | "authority"
  | "keyVault"
  | "githubApi"
  | "workflowIdentity";

export interface EmulatorOptions {
  /** The same seed gives the same data. */
  readonly seed?: number;
  /** How many referrals of our own organization to begin with; 0 for empty systems. */
  readonly referrals?: number;
  readonly now?: Now;
  /** What each request takes at least, by system. Looked up on every request, so it may be turned while it runs. */
  readonly latencyMs?: Partial<Record<System, number>>;
  /** Any free port where none is given. */
  readonly ports?: Partial<Record<Server, number>>;
  readonly partnerCenter?: Partial<PartnerCenterSettings>;
  readonly webhooks?: Partial<WebhookSettings>;
  readonly dataverse?: Omit<DataverseOptions, "now" | "tokenIsValid">;
  readonly github?: Partial<GitHubSettings>;
}

export interface Emulator extends AsyncDisposable {
  /** Base URLs as a client is configured with them, without a slash at the end. */
  readonly urls: Readonly<Record<Server, string>>;
  /** The certificate authority of `urls.authority`, as a PEM file for `NODE_EXTRA_CA_CERTS`. */
  readonly caFile: string;
  readonly credentials: Credentials;
  /** The bare repository behind the GitHub endpoints. */
  readonly gitDir: string;
  readonly partnerCenter: PartnerCenter;
  readonly webhooks: Webhooks;
  readonly dataverse: DataverseEmulator;
  readonly entra: Entra;
  readonly keyVault: KeyVault;
  readonly github: GitHub;
  readonly workflowIdentity: WorkflowIdentity;
  readonly faults: Faults;
  /** Every request that is over, in the order of their ends. */
  readonly log: readonly LogEntry[];
  /** Stops the servers, breaks their connections and removes all files. */
  close(): Promise<void>;
}

export interface Credentials {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken: string;
  readonly githubToken: string;
  /** May write secrets of the environments `staging` and `production`. */
  readonly secretsToken: string;
  /** Value of `ACTIONS_ID_TOKEN_REQUEST_TOKEN` in a job with `id-token: write`. */
  readonly requestToken: string;
  /** `owner/name`. */
  readonly repository: string;
}

const APPLICATION = {
  tenantId: "c8a1f7de-2b0f-4a53-9d6e-1f3b5a7c9e24",
  clientId: "f3d2b1a0-6c5e-4f7d-8b9a-0e1f2d3c4b5a",
  clientSecret: "emulated~client~secret",
  githubToken: "ghs_emulatedWorkflowToken",
  secretsToken: "github_pat_emulatedSecretsToken",
  requestToken: "emulatedRequestToken",
  repository: "adatum/co-sell",
} as const;

/** Partner Center, Dataverse, Entra and GitHub's git endpoints on loopback, filled with invented deals. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { seed = 1, referrals = 50, now = () => new Date() } = options;
  // Taken down in reverse order, also when a later step of the start fails.
  await using building = new AsyncDisposableStack();
  const directory = await mkdtemp(join(tmpdir(), "cosell-sync-emulator-"));
  // A git of a request that was cut off may still be writing there.
  building.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));
  const gitDir = join(directory, "repository.git");
  const caFile = join(directory, "authority.pem");
  const certificate = await ownCertificate();
  await writeFile(caFile, certificate.authority);

  const tokens = createTokens(now);
  const webhooks = createWebhooks({ tokens, now, settings: options.webhooks ?? {} });
  building.defer(() => webhooks.close());
  const partnerCenter = createPartnerCenter({
    now,
    tokens,
    seed,
    settings: options.partnerCenter ?? {},
    onWrite: webhooks.notify,
  });
  const github = createGitHub({ ...APPLICATION, directory: gitDir, now, settings: options.github ?? {} });
  const keyVault = createKeyVault({ now, tokens });
  const workflowIdentity = createWorkflowIdentity({ ...APPLICATION, now });
  const dataverse = createDataverse({
    elapse: (milliseconds, seenAt) => until(seenAt + milliseconds),
    ...options.dataverse,
    now,
    tokenIsValid: (token) => tokens.judge(token, dataverseUrl),
  });
  const bare = options.dataverse?.bare ?? false;
  seedSystems({ seed, referrals, now: now(), partnerCenter, dataverse, bare });

  const far = (system: System, service: Service) =>
    withLatency(service, () => options.latencyMs?.[system] ?? 0);
  const { start, faults, log } = serversOf(options, now, building);
  // The audience of the CRM is its address, which nobody knows before it has a port.
  const dataverseUrl: string = await start("dataverse", far("dataverse", dataverse.service));
  const audiences = [REFERRALS_AUDIENCE, WEBHOOKS_AUDIENCE, VAULT_AUDIENCE, dataverseUrl];
  const entra = createEntra({
    ...APPLICATION,
    now,
    tokens,
    audiences,
    issuerKey: () => workflowIdentity.publicKey(),
  });
  const limited = (service: Service) => throttled(service, () => partnerCenter.settings.limits, now);
  const urls = {
    dataverse: dataverseUrl,
    partnerCenter: await start("partnerCenter", limited(far("partner-center", partnerCenter.service))),
    webhooks: await start("webhooks", far("partner-center", webhooks.service)),
    authority: await start("authority", far("sign-in", entra.service), certificate),
    keyVault: await start("keyVault", far("sign-in", keyVault.service)),
    githubApi: await start("githubApi", far("github", github.service)),
    workflowIdentity: await start("workflowIdentity", far("github", workflowIdentity.service)),
  };
  webhooks.url = urls.webhooks;
  const credentials = { ...APPLICATION, refreshToken: entra.newRefreshToken() };
  const resources = building.move();
  const close = () => resources.disposeAsync();
  const systems = { partnerCenter, webhooks, dataverse, entra, keyVault, github, workflowIdentity };
  return { ...systems, urls, credentials, caFile, gitDir, faults, log, close, [Symbol.asyncDispose]: close };
}

const SYSTEM_OF: Readonly<Record<Server, System>> = {
  partnerCenter: "partner-center",
  webhooks: "partner-center",
  dataverse: "dataverse",
  authority: "sign-in",
  keyVault: "sign-in",
  githubApi: "github",
  workflowIdentity: "github",
};

/** What starts each server, with the faults in front of all of them and the one log behind. */
function serversOf({ ports }: EmulatorOptions, now: Now, resources: AsyncDisposableStack) {
  const log: LogEntry[] = [];
  const faults = createFaults();
  const start = async (server: Server, service: Service, certificate?: Certificate): Promise<string> => {
    const options: ListenOptions = {
      system: SYSTEM_OF[server],
      service,
      port: ports?.[server] ?? 0,
      faults,
      log,
      now,
      ...(certificate ? { certificate } : {}),
    };
    const listener = await listen(options);
    resources.defer(async () => {
      faults.clear();
      await listener.close();
    });
    return listener.url;
  };
  return { start, faults, log };
}
