import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { referralsApi, signedIn, started } from "./client.ts";

let emulator: Emulator;
let referrals: Awaited<ReturnType<typeof referralsApi>>;

beforeAll(async () => {
  emulator = await started({ partnerCenter: { limits: "off" } });
  referrals = await referralsApi(emulator);
});
afterAll(() => emulator.close());

function query(parameters: Record<string, string>): string {
  return `?${new URLSearchParams(parameters).toString()}`;
}

describe("listing referrals", () => {
  it("answers with the documented envelope and every property of an item, nulls included", async () => {
    const { status, body } = await referrals("");
    expect(status).toBe(200);
    expect(body["@odata.context"]).toMatch(/^http:.*\/v1\.0\/\$metadata#Referrals$/);
    expect(body["@odata.count"]).toBe(body.value.length);
    expect(body.value).toHaveLength(emulator.partnerCenter.list().length);
    expect(body).not.toHaveProperty("@odata.nextLink");
    expect(Object.keys(body.value[0])).toEqual(
      expect.arrayContaining([
        "statusReason",
        "campaignId",
        "eTag",
        "links",
        "trackingInfo",
        "registrations",
      ]),
    );
    expect(body.value[0].updatedDateTime).toMatch(/\.\d{7}Z$/);
    expect(body.value[0].eTag).toMatch(/^"[0-9a-f]{8}-0000-0800-0000-[0-9a-f]{12}"$/);
  });

  it("sorts by the two documented dates and by nothing else", async () => {
    const { body } = await referrals(query({ $orderby: "updatedDateTime desc" }));
    const times: string[] = body.value.map((item: { updatedDateTime: string }) => item.updatedDateTime);
    expect(times).toEqual([...times].sort().reverse());
    const refused = await referrals(query({ $orderby: "name asc" }));
    expect(refused.status).toBe(400);
    expect(refused.body.error.code).toBe("invalidRequest");
  });

  it("finds the referrals of one engagement, ours and Microsoft's", async () => {
    const microsofts = emulator.partnerCenter.list().find(({ organizationId }) => organizationId === "msft");
    const { body } = await referrals(query({ $filter: `engagementId eq '${microsofts?.engagementId}'` }));
    const owners = body.value.map((item: { organizationId: string }) => item.organizationId);
    expect(owners.sort()).toEqual(["0d9a4a5f-2f65-4c4e-8b8f-6a3a2f1e0c77", "msft"]);
  });

  it("takes the id of an engagement bare instead, where it is told to", async () => {
    const { settings } = emulator.partnerCenter;
    const { engagementId = "" } = emulator.partnerCenter.list()[0] ?? {};
    settings.engagementFilter = "bare";
    const [quoted, bare] = [`'${engagementId}'`, engagementId].map(($filter) => `engagementId eq ${$filter}`);
    expect((await referrals(query({ $filter: String(quoted) }))).status).toBe(400);
    expect((await referrals(query({ $filter: String(bare) }))).body.value).not.toEqual([]);
    settings.engagementFilter = "quoted";
  });

  it.each([
    "updatedDateTime ge 2020-01-01T00:00:00.0000000Z",
    "engagementId eq c0ffee12-5d1e-4d3c-9a42-7b6e5f4d3c2b",
  ])("refuses the filter %s, which no page shows", async ($filter) => {
    expect((await referrals(query({ $filter }))).status).toBe(400);
  });

  it.each([{ $skip: "5" }, { $count: "true" }, { $expand: "team" }, { $top: "0" }])(
    "refuses %o",
    async (parameters) => {
      expect((await referrals(query(parameters))).status).toBe(400);
    },
  );

  it.each([{ $filter: "status eq 'New'" }, { $select: "id,status" }])(
    "owns up to what it does not emulate: %o",
    async (parameters) => {
      expect((await referrals(query(parameters))).status).toBe(501);
    },
  );

  it("compares times to the seventh digit when the filter on updatedDateTime is switched on", async () => {
    const newest = emulator.partnerCenter
      .list()
      .map((referral) => referral.updatedDateTime)
      .sort()
      .at(-1);
    emulator.partnerCenter.settings.updatedFilter = true;
    const { status, body } = await referrals(query({ $filter: `updatedDateTime ge ${newest}` }));
    emulator.partnerCenter.settings.updatedFilter = false;
    expect(status).toBe(200);
    expect(body.value.map((item: { updatedDateTime: string }) => item.updatedDateTime)).toEqual([newest]);
  });
});

describe("paging", () => {
  async function page(parameters: Record<string, string>) {
    const { body } = await referrals(query(parameters));
    const link: string | undefined = body["@odata.nextLink"];
    const token = link ? new URL(link).searchParams.get("$skiptoken") : null;
    return { ids: body.value.map((item: { id: string }) => item.id) as string[], link, token };
  }

  async function allPages(first: Record<string, string>): Promise<string[]> {
    let { ids, token } = await page(first);
    for (let all = ids; ; all = [...all, ...ids]) {
      if (token === null) return all;
      ({ ids, token } = await page({ $skiptoken: token }));
    }
  }

  it("hands on a link that leads nowhere, whose token works on the real path", async () => {
    emulator.partnerCenter.settings.pageSize = 20;
    const { link } = await page({ $orderby: "updatedDateTime desc" });
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1\.0\/referrals\?\$skiptoken=/);
    expect((await fetch(String(link), { headers: await signedIn(emulator) })).status).toBe(404);
    const ids = await allPages({ $orderby: "updatedDateTime desc" });
    expect(new Set(ids).size).toBe(emulator.partnerCenter.list().length);
    emulator.partnerCenter.settings.pageSize = 100;
  });

  it("can be switched to links that repeat what was asked for, and are nothing without it", async () => {
    Object.assign(emulator.partnerCenter.settings, { pageSize: 20, nextLink: "repeating" });
    const ordered = query({ $orderby: "updatedDateTime desc" });
    const link = new URL((await referrals(ordered)).body["@odata.nextLink"]);
    const modifiedOn = async (asked: string): Promise<string[]> =>
      (await referrals(asked)).body.value.map((item: { updatedDateTime: string }) => item.updatedDateTime);
    const [first, second] = [await modifiedOn(ordered), await modifiedOn(link.search)];
    expect([...first, ...second]).toEqual([...first, ...second].sort().reverse());
    link.searchParams.delete("$orderby");
    expect(await modifiedOn(link.search)).not.toEqual(second);
    Object.assign(emulator.partnerCenter.settings, { pageSize: 100, nextLink: "odd" });
  });

  it("can be switched to links that work", async () => {
    Object.assign(emulator.partnerCenter.settings, { pageSize: 20, nextLink: "correct" });
    const { link } = await page({});
    expect((await fetch(String(link), { headers: await signedIn(emulator) })).status).toBe(200);
    Object.assign(emulator.partnerCenter.settings, { pageSize: 100, nextLink: "odd" });
  });

  it("shifts the pages when a referral is updated meanwhile, so that one comes twice", async () => {
    emulator.partnerCenter.settings.pageSize = 20;
    const first = await page({ $orderby: "updatedDateTime desc" });
    const last = emulator.partnerCenter.list().find(({ id }) => !first.ids.includes(id));
    emulator.partnerCenter.edit(String(last?.id), (referral) => {
      referral.favorite = true;
    });
    const second = await page({ $skiptoken: String(first.token) });
    expect(second.ids[0]).toBe(first.ids.at(-1));
    emulator.partnerCenter.settings.pageSize = 100;
  });

  it("takes $top over several pages", async () => {
    emulator.partnerCenter.settings.pageSize = 20;
    expect(await allPages({ $top: "25" })).toHaveLength(25);
    emulator.partnerCenter.settings.pageSize = 100;
  });
});

describe("what a person sees", () => {
  it("lists only the referrals with the person in their team, for a Referrals user", async () => {
    emulator.partnerCenter.settings.role = "referrals user";
    const { body } = await referrals("");
    const hidden = emulator.partnerCenter
      .list()
      .find(({ team }) => team.every(({ email }) => !email.startsWith("cosell@")));
    const read = await referrals(`/${hidden?.id}`);
    emulator.partnerCenter.settings.role = "referrals admin";
    expect(body.value.length).toBeGreaterThan(0);
    expect(body.value.length).toBeLessThan(emulator.partnerCenter.list().length);
    expect(read.status).toBe(404);
  });

  it("sends texts HTML-encoded", async () => {
    const stored = emulator.partnerCenter
      .list()
      .find(({ customerProfile }) => customerProfile.name.includes("&"));
    const encoded = await referrals(`/${stored?.id}`);
    expect(encoded.body.customerProfile.name).toContain("&amp;");
    expect(encoded.body.eTag).toBe(stored?.eTag);
  });

  it("does not list a write before the visibility lag is over, but shows it by id", async () => {
    const untouched = (referral: { updatedDateTime: string }) =>
      Date.parse(referral.updatedDateTime) < Date.now() - 600_000;
    const some = emulator.partnerCenter.list().find(untouched);
    const id = String(some?.id);
    emulator.partnerCenter.settings.visibilityLag = 60_000;
    const edited = emulator.partnerCenter.edit(id, (referral) => {
      referral.name = "Renamed a moment ago";
    });
    const { body } = await referrals("");
    const read = await referrals(`/${id}`);
    emulator.partnerCenter.settings.visibilityLag = 0;
    const later = await referrals("");
    expect(find(body.value, id).eTag).toBe(some?.eTag);
    expect(read.body.eTag).toBe(edited.eTag);
    expect(find(later.body.value, id).eTag).toBe(edited.eTag);
  });

  function find(items: readonly { id: string; eTag: string }[], id: string) {
    return items.find((item) => item.id === id) ?? { eTag: null };
  }
});
