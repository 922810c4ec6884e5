import { describe, expect, it } from "vitest";
import { environment, refusal, threeDeals } from "./dataverse-environment.ts";

describe("paging through Dataverse", () => {
  it("pages by an opaque next link, as large as preferred, and never beyond its own limit", async () => {
    await using crm = await environment({ pageSize: 3 });
    const ids = Array.from({ length: 7 }, (_, index) =>
      crm.dataverse.insert("opportunity", { name: `${index}` }),
    );
    const first = await crm.get("opportunities?$select=name", { prefer: "odata.maxpagesize=2" });
    expect(first.headers.get("preference-applied")).toBe("odata.maxpagesize=2");
    const seen: string[] = [];
    let page = first;
    const sizes = [page.body.value.length];
    for (;;) {
      seen.push(...page.body.value.map((row: { opportunityid: string }) => row.opportunityid));
      const next: string | undefined = page.body["@odata.nextLink"];
      if (next === undefined) break;
      expect(next).toMatch(/\?\$select=name&\$skiptoken=%3Ccookie%20pagenumber%3D%22\d/);
      page = await crm.get(next);
      sizes.push(page.body.value.length);
    }
    expect(seen).toEqual([...ids].sort());
    expect(sizes).toEqual([2, 3, 2]);
    expect(refusal(await crm.get("opportunities?$skiptoken=2"))).toEqual({ status: 400, code: "0x80060888" });
  });

  it("ignores $top beside a preferred page size", async () => {
    const { crm } = await threeDeals();
    await using _ = crm;
    const { body } = await crm.get("opportunities?$select=name&$top=1", { prefer: "odata.maxpagesize=2" });
    expect(body.value).toHaveLength(2);
    expect(body).toHaveProperty("@odata.nextLink");
  });

  it("goes on behind the last row even when that row and earlier ones are gone", async () => {
    await using crm = await environment();
    for (const name of ["a", "b", "c", "d", "e"]) crm.dataverse.insert("opportunity", { name });
    const query = "opportunities?$select=name&$orderby=name";
    const { body } = await crm.get(query, { prefer: "odata.maxpagesize=2" });
    for (const row of body.value) crm.dataverse.remove("opportunity", row.opportunityid);
    const rest = await crm.get(body["@odata.nextLink"]);
    expect(rest.body.value.map((row: { name: string }) => row.name)).toEqual(["c", "d", "e"]);
  });

  it("sees what was written since the same question was last asked", async () => {
    const { crm, account, ids } = await threeDeals();
    await using _ = crm;
    const query = `opportunities?$select=name&$filter=_parentaccountid_value eq ${account}&$orderby=name`;
    expect((await crm.get(query)).body.value).toHaveLength(2);
    crm.dataverse.edit("opportunity", ids[1] ?? "", { _parentaccountid_value: account });
    expect((await crm.get(query)).body.value).toHaveLength(3);
    crm.dataverse.remove("opportunity", ids[0] ?? "");
    expect((await crm.get(query)).body.value).toHaveLength(2);
  });
});
