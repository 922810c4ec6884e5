import { describe, expect, it } from "vitest";
import { columns } from "../../src/emulator/dataverse/index.ts";
import type { Answer } from "./client.ts";
import { DAY, type Environment, environment, refusal } from "./dataverse-environment.ts";

const TRACK = { prefer: "odata.track-changes" };

function names({ body }: Answer): string[] {
  return body.value.map((row: { name?: string; reason?: string }) => row.name ?? row.reason);
}

async function tracked(crm: Environment): Promise<string> {
  const { body } = await crm.get("opportunities?$select=name", TRACK);
  return body["@odata.deltaLink"];
}

describe("tracking changes in Dataverse", () => {
  it("hands out a delta link with the version and the time, escaped", async () => {
    await using crm = await environment();
    crm.dataverse.insert("opportunity", { name: "a" });
    const { body, headers } = await crm.get("opportunities?$select=name", TRACK);
    expect(headers.get("preference-applied")).toBe("odata.track-changes");
    const version = String(crm.dataverse.rows("opportunity")[0]?.versionnumber);
    expect(body["@odata.deltaLink"]).toBe(
      `${crm.root}opportunities?$select=name&$deltatoken=${version}%2103%2f09%2f2026%2022%3a00%3a00`,
    );
  });

  it("tells what changed since, each row once and whole, and then what is gone", async () => {
    await using crm = await environment();
    const [kept, gone] = ["kept", "gone"].map((name) => crm.dataverse.insert("opportunity", { name })) as [
      string,
      string,
    ];
    crm.dataverse.insert("opportunity", { name: "untouched" });
    const link = await tracked(crm);
    crm.dataverse.remove("opportunity", gone);
    crm.dataverse.edit("opportunity", kept, { name: "kept 2" });
    crm.dataverse.insert("opportunity", { name: "new" });
    crm.dataverse.edit("opportunity", kept, { description: "not selected, still a change" });
    const { body } = await crm.get(link);
    expect(body["@odata.context"]).toBe(`${crm.root}$metadata#opportunities(name)/$delta`);
    expect(body.value).toEqual([
      expect.objectContaining({ name: "new" }),
      { "@odata.etag": expect.stringMatching(/^W\/"\d+"$/), name: "kept 2", opportunityid: kept },
      { "@odata.context": `${crm.root}$metadata#opportunities/$deletedEntity`, id: gone, reason: "deleted" },
    ]);
    const again = await crm.get(body["@odata.deltaLink"]);
    expect(again.body.value).toEqual([]);
    expect(again.body).toHaveProperty("@odata.deltaLink");
  });

  it.each([
    ["refuses the links from before a backup was restored", "begins anew", "0x80044352"],
    ["says nothing of what a backup has taken back, where its links go on", "goes on", undefined],
  ] as const)("%s", async (_what, changeTracking, code) => {
    await using crm = await environment();
    const id = crm.dataverse.insert("opportunity", { name: "as it was" });
    const restore = crm.dataverse.backup();
    crm.dataverse.edit("opportunity", id, { name: "edited since" });
    crm.dataverse.insert("opportunity", { name: "made since" });
    const link = await tracked(crm);
    restore(changeTracking);
    expect(crm.dataverse.rows("opportunity").map(({ name }) => name)).toEqual(["as it was"]);
    const { body } = await crm.get(link);
    expect(body.error?.code).toBe(code);
    expect(body.value ?? []).toEqual([]);
    crm.dataverse.edit("opportunity", id, { name: "edited again" });
    restore("goes on");
    expect(crm.dataverse.row("opportunity", id)).toMatchObject({ name: "as it was" });
  });

  it("lists what a backup has put back, though the same was asked just before", async () => {
    await using crm = await environment();
    const id = crm.dataverse.insert("opportunity", { name: "as it was" });
    const restore = crm.dataverse.backup();
    crm.dataverse.edit("opportunity", id, { name: "edited since" });
    const names = async () => (await crm.get("opportunities?$select=name")).body.value;
    expect(await names()).toMatchObject([{ name: "edited since" }]);
    restore("goes on");
    expect(await names()).toMatchObject([{ name: "as it was" }]);
  });

  it("tells of a row that came and went in between, but not in the first reading", async () => {
    await using crm = await environment();
    const before = crm.dataverse.insert("opportunity", { name: "before" });
    crm.dataverse.remove("opportunity", before);
    const link = await tracked(crm);
    const between = crm.dataverse.insert("opportunity", { name: "between" });
    crm.dataverse.remove("opportunity", between);
    expect((await crm.get(link)).body.value).toMatchObject([{ id: between, reason: "deleted" }]);
  });

  it("gives the link with the last page, of that page's moment: changes while reading are missed", async () => {
    await using crm = await environment();
    const first = crm.dataverse.insert("opportunity", { name: "a" });
    crm.dataverse.insert("opportunity", { name: "b" });
    const page = await crm.get("opportunities?$select=name", {
      prefer: "odata.track-changes,odata.maxpagesize=1",
    });
    expect(page.body).not.toHaveProperty("@odata.deltaLink");
    crm.dataverse.edit("opportunity", first, { name: "a 2" });
    const last = await crm.get(page.body["@odata.nextLink"], { prefer: "odata.maxpagesize=1" });
    expect(names(last)).toEqual(["b"]);
    expect(names(await crm.get(last.body["@odata.deltaLink"]))).toEqual([]);
  });

  it("pages a long delta, and leaves what changes meanwhile to the next", async () => {
    await using crm = await environment();
    const ids = ["a", "b", "c"].map((name) => crm.dataverse.insert("opportunity", { name }));
    const doomed = crm.dataverse.insert("opportunity", { name: "d" });
    const link = await tracked(crm);
    for (const id of ids) crm.dataverse.edit("opportunity", id, { description: "x" });
    crm.dataverse.remove("opportunity", doomed);
    const small = { prefer: "odata.maxpagesize=2" };
    const first = await crm.get(link, small);
    expect(names(first)).toEqual(["a", "b"]);
    expect(first.body).not.toHaveProperty("@odata.deltaLink");
    crm.dataverse.edit("opportunity", ids[0] ?? "", { name: "a 2" });
    const second = await crm.get(first.body["@odata.nextLink"], small);
    expect(names(second)).toEqual(["c", "deleted"]);
    expect(names(await crm.get(second.body["@odata.deltaLink"]))).toEqual(["a 2"]);
  });

  it("leaves what is deleted during a long delta to the next", async () => {
    await using crm = await environment();
    const [first = "", second = ""] = ["a", "b"].map((name) => crm.dataverse.insert("opportunity", { name }));
    const link = await tracked(crm);
    crm.dataverse.edit("opportunity", first, { name: "a 2" });
    crm.dataverse.edit("opportunity", second, { name: "b 2" });
    const page = await crm.get(link, { prefer: "odata.maxpagesize=1" });
    crm.dataverse.remove("opportunity", first);
    const last = await crm.get(page.body["@odata.nextLink"]);
    expect(names(last)).toEqual(["b 2"]);
    expect(names(await crm.get(last.body["@odata.deltaLink"]))).toEqual(["deleted"]);
  });

  it("tells once of a row that was deleted, made again and deleted again", async () => {
    await using crm = await environment();
    const link = await tracked(crm);
    const opportunityid = crm.dataverse.insert("opportunity", { name: "a" });
    crm.dataverse.remove("opportunity", opportunityid);
    crm.dataverse.insert("opportunity", { opportunityid, name: "a" });
    expect(names(await crm.get(link))).toEqual(["a"]);
    crm.dataverse.remove("opportunity", opportunityid);
    expect(names(await crm.get(link))).toEqual(["deleted"]);
  });

  it.each(["$filter=name eq 'a'", "$orderby=name", "$expand=parentaccountid", "$top=1"])(
    "refuses %s",
    async (option) => {
      await using crm = await environment();
      const name = option.split("=")[0];
      const answer = await crm.get(`opportunities?${option}`, TRACK);
      expect(answer.status).toBe(400);
      expect(answer.body.error).toEqual({
        code: "0x80060888",
        message: `The "${name}" query parameter isn't supported when Change Tracking is enabled.`,
      });
      const link = await tracked(crm);
      expect((await crm.get(`${link}&${option}`)).status).toBe(400);
    },
  );

  it("lets a token expire, also when the table is customised", async () => {
    await using crm = await environment();
    const link = await tracked(crm);
    crm.pass(7 * DAY);
    expect((await crm.get(link)).status).toBe(200);
    crm.pass(1000);
    expect(refusal(await crm.get(link))).toEqual({ status: 400, code: "0x80044352" });
    const fresh = await tracked(crm);
    crm.dataverse.addColumn("opportunity", columns.text("new_colour", 10));
    expect(refusal(await crm.get(fresh))).toEqual({ status: 400, code: "0x80044352" });
    expect((await crm.get(await tracked(crm))).status).toBe(200);
  });

  it("refuses a token that it did not give out", async () => {
    await using crm = await environment();
    for (const token of ["nonsense", "1!13/45/2026 00:00:00", "99999999!03/09/2026 22:00:00"]) {
      const answer = await crm.get(`opportunities?$deltatoken=${encodeURIComponent(token)}`);
      expect(refusal(answer)).toEqual({ status: 400, code: "0x80044183" });
    }
  });

  it("is refused when tracking is off, which a read without it is not", async () => {
    await using untracked = await environment({ changeTracking: false });
    const off = await untracked.get("opportunities?$select=name", TRACK);
    expect(refusal(off)).toEqual({ status: 400, code: "0x80072491" });
    expect((await untracked.get("opportunities?$select=name")).status).toBe(200);
  });
});
