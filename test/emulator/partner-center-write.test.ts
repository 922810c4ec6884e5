import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { call, referralsApi, signedIn, started, tokenRequest } from "./client.ts";
import { NEW_DEAL } from "./deal.ts";

let emulator: Emulator;
let referrals: Awaited<ReturnType<typeof referralsApi>>;
let deal: { id: string; eTag: string };

beforeAll(async () => {
  emulator = await started({ referrals: 0, partnerCenter: { limits: "off" } });
  referrals = await referralsApi(emulator);
});
afterAll(() => emulator.close());
beforeEach(async () => {
  deal = (await referrals("", { method: "POST", json: NEW_DEAL })).body;
});

type Operation = { op: string; path: string; value?: unknown };

function patch(operations: unknown, headers: Record<string, string> = {}, id = deal.id) {
  return referrals(`/${id}`, { method: "PATCH", json: operations, headers });
}

function replace(path: string, value: unknown): Operation {
  return { op: "replace", path, value };
}

/** A referral that waits for our answer. */
function inbound(): { id: string } {
  return emulator.partnerCenter.create({
    ...emulator.partnerCenter.get(deal.id),
    ...{
      id: crypto.randomUUID(),
      status: "New",
      substatus: "Pending",
      expirationDateTime: "2999-01-01T00:00:00Z",
    },
  });
}

describe("creating a referral", () => {
  it("accepts a deal of one's own at once, whatever status was sent", async () => {
    const { status, body } = await referrals("", { method: "POST", json: NEW_DEAL });
    expect(status).toBe(201);
    expect(body).toMatchObject({ status: "Active", substatus: "Accepted", name: NEW_DEAL.name });
    expect(body.externalReferenceId).toBe(NEW_DEAL.externalReferenceId);
    expect(body.target).toEqual([{ type: "SolutionProfile", id: "SOL-10101-AAA" }]);
  });

  it("keeps and shows all that the caller may say of a deal", async () => {
    const said = {
      name: "Lakeshore Foods - data estate",
      externalReferenceId: "OPP-7",
      campaignId: "FY27-data",
      salesStage: "40",
      statusReason: "From the spring campaign",
      mpnId: "7654321",
      qualification: "MarketingQualified",
      customerProfile: {
        name: "Lakeshore Foods",
        size: "251to1000employees",
        address: {
          addressLine1: "12 Harbour Road",
          addressLine2: "Unit 4",
          city: "Seattle",
          state: "WA",
          postalCode: "98101",
          country: "US",
          region: "WA",
        },
        team: [
          {
            firstName: "Ines",
            lastName: "Okafor",
            phoneNumber: "4165550101",
            email: "ines.okafor@lakeshore.example",
            title: "Head of data",
            contactPreference: { locale: "en-us", disableNotifications: true },
          },
        ],
        ids: [{ profileType: "Duns", id: "081466849" }],
      },
      consent: {
        consentToToShareInfoWithOthers: true,
        consentToContact: true,
        consentToShareReferralWithMicrosoftSellers: true,
      },
      details: {
        notes: "Pilot in two warehouses.",
        dealValue: 64000,
        currency: "USD",
        closingDateTime: "2027-03-31T12:00:00Z",
        customerRequestedContact: true,
        customerAction: "Trial",
        requirements: {
          industries: [{ id: "Agriculture" }],
          products: [{ id: "Azure" }, { id: "Teams" }],
          services: [{ id: "Integration" }],
          solutions: [
            {
              id: "SOL-10101-AAA",
              name: "Warehouse Telemetry",
              type: "Name",
              price: 100,
              quantity: 2,
              currency: "USD",
              publisherName: "Adatum Systems",
              solutionType: "3P",
              closingDateTime: "2027-03-31T12:00:00Z",
            },
          ],
          offers: [{ id: "OFFER-1" }],
          salesPlays: [{ id: "PLAY-1" }],
          additionalRequirements: {
            iot: { deviceCategory: "Gateway" },
            attributes: [{ type: "CustomerMarketplaceIntent", id: "HaveNotDecided" }],
          },
        },
      },
      team: [
        {
          firstName: "Paul",
          lastName: "Renner",
          phoneNumber: "4165550102",
          email: "paul.renner@adatum.example",
          title: "Seller",
          contactPreference: { locale: "en-us", disableNotifications: false },
        },
      ],
    };
    const { status, body } = await referrals("", { method: "POST", json: { ...said, type: "Shared" } });
    expect(status).toBe(201);
    expect(body).toMatchObject(said);
    expect((await referrals(`/${body.id}`)).body).toMatchObject(said);
  });

  it.each<[string, object]>([
    ["a code without an id", { industries: ["Retail"] }],
    ["more than fifty solutions", { solutions: Array.from({ length: 51 }, () => ({ id: "SOL-1" })) }],
  ])("refuses %s", async (_what, requirements) => {
    const own = NEW_DEAL.details.requirements;
    const details = { ...NEW_DEAL.details, requirements: { ...own, ...requirements } };
    const { status } = await referrals("", { method: "POST", json: { ...NEW_DEAL, details } });
    expect(status).toBe(400);
  });

  it("makes another referral of a repeated request", async () => {
    const again = await referrals("", { method: "POST", json: NEW_DEAL, headers: { "ms-requestid": "1" } });
    const twice = await referrals("", { method: "POST", json: NEW_DEAL, headers: { "ms-requestid": "1" } });
    expect(again.body.id).not.toBe(twice.body.id);
  });

  it.each(["type", "customerProfile", "consent", "details"] as const)(
    "refuses a body without %s",
    async (name) => {
      const { [name]: _left, ...rest } = NEW_DEAL;
      const { status, body } = await referrals("", { method: "POST", json: rest });
      expect(status).toBe(400);
      expect(body.error).toMatchObject({ code: "invalidRequest", target: "referral" });
    },
  );

  it("makes Microsoft's copy in the same engagement, which is not ours to change", async () => {
    const own = emulator.partnerCenter.get(deal.id);
    const request = {
      ...NEW_DEAL,
      engagementId: own.engagementId,
      target: [{ type: "BusinessProfileLocation", id: "msft" }],
    };
    const { body } = await referrals("", { method: "POST", json: request });
    expect(body).toMatchObject({ organizationId: "msft", status: "New", substatus: "Pending" });
    expect(body.engagementId).toBe(own.engagementId);
    expect((await patch([replace("/name", "x")], {}, body.id)).status).toBe(403);
    expect(emulator.partnerCenter.get(deal.id).eTag).toBe(own.eTag);
  });

  it("can answer with an eTag that is no longer the newest", async () => {
    emulator.partnerCenter.settings.touchAfterWrite = true;
    const { body } = await referrals("", { method: "POST", json: NEW_DEAL });
    emulator.partnerCenter.settings.touchAfterWrite = false;
    expect(emulator.partnerCenter.get(body.id).eTag).not.toBe(body.eTag);
  });
});

describe("patching a referral", () => {
  it("answers 204 without a body, and changes eTag and time", async () => {
    const before = emulator.partnerCenter.get(deal.id);
    const { status, headers, body } = await patch([replace("/details/notes", "Three sites now.")], {
      "if-match": deal.eTag,
    });
    const after = emulator.partnerCenter.get(deal.id);
    expect({ status, body }).toEqual({ status: 204, body: "" });
    expect(headers.get("request-id")).toBeTruthy();
    expect(after.details.notes).toBe("Three sites now.");
    expect(after.eTag).not.toBe(before.eTag);
    expect(after.updatedDateTime > before.updatedDateTime).toBe(true);
  });

  it("answers with the referral when asked to", async () => {
    const { status, body } = await patch([replace("/details/dealValue", "72000")], {
      prefer: "return=representation",
    });
    expect(status).toBe(200);
    expect(body.details.dealValue).toBe(72000);
    expect(body.eTag).toBe(emulator.partnerCenter.get(deal.id).eTag);
  });

  it.each([73000, "73000"])("takes a deal value as a number and as text: %j", async (value) => {
    expect((await patch([replace("/details/dealValue", value)])).status).toBe(204);
    expect(emulator.partnerCenter.get(deal.id).details.dealValue).toBe(73000);
  });

  it("may take no value of one path, and of the others as before", async () => {
    emulator.partnerCenter.settings.refusedPaths = new Set(["/details/notes"]);
    const refused = await patch([replace("/name", "Renamed"), replace("/details/notes", "New")]);
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.body)).toContain("'/details/notes'");
    expect(emulator.partnerCenter.get(deal.id).name).toBe(NEW_DEAL.name);
    expect((await patch([replace("/name", "Renamed")])).status).toBe(204);
    emulator.partnerCenter.settings.refusedPaths = new Set();
  });

  it("changes the eTag even when nothing changes", async () => {
    await patch([replace("/name", NEW_DEAL.name)]);
    expect(emulator.partnerCenter.get(deal.id).eTag).not.toBe(deal.eTag);
  });

  it("refuses an old eTag with the body that was seen, and writes nothing", async () => {
    emulator.partnerCenter.edit(deal.id, (referral) => {
      referral.name = "Renamed in the portal";
    });
    const { status, body } = await patch([replace("/name", "Renamed in the CRM")], { "if-match": deal.eTag });
    expect(status).toBe(412);
    expect(body.error).toMatchObject({
      code: "preconditionFailed",
      target: "ETag",
      innerError: { code: "99918" },
    });
    expect(emulator.partnerCenter.get(deal.id).name).toBe("Renamed in the portal");
  });

  it("lets the last writer win where no eTag is sent", async () => {
    emulator.partnerCenter.edit(deal.id, (referral) => {
      referral.name = "Renamed in the portal";
    });
    expect((await patch([replace("/name", "Renamed in the CRM")])).status).toBe(204);
  });

  it("does all operations or none", async () => {
    const { status } = await patch([replace("/name", "Half done"), replace("/details/currency", "dollars")]);
    expect(status).toBe(400);
    expect(emulator.partnerCenter.get(deal.id)).toMatchObject({ name: NEW_DEAL.name, eTag: deal.eTag });
  });

  it("puts something where null stands when it is added", async () => {
    expect((await patch([{ op: "add", path: "/campaignId", value: "spring" }])).status).toBe(204);
    expect(emulator.partnerCenter.get(deal.id).campaignId).toBe("spring");
  });

  it("appends to a team", async () => {
    const member = { firstName: "Mira", lastName: "Sato", email: "mira.sato@adatum.example" };
    await patch([{ op: "add", path: "/team/-", value: member }]);
    expect(emulator.partnerCenter.get(deal.id).team.map(({ firstName }) => firstName)).toEqual([
      "Paul",
      "Mira",
    ]);
  });

  it.each<[string, unknown]>([
    ["a single operation", replace("/name", "x")],
    ["no operation", []],
    ["remove", [{ op: "remove", path: "/details/notes" }]],
    ["test", [{ op: "test", path: "/name", value: "x" }]],
    ["a read-only path", [replace("/customerProfile/name", "x")]],
    ["the eTag", [replace("/eTag", "x")]],
    ["the organization's number", [replace("/mpnId", "7654321")]],
    ["a path that is not there", [replace("/details/closeDate", "2027-01-01")]],
    ["replacing where null stands", [replace("/campaignId", "spring")]],
    ["a date without a time", [replace("/details/closingDateTime", "2027-01-01")]],
    ["a member without a name", [{ op: "add", path: "/team/-", value: { email: "a@adatum.example" } }]],
    ["a team of nobody", [replace("/team", [])]],
    ["a deal value of nothing", [replace("/details/dealValue", 0)]],
    ["taking back the sharing", [replace("/consent/consentToShareReferralWithMicrosoftSellers", false)]],
  ])("refuses %s", async (_what, operations) => {
    const { status, body } = await patch(operations);
    expect(status).toBe(400);
    expect(body.error.code).toBe("invalidRequest");
    expect(emulator.partnerCenter.get(deal.id).eTag).toBe(deal.eTag);
  });

  it("refuses another content type", async () => {
    const headers = { "content-type": "application/json-patch+json" };
    expect((await patch([replace("/name", "x")], headers)).status).toBe(415);
  });

  it("freezes customer contacts with the first sharing", async () => {
    const contact = replace("/customerProfile/team", []);
    expect((await patch([contact])).status).toBe(204);
    expect((await patch([replace("/consent/consentToShareReferralWithMicrosoftSellers", true)])).status).toBe(
      204,
    );
    expect((await patch([contact])).status).toBe(400);
  });
});

describe("the state of a referral", () => {
  it.each([
    ["Active", "Accepted", 204],
    ["Closed", "Declined", 204],
    ["Closed", "Won", 400],
    ["Closed", "Expired", 400],
    ["Active", "Pending", 400],
  ])("goes from New to %s/%s: %i", async (state, substatus, expected) => {
    const { id } = inbound();
    const reason = { op: "add", path: "/statusReason", value: "Not a customer" };
    const { status } = await patch(
      [replace("/status", state), replace("/substatus", substatus), reason],
      {},
      id,
    );
    expect(status).toBe(expected);
  });

  it.each([
    ["Closed", "Won", 204],
    ["Closed", "Lost", 204],
    ["Closed", "Declined", 400],
    ["Closed", "Error", 400],
    ["New", "Pending", 400],
    ["Won", "Won", 400],
  ])("goes from Active to %s/%s: %i", async (state, substatus, expected) => {
    const reason = { op: "add", path: "/statusReason", value: "Customer chose another vendor" };
    const { status } = await patch([replace("/status", state), replace("/substatus", substatus), reason]);
    expect(status).toBe(expected);
  });

  it.each(["", null])("is not declined or lost with the reason %j", async (given) => {
    const { id } = inbound();
    const reason = { op: "add", path: "/statusReason", value: given };
    const declined = [replace("/status", "Closed"), replace("/substatus", "Declined"), reason];
    const lost = [replace("/status", "Closed"), replace("/substatus", "Lost"), reason];
    expect((await patch(declined, {}, id)).status).toBe(400);
    expect((await patch(lost)).status).toBe(400);
    expect(emulator.partnerCenter.get(id).status).toBe("New");
  });

  it("does not move without its substatus", async () => {
    expect((await patch([replace("/status", "Closed")])).status).toBe(400);
  });

  it("is final once closed: nothing can be edited any more", async () => {
    await patch([replace("/status", "Closed"), replace("/substatus", "Won")]);
    expect(emulator.partnerCenter.get(deal.id).closedDateTime).not.toBeNull();
    expect((await patch([replace("/details/notes", "too late")])).status).toBe(400);
  });

  it("expires when nobody answers in time", async () => {
    const { id } = inbound();
    emulator.partnerCenter.edit(id, (referral) => {
      referral.expirationDateTime = "2020-01-01T00:00:00Z";
    });
    const { body } = await referrals(`/${id}`);
    expect(body).toMatchObject({ status: "Closed", substatus: "Expired" });
  });
});

describe("what is refused before anything is looked at", () => {
  const url = (path = "") => `${emulator.urls.partnerCenter}/v1.0/engagements/referrals${path}`;

  it("wants a token for its own audience, of a person", async () => {
    const otherAudience = await signedIn(emulator, "https://api.partnercenter.microsoft.com");
    const { body } = await tokenRequest(emulator, {
      grant_type: "client_credentials",
      scope: "https://api.partner.microsoft.com/.default",
    });
    const headers: Record<string, string>[] = [
      {},
      otherAudience,
      { authorization: `Bearer ${body.access_token}` },
    ];
    for (const attempt of headers) {
      const answer = await call(url(), { headers: attempt });
      expect(answer.status).toBe(401);
      expect(answer.body.error.code).toBe("unauthenticated");
    }
  });

  it("has no such method, no such referral, no such path", async () => {
    expect((await referrals(`/${deal.id}`, { method: "DELETE" })).status).toBe(405);
    expect((await referrals("", { method: "PATCH" })).status).toBe(405);
    const missing = await referrals(`/${crypto.randomUUID()}`);
    expect(missing.status).toBe(404);
    expect(missing.body.error.code).toBe("itemNotFound");
    expect((await referrals(`/${deal.id}/team`)).status).toBe(404);
  });

  it("answers 403 without a role, and the gateway's 401 without a second factor", async () => {
    emulator.partnerCenter.settings.role = "none";
    expect((await referrals("")).status).toBe(403);
    Object.assign(emulator.partnerCenter.settings, { role: "referrals admin", signedInWithMfa: false });
    const answer = await referrals("");
    emulator.partnerCenter.settings.signedInWithMfa = true;
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status: 401, code: "900421" });
  });

  it("throttles beyond its hidden limits, with or without telling how long", async () => {
    emulator.partnerCenter.settings.limits = { concurrent: 10, perMinute: 1, retryAfter: 5 };
    await referrals("");
    const told = await referrals("");
    emulator.partnerCenter.settings.limits = { concurrent: 10, perMinute: 1, retryAfter: null };
    const untold = await referrals("");
    emulator.partnerCenter.settings.limits = "off";
    expect([told.status, told.headers.get("retry-after")]).toEqual([429, "5"]);
    expect([untold.status, untold.headers.get("retry-after")]).toEqual([429, null]);
    expect(told.body).toEqual({
      statusCode: 429,
      message: "Rate limit is exceeded. Try again in 5 seconds.",
    });
  });
});

describe("the record of writes", () => {
  it("holds what was really written, by whom and on which eTag", async () => {
    emulator.partnerCenter.operations.length = 0;
    const operations = [replace("/name", "Written by the API")];
    await patch(operations, { "if-match": deal.eTag });
    await patch(operations, { "if-match": deal.eTag });
    emulator.partnerCenter.edit(deal.id, (referral) => {
      referral.name = "Written by a person";
    });
    expect(emulator.partnerCenter.operations).toEqual([
      expect.objectContaining({
        kind: "update",
        by: "api",
        id: deal.id,
        ifMatch: deal.eTag,
        content: operations,
      }),
      expect.objectContaining({ kind: "update", by: "person", id: deal.id, ifMatch: null }),
    ]);
  });
});
