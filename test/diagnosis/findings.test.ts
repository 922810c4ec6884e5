import { describe, expect, it } from "vitest";
import { judgeCurrencies, judgeKey } from "../../src/diagnosis/crm.ts";
import { judgeBranch, judgeClocks } from "../../src/diagnosis/github.ts";
import { judgeRefreshToken, judgeVisibility, judgeWebhook } from "../../src/diagnosis/partner-center.ts";
import { judgePrivileges, NEEDED_PRIVILEGES } from "../../src/diagnosis/privileges.ts";
import { type CrmKey, type CrmTable, keyOn } from "../../src/model/crm.ts";
import { DEPTHS, type Depth } from "../../src/model/doctor.ts";

const NOON = Date.parse("2026-11-23T12:00:00Z");

/** A clock that shows so many seconds more than ours. */
function clockOf(seconds: number) {
  return { local: new Date(NOON).toISOString(), server: new Date(NOON + seconds * 1000).toISOString() };
}

describe("clocks", () => {
  it.each([
    [0, "ok"],
    [29, "ok"],
    [30, "warning"],
    [-30, "warning"],
    [299, "warning"],
    [300, "failed"],
    [-300, "failed"],
  ])("%i seconds apart are %s", (seconds, state) => {
    expect(judgeClocks({ Dataverse: clockOf(seconds) }).state).toBe(state);
  });

  it("are told by the one that is the furthest away", () => {
    const clocks = { GitHub: clockOf(1), Dataverse: clockOf(-40), "Partner Center": clockOf(31) };
    expect(judgeClocks(clocks).detail).toBe("40 s apart from Dataverse");
  });

  it("are nothing to judge where no service has said the time", () => {
    expect(judgeClocks({}).state).toBe("skipped");
  });
});

describe("a state branch", () => {
  const judged = (found: Partial<Parameters<typeof judgeBranch>[1]>) =>
    judgeBranch(
      "cosell-sync",
      { exists: true, isProtected: false, rules: [], silentHours: 1, ...found },
      { defaultBranch: "main", isPublic: false, mayWrite: true },
    ).state;

  it.each([
    [null, "ok"],
    [48, "ok"],
    [49, "warning"],
  ])("whose last commit is %s hours old is %s", (silentHours, state) => {
    expect(judged({ silentHours })).toBe(state);
  });

  it("that is there needs nobody to make it, and one that is not does", () => {
    expect([judged({ rules: ["creation"] }), judged({ exists: false, rules: ["creation"] })]).toEqual([
      "ok",
      "failed",
    ]);
  });
});

describe("a refresh token", () => {
  it.each([
    [true, 59, "ok"],
    [true, 60, "warning"],
    [true, null, "warning"],
    [false, null, "ok"],
  ])("(kept in a store: %s) that is %s days old is %s", (isKept, ageDays, state) => {
    expect(judgeRefreshToken({ isKept, ageDays }).state).toBe(state);
  });
});

describe("who sees referrals", () => {
  const found = {
    partnerIds: ["7"],
    organizations: ["a"],
    currencies: [],
    byOtherTools: [],
    multiFactor: true,
  };

  it.each([
    ["sees all, where others are in the teams", { listed: 5, isInEveryTeam: false }, "ok"],
    ["may see all, where the token does not say who it is", { listed: 5, isInEveryTeam: null }, "ok"],
    ["may see no other than those of their teams", { listed: 5, isInEveryTeam: true }, "warning"],
    ["sees none", { listed: 0, isInEveryTeam: false }, "warning"],
    ["sees those of others", { listed: 5, isInEveryTeam: false, organizations: ["a", "b"] }, "warning"],
  ])("%s", (_who, more, state) => {
    expect(judgeVisibility({ ...found, ...more }).state).toBe(state);
  });
});

describe("the address that a webhook goes to", () => {
  const ours = "https://relay.example/hook?code=ours";

  it.each([
    [
      "https://relay.example/hook?code=theirs",
      "events go to another address at relay.example than webhook-url",
    ],
    ["https://evil.example/hook?code=theirs", "events go to evil.example, and not to us"],
    ["code=theirs", "events go to an address that is none, and not to us"],
  ])("is shown without the key in it: %s", (url, detail) => {
    const finding = judgeWebhook({ url, events: [] }, ours);
    expect(finding.detail).toBe(detail);
    expect(JSON.stringify([finding, judgeWebhook({ url, events: [] }, null)])).not.toMatch(/theirs|ours/);
  });
});

describe("the privileges of the application user", () => {
  const names = NEEDED_PRIVILEGES.map(({ name }) => name);
  const all = { accounts: {}, owner: {}, share: {}, leads: {} };
  const held = (but: Readonly<Record<string, Depth | null>> = {}) => {
    const depths = names.map((name) => [name, but[name] === undefined ? "Global" : but[name]] as const);
    return new Map(depths.flatMap(([name, depth]) => (depth ? [[name, depth] as const] : [])));
  };
  const judged = (but: Readonly<Record<string, Depth | null>>, sections: typeof all | null = all) =>
    judgePrivileges({ known: new Set(names), held: held(but) }, sections);

  it.each(DEPTHS.map((depth) => [depth, depth === "Global" ? "ok" : "failed"] as const))(
    "have to reach the whole organization: %s is %s",
    (depth, state) => {
      expect(judged({ prvReadOpportunity: depth }).state).toBe(state);
    },
  );

  it("are wanted all of them, where nobody knows what the mapping has", () => {
    expect(judged({ prvReadLead: null }, null).state).toBe("failed");
    expect(judged({ prvReadLead: null }, { ...all, leads: null as never }).state).toBe("ok");
  });

  it("are wanted for the sections that the mapping has, and where it takes two of them, for both", () => {
    const withoutLeads = { ...all, leads: null as never };
    expect([judged({ prvReadLead: null }).state, judged({ prvAssignLead: null }).state]).toEqual([
      "failed",
      "failed",
    ]);
    expect(judged({ prvAssignLead: null }, withoutLeads).state).toBe("ok");
  });

  it("are wanted where one of several that are missing is no matter of comfort", () => {
    expect(judged({ prvReadEntity: null }).state).toBe("warning");
    expect(judged({ prvReadEntity: null, prvReadNote: null }).state).toBe("failed");
  });

  it("are none of those that the environment does not know", () => {
    const known = new Set(names.filter((name) => !name.includes("Lead")));
    expect(judgePrivileges({ known, held: held({ prvReadLead: null }) }, all).state).toBe("ok");
  });
});

describe("the alternate key", () => {
  const tableWith = (key: Partial<CrmKey>) =>
    ({ keys: [{ id: "1", name: "k", columns: ["id"], status: "Active", ...key }] }) as unknown as CrmTable;
  it.each<[string, Partial<CrmKey>, string]>([
    ["whose index is there", {}, "ok"],
    ["whose index is being built", { status: "Pending" }, "warning"],
    ["whose index could not be built", { status: "Failed" }, "failed"],
    ["of two columns, which is none of one", { columns: ["id", "name"] }, "failed"],
    ["of another column", { columns: ["name"] }, "failed"],
  ])("%s", (_which, key, state) => {
    expect(judgeKey(keyOn(tableWith(key).keys, "id"), "id", []).state).toBe(state);
  });

  it("whose index could not be built names the first of what stands there twice, and nothing that is no identifier", () => {
    const key = keyOn(tableWith({ status: "Failed" }).keys, "id");
    const twice = [
      { value: "0d7f0e33-6166-442f-acc9-e4c20ae427ba", opportunities: ["a", "b"] },
      { value: "jane doe", opportunities: ["c", "d", "e"] },
      { value: "bd82a28b-1f08-4b3a-a867-37712fb16fe7", opportunities: ["f", "g"] },
    ];
    expect(judgeKey(key, "id", twice).detail).toBe(
      "the index of k could not be built: referral 0d7f0e33-6166-442f-acc9-e4c20ae427ba on opportunities a, b; something else on opportunities c, d, e; and 1 more",
    );
  });
});

it("currencies are not missed where nobody knows which are used", () => {
  expect([judgeCurrencies(["EUR"], null).state, judgeCurrencies(["EUR"], ["NOK"]).state]).toEqual([
    "ok",
    "warning",
  ]);
});
