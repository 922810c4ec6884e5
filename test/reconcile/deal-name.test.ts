import { describe, expect, it } from "vitest";
import type { Mapping } from "../../src/mapping/mapping.ts";
import type { Pair } from "../../src/model/plan.ts";
import { checkpoint } from "../../src/reconcile/checkpoint/checkpoint.ts";
import { EMPTY_STATE, formatState, parseState } from "../../src/reconcile/checkpoint/state.ts";
import { namesIn, withNames } from "../../src/reconcile/merge/deal-name.ts";
import { MAPPING, mergeOf, pairOf, referralOf, rowOf } from "./deals.ts";
import { mappingOf, NAME, STATUS } from "./fields.ts";
import { LOOKUPS, REFERRAL } from "./world.ts";

const HIDDEN = mappingOf({ name: NAME, status: STATUS });
/** Another name is shown, and not that of the deal. */
const CUSTOMER = mappingOf({
  name: NAME,
  customer: { ...NAME, referral: "customerProfile.name", opportunity: "cosell_customer", audit: "value" },
  status: STATUS,
});
/** Of the name is shown only to which kind it belongs: an option of the CRM, that nobody would know the deal by. */
const SORTED = mappingOf({
  name: NAME,
  kind: {
    as: "choice",
    referral: "name",
    opportunity: "cosell_kind",
    direction: "referral to opportunity",
    audit: "value",
    values: { "Contoso & Sons ERP": 1 },
  },
  status: STATUS,
});
const apart = pairOf(
  referralOf({ name: "Contoso &amp; Sons ERP", details: { notes: "a" } }),
  rowOf({ description: "b" }),
);

const namesOf = (mapping: Mapping, pair: Pair = apart) =>
  namesIn(withNames([mergeOf(pair)], mapping, LOOKUPS), mapping);

describe("the name of a deal", () => {
  it("is there for people where the mapping shows it, as the mapping reads it", () => {
    expect(namesOf(MAPPING)).toEqual(new Map([[REFERRAL, "Contoso & Sons ERP"]]));
  });

  it.each([
    ["the mapping hides it", HIDDEN],
    ["the mapping shows only another name", CUSTOMER],
    ["the mapping shows only what it makes of the name", SORTED],
    ["the mapping has no such field", mappingOf({ status: STATUS })],
  ])("is nowhere where %s", (_what, mapping) => {
    expect(namesOf(mapping)).toBeUndefined();
    expect(withNames([mergeOf(apart)], mapping, LOOKUPS)).toEqual([mergeOf(apart)]);
  });

  it("is left out of what is in step, of which nobody hears", () => {
    expect(namesOf(MAPPING, pairOf())).toEqual(new Map());
  });

  it("is there where a deal only comes with a warning", () => {
    const warned = { ...mergeOf(pairOf()), warnings: [{ link: apart.link, text: "it expires soon" }] };
    expect(namesIn(withNames([warned], MAPPING, LOOKUPS), MAPPING)?.get(REFERRAL)).toBe("Deal");
  });

  it("is not taken from a lead, which is no opportunity", () => {
    const nameless = { ...apart, referral: referralOf({ name: null, details: { notes: "a" } }) };
    expect(namesOf(MAPPING, nameless)).toEqual(new Map([[REFERRAL, "Deal"]]));
    expect(namesOf(MAPPING, { ...nameless, row: { table: "lead", id: "l" } })).toEqual(new Map());
  });

  it("is remembered with what waits, until a run with a mapping that hides it", () => {
    const waitingAfter = (mapping: Mapping, before = EMPTY_STATE) => {
      const none = { questions: [], unreadable: [], looked: [], unwanted: [], intents: [], outcomes: [] };
      const run = {
        run: "run",
        now: "2026-11-23T10:00:00.000Z",
        mappingDigest: "m",
        reads: null,
        settled: [],
      };
      const merges = withNames([mergeOf(apart)], mapping, LOOKUPS);
      return checkpoint(before, { ...none, ...run, merges });
    };
    const shown = waitingAfter(MAPPING);
    expect(shown.waiting[0]?.name).toBe("Contoso & Sons ERP");
    expect(parseState(formatState(shown, {}), "b", {})).toEqual(shown);
    expect(JSON.stringify(waitingAfter(HIDDEN, shown))).not.toContain("Contoso");
  });
});
