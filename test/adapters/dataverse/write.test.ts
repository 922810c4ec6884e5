import { describe, expect, it } from "vitest";
import type { Connection } from "../../../src/adapters/dataverse/connection.ts";
import { openDataverse } from "../../../src/adapters/dataverse/dataverse.ts";
import { openWriter } from "../../../src/adapters/dataverse/write.ts";
import type { OpportunityWrite } from "../../../src/model/ports.ts";
import { reply, testClock, testHttp, testServer } from "../support.ts";
import { batchServer, multipart, type OperationAnswer } from "./batch-server.ts";

const API = "/api/data/v9.2/";
const NEW = { "@odata.etag": 'W/"2"', opportunityid: "a", modifiedon: "2026-10-01T08:00:00Z" };
const APPLIED = { outcome: "applied", etag: 'W/"2"', modified: "2026-10-01T08:00:00Z" };
const done = (): OperationAnswer => ({ status: 200, body: NEW });

function open(
  baseUrl: string,
  more: { http?: ReturnType<typeof testHttp>; clock?: ReturnType<typeof testClock> } = {},
) {
  return openDataverse({
    http: testHttp(more.clock ? { clock: more.clock } : {}),
    token: async ({ fresh = false } = {}) => (fresh ? "fresh" : "token"),
    baseUrl,
    columns: ["name"],
    referralIdColumn: "x_referralid",
    clock: testClock(),
    ...more,
  });
}

function update(id: string, columns: Record<string, unknown> = { name: id }): OpportunityWrite {
  return { action: "update", id, etag: `W/"${id}"`, columns };
}

function updates(count: number): OpportunityWrite[] {
  return Array.from({ length: count }, (_, index) => update(`row-${index}`));
}

function refusal(status: number, code: string, message = "No."): OperationAnswer {
  return { status, body: { error: { code, message } } };
}

/** The result of one write that Dataverse answers like this. */
async function resultOf(answer: OperationAnswer, write: OpportunityWrite = update("a")) {
  const server = await batchServer(() => answer);
  return (await open(server.url).write([write]))[0];
}

describe("one write", () => {
  it("creates under a chosen id, and only when nothing is there", async () => {
    const server = await batchServer(() => ({ status: 201, body: NEW }));
    const create = { action: "create", id: "a", columns: { name: "Grünwald" } } as const;
    expect(await open(server.url).write([create])).toEqual([APPLIED]);
    expect(server.operations).toMatchObject([
      {
        method: "PATCH",
        url: `${API}opportunities(a)?$select=modifiedon`,
        headers: {
          authorization: "Bearer token",
          "content-type": "application/json",
          "odata-version": "4.0",
          "odata-maxversion": "4.0",
          "if-none-match": "*",
          prefer: "return=representation",
        },
        body: '{"name":"Grünwald"}',
      },
    ]);
    expect(server.operations[0]?.headers["if-match"]).toBeUndefined();
  });

  it.each([
    ["as it was sent", { x_base: "{}" }, {}],
    ["without a word of it", {}, {}],
    ["empty", { x_base: null }, { lostBase: "nothing" }],
    ["encoded", { x_base: "&#123;&#125;" }, { lostBase: "something else" }],
    ["cut", { x_base: "{" }, { lostBase: "something else" }],
  ])("says what became of the base that the answer shows %s", async (_how, shown, found) => {
    const server = await batchServer(() => ({ status: 200, body: { ...NEW, ...shown } }));
    const write = { ...update("a"), columns: { x_base: "{}" }, baseColumn: "x_base" } as const;
    expect(await open(server.url).write([write])).toEqual([{ ...APPLIED, ...found }]);
    expect(server.operations[0]?.url).toBe(`${API}opportunities(a)?$select=modifiedon,x_base`);
  });

  it("updates only the version it was decided on", async () => {
    const server = await batchServer(done);
    expect(await open(server.url).write([update("a")])).toEqual([APPLIED]);
    expect(server.operations[0]?.headers).toMatchObject({
      "if-match": 'W/"a"',
      prefer: "return=representation",
    });
    expect(server.operations[0]?.headers["if-none-match"]).toBeUndefined();
  });

  it.each([
    ["won", "WinOpportunity", 3, "Won in Partner Center"],
    ["lost", "LoseOpportunity", 5, "Lost in Partner Center"],
  ] as const)("closes as %s through its own action", async (as, action, statuscode, subject) => {
    const server = await batchServer(() => ({ status: 204 }));
    const [result] = await open(server.url).write([{ action: "close", id: "a", as, statuscode }]);
    expect(result).toEqual({ outcome: "applied", etag: null, modified: null });
    expect(server.operations[0]).toMatchObject({ method: "POST", url: `${API}${action}` });
    expect(JSON.parse(server.operations[0]?.body ?? "")).toEqual({
      Status: statuscode,
      OpportunityClose: { subject, "opportunityid@odata.bind": "/opportunities(a)" },
    });
  });
});

describe("the fate of a write is told by the code, not the status", () => {
  const create: OpportunityWrite = { action: "create", id: "a", columns: {} };

  it("an etag that has moved is stale", async () => {
    expect(await resultOf(refusal(412, "0x80060882", "The version differs."))).toEqual({
      outcome: "stale",
      reason: "412 0x80060882: The version differs.",
    });
  });

  it.each(["0x80040237", "0x80060892", ""])(
    'a create that meets "%s" is stale: it exists already',
    async (code) => {
      expect(await resultOf(refusal(412, code), create)).toEqual({
        outcome: "stale",
        reason: `exists already, made meanwhile or out of reach of the application user (doctor looks at its role): ${["412", code].filter(Boolean).join(" ")}: No.`,
      });
    },
  );

  it.each(["account", "lead"] as const)(
    "a new %s that meets a key of the customer's own is refused",
    async (table) => {
      const own: OpportunityWrite = { ...create, table };
      const message = "Entity Key D-U-N-S violated. A record with the same value for D-U-N-S already exists.";
      expect(await resultOf(refusal(412, "0x80060892", message), own)).toEqual({
        outcome: "rejected",
        reason: `412 0x80060892: ${message}`,
      });
      expect(await resultOf(refusal(412, "0x80040237"), own)).toMatchObject({ outcome: "stale" });
    },
  );

  it("a note is made once: what somebody has made of it since is not overwritten", async () => {
    const server = await batchServer(() => ({ status: 204 }));
    const note: OpportunityWrite = { action: "note", id: "n", opportunity: "a", subject: "s", text: "t" };
    await open(server.url).write([note, { ...note, id: "m", opportunity: "b", table: "lead" }]);
    expect(server.operations).toMatchObject([
      { method: "PATCH", url: `${API}annotations(n)`, headers: { "if-none-match": "*" } },
      { method: "PATCH", url: `${API}annotations(m)`, headers: { "if-none-match": "*" } },
    ]);
    expect(server.operations.map(({ body }) => JSON.parse(body))).toEqual([
      { subject: "s", notetext: "t", "objectid_opportunity@odata.bind": "/opportunities(a)" },
      { subject: "s", notetext: "t", "objectid_lead@odata.bind": "/leads(b)" },
    ]);
  });

  it("a note is there where the code says so, and only there: what it keeps is about to be overwritten", async () => {
    const note: OpportunityWrite = { action: "note", id: "n", opportunity: "a", subject: "s", text: "t" };
    const made = { outcome: "applied", etag: null, modified: null };
    expect(await resultOf(refusal(412, "0x80040237"), note)).toEqual(made);
    expect(await resultOf(refusal(412, ""), note)).toMatchObject({ outcome: "stale" });
    expect(await resultOf(refusal(412, "0x80040333"), note)).toMatchObject({ outcome: "rejected" });
  });

  it.each(["0x80040237", "0x80060892", "0x80040333"])("an update that meets %s is rejected", async (code) => {
    expect(await resultOf(refusal(412, code))).toMatchObject({ outcome: "rejected" });
  });

  it("a 412 that gives no code is stale", async () => {
    expect(await resultOf({ status: 412 })).toEqual({ outcome: "stale", reason: "412" });
  });

  it.each([
    [400, "0x80100005", "This message can not be used to set the state of opportunity to won."],
    [400, "0x80040515", "The opportunity is already closed."],
    [404, "0x80040217", "opportunity With Id = a Does Not Exist"],
    [403, "0x80040220", "is missing prvWriteOpportunity privilege"],
  ])("a %i %s is rejected, with what Dataverse says", async (status, code, message) => {
    expect(await resultOf(refusal(status, code, message))).toEqual({
      outcome: "rejected",
      reason: `${status} ${code}: ${message}`,
    });
  });

  // "Web service error codes", IsvAborted and its like: a status that a plug-in names has a code of its own.
  it.each([
    [400, "0x80040265"],
    [400, "0x80040224"],
    [404, "0x80048d02"],
    [503, "0x80048d03"],
    [429, "0x80048d04"],
    [401, "0x80048d05"],
    [403, "0x80048d06"],
    [408, "0x80048d07"],
    [409, "0x80048d08"],
    [412, "0x80048d09"],
    [500, "0x80048d0a"],
    [502, "0x80048d0f"],
    [504, "0x80048d10"],
    [413, "0x80048d11"],
  ])(
    "what a plug-in refuses with the status of its choice (%i %s) is refused, and sent once",
    async (status, code) => {
      for (const count of [1, 20]) {
        const server = await batchServer(() => refusal(status, code, "A plug-in said no."));
        const results = await open(server.url).write(updates(count));
        const refused = { outcome: "rejected", reason: `${status} ${code}: A plug-in said no.` };
        expect(results).toEqual(Array.from({ length: count }, () => refused));
        expect(server.operations).toHaveLength(count);
      }
    },
  );

  it.each(["0x80048d01", "0x80048d12"])("%s beside them is none of a plug-in", async (code) => {
    expect(await resultOf(refusal(500, code))).toMatchObject({ outcome: "failed", sent: true });
  });

  it.each(["0x80044339", "0x80044150", "0x80044151"])(
    "a 400 %s is no refusal: the row was locked, or the database busy",
    async (code) => {
      expect(await resultOf(refusal(400, code))).toEqual({
        outcome: "failed",
        reason: `400 ${code}: No.`,
        sent: true,
      });
    },
  );

  it.each(["<html>Sign in</html>", { error: { code: "0x80040216", message: "Unexpected." } }])(
    "a 200 with %j tells nothing, as something else has answered",
    async (body) => {
      expect(await resultOf({ status: 200, body })).toMatchObject({ outcome: "failed", sent: true });
    },
  );

  it("a lead is qualified through its own action, which makes nothing", async () => {
    const server = await batchServer(() => ({ status: 204 }));
    const [result] = await open(server.url).write([{ action: "qualify", id: "l" }]);
    expect(result).toEqual({ outcome: "applied", etag: null, modified: null });
    expect(server.operations).toMatchObject([
      { method: "POST", url: `${API}leads(l)/Microsoft.Dynamics.CRM.QualifyLead` },
    ]);
    expect(JSON.parse(server.operations[0]?.body ?? "")).toEqual({
      CreateAccount: false,
      CreateContact: false,
      CreateOpportunity: false,
      Status: 3,
    });
  });

  it.each([408, 500])("a server error (%i) may have come after the write", async (status) => {
    expect(await resultOf(refusal(status, "0x80040216", "An unexpected error occurred."))).toEqual({
      outcome: "failed",
      reason: `${status} 0x80040216: An unexpected error occurred.`,
      sent: true,
    });
  });
});

describe("what a rejection says", () => {
  const PREFIX =
    "Error identified in Payload provided by the user for Entity :'opportunities', For more information on this error please follow this help link https://go.microsoft.com/fwlink/?linkid=2195293  ---->  InnerException : ";

  it.each([
    [
      "0x80044331",
      "A validation error occurred.  The length of the 'name' attribute of the 'opportunity' entity exceeded the maximum allowed length of '300'.",
      "400 0x80044331 (column name): The length of the 'name' attribute of the 'opportunity' entity exceeded the maximum allowed length of '300'.",
    ],
    [
      "0x80048d19",
      `${PREFIX}Microsoft.Crm.CrmException: Invalid property 'mspc_nope' was found in entity 'Microsoft.Dynamics.CRM.opportunity'. ---> Microsoft.OData.ODataException: The property 'mspc_nope' does not exist.\r\n   at Microsoft.OData...`,
      "400 0x80048d19 (column mspc_nope): Invalid property 'mspc_nope' was found in entity 'Microsoft.Dynamics.CRM.opportunity'.",
    ],
    [
      "0x80048d19",
      `${PREFIX}Microsoft.OData.ODataException: Cannot convert the literal 'Hot Deal' to the expected type 'Edm.Int32'. ---> System.FormatException: Input string was not in a correct format.\r\n   at ...`,
      "400 0x80048d19: Cannot convert the literal '…' to the expected type 'Edm.Int32'.",
    ],
    [
      "0x8004431a",
      "A validation error occurred. The value 99 of 'statuscode' on record of type 'opportunity' is outside the valid range.",
      "400 0x8004431a (column statuscode): The value 99 of 'statuscode' on record of type 'opportunity' is outside the valid range.",
    ],
    [
      "0x80040265",
      "Plug-in: customer 'Ana Müller' (ana@contoso.test)\r\nis blocked ---> System.Exception: stack",
      "400 0x80040265: Plug-in: customer '…' … is blocked",
    ],
  ])("is one short line with the column and without the stack (%s)", async (code, message, reason) => {
    expect(await resultOf(refusal(400, code, message))).toMatchObject({ outcome: "rejected", reason });
  });

  it.each([
    ["The length of the 'name' attribute of the 'opportunity' entity is too large.", ["name"]],
    ["Die Länge des Attributs „name“ der Entität „opportunity“ ist zu groß.", ["name"]],
    ["The value of 'x_value' on record of type 'opportunity' is outside the valid range.", ["x_value"]],
    ["'name' and \"x_value\" do not go together.", ["name", "x_value"]],
    ["'x_currency' With Id = … Does Not Exist", ["x_currency@odata.bind"]],
    ["A name is needed, and its name is not 'description'.", undefined],
  ])("names the columns that were sent: %s", async (message, named) => {
    const columns = { name: "Deal", x_value: 1, "x_currency@odata.bind": "/transactioncurrencies(a)" };
    const result = await resultOf(refusal(400, "0x80044330", message), update("a", columns));
    expect(result).toMatchObject({ outcome: "rejected" });
    expect(result && "named" in result ? result.named : undefined).toEqual(named);
  });

  it("has nothing of what was sent, in whatever words a plug-in says it", async () => {
    const columns = { name: "Lakeshore", description: "Ana Müller\nin Bremen", statuscode: 99 };
    const message = "LAKESHORE: Ana Müller is not in Bremen (99, name)";
    const write: OpportunityWrite = { action: "create", id: "a", columns };
    expect(await resultOf(refusal(400, "0x80040265", message), write)).toEqual({
      outcome: "rejected",
      reason: "400 0x80040265: …: … is not … (99, name)",
    });
  });

  it("survives an answer that is no JSON", async () => {
    expect(await resultOf({ status: 415, body: "<html>" })).toEqual({ outcome: "rejected", reason: "415" });
  });
});

describe("several writes", () => {
  it("go in as many batches as Dataverse allows at a time: 130 in 44 requests at 52", async () => {
    const server = await batchServer(done, { "x-ms-dop-hint": "52" });
    const http = testHttp();
    const dataverse = open(server.url, { http });
    await dataverse.write([update("first")]);
    const before = http.counts.dataverse;
    const results = await dataverse.write(updates(130));
    expect(http.counts.dataverse - before).toBe(44);
    // The 130th is alone, and needs no envelope.
    expect(server.batches).toEqual(Array.from({ length: 43 }, () => 3));
    expect(results).toEqual(Array.from({ length: 130 }, () => APPLIED));
    expect(new Set(server.operations.map((operation) => operation.url)).size).toBe(131);
  });

  it("go four at a time while Dataverse has not hinted", async () => {
    const server = await batchServer(done);
    await open(server.url).write(updates(40));
    expect(server.batches).toEqual([10, 10, 10, 10]);
  });

  it("are never more than 52 at a time, whatever the hint", async () => {
    const server = await batchServer(done, { "x-ms-dop-hint": "100" });
    const dataverse = open(server.url);
    await dataverse.write([update("first")]);
    await dataverse.write(updates(104));
    expect(server.batches).toEqual(Array.from({ length: 52 }, () => 2));
  });

  it("are fewer in a batch where their texts are long, which Dataverse would refuse as too large", async () => {
    const batches: number[] = [];
    const connection = {
      concurrency: () => 1,
      send: async ({ body }: { readonly body: string }) => {
        batches.push(body.match(/^PATCH /gm)?.length ?? 1);
        return { status: 503, headers: {}, body: "" };
      },
    } as unknown as Connection;
    const description = "日".repeat(5_000_000);
    const writes = ["a", "b", "c", "d", "e"].map((id) => update(id, { description }));
    await openWriter(connection, testClock()).write(writes);
    expect(batches).toEqual([2, 2, 1]);
  });

  it("are never more than a hundred in a batch: with slow plug-ins, more would not be over within the time limit", async () => {
    const server = await batchServer(done, { "x-ms-dop-hint": "2" });
    const dataverse = open(server.url);
    await dataverse.write([update("first")]);
    await dataverse.write(updates(400));
    expect(server.batches).toEqual([100, 100, 100, 100]);
    await dataverse.write(updates(401));
    expect(Math.max(...server.batches)).toBe(100);
  });

  it("are spread evenly over as many batches as that takes", async () => {
    const server = await batchServer(done);
    await open(server.url).write(updates(1000));
    expect(server.batches.toSorted((one, other) => one - other)).toEqual([
      76,
      ...Array.from({ length: 11 }, () => 84),
    ]);
  });

  it("are taken as many at once as are written in one wave, and never fewer than two thousand", async () => {
    const server = await batchServer(done, { "x-ms-dop-hint": "52" });
    const dataverse = open(server.url);
    expect(dataverse.atOnce()).toBe(2000);
    await dataverse.write([update("first")]);
    expect(dataverse.atOnce()).toBe(5200);
  });

  it("go as plain requests when there are no more than may be under way", async () => {
    const server = await batchServer(done);
    await open(server.url).write(updates(4));
    expect(server.batches).toEqual([]);
    expect(server.operations).toHaveLength(4);
  });

  it("of one record stay together and in order", async () => {
    const server = await batchServer(done);
    const writes: OpportunityWrite[] = [
      ...updates(8),
      update("row-0", { name: "again" }),
      { action: "close", id: "row-0", as: "won", statuscode: 3 },
    ];
    await open(server.url).write(writes);
    const of = server.operations.filter((operation) => /row-0|Win/.test(operation.url));
    expect(of.map((operation) => JSON.parse(operation.body).name ?? "close")).toEqual([
      "row-0",
      "again",
      "close",
    ]);
    expect(server.seen.filter(({ body }) => body.includes("row-0"))).toHaveLength(1);
    expect(server.operations).toHaveLength(10);
  });

  it("each have their own fate, in the order they were given", async () => {
    const server = await batchServer(({ url }) => {
      if (url.includes("row-3")) return refusal(412, "0x80060882");
      if (url.includes("row-5")) return refusal(400, "0x80044331");
      return done();
    });
    const results = await open(server.url).write(updates(12));
    expect(results.map((result) => result.outcome)).toEqual(
      Array.from({ length: 12 }, (_, index) => ({ 3: "stale", 5: "rejected" })[index] ?? "applied"),
    );
  });

  it("carry any text: quotes, line ends, other scripts", async () => {
    const server = await batchServer(done);
    const name = 'Zürich "AG"\r\n--batch_1--\r\n東京';
    await open(server.url).write([...updates(8), update("a", { name })]);
    const operation = server.operations.find(({ url }) => url.includes("(a)"));
    expect(JSON.parse(operation?.body ?? "")).toEqual({ name });
    expect(operation?.headers).toMatchObject({
      "if-match": 'W/"a"',
      prefer: "return=representation",
      "content-type": "application/json; type=entry",
    });
  });

  it("ask the server to go on after an error, and are none of them repeated blindly", async () => {
    const server = await testServer((_, response) => reply(response, 500));
    const results = await open(server.url).write(updates(8));
    expect(server.seen).toHaveLength(4);
    expect(server.seen[0]?.headers.prefer).toBe("odata.continue-on-error");
    expect(results).toEqual(
      Array.from({ length: 8 }, () => ({ outcome: "failed", reason: "500", sent: true })),
    );
  });
});

describe("a batch that goes wrong", () => {
  const MULTIPART = { "Content-Type": "multipart/mixed; boundary=batchresponse_1" };
  const outcomes = async (body: string, status = 200, headers: Record<string, string> = MULTIPART) => {
    const server = await testServer((_, response) => reply(response, status, body, headers));
    return (await open(server.url).write(updates(8))).slice(0, 2);
  };

  it("leaves open what has no part in the answer", async () => {
    expect(await outcomes(multipart([done()]))).toMatchObject([APPLIED, { outcome: "failed", sent: true }]);
  });

  it("that stopped at an error leaves the rest undone", async () => {
    expect(await outcomes(multipart([refusal(412, "0x80060882")]), 412)).toMatchObject([
      { outcome: "stale" },
      { outcome: "failed", reason: "the batch ended before this write", sent: false },
    ]);
  });

  it("leaves open what an answer without its end may have held", async () => {
    const cut = multipart([done(), done()]).slice(0, -25);
    expect(await outcomes(cut.slice(0, cut.indexOf("--batchresponse_1", 5)))).toMatchObject([
      APPLIED,
      { outcome: "failed", sent: true },
    ]);
  });

  it("leaves open what follows an error, where the answer is without its end", async () => {
    const cut = multipart([refusal(412, "0x80060882")]).replace(/--batchresponse_1--\s*$/, "");
    expect(await outcomes(cut)).toMatchObject([{ outcome: "stale" }, { outcome: "failed", sent: true }]);
  });

  it("leaves open what has a part that cannot be read, also where it stopped at an error", async () => {
    const whole = multipart([done(), refusal(412, "0x80060882")]);
    const unreadable = whole.replace("HTTP/1.1 200", "HTP 200");
    expect(unreadable).not.toBe(whole);
    expect(await outcomes(unreadable)).toMatchObject([
      { outcome: "failed", sent: true },
      { outcome: "stale" },
    ]);
  });

  it.each(["<html>", ""])("leaves everything open when a success is no batch answer: %j", async (body) => {
    expect(await outcomes(body, 200, {})).toMatchObject([
      { outcome: "failed", sent: true },
      { outcome: "failed", sent: true },
    ]);
  });

  it("may have been carried out in full when its answer is lost", async () => {
    const server = await testServer((_, response) => response.destroy());
    const results = await open(server.url).write(updates(8));
    expect(server.seen).toHaveLength(4);
    expect(results.map((result) => result.outcome === "failed" && result.sent)).toEqual(
      Array.from({ length: 8 }, () => true),
    );
  });

  it("was not carried out when nobody listens", async () => {
    const [result] = await open("http://127.0.0.1:1").write(updates(8));
    expect(result).toMatchObject({ outcome: "failed", sent: false });
  });

  it.each([400, 413])(
    "because of one write (%i) is sent again one by one, so that the others get through",
    async (status) => {
      const server = await testServer((request, response) => {
        if (request.url.endsWith("$batch") && request.body.includes("poison")) {
          reply(response, status, { error: { code: "0x80048d19", message: "Stream was not readable." } });
        } else if (request.url.endsWith("$batch")) {
          reply(response, 200, multipart([done(), done()]), MULTIPART);
        } else if (request.body.includes("poison")) {
          reply(response, 400, { error: { code: "0x80048d19", message: "Bad." } });
        } else reply(response, 200, NEW);
      });
      const results = await open(server.url).write([update("x", { name: "poison" }), ...updates(7)]);
      expect(results.map((result) => result.outcome)).toEqual(["rejected", ...Array(7).fill("applied")]);
      expect(server.seen).toHaveLength(6);
    },
  );

  it("may have done a write of which a batch of its own says that it has moved", async () => {
    const server = await testServer((request, response) => {
      if (request.url.endsWith("$batch")) reply(response, 400, "");
      else reply(response, 412, { error: { code: "0x80060882", message: "Moved." } });
    });
    expect(await open(server.url).write(updates(8))).toEqual(
      Array.from({ length: 8 }, () => ({ outcome: "failed", reason: "412 0x80060882: Moved.", sent: true })),
    );
  });

  it("for a user who may not is rejected as a whole", async () => {
    const body = JSON.stringify({ error: { code: "0x80072560", message: "No member." } });
    expect(await outcomes(body, 403, {})).toMatchObject([{ outcome: "rejected" }, { outcome: "rejected" }]);
  });

  it("for want of an accepted token has not been carried out", async () => {
    expect(await outcomes("", 401, {})).toMatchObject([
      { outcome: "failed", sent: false },
      { outcome: "failed", sent: false },
    ]);
  });
});

describe("throttling", () => {
  it.each(["0x80072321", "0x80072322", "0x80072326"])(
    "of parts of a batch (%s) sends those parts again, after the wait",
    async (code) => {
      let refusals = 0;
      const server = await batchServer(({ url }) => {
        if (!/row-[12]\)/.test(url) || refusals >= 2) return done();
        refusals += 1;
        return { ...refusal(429, code), headers: { "Retry-After": String(refusals * 3) } };
      });
      const clock = testClock();
      const results = await open(server.url, { clock }).write(updates(8));
      expect(results).toEqual(Array.from({ length: 8 }, () => APPLIED));
      expect(server.operations).toHaveLength(10);
      expect(clock.slept).toEqual([6000]);
    },
  );

  it("that does not end leaves the write undone", async () => {
    const server = await batchServer(({ url }) =>
      url.includes("row-1") ? refusal(429, "0x80072322", "Too many.") : done(),
    );
    const results = await open(server.url).write(updates(8));
    expect(results[1]).toEqual({ outcome: "failed", reason: "429 0x80072322: Too many.", sent: false });
    expect(results[0]).toEqual(APPLIED);
  });

  it("that does not say for how long is met five times, a second apart", async () => {
    const server = await batchServer(() => refusal(429, "0x80072322"));
    const clock = testClock();
    expect(await open(server.url, { clock }).write(updates(8))).toHaveLength(8);
    expect(server.batches).toEqual(Array.from({ length: 5 * 4 }, () => 2));
    expect(clock.slept).toEqual([1000, 1000, 1000, 1000]);
  });

  it("that asks for more than ten minutes is not waited for", async () => {
    const server = await batchServer(() => ({
      ...refusal(429, "0x80072322"),
      headers: { "Retry-After": "3600" },
    }));
    const clock = testClock();
    const http = testHttp({ clock });
    const results = await open(server.url, { http, clock }).write(updates(8));
    expect(results).toHaveLength(8);
    expect(results[0]).toMatchObject({ outcome: "failed", sent: false });
    expect(clock.slept).toEqual([]);
    expect(http.overlong()).toContain("Dataverse asks to wait until");
  });

  it("that asks for a few minutes each time is waited for ten minutes in all", async () => {
    const server = await batchServer(() => ({
      ...refusal(429, "0x80072322"),
      headers: { "Retry-After": "240" },
    }));
    const clock = testClock();
    const started = clock.now().getTime();
    const results = await open(server.url, { clock }).write(updates(8));
    expect(results[0]).toMatchObject({ outcome: "failed", sent: false });
    expect(results[0]).toHaveProperty(
      "reason",
      expect.stringContaining("a run waits at most 10 minutes in all"),
    );
    expect(clock.now().getTime() - started).toBe(480_000);
  });

  it("of a whole batch is waited for by the layer below", async () => {
    let first = true;
    const server = await testServer((_, response) => {
      if (first) reply(response, 429, "", { "Retry-After": "5" });
      else
        reply(response, 200, multipart([done(), done()]), {
          "Content-Type": "multipart/mixed; boundary=batchresponse_1",
        });
      first = false;
    });
    const results = await open(server.url).write(updates(8));
    expect(results).toEqual(Array.from({ length: 8 }, () => APPLIED));
    expect(server.seen).toHaveLength(5);
  });
});
