import { describe, expect, it, onTestFinished } from "vitest";
import { openStickyIssues } from "../../../src/adapters/github/issues.ts";
import { type EmulatorOptions, startEmulator } from "../../../src/emulator/index.ts";
import { LostAnswerError, ServiceError, StateError } from "../../../src/errors.ts";
import { testHttp } from "../support.ts";

const MARKER = "<!-- ours -->";
const TEXT = { title: "One", body: `${MARKER}\none` };
const SOMEBODY = { login: "somebody", type: "User", association: "COLLABORATOR" } as const;

async function open(github: NonNullable<EmulatorOptions["github"]> = {}) {
  const emulator = await startEmulator({ referrals: 0, github });
  onTestFinished(() => emulator.close());
  const { urls, credentials, faults } = emulator;
  const sticky = openStickyIssues({
    http: testHttp(),
    apiUrl: urls.githubApi,
    graphqlUrl: `${urls.githubApi}/graphql`,
    repository: credentials.repository,
    token: credentials.githubToken,
  });
  const requests = () => emulator.log.filter(({ system }) => system === "github").length;
  const latest = async () => (await sticky.latest([MARKER])).get(MARKER);
  return {
    sticky,
    latest,
    issues: emulator.github.issues,
    comments: emulator.github.comments,
    faults,
    requests,
  };
}

describe("an issue with a marker", () => {
  it("is opened, found again, edited, commented on and closed", async () => {
    const { sticky, latest, issues, comments } = await open();
    expect(await latest()).toBeUndefined();
    await sticky.open(TEXT);
    const found = await latest();
    expect(found).toMatchObject({ ...TEXT, isOpen: true });
    if (!found) return;
    await sticky.comment(found.number, "news");
    expect(comments.list.map(({ issue, body }) => [issue, body])).toEqual([[found.number, "news"]]);
    await sticky.edit({ ...found, title: "Two", isOpen: false });
    expect(issues.list).toMatchObject([{ ...TEXT, title: "Two", state: "closed" }]);
    expect(await latest()).toMatchObject({ title: "Two", isOpen: false });
  });

  it("is the latest that begins with it, and ours", async () => {
    const { sticky, issues } = await open();
    issues.open("Older", `${MARKER}\nolder`);
    issues.open("Ours", `${MARKER}\nlatest`);
    issues.open("Planted", `${MARKER}\nplanted`, SOMEBODY);
    issues.open("Quoted", `> ${MARKER}`);
    const other = "<!-- another -->";
    issues.open("Another", other);
    const found = await sticky.latest([MARKER, other]);
    expect([...found].map(([marker, { title }]) => [marker, title])).toEqual([
      [other, "Another"],
      [MARKER, "Ours"],
    ]);
  });

  it.each([99, 100, 250])("is found behind %i others, and only as many pages are read", async (others) => {
    const { latest, issues, requests } = await open();
    issues.open(TEXT.title, TEXT.body);
    for (let number = 0; number < others; number += 1) issues.open(`Other ${number}`, "");
    expect(await latest()).toMatchObject(TEXT);
    // One more says whose token it is.
    expect(requests()).toBe(Math.ceil((others + 1) / 100) + 1);
  });

  it("is looked for among the thousand that were opened last, however many there are", async () => {
    const { latest, issues, requests } = await open();
    issues.open(TEXT.title, TEXT.body);
    for (let number = 0; number < 1000; number += 1) issues.open(`Other ${number}`, "");
    expect(await latest()).toBeUndefined();
    expect(requests()).toBe(11);
  });

  it("is not opened without the permission, which is named, nor where the repository has no issues", async () => {
    const lacking = await open({ issues: "read" });
    await expect(lacking.sticky.open(TEXT)).rejects.toThrow(
      expect.objectContaining({ fix: expect.stringContaining("permissions: issues: write") }),
    );
    const off = await open({ issues: "off" });
    const refused = off.latest();
    await expect(refused).rejects.toThrow(StateError);
    await expect(refused).rejects.toThrow(
      expect.objectContaining({ fix: expect.stringContaining("leave out the input attention-issue") }),
    );
  });

  it("is not opened twice when the answer is lost", async () => {
    const { sticky, issues, faults } = await open();
    faults.inject({ system: "github", fault: { kind: "drop", when: "after" } });
    await expect(sticky.open(TEXT)).rejects.toThrow(LostAnswerError);
    expect(issues.list).toHaveLength(1);
  });

  it("is not taken for one that is not there when GitHub refuses to list any", async () => {
    const { latest, issues, faults } = await open();
    issues.open(TEXT.title, TEXT.body);
    const body = { message: "Validation Failed" };
    faults.inject({
      system: "github",
      path: /\/issues\?/,
      fault: { kind: "reply", when: "before", status: 422, body },
    });
    await expect(latest()).rejects.toThrow("GitHub refused the list: Validation Failed");
  });

  it("is refused in words when it is too long", async () => {
    const { sticky } = await open();
    const refused = sticky.open({ title: "Long", body: "x".repeat(65_537) });
    await expect(refused).rejects.toThrow(ServiceError);
    await expect(refused).rejects.toThrow("Body is too long");
  });
});
