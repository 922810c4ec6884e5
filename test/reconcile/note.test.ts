import { describe, expect, it } from "vitest";
import type { Change } from "../../src/model/plan.ts";
import type { Waiting } from "../../src/model/state.ts";
import { keyedWith } from "../../src/reconcile/record/fingerprint.ts";
import { noteOf } from "../../src/reconcile/write/note.ts";
import { notedAfter, withoutWrittenNote } from "../../src/reconcile/write/noted.ts";
import { mergeOf, outcomeOf, pairOf, referralOf } from "./deals.ts";

const merge = mergeOf(pairOf(referralOf()));

function written(fields: Change["fields"]) {
  const { link } = merge.pair;
  const note = noteOf({ side: "opportunity", action: "note", link, etag: null, fields }, merge, "run.1");
  if (note.action !== "note") throw new Error(`it is a ${note.action}`);
  return note;
}

const noteOn = (fields: Change["fields"]) => written(fields).text;

describe("the note of what is overwritten", () => {
  it("keeps all of it, and of what takes its place as much as a note has room for", () => {
    const lost = Array.from({ length: 9 }, (_, n) => ({
      field: `text ${n}`,
      from: `${n}`.repeat(10_000),
      to: "日".repeat(10_000),
      overwrites: true,
    }));
    const text = noteOn(lost);
    for (const { from } of lost) expect(text).toContain(from);
    expect(text).toContain(`It is now: ${"日".repeat(500)}…`);
    // The longest that the column takes (annotation entity reference, notetext).
    expect(text.length).toBeLessThanOrEqual(100_000);
  });

  it("never cuts an emoji in half, which the CRM refuses", () => {
    const text = noteOn([{ field: "notes", from: "Old", to: `${"x".repeat(499)}🤝`, overwrites: true }]);
    expect(text.isWellFormed()).toBe(true);
  });

  it("is text, where a timeline would show HTML", () => {
    const text = noteOn([
      { field: "notes", from: "<img src=x>a < b <3 <!-- </p>", to: "<b>&lt;i&gt;", overwrites: true },
    ]);
    expect(text).not.toMatch(/<[a-z/!?]/i);
    expect(text.replaceAll("\u200b", "")).toContain("<img src=x>a < b <3 <!-- </p>\nIt is now: <b>&lt;i&gt;");
    expect(text).toContain("a < b <3 ");
  });

  it("has a subject that the CRM takes, whatever fields are called", () => {
    for (const name of ["x", "xy"]) {
      const { subject } = written([{ field: `${name}${"🤝".repeat(300)}`, to: null }]);
      expect(subject.length <= 500 && subject.isWellFormed()).toBe(true);
    }
  });

  it("says on which side it stood", () => {
    const fields = [{ field: "notes", from: "Old", to: "New", overwrites: true }];
    const { link } = merge.pair;
    const update = { side: "referral", action: "update", link, etag: "r1", fields } as const;
    const lost = [...fields, { field: "name", from: "Ours", to: "Theirs", overwrites: true }];
    const note = { side: "opportunity", action: "note", link, etag: null, fields: lost } as const;
    expect(noteOf(note, { ...merge, changes: [update] }, "run.1")).toMatchObject({
      text: "notes in Partner Center was: Old\nIt is now: New\n\nname on this opportunity was: Ours\nIt is now: Theirs",
    });
  });

  it("has amounts as people read them", () => {
    const text = noteOn([
      { field: "deal value", from: "215500.00 GBP", to: "98000.50 GBP", overwrites: true },
    ]);
    expect(text).toContain("was: 215,500.00 GBP\nIt is now: 98,000.50 GBP");
  });

  it("has a short text whole, and says what is blank", () => {
    const text = noteOn([
      { field: "name", from: "Old", to: "New", overwrites: true },
      { field: "notes", from: "Gone", to: null, overwrites: true },
    ]);
    expect(text).toBe(
      "name on this opportunity was: Old\nIt is now: New\n\nnotes on this opportunity was: Gone\nIt is now: (blank)",
    );
  });
});

describe("a note whose overwriting was refused", () => {
  const keyed = keyedWith(Buffer.from("a key"));
  const { link } = merge.pair;
  const overwriting = (from: string) => {
    const fields = [{ field: "notes", from, to: "New", overwrites: true }];
    const note: Change = { side: "opportunity", action: "note", link, etag: null, fields };
    const update: Change = { side: "referral", action: "update", link, etag: "r1", fields };
    return { ...merge, changes: [note, update] };
  };
  const actionsWith = (from: string, noted: string | undefined) =>
    withoutWrittenNote(overwriting(from), { noted } as Waiting, keyed).changes.map(({ action }) => action);

  it("is written once, and once more where it would say something else", () => {
    const { noted } = withoutWrittenNote(overwriting("Old"), undefined, keyed);
    expect(actionsWith("Old", undefined)).toEqual(["note", "update"]);
    expect(actionsWith("Old", noted)).toEqual(["update"]);
    expect(actionsWith("Older", noted)).toEqual(["note", "update"]);
  });

  it("is remembered as far as it is there", () => {
    const tried = withoutWrittenNote(overwriting("Old"), undefined, keyed);
    const [note, update] = tried.changes;
    const refused = outcomeOf(update, "rejected");
    expect(notedAfter(tried, [outcomeOf(note, "applied"), refused])).toEqual({ noted: tried.noted });
    expect(notedAfter(tried, [outcomeOf(note, "failed"), refused])).toEqual({});
  });
});
