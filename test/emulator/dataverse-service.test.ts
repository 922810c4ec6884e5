import { describe, expect, it } from "vitest";
import { DAY, environment, refusal } from "./dataverse-environment.ts";

describe("signing in to Dataverse", () => {
  it("challenges who has no token, an expired one or one for another audience", async () => {
    await using crm = await environment();
    for (const authorization of ["", "Bearer old", "Bearer graph", "Basic good"]) {
      const answer = await crm.get("WhoAmI", { authorization });
      expect({ status: answer.status, body: answer.body }).toEqual({ status: 401, body: "" });
      expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer authorization_uri=/);
    }
  });

  it("does not know users that the environment does not have", async () => {
    await using crm = await environment();
    const answer = await crm.get("WhoAmI", { authorization: "Bearer stranger" });
    expect(answer.status).toBe(403);
    expect(answer.body.error).toEqual({
      code: "0x80072560",
      message: "The user is not a member of the organization.",
    });
  });
});

describe("the service as a whole", () => {
  it("says who is calling", async () => {
    await using crm = await environment();
    const { body, headers } = await crm.get("WhoAmI");
    expect(body).toMatchObject({
      "@odata.context": `${crm.root}$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse`,
      UserId: "4026be43-6b69-e111-8f65-78e7d1620f5e",
    });
    expect(Object.fromEntries(headers)).toMatchObject({
      "odata-version": "4.0",
      "content-type": "application/json; odata.metadata=minimal",
      "cache-control": "no-cache",
      "x-ms-dop-hint": "4",
      "x-ms-ratelimit-time-remaining-xrm-requests": "1,200.00",
      "x-ms-ratelimit-burst-remaining-xrm-requests": "5999",
      req_id: expect.stringMatching(/^[\w-]{36},[\w-]{36}$/),
      "set-cookie": expect.stringContaining("ARRAffinity="),
    });
  });

  it("says what is wrong with an address", async () => {
    await using crm = await environment();
    const segment = await crm.get("Opportunity");
    expect(segment.status).toBe(404);
    expect(segment.body.error).toEqual({
      code: "0x8006088a",
      message: "Resource not found for the segment 'Opportunity'.",
    });
    const verb = await crm.request("POST", "WhoAmI", { json: {} });
    expect(verb.status).toBe(404);
    expect(verb.body.error).toEqual({
      code: "",
      message: `No HTTP resource was found that matches the request URI '${crm.root}WhoAmI'.`,
    });
    expect((await crm.get(crm.root.replace("v9.2", "v8.2"))).status).toBe(404);
    expect(
      (await crm.request("PUT", "opportunities(11111111-8efb-e511-80d2-00155db07c77)", { json: {} })).status,
    ).toBe(405);
    expect((await crm.request("DELETE", "opportunities")).status).toBe(405);
  });

  it("refuses an address of more than 32 KB", async () => {
    await using crm = await environment();
    const url = new URL(`${crm.root}accounts?$filter=name eq '${"x".repeat(33_000)}'`);
    const headers = { authorization: "Bearer good" };
    const reply = await crm.dataverse.service({ method: "GET", url, headers, body: Buffer.alloc(0) });
    expect(reply.status).toBe(414);
  });

  it.each([
    ["POST", "opportunities/Microsoft.Dynamics.CRM.CreateMultiple", {}],
    ["DELETE", "opportunities(11111111-8efb-e511-80d2-00155db07c77)", {}],
    ["GET", "opportunities/$count", {}],
    ["GET", "opportunities?$expand=parentaccountid($select=name)", {}],
    ["GET", "opportunities?$filter=contains(name,'x')", {}],
    ["GET", "opportunities", { prefer: 'odata.include-annotations="*"' }],
    ["GET", "EntityDefinitions(LogicalName='opportunity')/ManyToOneRelationships", {}],
  ])("owns up to what it does not emulate: %s %s", async (method, path, headers) => {
    await using crm = await environment();
    const json = method === "POST" ? { json: {} } : {};
    expect((await crm.request(method, path, { headers, ...json })).status).toBe(501);
  });

  it("is seeded with the organisation and its currencies", async () => {
    await using crm = await environment();
    const organizations = await crm.get("organizations?$select=name,_basecurrencyid_value");
    const currencies = await crm.get("transactioncurrencies?$select=isocurrencycode,currencyprecision");
    expect(organizations.body.value).toMatchObject([{ name: "Contoso" }]);
    const precisions = currencies.body.value.map(
      (row: { isocurrencycode: string; currencyprecision: number }) =>
        `${row.isocurrencycode} ${row.currencyprecision}`,
    );
    expect(precisions).toEqual(["USD 2", "EUR 2", "GBP 2", "CAD 2", "INR 2", "JPY 0"]);
  });

  it("leaves the hint of parallelism out where an environment has none", async () => {
    await using crm = await environment({ dopHint: null });
    expect((await crm.get("WhoAmI")).headers.has("x-ms-dop-hint")).toBe(false);
  });
});

describe("service protection of Dataverse", () => {
  it("refuses more requests than the window allows, until the oldest have left it", async () => {
    await using crm = await environment({ limits: { requests: 2 } });
    await crm.get("WhoAmI");
    crm.pass(100_000);
    await crm.get("WhoAmI");
    const refused = await crm.request("POST", "accounts", { json: { name: "x" } });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("200");
    expect(refused.headers.get("x-ms-ratelimit-burst-remaining-xrm-requests")).toBe("0");
    expect(refused.body.error).toEqual({
      code: "0x80072322",
      message: "Number of requests exceeded the limit of 2 over time window of 300 seconds.",
    });
    expect(crm.dataverse.rows("account")).toEqual([]);
    crm.pass(199_000);
    const early = await crm.get("WhoAmI");
    expect(early.status).toBe(429);
    expect(Number(early.headers.get("retry-after"))).toBeGreaterThan(1);
    crm.pass(300_000);
    expect((await crm.get("WhoAmI")).status).toBe(200);
  });

  it("counts the execution time of every operation, also inside a batch", async () => {
    await using crm = await environment({ operationMs: 250, limits: { executionMs: 1000 } });
    const get = "Content-Type: application/http\r\n\r\nGET /api/data/v9.2/WhoAmI HTTP/1.1\r\n\r\n";
    const batch = () =>
      crm.request("POST", "$batch", {
        body: `--b\r\n${get}\r\n--b\r\n${get}\r\n--b--\r\n`,
        headers: { "content-type": "multipart/mixed; boundary=b" },
      });
    expect([(await batch()).status, (await batch()).status]).toEqual([200, 200]);
    const refused = await batch();
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("300");
    expect(refused.headers.get("x-ms-ratelimit-time-remaining-xrm-requests")).toBe("0.00");
    expect(refused.body.error.code).toBe("0x80072321");
    expect(refused.body.error.message).toMatch(
      /^Combined execution time of incoming requests exceeded limit of 1,000 milliseconds/,
    );
    crm.pass(DAY);
    expect((await batch()).status).toBe(200);
  });

  it("refuses more requests at a time than allowed, and lets others in when those are done", async () => {
    const waiting: (() => void)[] = [];
    await using crm = await environment({
      limits: { concurrent: 2 },
      operationMs: 10,
      elapse: () => new Promise((resolve) => waiting.push(resolve)),
    });
    const first = [crm.get("WhoAmI"), crm.get("WhoAmI")];
    await until(() => waiting.length === 2);
    const refused = await crm.get("WhoAmI");
    expect(refusal(refused)).toEqual({ status: 429, code: "0x80072326" });
    expect(refused.headers.get("retry-after")).toBe("1");
    for (const done of waiting.splice(0)) done();
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200]);
    const next = crm.get("WhoAmI");
    await until(() => waiting.length === 1);
    waiting[0]?.();
    expect((await next).status).toBe(200);
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
