import { describe, expect, it } from "vitest";
import { openList } from "../../../src/adapters/partner-center/list.ts";
import { ContractError, ServiceError, UnreachableError } from "../../../src/errors.ts";
import type { RemoteRecord } from "../../../src/model/record.ts";
import { testClock } from "../support.ts";

type Row = Readonly<Record<string, unknown>>;
interface Page {
  readonly rows: readonly Row[];
  readonly date?: string;
}

const URL_OF_LIST = "https://api.partner.microsoft.com/v1.0/engagements/referrals";
const OLD = "2026-09-01T00:00:00Z";
const refused = { status: 400, headers: {}, body: "{}" };

const row = (id: string, more: Row = {}): Row => ({ id, updatedDateTime: OLD, eTag: `"${id}"`, ...more });
const rowsOf = (organizations: readonly unknown[]) =>
  organizations.map((organizationId, index) => row(`r${index}`, { organizationId }));

/** A service with these pages, and what it was asked for. */
function listing(
  pages: readonly Page[],
  get: (id: string) => Promise<RemoteRecord | null> = async () => null,
) {
  const asked: string[] = [];
  const read = async (address: string) => {
    asked.push(decodeURIComponent(new URL(address).search));
    const at = Number(new URL(address).searchParams.get("$skiptoken") ?? 0);
    const { rows = [], date } = pages[at] ?? {};
    const next = at + 1 < pages.length ? { "@odata.nextLink": `${URL_OF_LIST}?$skiptoken=${at + 1}` } : {};
    const body = JSON.stringify({ value: rows, ...next });
    return pages.length === 0 ? refused : { status: 200, headers: date ? { date } : {}, body };
  };
  const clock = testClock("2026-10-01T10:00:00.000Z");
  return { asked, list: openList({ url: URL_OF_LIST, read, get, clock }) };
}

async function changed(
  pages: readonly Page[],
  {
    since = null,
    get,
  }: { readonly since?: string | null; readonly get?: Parameters<typeof listing>[1] } = {},
) {
  const ids: string[] = [];
  const { list, asked } = listing(pages, get);
  const read = await list.readChanged(since, (page) => void ids.push(...page.map(({ id }) => id)));
  return { ...read, ids, asked };
}

describe("what changed", () => {
  it("is read from when the first page was answered, however long the others took", async () => {
    const [first, last] = ["Thu, 01 Oct 2026 09:50:00 GMT", "Thu, 01 Oct 2026 09:58:00 GMT"];
    const { readAt } = await changed([
      { rows: [row("a")], date: first },
      { rows: [row("b")], date: last },
    ]);
    expect(readAt).toBe("2026-10-01T09:50:00.000Z");
  });

  it("is nothing where all is old, which is not the same as a list that is empty", async () => {
    const since = "2026-10-01T00:00:00Z";
    expect(await changed([{ rows: [row("a")] }], { since })).toMatchObject({ ids: [], isEmpty: false });
    expect(await changed([{ rows: [] }], { since })).toMatchObject({ ids: [], isEmpty: true });
    expect(await changed([{ rows: [] }, { rows: [row("a")] }])).toMatchObject({ ids: ["a"], isEmpty: false });
  });

  it("is handed over once in each version, however many others come between", async () => {
    const hundred = Array.from({ length: 100 }, (_, index) => row(`r${index}`));
    const again = [row("r0", { eTag: '"newer"' }), ...hundred];
    const { ids } = await changed([{ rows: hundred }, { rows: again }]);
    expect(ids).toEqual([...hundred.map(({ id }) => id), "r0"]);
  });

  it("is asked for again where a row without an etag has another time", async () => {
    const bare = (updatedDateTime: string) => row("a", { eTag: undefined, updatedDateTime });
    const asked: string[] = [];
    const get = async (id: string) => {
      asked.push(id);
      return null;
    };
    await changed([{ rows: [bare(OLD)] }, { rows: [bare(OLD), bare("2026-09-02T00:00:00Z")] }], { get });
    expect(asked).toEqual(["a", "a"]);
  });

  const nameless = (count: number) => Array.from({ length: count }, (_, at) => row(`R${at}`, { eTag: null }));
  const saysNothing = async () => {
    throw new ContractError("Partner Center sent a referral in an unknown form.", "Report it.");
  };

  it("may have three that do not say which version they are, and no more", async () => {
    const { unusable } = await changed([{ rows: nameless(3) }], { get: saysNothing });
    expect(unusable).toEqual(["r0", "r1", "r2"]);
    await expect(changed([{ rows: nameless(4) }], { get: saysNothing })).rejects.toThrow(ContractError);
  });

  it("is not known where one is refused that has to be asked for", async () => {
    const get = async () => {
      throw new ServiceError("Partner Center refused to hand over referrals.", "Look.", 409, "");
    };
    await expect(changed([{ rows: nameless(1) }], { get })).rejects.toThrow(ServiceError);
  });
});

describe("the organization of a list", () => {
  it.each([
    [["us", "us", "them"], "us"],
    [["us", "them"], null],
    [["us", "us", "them", "them", "others"], null],
    [["msft", "msft", "msft", "us"], "us"],
    [["msft"], null],
    [["", ""], null],
    [[undefined, undefined], null],
    [[7, 7], null],
    [[], null],
  ])("of referrals of %j is %j", async (organizations, expected) => {
    const { organization } = await changed([
      { rows: rowsOf(organizations) },
      // Older ones do not count.
      { rows: rowsOf(Array(9).fill("older")).map((one) => ({ ...one, id: `old ${String(one.id)}` })) },
    ]);
    expect(organization).toBe(expected);
  });
});

describe("an engagement", () => {
  it("whose id is no guid is asked for in quotes alone", async () => {
    const { list, asked } = listing([]);
    await expect(list.ofEngagements(["it's"])).rejects.toThrow(ServiceError);
    expect(asked).toEqual([expect.stringContaining("engagementId eq 'it''s'&")]);
  });

  it("is not asked for in another form because the service fails", async () => {
    const read = async (address: string) =>
      address.includes("'") ? { ...refused, status: 503 } : { ...refused, status: 200, body: '{"value":[]}' };
    const list = openList({ url: URL_OF_LIST, read, get: async () => null, clock: testClock() });
    const guid = "7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a60";
    await expect(list.ofEngagements([guid])).rejects.toThrow(UnreachableError);
  });

  it("is not known where one of its referrals does not say which version it is", async () => {
    const get = async () => {
      throw new ContractError("Partner Center sent a referral in an unknown form.", "Report it.");
    };
    const { list } = listing([{ rows: [row("a"), row("b", { eTag: null })] }], get);
    await expect(list.ofEngagements(["e"])).rejects.toThrow(ContractError);
  });
});
