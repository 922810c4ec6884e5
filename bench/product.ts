import { execFile } from "node:child_process";
import { cp, mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { runAction } from "../test/support/run-action.ts";
import { environmentFor, inputsFor } from "../test/support/stage.ts";
import type { Totals } from "./log-totals.ts";
import { probed, type Usage } from "./probed.ts";
import type { World } from "./world.ts";

const ROOT = join(import.meta.dirname, "..");

/** One run of the bundled action, as a workflow would run it. */
export interface Run extends Usage {
  readonly totals: Totals;
  /** New ones on the state branch. */
  readonly commits: number;
  readonly changes: number;
  /** That of the plan. */
  readonly digest: string;
}

let runs = 0;

/**
 * @param midway Called once, when half of the referrals are written.
 * @param inputs In the place of those of an ordinary sync.
 * @throws Error when the action fails: what did not work has no figures.
 */
export async function runProduct(
  world: World,
  midway = async () => {},
  inputs: Readonly<Record<string, string>> = {},
): Promise<Run> {
  await using workspace = await mkdtempDisposable(join(tmpdir(), "bench-workspace-"));
  await cp(join(ROOT, "mappings"), join(workspace.path, "mappings"), { recursive: true });
  const before = await commitsOf(world);
  await world.take();
  const { result, usage } = await probed((environment) => {
    runs += 1;
    return runAction({
      action: ROOT,
      workspace: workspace.path,
      token: world.emulator.credentials.githubToken,
      inputs: { ...inputsFor(world.emulator), "max-changes": "1000000", "max-change-share": "1", ...inputs },
      onLine: once(isMidway, midway),
      env: { ...environmentFor(world.emulator), ...environment, GITHUB_RUN_ID: String(runs) },
    });
  });
  if (result.exitCode !== 0) throw new Error(`the action failed:\n${result.log}`);
  return {
    ...usage,
    totals: await world.take(),
    commits: (await commitsOf(world)) - before,
    changes: Number(result.outputs.changes),
    digest: result.outputs["plan-digest"] ?? "",
  };
}

/** The first run of all. What the world is filled with looks as if it had been synced before, with a state that is gone. */
export async function runFirst(world: World): Promise<Run> {
  return runProduct(world, undefined, await lettingThrough(world));
}

/** Inputs with which such a run is not refused. */
export async function lettingThrough(world: World): Promise<Readonly<Record<string, string>>> {
  const { digest } = await runProduct(world, undefined, { command: "plan" });
  return { "expected-plan-digest": digest };
}

function isMidway(line: string): boolean {
  const [, written, all] = /^wrote (\d+) of (\d+) referrals/.exec(line) ?? [];
  return Number(written) * 2 >= Number(all);
}

function once(isNow: (line: string) => boolean, act: () => Promise<void>): (line: string) => void {
  let done = false;
  return (line) => {
    if (done || !isNow(line)) return;
    done = true;
    void act();
  };
}

async function commitsOf({ emulator }: World): Promise<number> {
  const count = ["-C", emulator.gitDir, "rev-list", "--count", "--all"];
  const { stdout } = await promisify(execFile)("git", count);
  return Number(stdout);
}
