import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
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
// Beside the certificate, in a directory that goes with the emulator.
const settings = join(dirname(emulator.caFile), "settings.sh");
await writeFile(settings, exported(environment(emulator)));
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

function introduction({ urls, gitDir, partnerCenter, dataverse }: Emulator): string {
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
    "Work with it in another shell:",
    "",
    `  . ${settings}`,
    ...(values.bare ? ["  node dist/cli.js setup --apply"] : []),
    "  node dist/cli.js plan",
    ...(linked.length > 0
      ? ["  # The first sync changes most deals that are linked, and is refused without this."]
      : []),
    `  node dist/cli.js sync${linked.length > 0 ? " --max-change-share 1" : ""}`,
    "",
    "Stop it with Ctrl+C.\n",
  ].join("\n");
}

/** Options of the command line as environment variables, and what a runner would set. */
function environment({ urls, credentials, caFile }: Pick<Emulator, "urls" | "credentials" | "caFile">) {
  return {
    COSELL_PARTNER_CENTER_URL: urls.partnerCenter,
    COSELL_DATAVERSE_URL: urls.dataverse,
    COSELL_AUTHORITY_URL: urls.authority,
    COSELL_WEBHOOKS_API_URL: urls.webhooks,
    COSELL_TENANT_ID: credentials.tenantId,
    COSELL_CLIENT_ID: credentials.clientId,
    COSELL_CLIENT_SECRET: credentials.clientSecret,
    COSELL_REFRESH_TOKEN: credentials.refreshToken,
    COSELL_GITHUB_TOKEN: credentials.githubToken,
    GITHUB_API_URL: urls.githubApi,
    GITHUB_GRAPHQL_URL: `${urls.githubApi}/graphql`,
    GITHUB_REPOSITORY: credentials.repository,
    NODE_EXTRA_CA_CERTS: caFile,
  };
}

/** For a shell to read. The Node that runs this comes first in its path: the machine's own may be too old for the commands. */
function exported(variables: Readonly<Record<string, string>>): string {
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${quoted(value)}`);
  return [...lines, `PATH=${quoted(dirname(process.execPath))}:"$PATH"`]
    .map((line) => `export ${line}\n`)
    .join("");
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function table(entries: Readonly<Record<string, string>>): string {
  const width = Math.max(...Object.keys(entries).map((name) => name.length));
  return Object.entries(entries)
    .map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)
    .join("\n");
}
