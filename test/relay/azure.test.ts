import { cp, mkdir, mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildRelayInto } from "../../scripts/build-relay.ts";
import { type Emulator, startEmulator } from "../../src/emulator/index.ts";
import { MOST_BODY_BYTES } from "../../src/relay/delivery.ts";
import { readSettings } from "../../src/relay/settings.ts";
import { environmentOf } from "../support/relay.ts";

const TEMPLATE = join(import.meta.dirname, "../../relay/azure");

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ referrals: 0 });
});
afterAll(() => emulator.close());

/** What a function says of itself when the host loads it. */
interface Registered {
  readonly name: string;
  readonly options: {
    readonly methods: readonly string[];
    readonly authLevel: string;
    readonly route: string;
    readonly handler: (request: Request) => Promise<{ status: number }>;
  };
}

/** Loads the built template in the place of the Functions host. Its package there only tells the host. */
async function load(directory: string): Promise<Registered[]> {
  const registered: Registered[] = [];
  Object.assign(globalThis, { registered });
  const host = join(directory, "node_modules/@azure/functions");
  await mkdir(host, { recursive: true });
  await writeFile(join(host, "package.json"), '{"type":"module","main":"index.js"}');
  const source = "export const app = { http: (name, options) => registered.push({ name, options }) };";
  await writeFile(join(host, "index.js"), source);
  await import(/* @vite-ignore */ pathToFileURL(join(directory, "index.js")).href);
  return registered;
}

describe("the template for Azure Functions", () => {
  it("is one anonymous function, whose bundle needs nothing beside it", async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), "function-"));
    await cp(TEMPLATE, directory.path, { recursive: true });
    await buildRelayInto(directory.path);
    Object.assign(process.env, await environmentOf(emulator, directory.path));
    const [{ name, options } = { name: "", options: null }, ...more] = await load(directory.path);
    expect(more).toEqual([]);
    expect(name).toBe("partner-center");
    expect(options).toMatchObject({ methods: ["POST"], authLevel: "anonymous", route: "partner-center" });
    const request = new Request("https://relay.example/", { method: "POST", body: "{}" });
    expect(await options?.handler(request)).toEqual({ status: 400 });
  });

  it("bounds what strangers can make it read, and is one relay for as many senders as one can have", async () => {
    const template = JSON.parse(await readFile(join(TEMPLATE, "azuredeploy.json"), "utf8"));
    const host = JSON.parse(await readFile(join(TEMPLATE, "host.json"), "utf8"));
    const { properties } = template.resources.find(
      (one: { type: string }) => one.type === "Microsoft.Web/sites",
    );
    expect(properties.siteConfig.appSettings).toContainEqual({
      name: "FUNCTIONS_REQUEST_BODY_SIZE_LIMIT",
      value: String(MOST_BODY_BYTES),
    });
    const { http } = properties.functionAppConfig.scaleAndConcurrency.triggers;
    expect(http).toEqual({ perInstanceConcurrency: host.extensions.http.maxConcurrentRequests });
  });

  it("sets what the relay needs, and nothing that it does not know", async () => {
    await using directory = await mkdtempDisposable(join(tmpdir(), "function-"));
    const template = JSON.parse(await readFile(join(TEMPLATE, "azuredeploy.json"), "utf8"));
    const site = template.resources.find((one: { type: string }) => one.type === "Microsoft.Web/sites");
    const names: string[] = site.properties.siteConfig.appSettings.map((one: { name: string }) => one.name);
    const ours = names.filter((name) => name.startsWith("RELAY_"));
    const { RELAY_APP_KEY } = await environmentOf(emulator, directory.path);
    const key = "k".repeat(20);
    const given = { RELAY_REPOSITORY: "a/b", RELAY_APP_KEY, RELAY_ADDRESS_KEY: key };
    const settingsWith = (left: string) => {
      const set = ours.filter((name) => name !== left).map((name) => [name, "x"]);
      return readSettings({ ...Object.fromEntries(set), ...given });
    };
    const trigger = { workflow: "x", ref: "x" };
    expect(settingsWith("RELAY_CONNECTION")).toMatchObject({
      appId: "x",
      addressKey: key,
      trigger: { ...trigger, target: { environment: "x" } },
    });
    expect(settingsWith("RELAY_ENVIRONMENT").trigger).toMatchObject({
      ...trigger,
      target: { connection: "x" },
    });
    for (const name of ours) expect(await readFile("docs/webhooks.md", "utf8")).toContain(`\`${name}\``);
    const parameters = new Set(
      [...JSON.stringify(template).matchAll(/parameters\('(\w+)'\)/g)].map(([, one]) => one),
    );
    expect(parameters).toEqual(new Set(Object.keys(template.parameters)));
    const variables = new Set(
      [...JSON.stringify(template).matchAll(/variables\('(\w+)'\)/g)].map(([, one]) => one),
    );
    expect(variables).toEqual(new Set(Object.keys(template.variables)));
  });
});
