import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Emulator } from "../../src/emulator/index.ts";

const PAGE = join(import.meta.dirname, "../../docs/getting-started.md");

/** Where the page keeps the refresh token. */
export const VAULT_SECRET = "partner-center";

/** Every command line of docs/getting-started.md, in its order. */
export async function documentedCommands(): Promise<string[]> {
  return (await linesOf("sh")).filter((line) => line.trim() !== "");
}

/**
 * What the page has people write into `staging.env`, and nothing else, with the emulator's values; beside it the
 * addresses of the emulator, which are those of the real services for everybody else.
 */
export async function documentedSettings({ urls, credentials }: Emulator): Promise<Record<string, string>> {
  const values: Readonly<Record<string, string>> = {
    COSELL_DATAVERSE_URL: urls.dataverse,
    COSELL_TENANT_ID: credentials.tenantId,
    COSELL_CLIENT_ID: credentials.clientId,
    COSELL_CLIENT_SECRET: credentials.clientSecret,
    COSELL_KEY_VAULT_SECRET: `${urls.keyVault}/secrets/${VAULT_SECRET}`,
  };
  const named = (await linesOf("ini")).map((line) => {
    const [name = ""] = line.split("=");
    const value = values[name];
    if (value === undefined) throw new Error(`nothing here has a value for ${name} of staging.env`);
    return [name, value];
  });
  return {
    ...Object.fromEntries(named),
    COSELL_AUTHORITY_URL: urls.authority,
    COSELL_PARTNER_CENTER_URL: urls.partnerCenter,
    COSELL_WEBHOOKS_API_URL: urls.webhooks,
  };
}

async function linesOf(language: string): Promise<string[]> {
  const text = await readFile(PAGE, "utf8");
  const blocks = [...text.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\n\`\`\``, "gs"))];
  return blocks.flatMap(([, block = ""]) => block.split("\n"));
}
