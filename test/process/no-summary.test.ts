import { describe, it } from "vitest";
import { setStage } from "../support/stage.ts";

/** A server without job summaries; a disk that is full, or a file of another user. */
const PLACES = { missing: "", "not to be written to": "/dev/full/summary" };

describe.concurrent("a run whose job summary", () => {
  for (const [what, path] of Object.entries(PLACES)) {
    const env = { GITHUB_STEP_SUMMARY: path };
    it(`is ${what} shows it in the log, and is none the worse for it`, async ({ expect }) => {
      await using stage = await setStage({ referrals: 3 });
      const { exitCode, log, outputs, annotations } = await stage.run({ "max-change-share": "1" }, { env });
      expect(exitCode, log).toBe(0);
      expect(outputs["state-commit"]).toMatch(/^[0-9a-f]{40}$/);
      const warnings = annotations.map(({ properties }) => properties.title);
      expect(warnings).toContain("No job summary");
      expect(log).toContain("## Co-sell sync:");

      const refused = await stage.run({ "expected-plan-digest": "e".repeat(64) }, { env });
      expect(refused.exitCode).toBe(1);
      expect(refused.log).toContain("The plan is not the one that was reviewed");
      expect(refused.log).not.toContain("bug of cosell-sync");
    });
  }
});
