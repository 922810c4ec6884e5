import { expect, it } from "vitest";
import { openPlaces } from "../../../src/adapters/http/places.ts";

/** A crowd that always wants in, and who of it is in. */
function crowd() {
  const places = openPlaces();
  const inside: ((refused: boolean) => void)[] = [];
  const come = () => void places.enter().then((leave) => inside.push(leave));
  for (let number = 0; number < 1000; number += 1) come();
  return {
    /** So many are in, once everything has settled. */
    async width(): Promise<number> {
      await new Promise(setImmediate);
      return inside.length;
    },
    async leave(refused: boolean, times = 1): Promise<void> {
      for (let time = 0; time < times; time += 1) {
        await new Promise(setImmediate);
        inside.shift()?.(refused);
      }
    },
  };
}

it("begins with one at a time", async () => {
  const requests = crowd();
  expect(await requests.width()).toBe(1);
  await requests.leave(false, 19);
  expect(await requests.width()).toBe(1);
});

it("tries one more after twenty answers, up to six", async () => {
  const requests = crowd();
  await requests.leave(false, 20);
  expect(await requests.width()).toBe(2);
  await requests.leave(false, 20);
  expect(await requests.width()).toBe(3);
  await requests.leave(false, 400);
  expect(await requests.width()).toBe(6);
});

it("halves at a refusal, and only once for all that were under way by then", async () => {
  const requests = crowd();
  await requests.leave(false, 400);
  await requests.leave(true, 6);
  expect(await requests.width()).toBe(3);
  await requests.leave(true);
  await requests.leave(false, 2);
  expect(await requests.width()).toBe(1);
});

it("is sixteen times as patient after a refusal, and never has fewer than one place", async () => {
  const requests = crowd();
  await requests.leave(false, 19);
  await requests.leave(true);
  expect(await requests.width()).toBe(1);
  await requests.leave(false, 319);
  expect(await requests.width()).toBe(1);
  await requests.leave(false);
  expect(await requests.width()).toBe(2);
});

it("keeps a place free that is left while nobody waits, and lets those who wait in as they came", async () => {
  const places = openPlaces();
  for (let number = 0; number < 3; number += 1) (await places.enter())(false);
  const came: number[] = [];
  const enter = (number: number) =>
    places.enter().then((leave) => {
      came.push(number);
      leave(false);
    });
  await Promise.all([1, 2, 3].map(enter));
  expect(came).toEqual([1, 2, 3]);
});
