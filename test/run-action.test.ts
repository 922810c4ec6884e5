import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseFileCommand } from "./support/file-commands.ts";
import { type ActionResult, type ActionRun, runAction } from "./support/run-action.ts";

const MANIFEST = `
name: Fixture
description: Does what a test has written into its main file.
inputs:
  dry-run: { description: one with a default, default: "no" }
  Two Words: { description: one with a space, default: "" }
  github-token: { description: the job's, default: "\${{ github.token }}" }
runs:
  using: node24
  main: main.mjs
`;

let action: string;
beforeEach(async () => {
  action = await mkdtemp(join(tmpdir(), "fixture-action-"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(action, { recursive: true });
});

async function run(script: string, options: Omit<ActionRun, "action"> = {}): Promise<ActionResult> {
  await writeFile(join(action, "action.yml"), MANIFEST);
  await writeFile(join(action, "main.mjs"), script);
  return runAction({ action, ...options });
}

const runKept: typeof run = (script, options) => run(script, { ...options, process: "kept" });

/** Whatever a test looks at is the same in both. */
const PROCESSES = [
  ["a process of its own", run],
  ["a kept process", runKept],
] as const;

const print = (...lines: string[]) => `process.stdout.write(${JSON.stringify(lines.join("\n"))});`;

describe.each(PROCESSES)("what the runner gives to an action, in %s,", (_process, run) => {
  const inputs = `console.log(JSON.stringify(Object.entries(process.env).filter(([k]) => k.startsWith("INPUT_")).sort()));`;

  it("is every input under its name, with the default of action.yml", async () => {
    const result = await run(inputs, { inputs: { "Two Words": "a b" } });
    expect(JSON.parse(result.log)).toEqual([
      ["INPUT_DRY-RUN", "no"],
      ["INPUT_GITHUB-TOKEN", "***"],
      ["INPUT_TWO_WORDS", "a b"],
    ]);
  });

  it("is a warning for an input that action.yml does not know", async () => {
    const { annotations } = await run("", { inputs: { dryrun: "yes" } });
    expect(annotations).toEqual([
      expect.objectContaining({ level: "warning", message: expect.stringContaining("'dryrun'") }),
    ]);
  });

  it("is Node 24, the workspace, the event and nothing of the developer's environment", async () => {
    vi.stubEnv("COSELL_DEVELOPER", "1");
    const script = `import { readFileSync } from "node:fs";
      console.log(process.version, process.cwd() === process.env.GITHUB_WORKSPACE, process.env.COSELL_DEVELOPER,
        process.env.GITHUB_EVENT_NAME, readFileSync(process.env.GITHUB_EVENT_PATH, "utf8"), process.env.EXTRA);`;
    const event = { name: "schedule", payload: { schedule: "7 * * * *" } };
    const { log } = await run(script, { event, env: { EXTRA: "given" } });
    expect(log).toBe(`${process.version} true undefined schedule {"schedule":"7 * * * *"} given\n`);
  });

  it("never is a default that this runner cannot evaluate", async () => {
    await writeFile(join(action, "main.mjs"), "");
    await writeFile(join(action, "action.yml"), MANIFEST.replace("github.token", "github.actor"));
    await expect(runAction({ action })).rejects.toThrow("github.actor");
  });
});

describe.each(PROCESSES)("what the runner takes from an action, in %s,", (_process, run) => {
  it("are its outputs, one-line and many-line, and its summary", async () => {
    const { outputs, summary } = await run(`import { appendFileSync as add } from "node:fs";
      add(process.env.GITHUB_OUTPUT, "changes=3\\nplan<<EOF\\na\\nb=c\\nEOF\\nempty=\\n");
      add(process.env.GITHUB_STEP_SUMMARY, "# Plan\\n");`);
    expect(outputs).toEqual({ changes: "3", plan: "a\nb=c", empty: "" });
    expect(summary).toBe("# Plan\n");
  });

  it("is no summary above 1 MiB, and an error that says so", async () => {
    const { summary, annotations } = await run(`import { appendFileSync as add } from "node:fs";
      add(process.env.GITHUB_STEP_SUMMARY, "x".repeat(1024 * 1024 + 1));`);
    expect(summary).toBe("");
    expect(annotations[0]?.message).toContain("1024k");
  });

  it("are annotations, unescaped, from both streams", async () => {
    const { annotations } = await run(
      `${print("::warning file=mappings/a.yml,line=3,title=A%2C B::x%25%0Ay", "")}
       console.error("::error::z");`,
    );
    expect(annotations).toContainEqual({
      level: "warning",
      message: "x%\ny",
      properties: { file: "mappings/a.yml", line: "3", title: "A, B" },
    });
    expect(annotations).toContainEqual({ level: "error", message: "z", properties: {} });
  });

  it("are at most ten annotations of a level; the log keeps them all", async () => {
    const { annotations, log } = await run(print(...Array<string>(12).fill("::notice::n")));
    expect(annotations).toHaveLength(10);
    expect(log.match(/##\[notice\]n/g)).toHaveLength(12);
  });

  it("is a command after a lone carriage return, or in the old form in the middle of a line", async () => {
    const { annotations } = await run(print("name\r::warning::one", "name ##[warning]two"));
    expect(annotations.map(({ message }) => message)).toEqual(["one", "two"]);
  });

  it("is text, and no command, when the name is not a command's or commands are stopped", async () => {
    const { annotations, log } = await run(
      print("::nonsense::a", "::stop-commands::tok", "::error::b", "::tok::", "::error::c"),
    );
    expect(annotations.map(({ message }) => message)).toEqual(["c"]);
    expect(log).toContain("::nonsense::a\n::error::b\n");
  });

  it("is debug output only when it was asked for", async () => {
    const script = print("::debug::inside");
    expect((await run(script)).log).toBe("");
    expect((await run(script, { env: { RUNNER_DEBUG: "1" } })).log).toBe("##[debug]inside\n");
  });
});

describe.each(PROCESSES)("a secret, in %s,", (_process, run) => {
  it("is hidden in log, annotations and summary once it is masked, line by line", async () => {
    const { log, summary, annotations, masks } = await run(
      `import { appendFileSync as add } from "node:fs";
      ${print("::add-mask::first%0Asecond", "is first and second", "::error::second", "given", "")}
      add(process.env.GITHUB_STEP_SUMMARY, "first");`,
      { secrets: ["given"] },
    );
    expect(log).toBe("is *** and ***\n##[error]***\n***\n");
    expect(summary).toBe("***");
    expect(annotations[0]?.message).toBe("***");
    expect([...masks]).toEqual(expect.arrayContaining(["given", "first", "second"]));
  });

  it("stays readable where it was printed before it was masked", async () => {
    const { log } = await run(print("early hush", "::add-mask::hush", "late hush"));
    expect(log).toBe("early hush\nlate ***\n");
  });
});

describe("the end of an action", () => {
  it.each(PROCESSES)("is its exit code, in %s", async (_process, run) => {
    expect(await run("process.exitCode = 3;")).toMatchObject({ exitCode: 3, signal: null });
  });

  it("is a kill at the moment the caller chooses, and what it had written is kept", async () => {
    const controller = new AbortController();
    const { exitCode, signal, outputs, log } = await run(
      `import { appendFileSync as add } from "node:fs";
       process.on("SIGTERM", () => {});
       add(process.env.GITHUB_OUTPUT, "changes=1\\n");
       console.log("journal committed");
       setInterval(() => {}, 1000);`,
      {
        signal: controller.signal,
        onLine: (line) => {
          if (line === "journal committed") controller.abort();
        },
      },
    );
    expect({ exitCode, signal, outputs, log }).toEqual({
      exitCode: null,
      signal: "SIGKILL",
      outputs: { changes: "1" },
      log: "journal committed\n",
    });
  });
});

describe("a kept process", () => {
  const PRINT = "console.log(process.pid, process.exitCode, process.env.GIVEN, process.argv.slice(2));";

  it("is one for all that run one after the other, and leaves nothing of one to the next", async () => {
    const first = await runKept("console.log(process.pid); process.exitCode = 3;", {
      env: { GIVEN: "once" },
    });
    const second = await runKept(PRINT);
    expect(second.log).toBe(`${first.log.trim()} undefined undefined []\n`);
    expect([first.exitCode, second.exitCode]).toEqual([3, 0]);
  });

  it("runs one at a time", async () => {
    const pipe = join(action, "pipe");
    await promisify(execFile)("mkfifo", [pipe]);
    // Each waits for the other, and its process does nothing else meanwhile.
    const meet = `import { readFileSync, writeFileSync } from "node:fs";
      if (process.env.ROLE === "reads") readFileSync(process.env.PIPE);
      else writeFileSync(process.env.PIPE, "");
      console.log(process.pid);`;
    const both = ["reads", "writes"].map((ROLE) => runKept(meet, { env: { ROLE, PIPE: pipe } }));
    const [one, other] = await Promise.all(both);
    expect(one?.log).not.toBe(other?.log);
  });

  it.each([
    ["ends it", 'console.log("last words"); process.exit(4);', 4, "last words"],
    ["throws", 'throw new Error("out of order");', 1, "out of order"],
    [
      "forgets a rejection",
      'Promise.reject(new Error("out of order")); await new Promise(() => {});',
      1,
      "out of",
    ],
  ])("dies with a program that %s, and the next has another", async (_what, script, code, says) => {
    const died = await runKept(script);
    expect(died).toMatchObject({ exitCode: code, log: expect.stringContaining(says) });
    expect((await runKept(PRINT)).exitCode).toBe(0);
  });
});

describe("a command file", () => {
  it.each([
    ["a=b=c", { a: "b=c" }],
    ["a=b<<c", { a: "b<<c" }],
    ["a<<E=\nx\nE=", { a: "x" }],
    ["a<<E\nE", { a: "" }],
    ["a=1\r\na=2\r\n", { a: "2" }],
  ])("reads %j", (text, expected) => {
    expect(parseFileCommand(text)).toEqual(expected);
  });

  it.each([
    ["no sign", "Invalid format 'no sign'"],
    ["=b", "Invalid format '=b'"],
    ["a<<", "Invalid format 'a<<'"],
    ["a<<EOF\nb\n", "Matching delimiter not found 'EOF'"],
  ])("refuses %j", (text, message) => {
    expect(() => parseFileCommand(text)).toThrow(message);
  });
});
