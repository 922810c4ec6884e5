import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Base, RemoteRecord } from "../../src/model/record.ts";
import { externalReference, match, prospectOf } from "../../src/reconcile/match/match.ts";
import { formatBase } from "../../src/reconcile/record/base.ts";
import { rowIdFor } from "../../src/reconcile/record/ids.ts";
import { isOurs } from "../../src/reconcile/record/kind.ts";
import { BASE, MAPPING, referralOf, rowOf } from "./deals.ts";
import { mappingOf, STATUS } from "./fields.ts";
import { REFERRAL } from "./world.ts";

/** The row that is made for the referral of the tests. */
const OPPORTUNITY = "73e2713d-6da0-5b6d-a4c1-e08df4adb479";
const OTHER = "0b9f6c1d-1111-4222-8333-444455556666";
const HAND_MADE = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee";

/** A referral that names a row as its CRM id. */
const naming = (row: string, id = REFERRAL, more: object = {}): RemoteRecord => ({
  ...referralOf({ id, externalReferenceId: row, ...more }),
  id,
});
const handMade = (properties: object = {}): RemoteRecord => ({
  ...rowOf({ cosell_referralid: null, cosell_base: null, ...properties }),
  id: HAND_MADE,
});

/** Each pair as `row` or `row adopted` or `row new`. */
function linksOf(referrals: readonly RemoteRecord[], rows: readonly RemoteRecord[]): string[] {
  return match(MAPPING, referrals, rows).pairs.map(({ link, adopts, opportunity }) =>
    [link.opportunity, ...(adopts ? ["adopted"] : []), ...(opportunity ? [] : ["new"])].join(" "),
  );
}

describe("matching", () => {
  it("takes the row that carries the identifier, with its base", () => {
    const { pairs } = match(MAPPING, [referralOf()], [rowOf()]);
    expect(pairs).toMatchObject([
      {
        link: { referral: REFERRAL, opportunity: OPPORTUNITY },
        base: BASE,
        adopts: false,
        baseIsStored: true,
      },
    ]);
  });

  it("knows the identifier in any case, as a person may have typed it", () => {
    const row = rowOf({ cosell_referralid: REFERRAL.toUpperCase() });
    expect(linksOf([referralOf()], [row])).toEqual([OPPORTUNITY]);
  });

  it.each([
    ["in braces", `{${REFERRAL.toUpperCase()}}`],
    ["between blanks", ` ${REFERRAL}\t`],
    ["in its address", `https://partner.microsoft.com/referrals/v2/inbox?id=${REFERRAL}`],
  ])("makes no row beside one that has the identifier %s, and says what to write there", (_how, text) => {
    const row = handMade({ cosell_referralid: text });
    const { pairs, questions } = match(MAPPING, [referralOf()], [row]);
    expect(pairs).toEqual([]);
    expect(questions).toEqual([
      {
        referral: REFERRAL,
        opportunity: HAND_MADE,
        text: `opportunity ${HAND_MADE} means it, and has more than its identifier in cosell_referralid: write ${REFERRAL} there, and nothing else`,
      },
    ]);
    expect(linksOf([referralOf()], [row, rowOf()])).toEqual([OPPORTUNITY]);
    const over = referralOf({ status: "Closed", substatus: "Won" });
    expect(match(MAPPING, [over], [row])).toEqual({ pairs: [], questions: [] });
  });

  it.each([
    [{ status: "New", substatus: "Referred" }, "under referrals > become opportunities, or as open, won"],
    [{ status: "Parked", substatus: "Pending" }, "its state, Parked/Pending, is not known"],
    [
      { status: "Closed", substatus: "Withdrawn" },
      "becomes of such a referral, as won or lost in its status",
    ],
    [{ status: "New", substatus: "a | b\n::error::" }, "no state that a mapping could name"],
    [{ status: undefined, substatus: undefined }, "no state that a mapping could name"],
    [{ status: "New", substatus: ["Pending"] }, "no state that a mapping could name"],
  ])("asks what becomes of a new referral in a state that nobody knows: %j", (state, text) => {
    const referral = referralOf(state);
    const { pairs, questions } = match(MAPPING, [referral], []);
    expect(pairs).toEqual([]);
    expect(questions).toEqual([{ referral: REFERRAL, text: expect.stringContaining(text) }]);
    // What the mapping says of such a state is enough, whether or not it is known.
    const becomeOpportunities = ["New/Referred", "Parked/Pending"];
    const isNamed = becomeOpportunities.includes(`${state.status}/${String(state.substatus)}`);
    expect(match({ ...MAPPING, becomeOpportunities }, [referral], []).pairs).toHaveLength(isNamed ? 1 : 0);
    expect(match(MAPPING, [referral], [rowOf()]).questions).toEqual([]);
  });

  it("passes over a new referral in a state that the mapping has as one of a deal", () => {
    const fields = {
      status: {
        ...STATUS,
        values: {
          ...STATUS.values,
          lost: { ...STATUS.values.lost, referral: ["Closed/Lost", "Closed/Withdrawn"] },
        },
      },
    };
    const withdrawn = referralOf({ status: "Closed", substatus: "Withdrawn" });
    expect(match(mappingOf(fields), [withdrawn], [])).toEqual({ pairs: [], questions: [] });
    const over = referralOf({ status: "Closed", substatus: "Error" });
    expect(match(MAPPING, [over], [])).toEqual({ pairs: [], questions: [] });
  });

  it("takes no text with two identifiers for one of them", () => {
    const row = handMade({ cosell_referralid: `${REFERRAL} or ${OTHER}` });
    expect(linksOf([referralOf()], [row])).toEqual([`${OPPORTUNITY} new`]);
  });

  it("prefers the row that carries the identifier to the one that the referral names", () => {
    expect(linksOf([naming(HAND_MADE)], [handMade(), rowOf()])).toEqual([OPPORTUNITY]);
  });

  it("adopts the row that the referral names, in whatever state the referral is", () => {
    expect(linksOf([naming(HAND_MADE)], [handMade()])).toEqual([`${HAND_MADE} adopted`]);
    const closed = naming(HAND_MADE.toUpperCase(), REFERRAL, { status: "Closed", substatus: "Won" });
    expect(linksOf([closed], [handMade({ cosell_referralid: "" })])).toEqual([`${HAND_MADE} adopted`]);
  });

  it("asks when the named row belongs to another referral", () => {
    const taken = handMade({ cosell_referralid: OTHER });
    const { pairs, questions } = match(MAPPING, [naming(HAND_MADE)], [taken]);
    expect(pairs).toEqual([]);
    expect(questions).toEqual([
      {
        referral: REFERRAL,
        opportunity: HAND_MADE,
        text: `it names opportunity ${HAND_MADE} as its CRM id, which belongs to referral ${OTHER}; correct the CRM id in Partner Center, or close this one there if it is that deal once more`,
      },
    ]);
  });

  it.each([
    ["carries the identifier of the one after it", { cosell_referralid: OTHER }],
    ["was untied from it, to be shared anew", { cosell_base: formatBase(BASE, MAPPING.places) }],
  ])("leaves a closed referral alone whose row %s", (_what, row) => {
    const closed = naming(HAND_MADE, REFERRAL, { status: "Closed", substatus: "Won" });
    expect(match(MAPPING, [closed], [handMade(row)])).toEqual({ pairs: [], questions: [] });
  });

  it("asks when two referrals name the same row, and links neither", () => {
    const referrals = [naming(HAND_MADE), naming(HAND_MADE, OTHER)];
    const { pairs, questions } = match(MAPPING, referrals, [handMade()]);
    expect(pairs).toEqual([]);
    expect(questions.map(({ referral }) => referral)).toEqual([REFERRAL, OTHER]);
    expect(questions[0]?.text).toContain(`so does referral ${OTHER}; correct the CRM id of the wrong one`);
  });

  it("does not count a referral that has a row of its own as a rival", () => {
    const linked = rowOf({ cosell_referralid: OTHER });
    const referrals = [naming(HAND_MADE), naming(HAND_MADE, OTHER)];
    expect(linksOf(referrals, [handMade(), linked])).toEqual([`${HAND_MADE} adopted`, OPPORTUNITY]);
  });

  it("creates a row for a referral that has none and names none", () => {
    expect(linksOf([referralOf()], [])).toEqual([`${OPPORTUNITY} new`]);
    expect(linksOf([naming("ACME-2027-04")], [])).toEqual([`${OPPORTUNITY} new`]);
    expect(linksOf([naming(HAND_MADE)], [])).toEqual([`${OPPORTUNITY} new`]);
  });

  it("asks rather than create a row a second time whose identifier somebody took out", () => {
    const stripped = { ...handMade(), id: OPPORTUNITY };
    const referrals = [referralOf(), naming(OPPORTUNITY, OTHER)];
    const { pairs, questions } = match(MAPPING, referrals, [stripped]);
    expect(pairs.map(({ link }) => link)).toEqual([{ referral: OTHER, opportunity: OPPORTUNITY }]);
    expect(questions[0]?.text).toContain(`put ${REFERRAL} back into cosell_referralid`);
  });

  it.each<[string, Partial<Base>, readonly string[]]>([
    ["its base is of this referral", { referral: REFERRAL }, []],
    ["its base is of another one", { referral: OTHER }, [`${OPPORTUNITY} new`]],
    ["its base does not say of which", {}, [`${OPPORTUNITY} new`]],
  ])("asks about a row without an identifier, whose id says nothing, where %s", (_where, of, links) => {
    const text = formatBase({ ...BASE, ...of }, MAPPING.places);
    const untied = handMade({ cosell_base: text });
    expect(linksOf([referralOf()], [untied])).toEqual(links);
    const { questions } = match(MAPPING, [referralOf()], [untied]);
    expect(questions.map(({ opportunity }) => opportunity)).toEqual(links.length > 0 ? [] : [HAND_MADE]);
  });

  it("creates none in a state that the mapping does not let become an opportunity", () => {
    const closed = referralOf({ status: "Closed", substatus: "Lost" });
    expect(match(MAPPING, [closed], [])).toEqual({ pairs: [], questions: [] });
    expect(linksOf([closed], [rowOf()])).toEqual([OPPORTUNITY]);
  });

  it.each([
    ["is cut off", formatBase(BASE, MAPPING.places).slice(0, -2)],
    ["has another version", formatBase(BASE, MAPPING.places).replace('"v":1', '"v":2')],
    ["is no base at all", '"text"'],
    ["was written beside another referral", formatBase({ ...BASE, referral: "other" }, MAPPING.places)],
    ["has a field that is no text", formatBase(BASE, MAPPING.places).replace('"Deal"', "5")],
  ])("assumes nothing from a base that %s", (_what, text) => {
    const { pairs } = match(MAPPING, [referralOf()], [rowOf({ cosell_base: text })]);
    expect(pairs).toMatchObject([{ base: null }]);
  });

  it("never gives two pairs to one row or to one referral, nor a pair and a question", () => {
    const ids = [REFERRAL, OTHER, "11111111-2222-4333-8444-555555555555"];
    const rowIds = [HAND_MADE, OPPORTUNITY, rowIdFor(OTHER)];
    const references = fc.constantFrom(...rowIds, ...rowIds.map((id) => id.toUpperCase()), "CRM-7", null);
    const referrals = fc
      .uniqueArray(fc.constantFrom(...ids))
      .chain((chosen) =>
        fc
          .tuple(...chosen.map(() => references))
          .map((named) => chosen.map((id, index) => naming(named[index] ?? "", id))),
      );
    // The identifier is an alternate key: no two rows carry the same one.
    const rows = fc
      .tuple(fc.shuffledSubarray(rowIds), fc.shuffledSubarray([...ids, "", " "], { minLength: 3 }))
      .map(([chosen, owners]) =>
        chosen.map((id, index) => ({ ...rowOf({ cosell_referralid: owners[index] ?? null }), id })),
      );
    fc.assert(
      fc.property(referrals, rows, (someReferrals, someRows) => {
        const { pairs, questions } = match(MAPPING, someReferrals, someRows);
        const rowsOfPairs = pairs.map(({ link }) => link.opportunity);
        const answered = [...pairs.map(({ link }) => link.referral), ...questions.map((one) => one.referral)];
        expect(new Set(rowsOfPairs).size).toBe(rowsOfPairs.length);
        expect(new Set(answered).size).toBe(answered.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe("what a referral without a row comes to, as far as it says so by itself", () => {
  it("is what matching it makes of it", () => {
    const states = fc.constantFrom(
      { status: "New", substatus: "Pending" },
      { status: "Active", substatus: "Accepted" },
      { status: "Active", substatus: "Engaged" },
      { status: "Closed", substatus: "Won" },
      { status: "Closed", substatus: "Lost" },
      { status: "New", substatus: "Referred" },
      { status: "Closed", substatus: null },
    );
    const references = fc.constantFrom(HAND_MADE, "CRM-7", null);
    fc.assert(
      fc.property(states, references, (state, reference) => {
        const referral = naming(reference ?? "", REFERRAL, state);
        const { pairs, questions } = match(MAPPING, [referral], []);
        const prospect = prospectOf(MAPPING, referral);
        if (prospect === "open") expect(reference).toBe(HAND_MADE);
        else expect(pairs.length + questions.length).toBe(prospect === "something" ? 1 : 0);
      }),
    );
  });
});

describe("the id of a row that is made of a referral's", () => {
  it.each([
    [REFERRAL, OPPORTUNITY],
    ["00000000-0000-0000-0000-000000000000", "067f966c-f668-590a-8c94-a6dd07aa13de"],
  ])("of %s is the UUID version 5 that other implementations give", (referral, expected) => {
    expect(rowIdFor(referral)).toBe(expected);
  });

  it("is a well-formed UUID, and different for different referrals", () => {
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), (a, b) => {
        expect(rowIdFor(a)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        expect(rowIdFor(a) === rowIdFor(b)).toBe(a === b);
      }),
    );
  });
});

describe("the CRM id that a referral names", () => {
  it.each([
    [HAND_MADE, HAND_MADE],
    [HAND_MADE.toUpperCase(), HAND_MADE],
    ["ACME-1", null],
    // As addresses of Dynamics 365 and its tools show them.
    [`{${HAND_MADE.toUpperCase()}}`, HAND_MADE],
    [` ${HAND_MADE}\n`, HAND_MADE],
    [`{${HAND_MADE}`, null],
    [`${HAND_MADE}/x`, null],
    ["", null],
    [null, null],
    [5, null],
  ])("%j counts as %j", (value, expected) => {
    expect(externalReference(referralOf({ externalReferenceId: value }))).toBe(expected);
  });
});

describe("the scope", () => {
  it.each([
    [{ organizationId: "contoso", type: "Shared", qualification: "SalesQualified" }, true],
    [{ organizationId: "contoso", type: "Independent", qualification: "SalesQualified" }, true],
    [{ organizationId: "contoso", type: "Shared", qualification: "Direct" }, true],
    [{ organizationId: "contoso", type: "Independent", qualification: "Direct" }, false],
    [{ organizationId: "msft", type: "Shared", qualification: "SalesQualified" }, false],
  ])("of %j: %j", (properties, expected) => {
    expect(isOurs(MAPPING, referralOf(properties))).toBe(expected);
  });
});
