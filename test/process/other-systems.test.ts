import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { started } from "../emulator/client.ts";
import { writesMade } from "../support/audit.ts";
import { cosellSync, terminalEnvironment } from "../support/command-line.ts";

it("a state is not used for another CRM, whose deals would be passed over, until resync has read it", async () => {
  await using home = await mkdtempDisposable(join(tmpdir(), "state-"));
  await using sandbox = await started({ referrals: 3 });
  await using production = await started({ referrals: 6, seed: 2 });
  const run = (command: string, emulator: typeof sandbox) => {
    const state = ["--state-dir", join(home.path, "state")];
    const limits = command === "sync" ? ["--max-change-share", "1"] : [];
    return cosellSync([command, ...state, ...limits], terminalEnvironment(emulator));
  };
  expect((await run("sync", sandbox)).code).toBe(0);

  for (const command of ["sync", "plan"]) {
    const refused = await run(command, production);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("Branch cosell-sync has the state of another CRM. Nothing was written.");
    expect(refused.stderr).toContain("resync");
  }
  expect(writesMade(production)).toEqual([]);

  expect(await run("resync", production)).toMatchObject({ code: 0, stderr: "" });
  const synced = await run("sync", production);
  expect(synced.stdout).toMatch(/^## Co-sell sync: \d+ records created/);
  expect((await run("sync", production)).stdout).toContain("nothing to do");
});
