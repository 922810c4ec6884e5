import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadMapping } from "../../src/mapping/load.ts";
import { project } from "../../src/mapping/project.ts";
import type { Side } from "../../src/model/record.ts";
import { stateOf } from "../../src/reconcile/record/state-of.ts";

function deepList(levels: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}

/** What JSON can hold, and what fails or comes to nothing when it is asked for its text. */
const NO_TEXTS = {
  "an object": { a: 1 },
  "an object with members of its own": JSON.parse(
    '{"toString":3,"valueOf":3,"toJSON":3,"__proto__":{"x":1}}',
  ),
  "a list of many levels": deepList(100_000),
};

describe.each(["dynamics-365", "microsoft-connector"])("a record read through %s", (name) => {
  const file = join(import.meta.dirname, `../../mappings/${name}.yml`);
  const mapping = loadMapping(readFileSync(file, "utf8"), file);
  const views = [mapping, ...(mapping.leads ? [mapping.leads.rows] : [])];

  for (const [what, value] of Object.entries(NO_TEXTS)) {
    it.each<Side>(["referral", "opportunity"])(
      `that has ${what} in each place of the %s shows nothing of it`,
      (side) => {
        for (const view of views) {
          for (const field of view.fields) {
            const properties: Record<string, unknown> = {};
            for (const path of field.transform[side].reads) {
              const keys = path.split(".");
              const last = keys.pop() ?? "";
              let target = properties;
              for (const key of keys) {
                target[key] ??= {};
                target = target[key] as Record<string, unknown>;
              }
              target[last] = value;
            }
            const record = { side, id: "r", etag: "e", modified: "", properties };
            const { snapshot, unusable } = project({ fields: [field] }, record, { currencies: [] });
            const shown = JSON.stringify([snapshot, unusable]);
            expect(shown, field.name).not.toMatch(/\[object|1,1/);
            expect(shown.length, field.name).toBeLessThan(300);
          }
        }
      },
    );
  }
});

it("a referral whose status is no text is in no state that there is", () => {
  for (const value of Object.values(NO_TEXTS)) {
    const properties = { status: value, substatus: value };
    expect(stateOf({ side: "referral", id: "r", etag: "e", modified: "", properties })).toMatch(
      /^\((a list|an object)\)\/\((a list|an object)\)$/,
    );
  }
});
