import { describe, expect, it } from "vitest";
import { openFind } from "../../../src/adapters/partner-center/find.ts";
import { ServiceError, SignInError, UnreachableError } from "../../../src/errors.ts";
import { referralOf } from "../../reconcile/deals.ts";

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
    hasListed: () => true,
    async get(id) {
      asked.byId += 1;
      const number = Number(id.slice(1));
      return number < referrals ? record(number) : null;
    },
  });
  const found = async (numbers: readonly number[]) =>
    (await find.byIds(numbers.map(idOf)))
      .map(({ id }) => Number(id.slice(1)))
      .sort((one, other) => one - other);
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

it("asks for each by itself where the list may lag behind", async () => {
  const { asked, find } = partnerCenter(1000);
  expect(await find.fresh(every(1, 25).map(idOf))).toHaveLength(25);
  expect(asked).toEqual({ pages: 0, byId: 25 });
});

it("leaves out one that is not there", async () => {
  const { found } = partnerCenter(5);
  expect(await found([3, 7])).toEqual([3]);
});

describe("one that cannot be read", () => {
  const UNREACHABLE = new UnreachableError("500", "Run again later.");
  const REFUSED = new ServiceError("400", "Report it.", 400, "");
  const REVOKED = new SignInError("revoked", "Sign in again.", "50173");

  /** @param failures By the number of the referral. */
  function failing(failures: Readonly<Record<number, Error>>, listed = true) {
    const get = async (id: string) => {
      const failure = failures[Number(id.slice(1))];
      if (failure) throw failure;
      return { ...referralOf(), id };
    };
    return openFind({ pages: async function* () {}, get, hasListed: () => listed });
  }

  it.each([UNREACHABLE, REFUSED])("is left out, and the others are found ($message)", async (failure) => {
    const found = await failing({ 1: failure }).byIds(["r0", "r1", "r2"]);
    expect(found.map(({ id }) => id)).toEqual(["r0", "r2"]);
  });

  it("is one of three at most", async () => {
    const three = { 0: UNREACHABLE, 1: REFUSED, 2: UNREACHABLE };
    expect((await failing(three).byIds(["r0", "r1", "r2", "r3"])).map(({ id }) => id)).toEqual(["r3"]);
  });

  it.each([
    ["nothing was listed before", { 1: UNREACHABLE }, false],
    ["there are many", { 0: UNREACHABLE, 1: UNREACHABLE, 2: UNREACHABLE, 3: UNREACHABLE }, true],
    ["the sign-in is refused", { 1: REVOKED }, true],
    ["it is not the only thing that is wrong", { 0: UNREACHABLE, 1: REVOKED }, true],
    ["it is a bug of ours", { 1: new TypeError("undefined") }, true],
  ])("fails where %s", async (_where, failures, listed) => {
    const [failure] = Object.values(failures);
    await expect(failing(failures, listed).byIds(["r0", "r1", "r2", "r3"])).rejects.toBe(failure);
  });
});

it("knows an id in any spelling", async () => {
  const { asked, find } = partnerCenter(100);
  expect(await find.byIds(every(1, 30).map((number) => idOf(number).toUpperCase()))).toHaveLength(30);
  expect(asked).toEqual({ pages: 1, byId: 0 });
});
