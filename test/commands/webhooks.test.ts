import { expect, it } from "vitest";
import { registerWebhooks, type WebhooksPorts } from "../../src/commands/webhooks.ts";
import { ContractError } from "../../src/errors.ts";

it("ends in words when Partner Center has a registration and shows none", async () => {
  const webhooks: WebhooksPorts["webhooks"] = {
    events: async () => ["referral-created", "test-created"],
    registration: async () => null,
    create: async () => "exists",
    replace: async () => {},
    sendTest: async () => "",
    testResult: async () => ({ isOver: true, responseCodes: [] }),
  };
  const ports: WebhooksPorts = {
    webhooks,
    state: {
      read: async () => ({ head: null, files: {} }),
      list: async () => [],
      commit: async () => ({ head: "c1" }),
    },
    seal: { close: (text) => text, open: (text) => text },
    clock: { now: () => new Date("2026-11-23T10:00:00Z"), sleep: async () => {} },
    progress: () => {},
    mask: () => {},
  };
  const wanted = {
    url: "https://relay.contoso.com",
    events: ["referral-created"],
    otherEvents: null,
    overwrite: false,
  };
  const run = { run: "run", origin: {}, branch: "cosell-sync", systems: {}, validate: false };
  await expect(registerWebhooks(wanted, run, ports)).rejects.toThrow(ContractError);
});
