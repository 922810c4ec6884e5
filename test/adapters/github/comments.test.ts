import { describe, expect, it, onTestFinished } from "vitest";
import { openStickyComments } from "../../../src/adapters/github/comments.ts";
import type { Author } from "../../../src/emulator/github/comments.ts";
import { type EmulatorOptions, startEmulator } from "../../../src/emulator/index.ts";
import { LostAnswerError, ServiceError, StateError } from "../../../src/errors.ts";
import { testHttp } from "../support.ts";

const MARKER = "<!-- ours -->";
const someone = (association: string): Author => ({ login: "somebody", type: "User", association });

async function open(github: NonNullable<EmulatorOptions["github"]> = {}) {
  const emulator = await startEmulator({ referrals: 0, github });
  onTestFinished(() => emulator.close());
  const { urls, credentials, faults } = emulator;
  const sticky = openStickyComments({
    http: testHttp(),
    apiUrl: urls.githubApi,
    graphqlUrl: `${urls.githubApi}/graphql`,
    repository: credentials.repository,
    token: credentials.githubToken,
  });
  const { comments, settings } = emulator.github;
  comments.openPullRequest(7);
  const requests = () => emulator.log.filter(({ system }) => system === "github").length;
  return { sticky, comments, settings, faults, requests };
}

describe("the comment with a marker", () => {
  it("is written once, and then edited", async () => {
    const { sticky, comments } = await open();
    await sticky.put(7, MARKER, `${MARKER}\none`);
    await sticky.put(7, MARKER, `${MARKER}\ntwo`);
    expect(comments.list.map(({ body }) => body)).toEqual([`${MARKER}\ntwo`]);
  });

  it.each([99, 100, 101, 250])(
    "is found behind %i others, and only as many pages are read",
    async (others) => {
      const { sticky, comments, requests } = await open();
      for (let number = 0; number < others; number += 1) comments.add(7, `Remark ${number}`, someone("NONE"));
      comments.add(7, MARKER);
      await sticky.put(7, MARKER, `${MARKER}\nnew`);
      expect(comments.list).toHaveLength(others + 1);
      expect(comments.list.at(-1)?.body).toBe(`${MARKER}\nnew`);
      // Whose token it is, and the comment itself.
      expect(requests()).toBe(Math.ceil((others + 1) / 100) + 2);
    },
  );

  it("is one for each marker and each pull request", async () => {
    const { sticky, comments } = await open();
    comments.openPullRequest(8);
    await sticky.put(7, MARKER, `${MARKER}\na`);
    await sticky.put(8, MARKER, `${MARKER}\nb`);
    await sticky.put(7, "<!-- other -->", "<!-- other -->\nc");
    expect(comments.list.map(({ issue, body }) => `${issue} ${body.slice(-1)}`)).toEqual([
      "7 a",
      "8 b",
      "7 c",
    ]);
  });

  it.each([
    ["a stranger", someone("NONE")],
    ["somebody who may only read, and go on editing it", someone("COLLABORATOR")],
    ["a member", someone("MEMBER")],
    ["another app", { login: "other-app[bot]", type: "Bot", association: "NONE" } as const],
  ])("is not looked for in one of %s, who was faster", async (_who, author) => {
    const { sticky, comments } = await open();
    comments.add(7, `${MARKER}\nplanted`, author);
    await sticky.put(7, MARKER, `${MARKER}\none`);
    await sticky.put(7, MARKER, `${MARKER}\ntwo`);
    expect(comments.list.map(({ body }) => body)).toEqual([`${MARKER}\nplanted`, `${MARKER}\ntwo`]);
  });

  it("has to begin with the marker: a quotation of it is somebody's answer", async () => {
    const { sticky, comments } = await open();
    // Also of another workflow, whose comments are of the same bot.
    comments.add(7, `> ${MARKER}\nI disagree`);
    await sticky.put(7, MARKER, MARKER);
    expect(comments.list[0]?.body).toContain("I disagree");
    expect(comments.list).toHaveLength(2);
  });

  it.each(["none", "read"] as const)(
    "names the permission that is missing when there is %s",
    async (given) => {
      const { sticky } = await open({ pullRequests: given });
      const failure = await sticky.put(7, MARKER, MARKER).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(StateError);
      expect((failure as StateError).fix).toContain("`permissions: pull-requests: write`");
    },
  );

  it("is refused on a locked conversation, whatever the permissions", async () => {
    const { sticky, comments } = await open();
    comments.lock(7);
    const failure = await sticky.put(7, MARKER, MARKER).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      message: expect.stringContaining("is locked"),
      fix: expect.stringMatching(/^Unlock/),
    });
    expect(String((failure as StateError).fix)).not.toContain("permissions");
  });

  it("is refused when it is too long, with GitHub's reason", async () => {
    const { sticky } = await open();
    await expect(sticky.put(7, MARKER, "x".repeat(65_537))).rejects.toThrow(ServiceError);
    await sticky.put(7, MARKER, "x".repeat(65_536));
  });

  it("is not sent twice when the answer to a new one is lost", async () => {
    const { sticky, comments, faults } = await open();
    faults.inject({ system: "github", method: "POST", fault: { kind: "drop", when: "after" } });
    await expect(sticky.put(7, MARKER, MARKER)).rejects.toThrow(LostAnswerError);
    expect(comments.list).toHaveLength(1);
  });
});

describe("the comments of a pull request", () => {
  it("are those of ours with a marker, page after page", async () => {
    const { sticky, comments } = await open();
    comments.openPullRequest(8);
    comments.add(8, MARKER);
    const texts = Array.from({ length: 101 }, (_, number) => `${MARKER} ${number}`);
    for (const text of texts) comments.add(7, text);
    comments.add(7, "Remark");
    comments.add(7, MARKER, someone("MEMBER"));
    expect(await sticky.texts(7, MARKER)).toEqual(texts);
  });
});

describe("looking for a comment", () => {
  it("finds it whatever pull request it is on, in one request when it is fresh", async () => {
    const { sticky, comments, requests } = await open();
    comments.add(7, "text with abc123");
    expect(await sticky.find("abc123")).toBe("text with abc123");
    expect(requests()).toBe(1);
  });

  it.each([
    ["OWNER", "abc123"],
    ["MEMBER", "abc123"],
    ["COLLABORATOR", "abc123"],
    ["CONTRIBUTOR", null],
    ["NONE", null],
  ])("believes whoever has a say in the repository, and no stranger: %s", async (association, found) => {
    const { sticky, comments } = await open();
    comments.add(7, "abc123", someone(association));
    expect(await sticky.find("abc123")).toBe(found);
  });

  it("gives up after five hundred newer ones", async () => {
    const { sticky, comments, requests } = await open();
    comments.add(7, "abc123");
    for (let number = 0; number < 700; number += 1) comments.add(7, `Remark ${number}`);
    expect(await sticky.find("abc123")).toBeNull();
    expect(requests()).toBe(5);
  });
});
