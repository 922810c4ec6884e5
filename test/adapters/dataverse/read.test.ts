import nock from "nock";
import { afterEach, describe, expect, it } from "vitest";
import { type DataverseOptions, openDataverse } from "../../../src/adapters/dataverse/dataverse.ts";
import { ContractError, ServiceError, SignInError, UnreachableError } from "../../../src/errors.ts";
import type { OpportunityCursor } from "../../../src/model/ports.ts";
import { reply, testClock, testHttp, testServer } from "../support.ts";

const HOST = "https://contoso.crm4.dynamics.com";
const API = "/api/data/v9.2/";
const SELECT = "modifiedon,name,opportunityid,x_referralid";
const NOW = "2026-10-01T08:00:00.000Z";

afterEach(() => {
  nock.cleanAll();
});

function open(more: Partial<DataverseOptions> = {}) {
  return openDataverse({
    http: testHttp(),
    token: async ({ fresh = false } = {}) => (fresh ? "fresh" : "token"),
    baseUrl: HOST,
    columns: ["name"],
    referralIdColumn: "x_referralid",
    clock: testClock(NOW),
    ...more,
  });
}

function row(id: string, version = 1) {
  return {
    "@odata.etag": `W/"${version}"`,
    opportunityid: id,
    modifiedon: "2026-10-01T07:00:00Z",
    name: `deal ${id}`,
    x_referralid: null,
  };
}

function gone(id: string) {
  return { "@odata.context": `${HOST}${API}$metadata#opportunities/$deletedEntity`, id, reason: "deleted" };
}

const deltaPath = (token: string, select = SELECT) =>
  `${API}opportunities?$select=${select}&$deltatoken=${token}`;
const nextLink = (page: number) =>
  `${HOST}${API}opportunities?$select=${SELECT}&$skiptoken=page%22${page}%22`;

async function collect(cursor: OpportunityCursor | null, dataverse = open()) {
  const ids: string[] = [];
  const result = await dataverse.readChanged(cursor, (records) => {
    ids.push(...records.map((record) => record.id));
  });
  return { ...result, ids };
}

const everything = () => nock(HOST).get(`${API}opportunities`).query({ $select: SELECT });
const modifiedSince = (time: string) =>
  nock(HOST)
    .get(`${API}opportunities`)
    .query({
      $select: SELECT,
      $filter: `modifiedon ge ${time}`,
      $orderby: "modifiedon,opportunityid",
    });
const refused = (code: string, message: string) => ({ error: { code, message } });

describe("the first read", () => {
  it("reads all rows with change tracking, then what was modified since it began", async () => {
    nock(HOST, {
      reqheaders: {
        authorization: "Bearer token",
        accept: "application/json",
        "odata-version": "4.0",
        "odata-maxversion": "4.0",
        "if-none-match": "null",
        prefer: "odata.track-changes,odata.maxpagesize=500",
      },
    })
      .get(`${API}opportunities`)
      .query({ $select: SELECT })
      .reply(
        200,
        { value: [row("A"), row("b")], "@odata.nextLink": nextLink(2) },
        { Date: "Thu, 01 Oct 2026 07:59:50 GMT" },
      )
      .get(`${API}opportunities?$select=${SELECT}&$skiptoken=page%22${2}%22`)
      .reply(
        200,
        { value: [row("c")], "@odata.deltaLink": HOST + deltaPath("9!x") },
        { Date: "Thu, 01 Oct 2026 07:59:55 GMT" },
      );
    modifiedSince("2026-10-01T07:54:50.000Z").reply(200, { value: [row("a", 2)] });
    expect(await collect(null)).toEqual({
      ids: ["a", "b", "c", "a"],
      full: true,
      cursor: { delta: deltaPath("9!x"), readAt: "2026-10-01T07:59:50.000Z" },
    });
  });

  it("goes on from our own clock where the one of an answer is ahead", async () => {
    nock(HOST)
      .get(`${API}opportunities`)
      .query({ $select: SELECT })
      .reply(
        200,
        { value: [], "@odata.deltaLink": HOST + deltaPath("1!a") },
        { Date: "Fri, 02 Oct 2026 08:00:00 GMT" },
      );
    modifiedSince("2026-10-01T07:55:00.000Z").reply(200, { value: [row("a")] });
    expect(await collect(null)).toMatchObject({ ids: ["a"], cursor: { readAt: NOW } });
  });

  it("asks for the next page while this one is worked on", async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    everything().reply(200, { value: [row("a")], "@odata.nextLink": nextLink(2) });
    nock(HOST)
      .get(/skiptoken/)
      .reply(() => {
        resolve();
        return [200, { value: [row("b")] }];
      });
    modifiedSince("2026-10-01T07:55:00.000Z").reply(200, { value: [] });
    const { cursor } = await open().readChanged(null, () => asked);
    expect(cursor.delta).toBeNull();
  });

  it("waits for whoever takes a page, and ends where that fails", async () => {
    everything().reply(200, { value: [row("a")], "@odata.nextLink": nextLink(2) });
    nock(HOST)
      .get(`${API}opportunities?$select=${SELECT}&$skiptoken=page%22${2}%22`)
      .reply(200, { value: [row("b")], "@odata.deltaLink": `${HOST}${deltaPath("1")}` });
    const taken: string[] = [];
    const take = async ([record]: readonly { readonly id: string }[]) => {
      await new Promise((resolve) => setImmediate(resolve));
      taken.push(record?.id ?? "");
      throw new Error("No room for it.");
    };
    await expect(open().readChanged(null, take)).rejects.toThrow("No room for it.");
    expect(taken).toEqual(["a"]);
  });

  it("hands over rows as Dataverse sent them", async () => {
    const sent = { ...row("AB"), estimatedvalue: 5000.5, _parentaccountid_value: null };
    everything().reply(200, { value: [sent] });
    modifiedSince("2026-10-01T07:55:00.000Z").reply(200, { value: [] });
    const records: unknown[] = [];
    await open().readChanged(null, (page) => {
      records.push(...page);
    });
    expect(records).toEqual([
      {
        side: "opportunity",
        id: "ab",
        etag: 'W/"1"',
        modified: "2026-10-01T07:00:00Z",
        properties: sent,
      },
    ]);
  });

  it("hands over a row that does not say when it was changed, and the others", async () => {
    everything().reply(200, { value: [{ ...row("a"), modifiedon: null }, row("b")] });
    modifiedSince("2026-10-01T07:55:00.000Z").reply(200, { value: [] });
    const times: string[] = [];
    await open().readChanged(null, (page) => void times.push(...page.map(({ modified }) => modified)));
    expect(times).toEqual(["", "2026-10-01T07:00:00Z"]);
  });

  it.each(["", "\u00e9", "1\n2"])(
    "names the row whose etag is %j, as it can never be written",
    async (etag) => {
      everything().reply(200, { value: [row("a"), { ...row("b"), "@odata.etag": etag }] });
      await expect(collect(null)).rejects.toThrow("which version the row with opportunityid b is");
    },
  );

  it.each([
    [400, "0x80040203", "Die Änderungsnachverfolgung ist für die Entität opportunity nicht aktiviert."],
    [403, "0x80072491", "Change tracking is not enabled for entity opportunity."],
    [500, "0x80072491", "Change tracking is not enabled for entity opportunity."],
  ])("goes without change tracking where the table has none: %i %s", async (status, code, message) => {
    everything()
      .matchHeader("prefer", /track-changes/)
      .times(status === 500 ? 5 : 1)
      .reply(status, refused(code, message));
    everything()
      .matchHeader("prefer", "odata.maxpagesize=500")
      .reply(200, { value: [row("a")] });
    modifiedSince("2026-10-01T07:55:00.000Z").reply(200, { value: [] });
    expect(await collect(null)).toEqual({ ids: ["a"], full: true, cursor: { delta: null, readAt: NOW } });
  });

  it("asks its own address for what a link has under the environment's other one", async () => {
    const other = nextLink(2).replace("contoso.crm4", "contoso.api.crm4");
    everything().reply(200, { value: [row("a")], "@odata.nextLink": other });
    nock(HOST)
      .get(/skiptoken/)
      .reply(200, { value: [row("b")] });
    modifiedSince("2026-10-01T07:55:00.000Z").reply(200, { value: [] });
    expect(await collect(null)).toMatchObject({ ids: ["a", "b"] });
  });

  it.each([
    ["another host", "https://evil.test/api/data/v9.2/opportunities"],
    ["another environment", "https://evil.api.crm4.dynamics.com/api/data/v9.2/opportunities"],
    ["plain http", "http://contoso.crm4.dynamics.com/api/data/v9.2/opportunities"],
    ["another path", `${HOST}/api/data/v9.1/opportunities`],
    ["a path that climbs out", `${HOST}${API}../../elsewhere`],
  ])("refuses to follow a link to %s", async (_, link) => {
    everything().reply(200, { value: [], "@odata.nextLink": link });
    await expect(collect(null)).rejects.toThrow(ContractError);
  });

  it("fails when the pages go round in a circle", async () => {
    everything().reply(200, { value: [], "@odata.nextLink": nextLink(2) });
    nock(HOST)
      .get(/skiptoken/)
      .reply(200, { value: [], "@odata.nextLink": nextLink(2) });
    await expect(collect(null)).rejects.toThrow("round in a circle");
  });

  it.each([
    ["a row without an etag", { value: [{ opportunityid: "a", modifiedon: "2026-10-01T07:00:00Z" }] }],
    ["something that is not JSON", "<html>"],
  ])("fails on %s", async (_, body) => {
    everything().reply(200, body);
    await expect(collect(null)).rejects.toThrow(ContractError);
  });
});

describe("a later read", () => {
  const cursor = { delta: deltaPath("1!a"), readAt: "2026-09-30T08:00:00.000Z" };

  it("follows the delta link alone, and passes over rows that are gone", async () => {
    nock(HOST)
      .get(deltaPath("1!a"))
      .reply(
        200,
        { value: [row("a"), gone("b")], "@odata.deltaLink": HOST + deltaPath("2!b") },
        { Date: "Thu, 01 Oct 2026 08:00:00 GMT" },
      );
    expect(await collect(cursor)).toEqual({
      ids: ["a"],
      full: false,
      cursor: { delta: deltaPath("2!b"), readAt: "2026-10-01T08:00:00.000Z" },
    });
  });

  it.each([
    ["0x80044352", 400, "Version stamp associated with the client has expired."],
    ["0x80044352", 410, "Version stamp associated with the client has expired."],
    ["0x80044352", 500, "Version stamp associated with the client has expired."],
    ["0x80044183", 400, "Invalid version stamp"],
  ])("reads everything when the delta link is refused with %s (%i)", async (code, status, message) => {
    nock(HOST).get(deltaPath("1!a")).times(5).reply(status, refused(code, message));
    everything().reply(200, { value: [row("a")], "@odata.deltaLink": HOST + deltaPath("2!b") });
    modifiedSince("2026-10-01T07:55:00.000Z").reply(200, { value: [] });
    expect(await collect(cursor)).toMatchObject({
      ids: ["a"],
      full: true,
      cursor: { delta: deltaPath("2!b") },
    });
  });

  it.each([
    ["another refusal than is documented", 404, refused("0x0", "Not Found")],
    ["a success that has no rows, and no new link", 200, {}],
    ["a list that ends without a new link", 200, { value: [row("b")] }],
    ["a page of something else", 200, "<html>"],
  ])("reads everything when the delta link brings %s", async (_what, status, body) => {
    nock(HOST).get(deltaPath("1!a")).reply(status, body);
    everything().reply(200, { value: [row("a")], "@odata.deltaLink": HOST + deltaPath("2!b") });
    modifiedSince("2026-10-01T07:55:00.000Z").reply(200, { value: [] });
    const { ids, ...read } = await collect(cursor);
    expect(ids).toContain("a");
    expect(read).toMatchObject({ full: true, cursor: { delta: deltaPath("2!b") } });
  });

  it("says that a page of something else is no answer of Dataverse", async () => {
    everything().reply(200, "<html>Sign in to the network</html>");
    await expect(collect(null)).rejects.toThrow("in the place of an answer of Dataverse is not JSON");
  });

  it("ends when Dataverse fails, rather than ask it for everything", async () => {
    nock(HOST).get(deltaPath("1!a")).times(5).reply(503, "");
    await expect(collect(cursor)).rejects.toThrow(UnreachableError);
  });

  it.each([
    ["asks for other columns than ours", { ...cursor, delta: deltaPath("1!a", "modifiedon,opportunityid") }],
    ["is older than six days", { ...cursor, readAt: "2026-09-25T07:59:59.000Z" }],
    ["is not one of this API", { ...cursor, delta: `/elsewhere?$select=${SELECT}` }],
  ])("reads everything at once when the delta link %s", async (_, old) => {
    everything().reply(200, { value: [row("a")] });
    modifiedSince("2026-10-01T07:55:00.000Z").reply(200, { value: [] });
    expect(await collect(old)).toMatchObject({ ids: ["a"], full: true });
  });

  it("asks for what was modified since five minutes before the last read, without change tracking", async () => {
    modifiedSince("2026-09-30T07:55:00.000Z").reply(
      200,
      { value: [row("a")] },
      { Date: "Thu, 01 Oct 2026 08:00:00 GMT" },
    );
    expect(await collect({ ...cursor, delta: null })).toEqual({
      ids: ["a"],
      full: false,
      cursor: { delta: null, readAt: "2026-10-01T08:00:00.000Z" },
    });
  });

  it("is one request when nothing changed", async () => {
    nock(HOST)
      .get(deltaPath("1!a"))
      .reply(200, { value: [], "@odata.deltaLink": HOST + deltaPath("2!b") });
    const http = testHttp();
    expect((await collect(cursor, open({ http }))).ids).toEqual([]);
    expect(http.counts.dataverse).toBe(1);
  });
});

describe("rows by id", () => {
  it("are asked for two hundred at a time, each id once", async () => {
    const asked: string[][] = [];
    const server = await testServer((request, response) => {
      const query = new URL(request.url, "http://x").searchParams;
      expect(query.get("$filter")).toBe("Microsoft.Dynamics.CRM.In(PropertyName=@p1,PropertyValues=@p2)");
      expect(query.get("@p1")).toBe("'x_referralid'");
      const values: string[] = JSON.parse(query.get("@p2") ?? "");
      asked.push(values);
      reply(response, 200, { value: values.map((value) => row(`row-of-${value}`)) });
    });
    const ids = Array.from({ length: 450 }, (_, index) => `r${index}`);
    const found = await open({ baseUrl: server.url }).byReferralIds([...ids, "r0"]);
    expect(found.map((record) => record.id)).toEqual(ids.map((id) => `row-of-${id}`));
    expect(asked.map((chunk) => chunk.length).sort((a, b) => b - a)).toEqual([200, 200, 50]);
  });

  it("can be the rows' own", async () => {
    nock(HOST)
      .get(`${API}opportunities`)
      .query((query) => query["@p1"] === "'opportunityid'" && query["@p2"] === '["a"]')
      .reply(200, { value: [row("a")] });
    expect(await open().byIds(["a"])).toMatchObject([{ id: "a" }]);
  });

  it("cost nothing when there are none", async () => {
    const http = testHttp();
    expect(await open({ http }).byIds([])).toEqual([]);
    expect(http.counts.dataverse).toBe(0);
  });
});

describe("the rest", () => {
  it("the business unit is that of the application user", async () => {
    const answer = { BusinessUnitId: "B1", UserId: "u1", OrganizationId: "o1" };
    nock(HOST).get(`${API}WhoAmI`).reply(200, answer);
    expect(await open().businessUnit()).toBe("b1");
  });
});

describe("a read that is refused", () => {
  async function failing(status: number, body: string | object, times = 1) {
    nock(HOST)
      .get(/annotations/)
      .times(times)
      .reply(status, body);
    return open()
      .existingNotes(["n1"])
      .catch((thrown) => thrown);
  }

  it("for an unknown column names it", async () => {
    const message =
      "Could not find a property named 'mspc_nope' on type 'Microsoft.Dynamics.CRM.opportunity'.";
    const error = await failing(400, refused("0x80060888", message));
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({ status: 400, code: "0x80060888" });
    expect(error.message).toBe("Dataverse has no column mspc_nope (0x80060888).");
    expect(error.fix).toContain("mapping");
  });

  it("because the application is no user says how to make it one", async () => {
    const error = await failing(403, refused("0x80072560", "The user is not a member of the organization."));
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.fix).toContain("application user");
  });

  it.for([
    ["0x80040225", "The specified user(Id = 8061643d) is disabled.", "is disabled", "Activate it"],
    [
      "0x8004a104",
      "The organization is currently disabled.",
      "environment is disabled",
      "administration mode",
    ],
    ["0x80095ffc", "Access is restricted for this application Id.", "chosen applications", "client id added"],
    ["0x80095ffe", "Your IP address is blocked.", "IP firewall", "a runner with an address that is allowed"],
    [
      "0x80042f09",
      "The user with id 254b25f8 has not been assigned any roles. They need a role with the prvReadUser privilege.",
      "missing prvReadUser",
      "security-role.yml",
    ],
  ])(
    "by an environment that lets nothing of us in says what is to be done there: %s",
    async ([code = "", message = "", told, fix]) => {
      const error = await failing(403, refused(code, message));
      expect(error).toBeInstanceOf(ServiceError);
      expect(error.message).toContain(told);
      expect(error.fix).toContain(fix);
    },
  );

  it("for want of a privilege names it", async () => {
    const message =
      "Principal user (Id=4026be43, type=8), is missing prvReadOpportunity privilege (Id=dd3d1a5a) on OTC=3";
    const error = await failing(403, refused("0x80040220", message));
    expect(error).toBeInstanceOf(ServiceError);
    expect(error.message).toContain("missing prvReadOpportunity");
  });

  it("with a 401 gets one fresh token and then ends the run", async () => {
    const error = await failing(401, "", 2);
    expect(error).toBeInstanceOf(SignInError);
  });

  it("by a failing server is unreachable, not refused", async () => {
    expect(await failing(503, "<html>", 5)).toBeInstanceOf(UnreachableError);
  });
});
