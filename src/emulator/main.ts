import { parseArgs } from "node:util";
import { type Emulator, type EmulatorOptions, startEmulator } from "./index.ts";

/** `npm run emulator -- [--port 7070] [--referrals 50] [--seed 1] [--bare]`: runs until it is interrupted. */
const { values } = parseArgs({
  options: {
    port: { type: "string", default: "7070" },
    referrals: { type: "string", default: "50" },
    seed: { type: "string", default: "1" },
    bare: { type: "boolean", default: false },
  },
});
const emulator = await startEmulator({
  seed: Number(values.seed),
  referrals: Number(values.referrals),
  ports: portsFrom(Number(values.port)),
  dataverse: { bare: values.bare },
});
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void emulator.close());
process.stdout.write(introduction(emulator));

/** Neighbouring ports from the first one on; 0 stands for any free ports. */
function portsFrom(first: number): NonNullable<EmulatorOptions["ports"]> {
  const servers = [
    "partnerCenter",
    "dataverse",
    "authority",
    "githubApi",
    "webhooks",
    "keyVault",
    "workflowIdentity",
  ];
  return Object.fromEntries(servers.map((server, index) => [server, first === 0 ? 0 : first + index]));
}

function introduction({ urls, credentials, caFile, gitDir, partnerCenter, dataverse }: Emulator): string {
  const rows = dataverse.rows("opportunity");
  const linked = rows.filter((row) => row.cosell_referralid !== undefined);
  const servers = {
    "Partner Center": urls.partnerCenter,
    "Dynamics 365": urls.dataverse,
    "Entra (HTTPS)": urls.authority,
    GitHub: urls.githubApi,
    Webhooks: urls.webhooks,
    "Key Vault": urls.keyVault,
    "State branch": gitDir,
  };
  return [
    `${partnerCenter.list().length} referrals and ${rows.length} opportunities, ${linked.length} of them linked. All invented.`,
    "",
    table(servers),
    "",
    "Environment of a run against it:",
    "",
    table(environment({ urls, credentials, caFile }), "="),
    "",
    "Stop it with Ctrl+C.\n",
  ].join("\n");
}

/** Names as a runner hands the inputs of `action.yml` to an action. */
function environment({ urls, credentials, caFile }: Pick<Emulator, "urls" | "credentials" | "caFile">) {
  return {
    "INPUT_PARTNER-CENTER-URL": urls.partnerCenter,
    "INPUT_DATAVERSE-URL": urls.dataverse,
    "INPUT_AUTHORITY-URL": urls.authority,
    "INPUT_WEBHOOKS-API-URL": urls.webhooks,
    "INPUT_TENANT-ID": credentials.tenantId,
    "INPUT_CLIENT-ID": credentials.clientId,
    "INPUT_CLIENT-SECRET": credentials.clientSecret,
    "INPUT_REFRESH-TOKEN": credentials.refreshToken,
    "INPUT_GITHUB-TOKEN": credentials.githubToken,
    GITHUB_API_URL: urls.githubApi,
    GITHUB_GRAPHQL_URL: `${urls.githubApi}/graphql`,
    GITHUB_REPOSITORY: credentials.repository,
    NODE_EXTRA_CA_CERTS: caFile,
  };
}

function table(entries: Readonly<Record<string, string>>, separator = "  "): string {
  const width = separator === "=" ? 0 : Math.max(...Object.keys(entries).map((name) => name.length));
  return Object.entries(entries)
    .map(([name, value]) => `  ${name.padEnd(width)}${separator}${value}`)
    .join("\n");
}
