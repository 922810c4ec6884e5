import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dump, load } from "js-yaml";
import { expect, it } from "vitest";
import { validateMapping } from "../../src/mapping/validate.ts";

type Node = Record<string, unknown>;

/** What somebody may write in the wrong place. */
const INSTEAD = [5, "", []];

const MORE = `
scope:
  referrals: { campaignId: blank, createdDateTime: { from: 2026-01-01 } }
  opportunities: { statuscode: [1] }
guards: { share: hold }
environments: { staging: { fields: { name: { longest: 10 } } } }
`;

/** A mapping with every section. */
function document(): Node {
  const text = readFileSync(join(import.meta.dirname, "../../mappings/dynamics-365.yml"), "utf8");
  const found = load(text + MORE) as { readonly fields: Record<string, Node> };
  Object.assign(found.fields.name ?? {}, {
    otherwise: { referral: "customerProfile.name", value: "a deal" },
  });
  return found;
}

function pathsIn(node: unknown): string[][] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => [
    [key],
    ...pathsIn(value).map((rest) => [key, ...rest]),
  ]);
}

/** The same with something else at this place. */
function replaced(whole: Node, path: readonly string[], instead: unknown): Node {
  const copy = structuredClone(whole);
  let above: Node = copy;
  for (const key of path.slice(0, -1)) above = above[key] as Node;
  above[path.at(-1) ?? ""] = instead;
  return copy;
}

it("whatever stands in the wrong place is told in our own words, not in those of the library that finds it", () => {
  const whole = document();
  const paths = pathsIn(whole);
  expect(paths.length).toBeGreaterThan(200);
  const messages = paths.flatMap((path) =>
    INSTEAD.flatMap((instead) => {
      const text = dump(replaced(whole, path, instead));
      return validateMapping({ file: "m.yml", text, columns: null }).problems.map(({ message }) => message);
    }),
  );
  expect(messages.length).toBeGreaterThan(300);
  expect(
    messages.filter((message) => /Invalid|Too (small|big)|expected (string|array|tuple)/.test(message)),
  ).toEqual([]);
});
