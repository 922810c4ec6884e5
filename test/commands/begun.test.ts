import { describe, expect, it } from "vitest";
import { begun, unwritten } from "../../src/commands/begun.ts";
import { BegunError, ConfigurationError, UnreachableError } from "../../src/errors.ts";
import { changeOf, planOf } from "../report/results.ts";

const outage = () => new UnreachableError("GitHub kept failing with status 503.", "Run again.");
const messageOf = (error: unknown) => (error instanceof Error ? error.message : error);
const caught = async (plan: ReturnType<typeof planOf>, error: unknown) =>
  Promise.reject(error)
    .catch(begun({ plan }))
    .catch((one: unknown) => one);

describe("a run that fails", () => {
  it("says that nothing was written", () => {
    expect(messageOf(unwritten(outage()))).toBe("GitHub kept failing with status 503. Nothing was written.");
    const problems = [1, 2].map((line) => ({ where: `mapping.yml:${line}`, message: "is wrong" }));
    expect(messageOf(unwritten(new ConfigurationError(problems, "Correct it.")))).toBe(
      "mapping.yml:1: is wrong\nmapping.yml:2: is wrong\nNothing was written.",
    );
    // Not as if it went on with what is said of the line.
    expect(messageOf(unwritten(new ConfigurationError(problems.slice(1), "Correct it.")))).toBe(
      "mapping.yml:2: is wrong\nNothing was written.",
    );
  });

  it("says that it had begun to write, where it may have, and never that it had not", async () => {
    const failed = await caught(planOf({ changes: [changeOf(1)] }), outage());
    expect(failed).toBeInstanceOf(BegunError);
    expect(messageOf(failed)).toContain("This run had begun to write.");
    expect(messageOf(unwritten(failed))).not.toContain("Nothing was written");
  });

  it("has not begun to write where it had nothing to do", async () => {
    expect(messageOf(unwritten(await caught(planOf(), outage())))).toContain("Nothing was written.");
  });

  it("claims nothing where it failed by a bug of ours", async () => {
    const bug = new TypeError("x is undefined");
    expect(unwritten(await caught(planOf({ changes: [changeOf(1)] }), bug))).toBe(bug);
    expect(bug.message).toBe("x is undefined");
  });
});
