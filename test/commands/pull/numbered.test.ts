import fc from "fast-check";
import { expect, it } from "vitest";
import { Numbered } from "../../../src/commands/pull/numbered.ts";

const identifiers = fc.oneof(
  { weight: 4, arbitrary: fc.uuid() },
  fc.uuid().map((id) => id.toUpperCase()),
  // Such as a CRM counts up, and the ones that differ least.
  fc.nat(50).map((count) => `${count.toString(16).padStart(8, "0")}-8efb-ee11-80d2-00155db07c77`),
  fc.constantFrom(
    "",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
    "7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a6g",
    "7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a60",
    "7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a600",
    "7c1f2b9e3a514f0b9a445e1d2c3b4a60----",
    "{7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a60}",
  ),
);

it("gives each identifier one number, whatever it looks like, and finds both again", () => {
  fc.assert(
    fc.property(fc.array(identifiers, { maxLength: 60 }), fc.array(identifiers), (ids, others) => {
      const numbered = new Numbered();
      const numbers = new Map<string, number>();
      for (const id of ids) {
        if (!numbers.has(id)) numbers.set(id, numbers.size);
        expect(numbered.numberOf(id)).toBe(numbers.get(id));
      }
      expect(numbered.size).toBe(numbers.size);
      for (const id of [...ids, ...others]) expect(numbered.find(id)).toBe(numbers.get(id));
      for (const [id, number] of numbers) expect(numbered.idOf(number)).toBe(id);
    }),
  );
});

it("finds each of many, once it has made room for them several times", () => {
  const ids = fc.sample(fc.uuid(), { numRuns: 5000, seed: 1 });
  const numbered = new Numbered();
  const numbers = ids.map((id) => numbered.numberOf(id));
  expect(ids.map((id) => numbered.find(id))).toEqual(numbers);
  expect(numbers.map((number) => numbered.idOf(number))).toEqual(ids);
});
