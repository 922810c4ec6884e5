import { describe, expect, it } from "vitest";
import { openSeal } from "../../../src/adapters/github/seal.ts";
import { openWebhooks } from "../../../src/adapters/partner-center/webhooks.ts";
import { ServiceError, UnreachableError } from "../../../src/errors.ts";
import { reply, type Seen, testHttp, testServer } from "../support.ts";

type Answers = Readonly<Record<string, readonly [status: number, body: unknown]>>;

/** The API with these answers, by method and path below `…/registration`. */
async function api(answers: Answers) {
  const server = await testServer((request: Seen, response) => {
    const [status, body] = answers[`${request.method} ${request.url.split("/registration")[1]}`] ?? [501, ""];
    reply(response, status, body);
  });
  const token = async () => "token";
  const webhooks = openWebhooks({ http: testHttp(), token, baseUrl: server.url });
  return { webhooks, seen: server.seen };
}

describe("the registration", () => {
  it.each([
    [
      "in camel case",
      { webhookUrl: "https://a.example", webhookEvents: ["b"], signatureTokenToMsSignatureHeader: true },
      true,
    ],
    [
      "in Pascal case",
      { WebhookUrl: "https://a.example", WebhookEvents: ["b"], SignatureTokenToMsSignatureHeader: "false" },
      false,
    ],
    ["with less than documented", { WebhookUrl: "https://a.example", WebhookEvents: ["b"] }, null],
  ])("is read %s", async (_title, body, ownHeader) => {
    const { webhooks } = await api({ "GET ": [200, body] });
    expect(await webhooks.registration()).toEqual({ url: "https://a.example", events: ["b"], ownHeader });
  });

  it.each([
    [404, ""],
    [200, {}],
    [200, { WebhookUrl: "" }],
    [200, "null"],
    [200, ""],
    [204, ""],
  ])("is none when the answer is %i %j", async (status, body) => {
    const { webhooks } = await api({ "GET ": [status, body] });
    expect(await webhooks.registration()).toBeNull();
  });

  it.each([
    [400, {}, "400"],
    [401, { code: "900421" }, "multi-factor"],
    [403, { code: "1", description: "not allowed" }, "403 1: not allowed"],
    [429, { statusCode: 429, message: "Rate limit" }, "Rate limit"],
    [500, "<html>", "500"],
    [200, "<html>", "Something else than Partner Center"],
    [200, { error: { code: "1" } }, "Something else than Partner Center"],
    [200, ["a"], "unknown form"],
  ])("is never taken for none when the answer is %i %j", async (status, body, message) => {
    const { webhooks } = await api({ "GET ": [status, body] });
    await expect(webhooks.registration()).rejects.toThrow(message);
  });

  it.each([
    [
      403,
      ServiceError,
      "Give the signed-in user one of the roles Referrals admin, Admin agent or Sales agent",
    ],
    [400, ServiceError, "Check webhooks-api-url"],
    [429, UnreachableError, "Run again in a few minutes."],
    [500, UnreachableError, "Run again in a few minutes."],
  ])("that cannot be read for a %i is told with what to do about it", async (status, kind, fix) => {
    const { webhooks } = await api({ "GET ": [status, ""] });
    const error: unknown = await webhooks.registration().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ fix: expect.stringContaining(fix) });
  });

  it.each(["<html>", { error: { code: "1" } }])(
    "is not changed where %j answers in its place",
    async (body) => {
      const { webhooks } = await api({ "POST ": [200, body], "PUT ": [200, body] });
      const registration = { url: "https://a.example", events: ["b"], ownHeader: true };
      await expect(webhooks.create(registration)).rejects.toThrow("Something else than Partner Center");
      await expect(webhooks.replace(registration)).rejects.toThrow("Something else than Partner Center");
    },
  );

  it.each(["create", "replace"] as const)(
    "that is refused by %s is told without its address",
    async (how) => {
      const url = "https://relay.example/hook?code=canary-of-a-key";
      const refusal = {
        error: { code: "invalidRequest", message: `Nothing answers at ${url}, referral-created` },
      };
      const { webhooks } = await api({ "POST ": [400, refusal], "PUT ": [400, refusal] });
      const refused = webhooks[how]({ url, events: ["referral-created"], ownHeader: true });
      await expect(refused).rejects.toThrow("400 invalidRequest: Nothing answers at …, referral-created");
    },
  );

  it("is created, unless somebody else was faster", async () => {
    const registration = { url: "https://a.example", events: ["b"], ownHeader: true };
    const free = await api({ "POST ": [200, {}] });
    expect(await free.webhooks.create(registration)).toBe("created");
    expect(JSON.parse(free.seen[0]?.body ?? "")).toEqual({
      WebhookUrl: "https://a.example",
      WebhookEvents: ["b"],
      SignatureTokenToMsSignatureHeader: true,
    });
    // Where Partner Center did not say it: Microsoft's connector cannot do without.
    const other = await api({ "PUT ": [200, {}] });
    await other.webhooks.replace({ ...registration, ownHeader: null });
    expect(JSON.parse(other.seen[0]?.body ?? "")).toMatchObject({ SignatureTokenToMsSignatureHeader: true });
    const taken = await api({ "POST ": [409, {}] });
    expect(await taken.webhooks.create(registration)).toBe("exists");
  });
});

describe("a test event", () => {
  it.each([
    ["as an object", { correlationId: "c-1" }],
    ["as a text", '"c-1"'],
  ])("has an id that comes %s", async (_title, body) => {
    const { webhooks } = await api({ "POST /validationEvents": [200, body] });
    expect(await webhooks.sendTest()).toBe("c-1");
  });

  it("is not sent once more where it may have been sent, unlike a registration", async () => {
    const failing = await api({ "POST /validationEvents": [503, ""], "POST ": [503, ""] });
    await expect(failing.webhooks.sendTest()).rejects.toThrow(UnreachableError);
    expect(failing.seen).toHaveLength(1);
    const registration = { url: "https://a.example", events: ["b"], ownHeader: true };
    await expect(failing.webhooks.create(registration)).rejects.toThrow(UnreachableError);
    expect(failing.seen.length).toBeGreaterThan(2);
  });

  it("is followed through all attempts", async () => {
    const results = [{ responseCode: "Unauthorized" }, { responseCode: null }, { responseCode: "OK" }];
    const { webhooks } = await api({
      "GET /validationEvents/c-1": [200, { status: "completed", results }],
      "GET /validationEvents/c-2": [404, ""],
    });
    expect(await webhooks.testResult("c-1")).toEqual({
      isOver: true,
      responseCodes: ["Unauthorized", "no answer", "OK"],
    });
    expect(await webhooks.testResult("c-2")).toEqual({ isOver: false, responseCodes: [] });
  });

  it("is followed in Pascal case, too", async () => {
    const Results = [{ ResponseCode: "Unauthorized" }, { ResponseCode: "OK" }];
    const { webhooks } = await api({
      "GET /validationEvents/c-1": [200, { Status: "Completed", Results }],
    });
    expect(await webhooks.testResult("c-1")).toEqual({ isOver: true, responseCodes: ["Unauthorized", "OK"] });
  });
});

describe("a seal", () => {
  it("opens what it closed, each time another text", () => {
    const seal = openSeal("secret");
    const sealed = seal.close("https://a.example/?key") ?? "";
    expect(seal.open(sealed)).toBe("https://a.example/?key");
    expect(sealed).not.toBe(seal.close("https://a.example/?key"));
    expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain("example");
  });

  it("stays closed for another secret, and for what was changed", () => {
    const sealed = openSeal("secret").close("text") ?? "";
    expect(openSeal("other").open(sealed)).toBeNull();
    expect(openSeal("secret").open(`${sealed.startsWith("A") ? "B" : "A"}${sealed.slice(1)}`)).toBeNull();
    expect(openSeal("secret").open("")).toBeNull();
    expect(openSeal(null).close("text")).toBeNull();
  });
});
