import { describe, expect, it } from "vitest";
import { ownerSchema } from "../../src/mapping/schema/owner.ts";
import type { Change, Merge, OtherTable } from "../../src/model/plan.ts";
import type { RemoteRecord } from "../../src/model/record.ts";
import {
  giveOwners,
  ownerColumns,
  ownerIn,
  ownerlessNotice,
  userSearch,
} from "../../src/reconcile/match/owners.ts";
import { pairOf, referralOf } from "./deals.ts";

const RULES = ownerSchema.parse({ match: "team member" });
const DESK = "6f1e0d0a-5b7c-4c7e-9a55-0c1f6f6b2a10";

/** A merge that writes the row of a deal whose team has these addresses. */
function mergeOf(team: unknown, { action = "create", table }: Partial<Change> & { table?: OtherTable } = {}) {
  const pair = pairOf(referralOf({ team }), null);
  const row = table ? { row: { table, id: "other" } } : {};
  const change: Change = { side: "opportunity", action, link: pair.link, etag: null, fields: [], ...row };
  return { pair, changes: [change], conflicts: [], held: [], warnings: [], agreed: {} } as unknown as Merge;
}

const team = (...addresses: unknown[]) =>
  addresses.map((email) => ({ firstName: "A", lastName: "B", email }));

function userOf(id: string, internalemailaddress: unknown, domainname: unknown = null): RemoteRecord {
  return {
    side: "opportunity",
    id,
    etag: "",
    modified: "",
    properties: { internalemailaddress, domainname },
  };
}

const USERS = [
  userOf("mira", "Mira.Sato@adatum.example", "msato@adatum.example"),
  userOf("paul", null, "paul.renner@adatum.example"),
  userOf("twin1", "twin@adatum.example"),
  userOf("twin2", "other@adatum.example", "TWIN@adatum.example"),
];

const ownerOf = (merge: Merge, rules = RULES) => {
  const [owned] = giveOwners([merge], USERS, rules);
  return owned && ownerIn(owned);
};

describe("a new row belongs to", () => {
  it.each<[string, unknown, string | null]>([
    ["the member who is a user", team("mira.sato@adatum.example"), "user mira"],
    ["whoever signs in by that address", team("PAUL.RENNER@adatum.example"), "user paul"],
    [
      "the user of an address in other letters, with signs that nobody sees",
      team(" MSATO@adatum.example\u200b"),
      "user mira",
    ],
    [
      "the first of several members",
      team("paul.renner@adatum.example", "mira.sato@adatum.example"),
      "user paul",
    ],
    ["the first who is a user", team("a@elsewhere.example", "paul.renner@adatum.example"), "user paul"],
    ["nobody of two users with one address", team("twin@adatum.example"), null],
    [
      "the member behind one whom two users could be",
      team("twin@adatum.example", "paul.renner@adatum.example"),
      "user paul",
    ],
    ["nobody where no member is a user", team("a@elsewhere.example"), null],
    ["nobody for want of an address, as users have none either", team(null, "", "no address"), null],
    ["the lone member of an old record", team("paul.renner@adatum.example")[0], "user paul"],
    ["nobody of a team that is none", "Mira", null],
    ["nobody where there is no team", undefined, null],
  ])("%s", (_who, given, owner) => {
    expect(ownerOf(mergeOf(given))).toBe(owner);
  });

  it.each([
    ["team", `/teams(${DESK})`],
    ["user", `/systemusers(${DESK})`],
  ])("the %s of otherwise, where nobody is found, and the plan says so", (kind, bound) => {
    const rules = ownerSchema.parse({ match: "team member", otherwise: { [kind]: DESK.toUpperCase() } });
    const [owned] = giveOwners([mergeOf(team("twin@adatum.example"))], USERS, rules);
    const [field] = owned?.changes[0]?.fields ?? [];
    expect(field).toEqual({ field: "owner", to: `${kind} ${DESK}`, otherwise: `${kind} ${DESK}` });
    expect(ownerColumns(field?.to ?? null)).toEqual({ "ownerid@odata.bind": bound });
    expect(ownerOf(mergeOf(team("paul.renner@adatum.example")), rules)).toBe("user paul");
  });
});

const SELLER = team("mira.sato@adatum.example");

describe("an opportunity that was a lead belongs to", () => {
  const wasLead = (_ownerid_value: string | null, _createdby_value: string | null = "application") => {
    const merge = mergeOf(SELLER);
    const lead = { ...userOf("lead", null), properties: { _ownerid_value, _createdby_value } };
    return { ...merge, pair: { ...merge.pair, lead } };
  };
  const desk = ownerSchema.parse({ match: "team member", otherwise: { user: DESK } });
  const users = [...USERS, userOf(DESK, "desk@adatum.example")];

  it.each([
    ["the user who was given the lead", "paul", "user paul"],
    ["a member of the team, where nobody was given the lead", "application", "user mira"],
    ["a member of the team, where whoever had the lead is disabled, or is a team", "gone", "user mira"],
    ["a member of the team, where the lead was nobody's and went to otherwise", DESK, "user mira"],
    ["a member of the team, where the lead does not say whose it is", null, "user mira"],
  ])("%s", (_whom, given, owner) => {
    const [owned] = giveOwners([wasLead(given)], users, desk);
    expect(owned && ownerIn(owned)).toBe(owner);
  });

  it("whom the search for users has found", () => {
    const addresses = ["mira.sato@adatum.example"];
    const byAddress = { internalemailaddress: addresses, domainname: addresses };
    expect(userSearch([wasLead("paul"), wasLead("application")])).toEqual({
      ...byAddress,
      systemuserid: ["paul"],
    });
  });
});

describe("nobody is given", () => {
  it.each([
    ["a row that is there already", mergeOf(SELLER, { action: "update" })],
    ["a row that is closed", mergeOf(SELLER, { action: "close" })],
    ["an account", mergeOf(SELLER, { table: "account" })],
  ])("%s, nor looked for", (_what, merge) => {
    expect(userSearch([merge])).toBeNull();
    expect(giveOwners([merge], USERS, RULES)).toEqual([merge]);
    expect(ownerIn(merge)).toBeUndefined();
  });
});

it("users are searched for once for all rows, leads included, by either address", () => {
  const merges = [
    mergeOf(team("b@adatum.example", "A@adatum.example")),
    mergeOf(team("a@adatum.example"), { table: "lead" }),
    mergeOf(team(`${"x".repeat(300)}@adatum.example`)),
    mergeOf(team("c@adatum.example"), { action: "update" }),
  ];
  const addresses = ["a@adatum.example", "b@adatum.example"];
  expect(userSearch(merges)).toEqual({ internalemailaddress: addresses, domainname: addresses });
});

it("a row whose account is made with it is given as any other, beside the values that it begins with", () => {
  const account = mergeOf(SELLER, { table: "account" }).changes;
  const made = mergeOf(SELLER);
  const named = made.changes.map((change) => ({ ...change, fields: [{ field: "name", to: "Migration" }] }));
  const merge = { ...made, changes: [...account, ...named] };
  expect(userSearch([merge])).toMatchObject({ domainname: ["mira.sato@adatum.example"] });
  const [owned] = giveOwners([merge], USERS, RULES);
  expect(owned?.pair).toBe(merge.pair);
  expect(owned?.changes.map(({ fields }) => fields)).toEqual([
    [],
    [
      { field: "name", to: "Migration" },
      { field: "owner", to: "user mira" },
    ],
  ]);
});

describe("rows that stay with the application user", () => {
  const noticeOf = (merges: readonly Merge[], rules: typeof RULES | null = RULES) =>
    ownerlessNotice({ changes: merges.flatMap(({ changes }) => changes) }, rules);
  const merges = [
    ...giveOwners([mergeOf(SELLER), mergeOf([])], USERS, RULES),
    mergeOf([], { action: "update" }),
    mergeOf([], { table: "account" }),
  ];

  it("are counted, as sellers do not see them", () => {
    expect(noticeOf(merges)).toContain("belong to the application user: 1 of 2.");
  });

  it("are none where all have an owner, or the mapping gives none", () => {
    expect(noticeOf(merges.slice(0, 1))).toBeNull();
    expect(noticeOf(merges, null)).toBeNull();
  });
});
