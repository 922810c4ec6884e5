import { expect, it } from "vitest";
import { openFind } from "../../src/adapters/partner-center-find.ts";
import { referralOf } from "../reconcile/deals.ts";

const PAGE = 100;

/** A Partner Center with so many referrals, newest first, and what it was asked for. */
function partnerCenter(referrals: number, listed = referrals) {
  const asked = { pages: 0, byId: 0 };
  const record = (number: number) => ({ ...referralOf(), id: idOf(number) });
  const find = openFind({
    async *pages() {
      for (let start = 0; start < listed; start += PAGE) {
        asked.pages += 1;
        yield Array.from({ length: Math.min(PAGE, listed - start) }, (_, index) => record(start + index));
      }
    },
    async get(id) {
      asked.byId += 1;
      const number = Number(id.slice(1));
      return number < referrals ? record(number) : null;
    },
  });
  const found = async (numbers: readonly number[]) =>
    (await find(numbers.map(idOf))).map(({ id }) => Number(id.slice(1))).sort((one, other) => one - other);
  return { asked, found, find };
}

const idOf = (number: number) => `r${number}`;
const every = (step: number, count: number) => Array.from({ length: count }, (_, index) => index * step);

it("asks for few one by one", async () => {
  const { asked, found } = partnerCenter(1000);
  expect(await found(every(1, 19))).toEqual(every(1, 19));
  expect(asked).toEqual({ pages: 0, byId: 19 });
});

it("takes many from the list, and reads no further than the last of them", async () => {
  const { asked, found } = partnerCenter(1000);
  expect(await found(every(1, 250))).toEqual(every(1, 250));
  expect(asked).toEqual({ pages: 3, byId: 0 });
});

it("gives the list up where it takes more requests than asking for each", async () => {
  const { asked, found } = partnerCenter(100_000);
  expect(await found(every(5000, 20))).toEqual(every(5000, 20));
  // One on the first page, and then three that bring nothing.
  expect(asked).toEqual({ pages: 4, byId: 19 });
});

it("asks by its id for one that the list does not show", async () => {
  const { asked, found } = partnerCenter(50, 49);
  expect(await found(every(1, 50))).toEqual(every(1, 50));
  expect(asked).toEqual({ pages: 1, byId: 1 });
});

it("leaves out one that is not there", async () => {
  const { found } = partnerCenter(5);
  expect(await found([3, 7])).toEqual([3]);
});

it("knows an id in any spelling", async () => {
  const { asked, find } = partnerCenter(100);
  expect(await find(every(1, 30).map((number) => idOf(number).toUpperCase()))).toHaveLength(30);
  expect(asked).toEqual({ pages: 1, byId: 0 });
});
