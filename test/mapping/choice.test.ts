import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { loadMapping } from "../../src/mapping/load.ts";
import { fieldOf, read, write } from "./record.ts";

const field = fieldOf({
  as: "choice",
  referral: "salesStage",
  opportunity: "cosell_stage",
  audit: "value",
  values: { Unknown: "blank", Early: 1, Late: 2 },
});
const SHIPPED = readFileSync("mappings/dynamics-365.yml", "utf8");
const onReferral = (salesStage: unknown) => read(field, "referral", { salesStage });
const onRow = (cosell_stage: unknown) => read(field, "opportunity", { cosell_stage });

/** What is wrong, and what can be done about it on each end. */
const noValueFor = (what: string, where: string) =>
  `the mapping has no value for ${what}: have one added, or choose another ${where}`;

describe("a choice", () => {
  it("reads the code of either side", () => {
    expect([onReferral("Late"), onRow(2)]).toEqual(["Late", "Late"]);
  });

  it("reads other codes as the one that they mean, and writes that one", () => {
    const stage = fieldOf({
      as: "choice",
      referral: "salesStage",
      opportunity: "cosell_stage",
      values: { "20": 1, "40": 2 },
      "also read": { Qualify: "20", Develop: "40" },
    });
    const readings = ["Qualify", "20", "Develop", 40].map((salesStage) =>
      read(stage, "referral", { salesStage }),
    );
    expect(readings).toEqual(["20", "20", "40", "40"]);
    expect(write(stage, "referral", "40", { salesStage: "Qualify" })).toEqual({ salesStage: "40" });
    expect(read(stage, "referral", { salesStage: "Propose" })).toHaveProperty("unusable");
  });

  it("reads other options that mean nothing as blank, and never writes them", () => {
    const help = fieldOf({
      as: "choice",
      referral: "salesStage",
      opportunity: "cosell_stage",
      values: { Unknown: "blank", Early: 1 },
      "blank options": [9],
    });
    expect([9, 1, null].map((cosell_stage) => read(help, "opportunity", { cosell_stage }))).toEqual([
      null,
      "Early",
      null,
    ]);
    for (const cosell_stage of [8, [9]])
      expect(read(help, "opportunity", { cosell_stage })).toHaveProperty("unusable");
    expect(write(help, "opportunity", null, { cosell_stage: 9 })).toEqual({ cosell_stage: null });
  });

  it("is read for leads, too", () => {
    const text = SHIPPED.replace(
      "    topic:",
      "    stage: { referral: salesStage, lead: leadqualitycode, as: choice, values: { Hot: 1 } }\n    topic:",
    );
    const stage = loadMapping(text, "m.yml").leads?.rows.fields.find(({ name }) => name === "stage");
    const codes = ["Hot", "Cold"].map((code) => stage?.transform.referral.read([code], { currencies: [] }));
    expect(codes).toEqual(["Hot", { unusable: noValueFor("what stands there", "in Partner Center") }]);
  });

  it("reads nothing, empty text and the code for blank as blank", () => {
    expect([onReferral(null), onReferral(""), onReferral("Unknown"), onRow(null)]).toEqual(
      Array(4).fill(null),
    );
  });

  it.each(["Later", "late", "constructor", "__proto__"])(
    "never takes the unknown code %s for blank",
    (code) => {
      expect(onReferral(code)).toEqual({ unusable: noValueFor(`"${code}"`, "in Partner Center") });
    },
  );

  it.each([3, 0, "2", "blank"])("never takes the unknown option %j for blank", (option) => {
    expect(onRow(option)).toEqual({
      unusable: noValueFor(`option ${JSON.stringify(option)}`, "on the opportunity"),
    });
  });

  it("quotes an unknown value only where it may be seen, and never at length", () => {
    const settings = { as: "choice", referral: "team", opportunity: "t", values: { A: 1 } };
    const secret = { team: "Ada Lovelace" };
    expect(read(fieldOf(settings), "referral", secret)).toEqual({
      unusable: noValueFor("what stands there", "in Partner Center"),
    });
    const long = read(fieldOf({ ...settings, audit: "value" }), "referral", { team: "x".repeat(1e6) });
    expect(JSON.stringify(long).length).toBeLessThan(200);
  });

  it("writes blank as its code, and as nothing where there is no such code", () => {
    expect(write(field, "referral", null, { salesStage: "Late" })).toEqual({ salesStage: "Unknown" });
    expect(write(field, "opportunity", null)).toEqual({ cosell_stage: null });
    const without = fieldOf({ as: "choice", referral: "team", opportunity: "t", values: { A: 1 } });
    expect(write(without, "referral", null, { team: "A" })).toEqual({ team: null });
  });

  it("makes codes that share an option one value, so that the sides are equal after one write", () => {
    const oneWay = fieldOf({
      as: "choice",
      direction: "referral to opportunity",
      referral: "code",
      opportunity: "option",
      values: { First: 1, Second: 1, None: "blank", Never: "blank" },
    });
    expect(read(oneWay, "referral", { code: "Second" })).toBe("First");
    expect(read(oneWay, "opportunity", { option: 1 })).toBe("First");
    expect(read(oneWay, "referral", { code: "Never" })).toBeNull();
  });

  it("may have one option for two codes where it is never written back to the referral", () => {
    const sharing = (code: string, option: number) =>
      SHIPPED.replace(`${code}: ${option + 1}`, `${code}: ${option}`);
    expect(loadMapping(sharing("CustomerTechnicalArchitecture", 727000000), "m.yml")).toBeDefined();
    expect(() => loadMapping(sharing('"20"', 727000030), "m.yml")).toThrow("both mean 727000030");
  });
});
