import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { type Call, call, signedIn, started } from "./client.ts";

let emulator: Emulator;
let headers: { authorization: string };

beforeAll(async () => {
  emulator = await started({ referrals: 0 });
  headers = await signedIn(emulator, "https://api.partnercenter.microsoft.com");
});
afterAll(() => emulator.close());

function registration(init: Call = {}, path = "") {
  return call(`${emulator.urls.webhooks}/webhooks/v1/registration${path}`, { ...init, headers });
}

describe("the webhook registration", () => {
  it("is one per tenant: made once, then replaced", async () => {
    const json = { WebhookUrl: "https://relay.example/a", WebhookEvents: ["referral-created"] };
    expect((await registration()).status).toBe(404);
    expect((await registration({ method: "PUT", json })).status).toBe(404);
    expect((await registration({ method: "POST", json })).body).toMatchObject({
      SubscriberId: expect.any(String),
    });
    expect((await registration({ method: "POST", json })).status).toBe(409);
    await registration({ method: "PUT", json: { webhookUrl: "https://relay.example/b", webhookEvents: [] } });
    expect((await registration()).body).toEqual({
      webhookUrl: "https://relay.example/b",
      webhookEvents: [],
      signatureTokenToMsSignatureHeader: false,
    });
    expect(emulator.webhooks.registration?.webhookUrl).toBe("https://relay.example/b");
  });

  it("knows the names of its events", async () => {
    const { body } = await registration({}, "/events");
    expect(body).toContain("related-referral-updated");
    const json = { WebhookUrl: "https://relay.example/a", WebhookEvents: ["referral-deleted"] };
    expect((await registration({ method: "PUT", json })).status).toBe(400);
  });

  it("wants a token for its own audience", async () => {
    const wrong = await signedIn(emulator);
    const answer = await call(`${emulator.urls.webhooks}/webhooks/v1/registration`, { headers: wrong });
    expect(answer.status).toBe(401);
  });
});
