import { describe, expect, it } from "vitest";
import { unionOfKeys } from "../../src/mapping/transforms/set.ts";

describe("the union of two edits", () => {
  it("has what both kept and what either added", () => {
    expect([...unionOfKeys(["a", "b", "c"], ["a", "b", "d"], ["e", "a", "c"])]).toEqual(["a", "d", "e"]);
  });

  it("reads each list once or twice, not once for each entry of another", () => {
    let reads = 0;
    const keys = (name: string) =>
      new Proxy(
        Array.from({ length: 100 }, (_, n) => `${name} ${n}`),
        {
          get(target, key, receiver) {
            reads += 1;
            return Reflect.get(target, key, receiver);
          },
        },
      );
    expect(unionOfKeys(keys("old"), keys("ours"), keys("theirs")).size).toBe(200);
    expect(reads).toBeLessThan(3000);
  });
});
