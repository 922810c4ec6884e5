import nock from "nock";
import { afterEach, describe, expect, it } from "vitest";
import { NoAnswer } from "../../../src/adapters/http/failure.ts";
import { listedRecord } from "../../../src/adapters/partner-center/answer.ts";
import { openList } from "../../../src/adapters/partner-center/list.ts";
import {
  openPartnerCenter,
  type PartnerCenterOptions,
} from "../../../src/adapters/partner-center/partner-center.ts";
import { list } from "../../../src/emulator/partner-center/list.ts";
import { ContractError, ServiceError, SignInError, UnreachableError } from "../../../src/errors.ts";
import type { RemoteRecord } from "../../../src/model/record.ts";
import { reply, testClock, testHttp, testServer } from "../support.ts";

const HOST = "https://api.partner.microsoft.com";
const PATH = "/v1.0/engagements/referrals";
const NEWEST_FIRST = { $orderby: "updatedDateTime desc" };
/** Of a listing of all: what is edited while it is read stays where it is. */
const NEWEST_FIRST_MADE = { $orderby: "createdDateTime desc" };

afterEach(() => {
  nock.cleanAll();
});

function open(more: Partial<PartnerCenterOptions> = {}) {
  return openPartnerCenter({
    http: testHttp(),
    token: async ({ fresh = false } = {}) => (fresh ? "fresh" : "token"),
    baseUrl: HOST,
    clock: testClock(),
    ...more,
  });
}

function row(id: string, updatedDateTime: string, more: Record<string, unknown> = {}) {
  return { id, updatedDateTime, eTag: `"${id}-${updatedDateTime}"`, ...more };
}

async function collect(since: string | null, center = open()) {
  const pages: RemoteRecord[][] = [];
  const { readAt } = await center.readChanged(since, (records) => {
    pages.push([...records]);
  });
  return { readAt, pages, ids: pages.flat().map((record) => record.id) };
}

const skipTo = (token: string) => `http://api.partner.microsoft.com/v1.0/referrals?$skiptoken=${token}`;

describe("reading what changed", () => {
  it("asks for the newest first and hands over the rows as they came", async () => {
    const sent = row("AB-1", "2026-10-01T10:00:00.1234567Z", {
      status: "Unheard",
      details: { dealValue: 1 },
    });
    nock(HOST, {
      reqheaders: {
        authorization: "Bearer token",
        accept: "application/json",
        "ms-requestid": /.+/,
        "ms-correlationid": /.+/,
        "client-request-id": /.+/,
      },
      badheaders: ["if-match"],
    })
      .get(PATH)
      .query(NEWEST_FIRST_MADE)
      .reply(200, { "@odata.count": 1, value: [sent] }, { Date: "Thu, 01 Oct 2026 10:00:05 GMT" });
    const { readAt, pages } = await collect(null, open({ clock: testClock("2026-10-01T10:00:07.000Z") }));
    expect(readAt).toBe("2026-10-01T10:00:05.000Z");
    expect(pages).toEqual([
      [
        {
          side: "referral",
          id: "ab-1",
          etag: sent.eTag,
          modified: "2026-10-01T10:00:00.1234567Z",
          properties: sent,
        },
      ],
    ]);
  });

  it.each<[string, Record<string, string>]>([
    ["the answer has no date", {}],
    [
      "it has one of tomorrow, up to which the next run would read nothing",
      { Date: "Fri, 02 Oct 2026 08:00:00 GMT" },
    ],
  ])("takes the time at which it asked by our own clock when %s", async (_title, headers) => {
    nock(HOST).get(PATH).query(NEWEST_FIRST_MADE).reply(200, { value: [] }, headers);
    const { readAt } = await collect(null, open({ clock: testClock("2026-10-01T08:00:00.000Z") }));
    expect(readAt).toBe("2026-10-01T08:00:00.000Z");
  });

  it("takes only the query from the link to the next page, and stays on its own address", async () => {
    nock(HOST)
      .get(PATH)
      .query(NEWEST_FIRST_MADE)
      .reply(200, {
        value: [row("b", "2026-10-02T00:00:00Z")],
        "@odata.nextLink":
          "http://evil.test/elsewhere?$orderby=createdDateTime desc&$skiptoken=eyJ%2bQ%3d%3d",
      });
    const second = nock(HOST)
      .get(`${PATH}?$orderby=createdDateTime%20desc&$skiptoken=eyJ%2bQ%3d%3d`)
      .reply(200, { value: [row("a", "2026-10-01T00:00:00Z")] });
    expect((await collect(null)).ids).toEqual(["b", "a"]);
    expect(second.isDone()).toBe(true);
  });

  it("stops at the first row that is older than the watermark, to the seventh digit", async () => {
    nock(HOST)
      .get(PATH)
      .query(NEWEST_FIRST)
      .reply(200, {
        value: [
          row("c", "2026-10-01T10:00:00.1234568Z"),
          row("b2", "2026-10-01T10:00:00.1234567Z"),
          row("b1", "2026-10-01T10:00:00.1234567Z"),
          row("a", "2026-10-01T10:00:00.123456Z"),
        ],
        "@odata.nextLink": skipTo("never"),
      });
    expect((await collect("2026-10-01T10:00:00.1234567Z")).ids).toEqual(["c", "b2", "b1"]);
  });

  it("takes a time with fewer digits for the same moment", async () => {
    const value = [row("a", "2026-10-01T10:00:00Z")];
    nock(HOST).get(PATH).query(NEWEST_FIRST).reply(200, { value });
    expect((await collect("2026-10-01T10:00:00.000Z")).ids).toEqual(["a"]);
  });

  it("takes a referral whose time has no zone for one that may have changed, and the others as they are", async () => {
    nock(HOST)
      .get(PATH)
      .query(NEWEST_FIRST)
      .reply(200, {
        value: [
          row("new", "2026-10-02T00:00:00Z"),
          row("odd", "2026-09-30T23:59:59.1234567"),
          row("old", "2026-09-01T00:00:00Z"),
        ],
        "@odata.nextLink": skipTo("never"),
      });
    expect((await collect("2026-10-01T00:00:00Z")).ids).toEqual(["new", "odd"]);
  });

  it("reads to the end when the rows are not in order, rather than trust the first old one", async () => {
    nock(HOST)
      .get(PATH)
      .query(NEWEST_FIRST)
      .reply(200, {
        value: [row("old", "2026-09-01T00:00:00Z"), row("new", "2026-10-02T00:00:00Z")],
        "@odata.nextLink": skipTo("2"),
      });
    nock(HOST)
      .get(PATH)
      .query({ $skiptoken: "2" })
      .reply(200, { value: [row("newer", "2026-10-03T00:00:00Z")] });
    expect((await collect("2026-10-01T00:00:00Z")).ids).toEqual(["new", "newer"]);
  });

  it("asks for the next page while this one is worked on", async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    nock(HOST)
      .get(PATH)
      .query(NEWEST_FIRST_MADE)
      .reply(200, { value: [row("b", "2026-10-02T00:00:00Z")], "@odata.nextLink": skipTo("2") });
    nock(HOST)
      .get(PATH)
      .query({ $skiptoken: "2" })
      .reply(() => {
        resolve();
        return [200, { value: [row("a", "2026-10-01T00:00:00Z")] }];
      });
    const pages: number[] = [];
    await open().readChanged(null, async (page) => {
      await asked;
      pages.push(page.length);
    });
    expect(pages).toEqual([1, 1]);
  });

  /** What is asked for, by skip token, of a list whose first page is this. */
  async function tokensAsked(first: object, since: string | null) {
    const asked: string[] = [];
    const { readChanged } = openList({
      url: `${HOST}${PATH}`,
      read: async (url) => {
        const token = new URL(url).searchParams.get("$skiptoken");
        if (token !== null) asked.push(token);
        const page = token === null ? first : { value: [row(token, "2026-10-01T11:00:00Z")] };
        return { status: 200, headers: {}, body: JSON.stringify(page) };
      },
      get: async () => null,
      clock: testClock(),
    });
    const ids: string[] = [];
    await readChanged(since, (page) => void ids.push(...page.map(({ id }) => id)));
    return { asked, ids };
  }

  it("takes the link of the list for that of the next page, whatever else is called so", async () => {
    const nested = {
      members: { "@odata.nextLink": skipTo("other"), updatedDateTime: "2026-10-02T00:00:00Z" },
    };
    const first = {
      "@odata.nextLink": skipTo("next"),
      value: [row("first", "2026-10-01T12:00:00Z", nested)],
    };
    expect((await tokensAsked(first, null)).ids).toEqual(["first", "next"]);
  });

  it("asks for nothing that the watermark makes needless", async () => {
    const value = [row("new", "2026-10-01T12:00:00Z"), row("old", "2026-10-01T10:00:00Z")];
    const first = { value, "@odata.nextLink": skipTo("next") };
    expect(await tokensAsked(first, "2026-10-01T11:00:00Z")).toEqual({ asked: [], ids: ["new"] });
    expect(await tokensAsked(first, "2026-10-01T10:00:00Z")).toEqual({
      asked: ["next"],
      ids: ["new", "old", "next"],
    });
  });

  it("hands over once what comes twice because the pages shifted", async () => {
    const b = row("b", "2026-10-02T00:00:00Z");
    nock(HOST)
      .get(PATH)
      .query(NEWEST_FIRST_MADE)
      .reply(200, { value: [b], "@odata.nextLink": skipTo("2") });
    nock(HOST)
      .get(PATH)
      .query({ $skiptoken: "2" })
      .reply(200, { value: [b, row("a", "2026-10-01T00:00:00Z")] });
    expect((await collect(null)).ids).toEqual(["b", "a"]);
  });

  it("fetches a row that came without an etag", async () => {
    const short = { id: "a", updatedDateTime: "2026-10-01T00:00:00Z" };
    const long = row("a", "2026-10-01T00:00:01Z", { name: "whole" });
    nock(HOST)
      .get(PATH)
      .query(NEWEST_FIRST_MADE)
      .reply(200, { value: [short] });
    nock(HOST).get(`${PATH}/a`).reply(200, long);
    expect((await collect(null)).pages).toMatchObject([[{ etag: long.eTag, properties: { name: "whole" } }]]);
  });

  it("fetches all such rows of a page at once, and keeps their order", async () => {
    const value = ["a", "b", "c"].map((id) => row(id, "2026-10-01T00:00:00Z", { eTag: null }));
    const asked: (() => void)[] = [];
    const { readChanged } = openList({
      url: `${HOST}${PATH}`,
      read: async () => ({ status: 200, headers: {}, body: JSON.stringify({ value }) }),
      get: async (id) => {
        await new Promise<void>((resolve) => {
          asked.push(resolve);
          if (asked.length === 3) for (const answer of asked.toReversed()) answer();
        });
        return id === "b" ? null : listedRecord(row(id, "2026-10-01T00:00:00Z"));
      },
      clock: testClock(),
    });
    const ids: string[] = [];
    await readChanged(null, (page) => void ids.push(...page.map(({ id }) => id)));
    expect(ids).toEqual(["a", "c"]);
  });

  it.each([
    ["an etag that is none", { eTag: 7 }],
    ["an etag that no header takes", { eTag: "a\nb" }],
    ["no time", { updatedDateTime: null }],
    ["a time that is none", { updatedDateTime: "yesterday" }],
  ])("names a referral that has %s also by itself, and hands over the others", async (_what, wrong) => {
    const value = [
      row("a", "2026-10-01T03:00:00Z"),
      row("B", "2026-10-01T02:00:00Z", wrong),
      row("c", "2026-10-01T01:00:00Z"),
      row("old", "2026-09-01T00:00:00Z"),
    ];
    nock(HOST)
      .get(PATH)
      .query(true)
      .reply(200, { value, "@odata.nextLink": skipTo("2") });
    nock(HOST)
      .get(`${PATH}/B`)
      .reply(200, row("B", "2026-10-01T02:00:00Z", wrong));
    const ids: string[] = [];
    const { unusable } = await open().readChanged("2026-10-01T00:00:00Z", (page) => {
      ids.push(...page.map(({ id }) => id));
    });
    expect({ ids, unusable }).toEqual({ ids: ["a", "c"], unusable: ["b"] });
  });

  it("misses nothing where the order stands in the link, beside a token that knows only a position", async () => {
    const times = { a: "04", b: "03", c: "02", d: "01", n: "07", y: "09", z: "08" };
    const referrals = Object.entries(times).map(([id, minute]) => row(id, `2026-10-01T10:${minute}:00Z`));
    const settings = {
      pageSize: 2,
      nextLink: "repeating",
      updatedFilter: false,
      engagementFilter: "quoted",
      listsMicrosofts: true,
    } as const;
    const { readChanged } = openList({
      url: `${HOST}${PATH}`,
      read: async (address) => {
        const show = (one: object) => ({ ...one });
        const { body } = list({ url: new URL(address), referrals: referrals as never[], settings, show });
        return { status: 200, headers: {}, body: JSON.stringify(body) };
      },
      get: async () => null,
      clock: testClock(),
    });
    const ids: string[] = [];
    await readChanged("2026-10-01T10:05:00Z", (page) => void ids.push(...page.map(({ id }) => id)));
    expect(ids).toEqual(["y", "z", "n"]);
  });

  it("says that a page of something else is no answer of Partner Center", async () => {
    nock(HOST).get(PATH).query(NEWEST_FIRST_MADE).reply(200, "<html>Sign in to the network</html>");
    await expect(collect(null)).rejects.toThrow("in the place of an answer of Partner Center is not JSON");
  });

  it("fails when the pages go round in a circle", async () => {
    const page = { value: [row("a", "2026-10-01T00:00:00Z")], "@odata.nextLink": skipTo("2") };
    nock(HOST).get(PATH).query(NEWEST_FIRST_MADE).reply(200, page);
    nock(HOST).get(PATH).query({ $skiptoken: "2" }).reply(200, page);
    await expect(collect(null)).rejects.toThrow(ContractError);
  });

  it("fails when the pages do not end", async () => {
    let asked = 0;
    const endless = openList({
      url: "",
      read: async () => {
        asked += 1;
        const page = { value: [], "@odata.nextLink": skipTo(String(asked)) };
        return { status: 200, headers: {}, body: JSON.stringify(page) };
      },
      get: async () => null,
      clock: { now: () => new Date(), sleep: async () => {} },
      mostPages: 20,
    });
    await expect(endless.readChanged(null, () => {})).rejects.toThrow("does not end after 20 pages");
    expect(asked).toBe(20);
  });

  it.each([
    ["a row without an id", { value: [{ updatedDateTime: "2026-10-01T00:00:00Z", eTag: "x" }] }],
    ["an id that every object has", { value: [row("__proto__", "2026-10-01T00:00:00Z")] }],
    ["another one", { value: [row("Constructor", "2026-10-01T00:00:00Z")] }],
    ["no rows at all", { items: [] }],
    ["something that is not JSON", "<html>"],
    ["a link without a query", { value: [], "@odata.nextLink": "https://x.test/referrals" }],
  ])("fails on %s", async (_, body) => {
    nock(HOST).get(PATH).query(NEWEST_FIRST_MADE).reply(200, body);
    await expect(collect(null)).rejects.toThrow(ContractError);
  });

  it.each([
    ["fails", 500],
    ["is throttled until the end", 429],
  ])(
    "fails when a later page %s, so that half a listing never passes for a whole one",
    async (_what, status) => {
      nock(HOST)
        .get(PATH)
        .query(NEWEST_FIRST_MADE)
        .reply(200, { value: [row("a", "2026-10-01T00:00:00Z")], "@odata.nextLink": skipTo("2") });
      nock(HOST).get(PATH).query({ $skiptoken: "2" }).times(5).reply(status);
      await expect(collect(null)).rejects.toThrow(UnreachableError);
    },
  );

  it("says which role is missing when the list is refused", async () => {
    nock(HOST)
      .get(PATH)
      .query(NEWEST_FIRST_MADE)
      .reply(403, { error: { code: "accessDenied", message: "No." } });
    const error = await collect(null).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(ServiceError);
    expect(error).toMatchObject({ status: 403, code: "accessDenied" });
    expect(error.fix).toContain("Referrals admin");
  });
});

it.each([
  [403, "<html>Blocked</html>", "a proxy or a firewall"],
  [302, "", "a proxy or a firewall"],
  [403, "", "Referrals admin"],
  [404, { message: "Not Found" }, "address of Partner Center"],
])("a list that is refused with %i and %j says what to look at", async (status, body, fix) => {
  nock(HOST).get(PATH).query(NEWEST_FIRST_MADE).reply(status, body);
  await expect(collect(null)).rejects.toMatchObject({ fix: expect.stringContaining(fix) });
});

describe("what a seller typed where the identifier belongs", () => {
  it.each([".", ".."])("never asks for the list of all: %s", async (id) => {
    nock(HOST).get(/.*/).reply(200, { value: [] });
    expect(await open().fresh([id])).toEqual([]);
    expect(nock.isDone()).toBe(false);
  });

  it("names no referral when Partner Center says that it is no id", async () => {
    nock(HOST).get(`${PATH}/ask%20mira%2F..`).reply(400, {});
    expect(await open().fresh(["ask mira/.."])).toEqual([]);
    const id = "7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a60";
    nock(HOST).get(`${PATH}/${id}`).reply(400, {});
    await expect(open().fresh([id])).rejects.toThrow(ServiceError);
  });
});

describe("a token that is not accepted", () => {
  it("is replaced once by a fresh one", async () => {
    nock(HOST).get(`${PATH}/a`).matchHeader("authorization", "Bearer token").reply(401);
    nock(HOST)
      .get(`${PATH}/a`)
      .matchHeader("authorization", "Bearer fresh")
      .reply(200, row("a", "2026-10-01T00:00:00Z"));
    expect(await open().fresh(["a"])).toMatchObject([{ id: "a" }]);
  });

  it("ends the run when the fresh one is not accepted either", async () => {
    nock(HOST)
      .get(`${PATH}/a`)
      .twice()
      .reply(401, { error: { code: "unauthenticated", message: "Bad token." } });
    const error = await open()
      .fresh(["a"])
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(SignInError);
    expect(error).toMatchObject({ code: "unauthenticated" });
  });

  it.each([
    ["its body", { error: { code: "accessDenied", innerError: { code: "insufficient_claims" } } }, {}],
    ["a header", "", { "WWW-Authenticate": 'Bearer error="insufficient_claims", claims="e30="' }],
    ["a word as the documentation spells it", { error: "insufficent_claims" }, {}],
  ])(
    "for a policy that wants more is no missing record, and no missing role: %s says so",
    async (_where, body, headers) => {
      nock(HOST).get(`${PATH}/a`).reply(403, body, headers);
      const one = open()
        .fresh(["a"])
        .catch((thrown) => thrown);
      expect(await one).toBeInstanceOf(SignInError);
      nock(HOST).get(PATH).query(NEWEST_FIRST_MADE).reply(403, body, headers);
      const all = await collect(null).catch((thrown) => thrown);
      expect(all.message).toContain("conditional access policy");
      expect(all.fix).not.toContain("Referrals admin");
    },
  );

  it("may not satisfy a policy that is evaluated all the time, which says so with a 401", async () => {
    const headers = { "WWW-Authenticate": 'Bearer error="insufficient_claims", claims="eyJ"' };
    nock(HOST).get(`${PATH}/a`).twice().reply(401, "", headers);
    const error = await open()
      .fresh(["a"])
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(SignInError);
    expect(error.message).toContain("conditional access policy");
  });

  it("for want of multi-factor authentication says so", async () => {
    nock(HOST)
      .get(`${PATH}/a`)
      .twice()
      .reply(401, { code: "900421", description: "MFA is required for this request.", data: [] });
    const error = await open()
      .fresh(["a"])
      .catch((thrown) => thrown);
    expect(error).toBeInstanceOf(SignInError);
    expect(error.message).toContain("multi-factor authentication");
  });
});

describe("reading an engagement", () => {
  const ENGAGEMENT = { $filter: "engagementId eq 'e-1'", ...NEWEST_FIRST };

  it("asks with the guid in quotes, and reads all its pages", async () => {
    nock(HOST)
      .get(PATH)
      .query(ENGAGEMENT)
      .reply(200, { value: [row("ours", "2026-10-02T00:00:00Z")], "@odata.nextLink": skipTo("more") });
    nock(HOST)
      .get(PATH)
      .query({ $skiptoken: "more" })
      .reply(200, { value: [row("theirs", "2020-01-01T00:00:00Z")] });
    const found = (await open().ofEngagements(["e-1"])).get("e-1");
    expect(found?.map(({ id, side }) => [id, side])).toEqual([
      ["ours", "referral"],
      ["theirs", "referral"],
    ]);
  });

  it("fails when it is refused: half an engagement never passes for a whole one", async () => {
    nock(HOST)
      .get(PATH)
      .query(ENGAGEMENT)
      .reply(400, { error: { code: "invalidRequest" } });
    await expect(open().ofEngagements(["e-1"])).rejects.toThrow(/refused to hand over/);
  });

  describe("of a service that knows the type of its id", () => {
    const ID = "c0ffee12-5d1e-4d3c-9a42-7b6e5f4d3c2b";
    const ANOTHER = "c0ffee12-5d1e-4d3c-9a42-7b6e5f4d3c2c";
    const asked = (id: string) =>
      nock(HOST)
        .get(PATH)
        .query({ ...ENGAGEMENT, $filter: `engagementId eq ${id}` });
    const refusal = (message: string) => ({ error: { code: "invalidRequest", message } });

    it("asks without quotes, as the links of real referrals do, once those were refused", async () => {
      asked(`'${ID}'`).reply(400, refusal("incompatible types"));
      asked(ID).reply(200, { value: [row("ours", "2026-10-02T00:00:00Z")] });
      asked(ANOTHER).reply(200, { value: [row("other", "2026-10-02T00:00:00Z")] });
      const center = open();
      expect((await center.ofEngagements([ID])).get(ID)).toMatchObject([{ id: "ours" }]);
      expect((await center.ofEngagements([ANOTHER])).get(ANOTHER)).toMatchObject([{ id: "other" }]);
    });

    it("says what is wrong where both are refused", async () => {
      asked(`'${ID}'`).reply(400, refusal("The first"));
      asked(ID).reply(400, refusal("The second"));
      await expect(open().ofEngagements([ID])).rejects.toThrow("The first");
    });

    it("takes trouble of another kind for what it is", async () => {
      asked(`'${ID}'`).reply(400, refusal("incompatible types"));
      asked(ID).reply(403, refusal("Not yours"));
      await expect(open().ofEngagements([ID])).rejects.toThrow("Not yours");
    });
  });

  it("lets no engagement that Partner Center fails with keep the others from being read", async () => {
    const ours = [row("ours", "2026-10-02T00:00:00Z")];
    nock(HOST).get(PATH).query(NEWEST_FIRST_MADE).reply(200, { value: [] });
    nock(HOST)
      .get(PATH)
      .query(ENGAGEMENT)
      .reply(400, { error: { code: "invalidRequest" } });
    const filter = { ...ENGAGEMENT, $filter: "engagementId eq 'e-2'" };
    nock(HOST).get(PATH).query(filter).reply(200, { value: ours });
    const center = open();
    await center.readChanged(null, () => {});
    const found = await center.ofEngagements(["e-1", "e-2"]);
    expect([...found]).toMatchObject([["e-2", [{ id: "ours" }]]]);
  });
});

describe("reading one", () => {
  it.each([404, 410, 403])(
    "gives nothing for a %i: not there and not visible look the same",
    async (status) => {
      nock(HOST)
        .get(`${PATH}/a`)
        .reply(status, { error: { code: "itemNotFound" } });
      expect(await open().fresh(["a"])).toEqual([]);
    },
  );
});

describe("writing", () => {
  const write = {
    id: "a",
    etag: '"etag-1"',
    operations: [{ op: "replace", path: "/details/notes", value: "Three sites." }],
  } as const;

  const answering = (status: number, body: string | object = "", headers = {}) =>
    nock(HOST).patch(`${PATH}/a`).reply(status, body, headers);

  it("sends the operations with the etag as it came, and brings back the new one", async () => {
    nock(HOST, {
      reqheaders: {
        "if-match": '"etag-1"',
        prefer: "return=representation",
        "content-type": "application/json",
      },
    })
      .patch(`${PATH}/a`, [...write.operations])
      .reply(200, { ...row("a", "2026-10-02T00:00:00Z"), eTag: '"etag-2"' });
    const version = { etag: '"etag-2"', modified: "2026-10-02T00:00:00Z" };
    expect(await open().update(write)).toEqual({
      outcome: "applied",
      ...version,
      written: expect.objectContaining({ side: "referral", id: "a", ...version }),
    });
  });

  it.each([
    [200, "<html>Back soon</html>"],
    [200, '{"name":"cut o'],
    [200, { error: { code: "serviceNotAvailable", message: "Busy." } }],
  ])("may have arrived, and may not, when a %i is %j: something else has answered", async (status, body) => {
    answering(status, body);
    expect(await open().update(write)).toMatchObject({ outcome: "failed", sent: true });
  });

  it.each([
    [204, ""],
    [200, {}],
  ])("is applied without a new etag when a %i tells none", async (status, body) => {
    answering(status, body);
    expect(await open().update(write)).toEqual({ outcome: "applied", etag: null, modified: null });
  });

  it("is then known to be no older than the request", async () => {
    const clock = testClock();
    nock(HOST)
      .patch(`${PATH}/a`)
      .reply(204, () => void clock.sleep(2000), { date: "Mon, 23 Nov 2026 10:00:05 GMT" });
    const result = await open({ clock }).update(write);
    expect(result).toMatchObject({ outcome: "applied", modified: "2026-11-23T10:00:03.000Z" });
  });

  it("is stale when the etag has moved", async () => {
    answering(412, {
      error: {
        code: "preconditionFailed",
        message: "A precondition …",
        innerError: { code: "99918", message: "Etag value did not Match", details: null },
      },
    });
    expect(await open().update(write)).toEqual({
      outcome: "stale",
      reason: "412 99918: Etag value did not Match",
    });
  });

  it("is stale when the service says so with another status", async () => {
    answering(409, { error: { code: "resourceModified", innerError: { code: "1", message: "Changed." } } });
    expect(await open().update(write)).toMatchObject({ outcome: "stale" });
  });

  it.each([400, 403, 404, 405, 409, 410, 413, 422, 423])("is rejected with a %i", async (status) => {
    answering(status, { error: { code: "invalidRequest", message: "The status is closed." } });
    expect(await open().update(write)).toEqual({
      outcome: "rejected",
      reason: `${status} invalidRequest: The status is closed.`,
    });
  });

  describe("of a deal value that is refused as a number", () => {
    const name = { op: "replace", path: "/name", value: "A deal" } as const;
    const team = { op: "replace", path: "/team", value: [{ email: "ada@contoso.com" }] } as const;
    const both = {
      ...write,
      operations: [name, team, { op: "replace", path: "/details/dealValue", value: 10 } as const],
    };
    const asText = [name, team, { op: "replace", path: "/details/dealValue", value: "10" }];
    const refused = (message: string) => ({ error: { code: "invalidRequest", message } });

    it("is sent once more with it as text, on the same etag", async () => {
      nock(HOST)
        .patch(`${PATH}/a`, [...both.operations])
        .reply(400, refused("dealValue must be text."));
      nock(HOST, { reqheaders: { "if-match": '"etag-1"' } })
        .patch(`${PATH}/a`, asText)
        .reply(200, { ...row("a", "2026-10-02T00:00:00Z"), eTag: '"etag-2"' });
      expect(await open().update(both)).toMatchObject({ outcome: "applied", etag: '"etag-2"' });
    });

    it("is rejected with the first reason when text is refused too", async () => {
      nock(HOST)
        .patch(`${PATH}/a`, [...both.operations])
        .reply(400, refused("The name is taken."));
      nock(HOST).patch(`${PATH}/a`, asText).reply(400, refused("dealValue must be a number."));
      expect(await open().update(both)).toEqual({
        outcome: "rejected",
        reason: "400 invalidRequest: The name is taken.",
      });
    });

    it.each([
      ["stale", 412, { outcome: "stale" }],
      ["of an unknown fate", 500, { outcome: "failed", sent: true }],
    ])("is %s when the second try comes to that", async (_what, status, expected) => {
      nock(HOST)
        .patch(`${PATH}/a`, [...both.operations])
        .reply(400, refused("dealValue must be text."));
      nock(HOST).patch(`${PATH}/a`, asText).reply(status, refused("No."));
      expect(await open().update(both)).toMatchObject(expected);
    });

    it("is not sent again for anything but a 400, nor without a deal value", async () => {
      const http = testHttp();
      answering(409, refused("No."));
      await open({ http }).update(both);
      answering(400, refused("No."));
      await open({ http }).update({ ...both, operations: [name] });
      expect(http.counts["partner-center"]).toBe(2);
    });
  });

  it("is rejected without a word of what was sent, and with the path of it", async () => {
    answering(400, {
      error: { code: "invalidRequest", message: "replace /details/notes: Ana Müller is unknown" },
    });
    const operations = [{ op: "replace", path: "/details/notes", value: [{ name: "Ana Müller" }] }] as const;
    expect(await open().update({ ...write, operations })).toEqual({
      outcome: "rejected",
      reason: "400 invalidRequest: replace /details/notes: … is unknown",
      named: ["/details/notes"],
    });
  });

  it.each([
    ["The value of '/details/notes' is not valid.", ["/details/notes"]],
    ["'details.notes' is too long.", ["/details/notes"]],
    ["/details/notes, /name: too long.", ["/name", "/details/notes"]],
    ["The name of details.notes is not '/details'.", undefined],
  ])("says which of its paths the refusal names: %s", async (message, named) => {
    answering(400, { error: { code: "invalidRequest", message } });
    const operations = ["/name", "/details/notes"].map(
      (path) => ({ op: "replace", path, value: "Three sites." }) as const,
    );
    const result = await open().update({ ...write, operations });
    expect("named" in result ? result.named : undefined).toEqual(named);
  });

  it("is rejected in one short line, without the value the service quotes", async () => {
    const message = `The value 'Ana Müller' of 'details.notes'\r\nis bad; ask ana@contoso.test. ${"x ".repeat(150)}`;
    answering(400, { error: { code: "invalidRequest", message } });
    const result = await open().update(write);
    const reason = result.outcome === "rejected" ? result.reason : "";
    expect(reason).toContain("The value '…' of 'details.notes' is bad; ask … x");
    expect(reason.length).toBeLessThanOrEqual(230);
  });

  it.each([408, 500])(
    "may have arrived when the service fails (%i), and is not sent again",
    async (status) => {
      answering(status);
      const http = testHttp();
      const result = { outcome: "failed", reason: String(status), sent: true };
      expect(await open({ http }).update(write)).toEqual(result);
      expect(http.counts["partner-center"]).toBe(1);
    },
  );

  it("may have arrived when the answer is lost, and is not sent again", async () => {
    const server = await testServer((_, response) => response.destroy());
    const result = await open({ baseUrl: server.url }).update(write);
    expect(result).toMatchObject({ outcome: "failed", sent: true });
    expect(server.seen).toHaveLength(1);
  });

  it("has not arrived when the service throttles until the end", async () => {
    nock(HOST)
      .patch(`${PATH}/a`)
      .times(5)
      .reply(429, { statusCode: 429, message: "Rate limit is exceeded." });
    expect(await open().update(write)).toEqual({
      outcome: "failed",
      reason: "429: Rate limit is exceeded.",
      sent: false,
    });
  });

  it("has not arrived when nobody listens", async () => {
    const refused = new NoAnswer(false, Object.assign(new Error("connect"), { code: "ECONNREFUSED" }));
    const network = { exchange: () => Promise.reject(refused), close: async () => {} };
    const result = await open({ http: testHttp({ network }) }).update(write);
    expect(result).toMatchObject({ outcome: "failed", sent: false });
  });

  it("has not arrived when the token is not accepted, and nobody asks again", async () => {
    nock(HOST).patch(`${PATH}/a`).twice().reply(401);
    const center = open();
    const result = { outcome: "failed", sent: false };
    expect(await center.update(write)).toMatchObject(result);
    expect(await center.update(write)).toMatchObject({
      ...result,
      reason: "Partner Center does not accept the token: 401",
    });
  });

  it("keeps no other from being sent, whatever became of it", async () => {
    const server = await testServer((_, response) => {
      if (server.seen.length === 1) response.destroy();
      else reply(response, 200, row("a", "2026-10-02T00:00:00Z"));
    });
    const center = open({ baseUrl: server.url });
    expect(await center.update(write)).toMatchObject({ outcome: "failed", sent: true });
    expect(await center.update(write)).toMatchObject({ outcome: "applied" });
  });

  it("has not arrived when there is no sign-in any more", async () => {
    const revoked = new SignInError("revoked", "Sign in again.", "50173");
    const center = open({ token: () => Promise.reject(revoked) });
    expect(await center.update(write)).toEqual({ outcome: "failed", reason: "revoked", sent: false });
    await expect(center.fresh(["a"])).rejects.toBe(revoked);
  });
});

describe("making a referral", () => {
  const body = { name: "A deal", externalReferenceId: "the-opportunity" };
  const answering = (status: number, answer: string | object = "") =>
    nock(HOST).post(PATH).reply(status, answer);

  it.each([200, 201])("posts it once and brings back what was made: %s", async (status) => {
    const made = { ...row("A-1", "2026-10-02T00:00:00Z"), engagementId: "e", eTag: '"etag-1"' };
    nock(HOST, { reqheaders: { "content-type": "application/json", "ms-requestid": /.+/ } })
      .post(PATH, body)
      .reply(status, made);
    expect(await open().create(body)).toEqual({
      outcome: "applied",
      etag: '"etag-1"',
      modified: "2026-10-02T00:00:00Z",
      created: {
        side: "referral",
        id: "a-1",
        etag: '"etag-1"',
        modified: "2026-10-02T00:00:00Z",
        properties: made,
      },
    });
  });

  it.each([
    ["does not say what was made", 202, ""],
    ["does not say in which engagement it is", 201, row("A-1", "2026-10-02T00:00:00Z")],
    ["times out", 408, ""],
    ["fails", 503, { error: { code: "serviceNotAvailable" } }],
  ])("may have happened when the service %s, and is not repeated", async (_what, status, answer) => {
    answering(status, answer);
    const http = testHttp();
    expect(await open({ http }).create(body)).toMatchObject({ outcome: "failed", sent: true });
    expect(http.counts["partner-center"]).toBe(1);
  });

  it("may have happened when the answer is lost, and is not repeated", async () => {
    const server = await testServer((_, response) => response.destroy());
    expect(await open({ baseUrl: server.url }).create(body)).toMatchObject({ outcome: "failed", sent: true });
    expect(server.seen).toHaveLength(1);
  });

  it("is rejected for what it says, without a word of what was sent", async () => {
    const message = "Ana Müller is a seller already";
    answering(400, { error: { code: "invalidRequest", message } });
    expect(await open().create({ ...body, name: "Ana Müller" })).toEqual({
      outcome: "rejected",
      reason: "400 invalidRequest: … is a seller already",
    });
  });

  it("is rejected for what it says", async () => {
    answering(400, { error: { code: "invalidRequest", message: "team is required" } });
    expect(await open().create(body)).toEqual({
      outcome: "rejected",
      reason: "400 invalidRequest: team is required",
    });
  });
});
