import { describe, expect, it } from "vitest";
import { rowsOf, STANDINGS } from "../../src/connections/standing.ts";
import { connectionOf, jobOf, knownOf, numbersOf } from "./known.ts";

const failure = { isRefusal: false, message: "Sign-in was refused." };
const refusal = { isRefusal: true, message: "The plan writes 501 records." };
const waiting = (more: object) => ({ ...numbersOf().waiting, ...more });

describe("how a connection came out", () => {
  it.each([
    ["never ran", "there is no job of its name", { job: null }],
    ["never ran", "its job was skipped", { job: jobOf({ conclusion: "skipped", began: false }) }],
    [
      "never ran",
      "its job was cancelled before its first step",
      { job: jobOf({ conclusion: "cancelled", began: false }) },
    ],
    ["running", "its job has not ended", { job: jobOf({ conclusion: null }) }],
    ["refused", "a guard said no", { job: jobOf({ conclusion: "failure" }), failure: refusal }],
    ["failed", "it says what is wrong", { job: jobOf({ conclusion: "failure" }), failure }],
    ["died", "it failed without a word", { job: jobOf({ conclusion: "failure" }) }],
    ["died", "its machine was lost", { job: jobOf({ conclusion: "failure", ended: false }), failure }],
    ["died", "it took too long", { job: jobOf({ conclusion: "timed_out" }), failure }],
    ["died", "somebody cancelled it", { job: jobOf({ conclusion: "cancelled" }) }],
    ["unfinished", "there was more than it had time for", { numbers: numbersOf({ left: 7 }) }],
    ["needs a person", "there is a conflict", { numbers: numbersOf({ waiting: waiting({ conflicts: 1 }) }) }],
    [
      "needs a person",
      "something waits for approval",
      { numbers: numbersOf({ waiting: waiting({ approvals: 1 }) }) },
    ],
    ["needs a person", "something is held", { numbers: numbersOf({ waiting: waiting({ held: 1 }) }) }],
    ["fine", "what failed is tried again", { numbers: numbersOf({ waiting: waiting({ retried: 1 }) }) }],
    ["fine", "it never had anything to say", { numbers: null }],
    ["fine", "it is done", {}],
  ] as const)("is: %s, when %s", (standing, _when, known) => {
    expect(rowsOf([knownOf("contoso", known)], "12").map((row) => row.standing)).toEqual([standing]);
  });

  it("counts what this run of the workflow did, and what waits whoever left it", () => {
    const earlier = numbersOf({ run: "1-1-sync", created: 5, waiting: waiting({ conflicts: 2 }) });
    for (const run of ["1-1-sync", "123-1-sync"]) {
      const [row] = rowsOf([knownOf("contoso", { numbers: { ...earlier, run } })], "12");
      expect(row).toMatchObject({ standing: "needs a person", numbers: null, waiting: { conflicts: 2 } });
    }
    const [own] = rowsOf([knownOf("contoso", { numbers: { ...earlier, run: "12-2-sync" } })], "12");
    expect(own?.numbers?.created).toBe(5);
  });

  it("is told the worst first, and then by name", () => {
    const known = [
      knownOf("b"),
      knownOf("a"),
      knownOf("c", { job: null }),
      knownOf("d", { job: jobOf({ conclusion: "failure" }), failure: refusal }),
    ];
    expect(rowsOf(known, "12").map(({ connection }) => connection.name)).toEqual(["d", "c", "a", "b"]);
    expect(STANDINGS[0]).toBe("refused");
  });

  it("takes as long as its job", () => {
    const job = jobOf({ startedAt: "2026-11-23T10:00:00Z", completedAt: "2026-11-23T10:01:05Z" });
    const secondsOf = (given: typeof job | null) => rowsOf([knownOf("a", { job: given })], "12")[0]?.seconds;
    expect([secondsOf(job), secondsOf(null), secondsOf({ ...job, completedAt: null })]).toEqual([
      65,
      null,
      null,
    ]);
  });

  it("belongs to every connection that there is", () => {
    const rows = rowsOf(
      ["a", "b", "c"].map((name) => ({ ...knownOf(name), job: null, branch: null })),
      "12",
    );
    expect(rows.map(({ connection }) => connection)).toEqual(["a", "b", "c"].map(connectionOf));
  });
});
