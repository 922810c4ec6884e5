import { appendFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UNSEEN } from "../../src/model/unseen.ts";
import { readAudit, writesMade } from "../support/audit.ts";
import { cosellSync, terminalEnvironment } from "../support/command-line.ts";
import { insertOpportunity, insertReferral } from "../support/deals.ts";
import { onLoopback } from "../support/on-loopback.ts";
import { openPullRequest } from "../support/pull-request.ts";
import type { ActionResult } from "../support/run-action.ts";
import { type Stage, setStage } from "../support/stage.ts";
import { readState } from "../support/state-branch.ts";
import { parseCommand } from "../support/workflow-commands.ts";

/** Stands in hidden fields only. */
const CANARY = "canary-of-a-hidden-field";

const ATTACKS = [
  "\n::error::pwned",
  "\r::add-mask::e\r",
  " ::stop-commands::x",
  "##[error]pwned",
  "%0A::set-output name=changes::pwned",
  "<script>pwned()</script>",
  "<img src=x onerror=pwned()>",
  "</td></table><h1>",
  "-->",
  "| a |\n| --- |\n# pwned",
  "![pixel](https://evil.example/x.png)",
  "[click](https://evil.example)",
  "https://evil.example www.evil.example",
  "@octocat @org/team octo/cosell#1 GH-1",
  "```\n~~~\n$$x$$",
  '=HYPERLINK("https://evil.example")',
  "=cmd|' /C calc'!A0",
  "+1-1@SUM(1)",
  "\u001b[2K\u001b[1A",
  "\u202Etxt.exe\u2066\u200f",
  "add\u200b-ma\u00adsk\u2060\ufeff\u{e0041}",
  "\ud83d",
  "\u0000",
  "\u0085::error::pwned\u2028::error::pwned",
  "&lt;b&gt; &#64;octocat &amp;amp;",
  "{{ secrets.TOKEN }} {{7*7}}",
  "__proto__",
  "]]>&#x0;",
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...ATTACKS), fc.string({ unit: "binary", maxLength: 5 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(""));

const TEXTS = [
  "name",
  "customerProfile.name",
  "customerProfile.address.city",
  "customerProfile.address.country",
  "details.currency",
  "details.closingDateTime",
  "campaignId",
  "externalReferenceId",
  "statusReason",
  "type",
  "qualification",
];
/** Dataverse takes no text with these. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters
const NOT_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

function deepJson(levels: number): unknown {
  let value: unknown = "pwned";
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { [String(level)]: value };
  return value;
}

/** What somebody may type into a row as the identifier of its referral. */
const IDENTIFIERS = [
  ".",
  "..",
  "](//a.b)",
  "| a | b |",
  "<img src=x>",
  "@octocat",
  "__proto__",
  "constructor",
];

/** Deals with hostile text in every property, some of them with a row that says something else. */
function fill({ emulator }: Stage, seed: number): readonly string[] {
  const texts = fc.sample(hostile, { seed, numRuns: 400 })[Symbol.iterator]();
  const next = () => texts.next().value ?? "";
  for (const identifier of IDENTIFIERS) {
    insertOpportunity(emulator, { name: "row", cosell_referralid: identifier });
  }
  return Array.from({ length: 12 }, (_, index) => {
    // Texts that the service itself checks stay good in the first deals, so that these are synced.
    const paths = TEXTS.slice(0, index < 8 ? 3 : undefined);
    const drawn = Object.fromEntries(paths.map((path) => [path, next()]));
    const properties = index === 0 ? { ...drawn, name: "a\n::error::pwned\n##[error]pwned" } : drawn;
    const notes = `${CANARY} ${next()}${
      index === 0
        ? next()
            .repeat(2 ** 16)
            .slice(0, 2 ** 20)
        : ""
    }`;
    const { id } = insertReferral(emulator, {
      ...properties,
      "details.notes": notes,
      "details.unheardOf": deepJson(200),
      [index === 1 ? "team" : "unheardOf"]: [{ firstName: next(), lastName: next(), email: next() }],
    });
    if (index % 3 === 0) {
      const name = (next().toWellFormed().replaceAll(NOT_XML, "") || "row").slice(0, 300);
      insertOpportunity(emulator, { name, description: CANARY, cosell_referralid: id });
    }
    return id;
  });
}

/** A person's own screen shows every value, and may be a step of some other workflow. */
async function explainedOnTerminal(
  { emulator, workspace }: Stage,
  ids: readonly string[],
): Promise<string[]> {
  const texts = ids.slice(0, 2).map(async (id) => {
    const args = ["explain", id, "--state-dir", join(workspace, "state")];
    const { code, stdout } = await cosellSync(args, terminalEnvironment(emulator), workspace);
    expect(code).toBe(0);
    return stdout;
  });
  return (await Promise.all(texts)).flatMap((text) => text.split(/[\n\r\u0085\u2028\u2029]/));
}

const PLAIN_COMMANDS = ["add-mask", "warning", "notice"];
const OUR_TITLES = ["Not applied", "Conflict", "Held back", "Worth knowing", "Set-up"];

/** A command that a text has become: one of another kind, or one that begins as the attacks do. */
function injected(lines: readonly string[]): string[] {
  return lines.filter((line) => {
    const command = parseCommand(line);
    if (command === null) return false;
    const isOurs = PLAIN_COMMANDS.includes(command.name);
    const isTitled = command.name !== "warning" || OUR_TITLES.includes(command.properties.title ?? "");
    return !isOurs || !isTitled || /^(pwned|e|x)$/.test(command.data);
  });
}

/** What Markdown or GitHub would make more than text of. */
function active(markdown: string): string[] {
  const shown = markdown
    .replaceAll(/<br>|<!-- [\w: ./-]+ -->|<\/?(?:details|summary|code)>/g, "")
    .replaceAll("<referral id>.<field>", "")
    .replaceAll(/\]\(https:\/\/partner\.microsoft\.com\/[\w/?=%&.-]+\)/g, "")
    .replaceAll(/\]\(http:\/\/127\.0\.0\.1:\d+\/main\.aspx\?[\w=&-]+\)/g, "");
  return shown.match(/<[a-z!/]|!\[|\]\(|@[a-z\d]|:\/\/|\bwww\.|\bGH-\d|(?<!&)#\d|^# /gim) ?? [];
}

/** Every commit and file of the repository, also those that no branch leads to. */
function leftInGit(stage: Stage): Promise<string> {
  return stage.git("cat-file", "--batch-all-objects", "--batch");
}

/** Where the text of a page, of the log or of the state branch has something that nobody sees, but for what we put there. */
async function unseen(stage: Stage, shown: readonly string[]): Promise<string[]> {
  const messages = await stage.git("log", "--format=%B", "cosell-sync");
  const state = readState(stage, "state.json");
  return [...shown, messages, state, ...auditLines(stage)].filter((text) =>
    text.replaceAll(/[\n\t\u200b]/g, "").match(UNSEEN),
  );
}

function auditLines(stage: Stage): string[] {
  return readAudit(stage).trimEnd().split("\n");
}

// Several processes one after the other: more than a minute on a machine that is busy.
describe.concurrent("hostile text in both systems", () => {
  it.for([1, 20])("gets out of nothing that runs leave behind (seed %i)", async (seed) => {
    await using stage = await setStage({ referrals: 0 });
    const ids = fill(stage, seed);
    const lines: string[] = [];
    const results: ActionResult[] = [];
    const run = async (inputs: Readonly<Record<string, string>>) => {
      results.push(await stage.run(inputs, { onLine: (line) => lines.push(line) }));
    };
    const pull = await openPullRequest(stage, (text) =>
      // Everything is shown that may be, but for the notes.
      text
        .replaceAll("audit: hidden", "audit: value")
        .replace(/( {2}notes:\n(?: {4}.*\n)+?) {4}audit: value/, "$1    audit: hidden"),
    );
    const review = await pull.plan();
    pull.merge();
    await run({ "max-change-share": "1" });
    await run({ command: "explain", "referral-id": ids[0] ?? "" });
    await run({ command: "audit", "referral-id": ids[0] ?? "" });

    expect([review, ...results].map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
    expect(Number(results[0]?.outputs.created)).toBeGreaterThan(4);
    for (const { log } of [review, ...results]) expect(log).not.toContain("bug of cosell-sync");

    expect(injected([...lines, ...(await explainedOnTerminal(stage, ids))])).toEqual([]);
    const pages = [...results.map(({ summary }) => summary), review.summary, ...pull.comments()];
    expect(pages).toHaveLength(5);
    expect(pages.flatMap(active)).toEqual([]);
    for (const { outputs } of results)
      for (const value of Object.values(outputs)) expect(value).toMatch(/^[\w-]*$/);
    for (const line of auditLines(stage)) expect(JSON.parse(line)).toHaveProperty("kind");
    expect(await unseen(stage, [...lines, ...pages])).toEqual([]);
    const everything = [...lines, ...pages, review.log, await leftInGit(stage)].join("\n");
    expect(everything).not.toContain(CANARY);
  });
});

/** A command of an old kind, a line that is wiped out, and text that runs backwards. */
const PAINT = "x ##[error]pwned \u001b[2K\u202epwned";

describe.concurrent("what would paint over a log, or be a command in it", () => {
  it("is text in a warning, in what ends a run, and in a mistake of the mapping", async () => {
    await using stage = await setStage({ referrals: 0 });
    const { id } = insertReferral(stage.emulator, {});
    await stage.run();
    const lines: string[] = [];
    const run = (inputs = {}) => stage.run(inputs, { onLine: (line) => lines.push(line) });
    const answer = (method: string) => {
      const body = { error: { code: "0x80040265", message: PAINT } };
      const fault = { kind: "reply", when: "before", status: 400, body } as const;
      return stage.emulator.faults.inject({ system: "dataverse", method, fault });
    };
    const refusal = answer("PATCH");
    stage.emulator.partnerCenter.edit(id, ({ details }) => void Object.assign(details, { dealValue: 4321 }));
    expect((await run()).exitCode).toBe(0);
    refusal.remove();
    const silence = answer("GET");
    expect((await run()).exitCode).toBe(1);
    silence.remove();
    const mapping = join(stage.workspace, "mappings/dynamics-365.yml");
    await appendFile(mapping, `${JSON.stringify(PAINT)}: 1\n`);
    for (const command of ["sync", "validate"]) expect((await run({ command })).exitCode).toBe(1);
    const env = terminalEnvironment(stage.emulator);
    const state = join(stage.workspace, "state");
    for (const args of [
      ["validate", mapping],
      ["sync", "--mapping", mapping, "--state-dir", state],
    ]) {
      const { code, stdout, stderr } = await cosellSync(args, env, stage.workspace);
      expect(code).toBe(1);
      lines.push(...stdout.split("\n"), ...stderr.split("\n"));
    }
    const told = lines.filter((line) => line.includes("pwned"));
    expect(told.length).toBeGreaterThan(6);
    expect(
      told.filter((line) => line.includes("##[") || line.replaceAll(/[\t\u200b]/g, "").match(UNSEEN)),
    ).toEqual([]);
  });
});

describe.concurrent("an answer that leads elsewhere", () => {
  const PLACES = [
    ["partner-center", "@odata.nextLink"],
    ["partner-center", "nextLink"],
    ["dataverse", "@odata.nextLink"],
    ["dataverse", "@odata.deltaLink"],
  ] as const;

  it.for(PLACES)("is followed to no other host: %s %s", async ([system, link]) => {
    await using elsewhere = await trap();
    await using stage = await setStage({ referrals: 1 });
    const body = { value: [], [link]: `${elsewhere.url}/api/data/v9.2/opportunities?$skiptoken=1` };
    const path = /engagements\/referrals\?|v9\.2\/opportunities\?/;
    const fault = { kind: "reply", when: "before", status: 200, body } as const;
    const planted = stage.emulator.faults.inject({ system, method: "GET", path, fault });
    for (let time = 0; time < 2; time++) expect((await stage.run()).log).not.toContain("bug of cosell-sync");
    expect(planted.hits).toBeGreaterThan(0);
    expect(elsewhere.requests).toEqual([]);
  });

  it.for(["partner-center", "dataverse", "sign-in", "github"] as const)(
    "is not followed when it redirects: %s",
    async (system) => {
      await using elsewhere = await trap();
      await using stage = await setStage({ referrals: 1 });
      const fault = {
        kind: "reply",
        when: "before",
        status: 302,
        headers: { location: elsewhere.url },
      } as const;
      stage.emulator.faults.inject({ system, fault });
      const { exitCode, log } = await stage.run();
      expect(exitCode).toBe(1);
      expect(log).not.toContain("bug of cosell-sync");
      expect(elsewhere.requests).toEqual([]);
    },
  );
});

describe.concurrent("a referral that does not say which version it is", () => {
  it.for([{ eTag: 7 }, { eTag: "a\nb" }, { updatedDateTime: null }, { updatedDateTime: "yesterday" }])(
    "waits with its reason, and the others go on: %j",
    async (wrong) => {
      await using stage = await setStage({ referrals: 0 });
      const [good, bad] = ["good", "bad"].map((name) => insertReferral(stage.emulator, { name }).id);
      await stage.run();
      for (const id of [good, bad])
        stage.emulator.partnerCenter.edit(id ?? "", (referral) => {
          referral.details.dealValue = 4321;
        });
      const shown = ({ id }: { id: string }) => ({
        ...stage.emulator.partnerCenter.get(id),
        ...(id === bad ? wrong : {}),
      });
      const answer = (path: RegExp, body: unknown) =>
        stage.emulator.faults.inject({
          system: "partner-center",
          method: "GET",
          path,
          fault: { kind: "reply", when: "before", status: 200, body },
        });
      answer(/engagements\/referrals\?/, { value: stage.emulator.partnerCenter.list().map(shown) });
      answer(new RegExp(`referrals/${bad}`), shown({ id: bad ?? "" }));
      const { exitCode, log, summary } = await stage.run();
      expect(exitCode, log).toBe(0);
      expect(summary).toContain("Partner Center fails with this one alone");
      const amountOf = (id?: string) =>
        stage.emulator.dataverse.rows("opportunity").find((one) => one.cosell_referralid === id)
          ?.estimatedvalue;
      expect([amountOf(good), amountOf(bad)]).toEqual([4321, 100_000]);
      // Once it says so, it goes on.
      stage.emulator.faults.clear();
      await stage.run();
      expect(amountOf(bad)).toBe(4321);
    },
  );
});

/** Deeper than any code that calls itself for each level could follow. */
const DEEP = `${"[".repeat(100_000)}1${"]".repeat(100_000)}`;

describe.concurrent("an answer of a hundred thousand levels", () => {
  const ANSWERS = [
    ["partner-center", "GET", /engagements\/referrals\?/, `{"value":${DEEP}}`],
    ["dataverse", "GET", /v9\.2\/opportunities\?/, DEEP],
    ["sign-in", "POST", /token/, DEEP],
    ["github", "POST", /graphql$/, `{"data":${DEEP}}`],
  ] as const;

  it.for(ANSWERS)("is refused with a reason where it is another than expected: %s", async (answer) => {
    const [system, method, path, body] = answer;
    await using stage = await setStage({ referrals: 1 });
    const fault = { kind: "reply", when: "before", status: 200, body } as const;
    const planted = stage.emulator.faults.inject({ system, method, path, fault });
    const { exitCode, log } = await stage.run();
    expect(planted.hits).toBeGreaterThan(0);
    expect(exitCode).toBe(1);
    expect(log).not.toContain("bug of cosell-sync");
    expect(writesMade(stage.emulator)).toEqual([]);
  });

  it("does no harm in a property that nobody looks at", async () => {
    await using stage = await setStage({ referrals: 0 });
    const { id } = insertReferral(stage.emulator, {});
    const text = JSON.stringify(stage.emulator.partnerCenter.get(id));
    const body = `{"value":[${text.replace('"details":{', `"details":{"unheardOf":${DEEP},`)}]}`;
    const path = /engagements\/referrals\?/;
    const fault = { kind: "reply", when: "before", status: 200, body } as const;
    stage.emulator.faults.inject({ system: "partner-center", method: "GET", path, fault });
    const { exitCode, outputs, log } = await stage.run();
    expect(exitCode, log).toBe(0);
    expect(outputs.created).toBe("2");
  });
});

/** A host that nobody has configured; it remembers who came. */
async function trap() {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.end();
  });
  return { ...(await onLoopback(server)), requests };
}
