import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { started } from "./client.ts";

const now = () => new Date("2026-10-01T08:00:00Z");
let emulator: Emulator;

beforeAll(async () => {
  emulator = await started({ now });
});
afterAll(() => emulator.close());

function own() {
  return emulator.partnerCenter.list().filter(({ organizationId }) => organizationId !== "msft");
}
function linkedRows() {
  return emulator.dataverse.rows("opportunity").filter((row) => row.cosell_referralid !== undefined);
}

describe("the sample data", () => {
  it("is the same for the same seed, and other data for another", async () => {
    const contents = ({ partnerCenter, dataverse }: Emulator) => [
      partnerCenter.list(),
      dataverse.rows("opportunity").map(({ opportunityid: _id, ...row }) => row),
    ];
    await using same = await started({ now });
    await using other = await started({ now, seed: 2 });
    expect(contents(same)).toEqual(contents(emulator));
    expect(contents(other)).not.toEqual(contents(emulator));
  });

  it("has forty deals to keep in step, and besides them closed ones and Marketplace leads", () => {
    const deals = own().filter(
      ({ qualification, status }) => qualification === "SalesQualified" && status !== "Closed",
    );
    expect(deals).toHaveLength(40);
    expect(deals.filter(({ status }) => status === "New")).toHaveLength(10);
    expect(own().filter(({ qualification }) => qualification === "Direct")).toHaveLength(5);
    expect(
      new Set(
        own()
          .filter(({ status }) => status === "Closed")
          .map(({ substatus }) => substatus),
      ),
    ).toEqual(new Set(["Won", "Lost", "Declined", "Expired", "Error"]));
  });

  it("gives what awaits an answer a day until which it may wait", () => {
    for (const referral of own().filter(({ status }) => status === "New")) {
      expect(referral.expirationDateTime).toMatch(/^2026-10-\d\dT00:00:00Z$/);
      expect(referral.inviteContext.invitedBy.organizationId).toBe("msft");
    }
  });

  it("has Microsoft's record beside some of ours, in the same engagement", () => {
    const engagements = new Set(own().map(({ engagementId }) => engagementId));
    const microsofts = emulator.partnerCenter
      .list()
      .filter(({ organizationId }) => organizationId === "msft");
    expect(microsofts.length).toBeGreaterThan(5);
    expect(microsofts.every(({ engagementId }) => engagements.has(engagementId))).toBe(true);
  });

  it("links fifteen rows, some of which say something else by now, and leaves ten alone", () => {
    const values = new Map(own().map((referral) => [referral.id, referral]));
    const linked = linkedRows();
    expect(linked).toHaveLength(15);
    expect(emulator.dataverse.rows("opportunity")).toHaveLength(25);
    expect(linked.every((row) => row.cosell_base === undefined)).toBe(true);
    const same = linked.filter(
      (row) => row.estimatedvalue === values.get(String(row.cosell_referralid))?.details.dealValue,
    );
    expect(same.length).toBeGreaterThan(0);
    expect(same.length).toBeLessThan(linked.length);
  });

  it("gives each linked row the currency of its deal", () => {
    const codes = new Map(
      emulator.dataverse
        .rows("transactioncurrency")
        .map((row) => [row.transactioncurrencyid, row.isocurrencycode]),
    );
    for (const row of linkedRows()) {
      const { details } = emulator.partnerCenter.get(String(row.cosell_referralid));
      expect(codes.get(row._transactioncurrencyid_value)).toBe(details.currency);
    }
  });

  it("has the oddities of real data: ampersands, a region without a state, midnights of several time zones", () => {
    const addresses = own().map(({ customerProfile }) => customerProfile.address);
    const hours = own().map(({ details }) => details.closingDateTime.slice(11));
    expect(own().some(({ customerProfile }) => customerProfile.name.includes("&"))).toBe(true);
    expect(addresses.some(({ state, region }) => state === null && region !== null)).toBe(true);
    expect([...new Set(hours)]).toEqual(
      expect.arrayContaining(["23:00:00Z", "18:30:00Z", "03:00:00Z", "00:00:00Z"]),
    );
  });

  it("invents mail domains that cannot exist", () => {
    const members = own().flatMap(({ team, customerProfile }) => [...team, ...customerProfile.team]);
    expect(members.every(({ email }) => email.endsWith(".example"))).toBe(true);
  });

  it("leaves no writes on record", () => {
    expect(emulator.partnerCenter.operations).toEqual([]);
    expect(emulator.dataverse.operations).toEqual([]);
  });
});
