import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideField } from "../../src/reconcile/merge/decide.ts";
import { fieldOf, read, write } from "./record.ts";

const field = fieldOf({ as: "team", referral: "team", opportunity: "team" });
const onRow = (team: unknown) => read(field, "opportunity", { team });
const onReferral = (team: unknown) => read(field, "referral", { team });

const paul = {
  firstName: "Paul",
  lastName: "Renner",
  email: "Paul.Renner@adatum.example",
  phoneNumber: "4165550102",
  title: null,
  contactPreference: { locale: "en-us", disableNotifications: true },
  linkedInProfileUrl: "https://example.org/paul",
};
const HAS_SEPARATOR =
  "the name of a member of the team has a semicolon, < or > in it, which have a meaning here";
const MIRA = "Mira Sato <mira@adatum.example>";
const PAUL = "Paul Renner <paul.renner@adatum.example>";

describe("a team", () => {
  it("is a set by e-mail address: order, case, lines and repetition do not count", () => {
    expect(onRow(`${PAUL}\r\n Mira   Sato <MIRA@adatum.example>;;${PAUL}`)).toBe(`${MIRA}; ${PAUL}`);
    expect(onReferral([paul, { firstName: "Mira", lastName: "Sato", email: "mira@adatum.example" }])).toBe(
      `${MIRA}; ${PAUL}`,
    );
  });

  it("is in the order of the addresses, and of two names for one address the first counts", () => {
    const [adam, zoe] = ["Adam Bo <b@adatum.example>", "Zoe Ay <a@adatum.example>"];
    expect(onRow(`${adam}\n${zoe}\nZora Ay < A@adatum.example >\n<c@adatum.example>`)).toBe(
      `${zoe}; ${adam}; <c@adatum.example>`,
    );
    expect(onReferral([paul, { ...paul, lastName: "Rand" }])).toBe(PAUL);
  });

  it("loses nobody who shares an address with another, and goes by the name of the first of them", () => {
    const rand = { ...paul, firstName: "Rita", lastName: "Rand", title: "CFO" };
    const anna = { firstName: "Anna", lastName: "Bo", email: "anna@adatum.example" };
    const wanted = `Anna Bo <anna@adatum.example>; Paul Rennert <paul.renner@adatum.example>`;
    expect(write(field, "referral", wanted, { team: [paul, rand] })).toEqual({
      team: [
        { ...paul, lastName: "Rennert" },
        rand,
        { ...anna, contactPreference: { disableNotifications: true } },
      ],
    });
    expect(write(field, "referral", "Anna Bo <anna@adatum.example>", { team: [paul, anna, rand] })).toEqual({
      team: [anna],
    });
  });

  it("has names of any length, and addresses without blanks around them", () => {
    const name = `${"Mira ".repeat(20)}Sato`;
    expect(onReferral([{ firstName: name, lastName: null, email: "\tmira&#64;adatum.example " }])).toBe(
      `${name} <mira@adatum.example>`,
    );
  });

  it("knows an address by what is seen of it: one copied out of a chat is no other member", () => {
    const copied = "paul.ren\u00adner@adatum.example\u200b";
    expect(onRow(`Paul Renner <${copied}>`)).toBe(PAUL);
    expect(onReferral([{ ...paul, email: copied }])).toBe(PAUL);
    expect(write(field, "referral", PAUL, { team: [paul] })).toEqual({ team: [paul] });
  });

  it("does not differ by how an accent is put together, or an ampersand is sent", () => {
    const composed = "Jos\u00e9 R&D <jose@adatum.example>";
    expect(onRow("Jose\u0301 R&amp;D <jose@adatum.example>")).toBe(composed);
    expect(onReferral({ firstName: "Jose\u0301", lastName: "R&amp;D", email: "jose@adatum.example" })).toBe(
      composed,
    );
  });

  it("is blank when nobody is in it, and may be a lone object in an old record", () => {
    expect([onRow(""), onRow(null), onReferral([]), onReferral(null)]).toEqual(Array(4).fill(null));
    expect(onReferral(paul)).toBe(PAUL);
  });

  it.each([
    "paul.renner@adatum.example",
    "Paul Renner",
    "Paul Renner <paul.renner>",
    "Paul Renner <paul renner@adatum.example>",
    "Renner <a@b.example> Paul",
    "Paul Renner <paul@adatum.example> Zoe Ay <zoe@adatum.example>",
    "<>",
  ])("is unusable with the line %s", (line) => {
    expect(onRow(`${MIRA}; ${line}`)).toEqual({
      unusable: "a line of the team is not written as First Last <e-mail>",
    });
  });

  it.each([
    ["no list of members", "Paul", "the team is not a list"],
    ["no address", [{ ...paul, email: null }], "a member of the team has no e-mail address"],
    [
      "two addresses",
      [{ ...paul, email: "a@b.example;c@d.example" }],
      "a member of the team has no e-mail address",
    ],
    ["a bracket in one", [{ ...paul, email: "a@b.example>" }], "a member of the team has no e-mail address"],
    ["no part of one", [{ ...paul, email: "a<b@c.example" }], "a member of the team has no e-mail address"],
    ["a semicolon in a name", [{ ...paul, lastName: "R; Renner" }], HAS_SEPARATOR],
    ["a bracket in a name", [{ ...paul, lastName: "R < Renner" }], HAS_SEPARATOR],
    ["the other bracket in a name", [{ ...paul, firstName: "R >" }], HAS_SEPARATOR],
  ])("of a referral with %s is unusable", (_what, team, reason) => {
    expect(onReferral(team)).toEqual({ unusable: reason });
  });

  it("takes a moment to refuse an address of a million characters", () => {
    const email = "a@".repeat(500_000);
    const reason = "a member of the team has no e-mail address";
    expect(onReferral([{ ...paul, email: `${email} ${email}` }])).toEqual({ unusable: reason });
    expect(onReferral([{ ...paul, email: `${"@".repeat(1_000_000)}<` }])).toEqual({ unusable: reason });
  });

  it("is replaced as a whole, and everything that Partner Center knows of a member who stays stays", () => {
    const gone = { firstName: "Old", lastName: "Hand", email: "old@adatum.example" };
    const mira = { firstName: "Mira", lastName: "Sato", email: "mira@adatum.example" };
    expect(write(field, "referral", `${MIRA}; ${PAUL}`, { team: [gone, paul] })).toEqual({
      team: [paul, { ...mira, contactPreference: { disableNotifications: true } }],
    });
  });

  it("has mail switched off for whoever is new, and is left as people set it for whoever is there", () => {
    const wanted = { ...paul, contactPreference: { locale: null, disableNotifications: false } };
    const { team } = write(field, "referral", "Paul van Dyk <paul.renner@adatum.example>", {
      team: [wanted],
    }) as { team: { contactPreference: unknown }[] };
    expect(team.map(({ contactPreference }) => contactPreference)).toEqual([wanted.contactPreference]);
  });

  it("leaves a member whom Partner Center knows with a comma as they are", () => {
    const junior = { ...paul, lastName: "Renner, Jr." };
    const both = "Mira Sato <mira.sato@adatum.example>; Paul Renner, Jr. <paul.renner@adatum.example>";
    expect(write(field, "referral", both, { team: [junior] })).toMatchObject({ team: [junior, {}] });
  });

  it("is sent without HTML entities, also of a member who stays as they are", () => {
    const encoded = { ...paul, lastName: "O&#39;Renner", title: "R&amp;D" };
    const both = "Mira Sato <mira@adatum.example>; Paul O'Renner <paul.renner@adatum.example>";
    expect(write(field, "referral", both, { team: [encoded] })).toMatchObject({
      team: [{ lastName: "O'Renner", title: "R&D" }, {}],
    });
  });

  it("leaves a member whom Partner Center knows by one name, beside one who is new", () => {
    const cher = { firstName: "Cher", lastName: "", email: "cher@adatum.example" };
    const both = `Cher <cher@adatum.example>; ${MIRA}`;
    expect(write(field, "referral", both, { team: [cher] })).toMatchObject({ team: [cher, {}] });
  });

  it("has at most fifty members", () => {
    const fifty = Array.from({ length: 50 }, (_, index) => `A B <m${index}@adatum.example>`).join("; ");
    expect(write(field, "referral", fifty, { team: [paul] })).toHaveProperty("team");
    expect(
      write(field, "referral", `${fifty.slice(fifty.indexOf(";") + 2)}; ${PAUL}`, { team: [paul, paul] }),
    ).toHaveProperty("unusable");
  });

  it("takes a new name for a member and leaves the rest as it was", () => {
    const mira = { firstName: "Mira", lastName: "Sato", email: "mira@adatum.example" };
    expect(write(field, "referral", "Mira Solberg <mira@adatum.example>", { team: [mira] })).toEqual({
      team: [{ ...mira, lastName: "Solberg" }],
    });
    expect(write(field, "referral", "Paul van Dyk <paul.renner@adatum.example>", { team: [paul] })).toEqual({
      team: [{ ...paul, firstName: "Paul van", lastName: "Dyk" }],
    });
  });

  it.each([
    [null, "Partner Center wants at least one member in the team"],
    ["<new@adatum.example>", "a new member of the team needs a first and a last name"],
    ["Cher <new@adatum.example>", "a new member of the team needs a first and a last name"],
    [
      "Sato, Mira <new@adatum.example>",
      "the name of a new member of the team has a comma in it: write First Last <e-mail>",
    ],
    [
      Array.from({ length: 51 }, (_, index) => `A B <m${index}@adatum.example>`).join("; "),
      "Partner Center takes at most 50 members in a team",
    ],
  ])("that Partner Center would refuse is not written: %j", (value, reason) => {
    expect(write(field, "referral", value, { team: [paul] })).toEqual({ unusable: reason });
  });
});

describe("two edits of one team", () => {
  const people = fc.uniqueArray(fc.constantFrom<string>("a", "b", "c", "d"));
  const teamOf = (names: readonly string[]) =>
    [...names]
      .sort()
      .map((name) => `First ${name} <${name}@adatum.example>`)
      .join("; ") || null;
  const decide = (base: string | null, referral: string | null, opportunity: string | null) =>
    decideField(field, { base, referral, opportunity, newer: null });

  it("are united: whoever was added is in it, whoever was taken out is not", () => {
    fc.assert(
      fc.property(people, people, people, (base, ours, theirs) => {
        fc.pre(
          String(base) !== String(ours) && String(base) !== String(theirs) && String(ours) !== String(theirs),
        );
        const expected = ["a", "b", "c", "d"].filter((name) =>
          base.includes(name)
            ? ours.includes(name) && theirs.includes(name)
            : [...ours, ...theirs].includes(name),
        );
        // As long as blanks are protected, emptying takes nobody out, and a team that nobody emptied is not left empty.
        fc.pre(ours.length > 0 && theirs.length > 0 && expected.length > 0);
        const [before, here, there] = [base, ours, theirs].map(teamOf) as [string, string, string];
        fc.pre(before !== here && before !== there && here !== there);
        expect(decide(before, here, there).agreed).toBe(teamOf(expected));
      }),
    );
  });

  it("keep a name that one side changed", () => {
    const renamed = "Paul Rennert <paul.renner@adatum.example>";
    expect(decide(PAUL, renamed, `${MIRA}; ${PAUL}`).agreed).toBe(`${MIRA}; ${renamed}`);
    expect(decide(PAUL, `${MIRA}; ${PAUL}`, renamed).agreed).toBe(`${MIRA}; ${renamed}`);
  });

  it("are a conflict when both changed one name, and differently", () => {
    const [ours, theirs] = ["Paula", "Pauline"].map((name) => `${name} Renner <paul.renner@adatum.example>`);
    expect(decide(PAUL, ours ?? null, theirs ?? null)).toMatchObject({
      writes: {},
      conflict: { winner: null },
    });
  });
});
