import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { startEmulator } from "../../src/emulator/index.ts";
import { call, referralsApi, started, tokenRequest } from "./client.ts";

describe("the emulator", () => {
  it("serves the CRM to an application whose token is for the CRM's address", async () => {
    await using emulator = await started();
    const url = `${emulator.urls.dataverse}/api/data/v9.2/opportunities?$select=name&$top=1`;
    const tokenFor = async (audience: string) => {
      const { body } = await tokenRequest(emulator, {
        grant_type: "client_credentials",
        scope: `${audience}/.default`,
      });
      return { headers: { authorization: `Bearer ${body.access_token}` } };
    };
    const { status, body } = await call(url, await tokenFor(emulator.urls.dataverse));
    expect(status).toBe(200);
    expect(body.value).toHaveLength(1);
    const wrong = await call(url, await tokenFor("https://api.partnercenter.microsoft.com"));
    expect(wrong.status).toBe(401);
  });

  it("counts a request as being in flight while its latency lasts", async () => {
    const limits = { concurrent: 1, perMinute: 100, retryAfter: 5 };
    await using emulator = await started({
      referrals: 0,
      latencyMs: { "partner-center": 30 },
      partnerCenter: { limits },
    });
    const referrals = await referralsApi(emulator);
    const statuses = (await Promise.all([referrals(""), referrals("")])).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
  });

  it("tells its own time in the Date header", async () => {
    await using emulator = await started({ referrals: 0, now: () => new Date("2026-10-01T08:00:00Z") });
    const { headers } = await call(`${emulator.urls.partnerCenter}/`);
    expect(headers.get("date")).toBe("Thu, 01 Oct 2026 08:00:00 GMT");
  });

  it("leaves nothing behind when it is closed, however busy it is", async () => {
    const emulator = await started({ referrals: 0 });
    const referrals = await referralsApi(emulator);
    await referrals("");
    const hold = emulator.faults.inject({
      system: "partner-center",
      fault: { kind: "hold", when: "before" },
    });
    const waiting = Promise.allSettled([referrals("")]);
    await hold.reached;
    await emulator.close();
    expect(await waiting).toMatchObject([{ status: "rejected" }]);
    expect(existsSync(emulator.gitDir)).toBe(false);
    expect(existsSync(emulator.caFile)).toBe(false);
    await expect(referrals("")).rejects.toThrow("fetch failed");
  });

  it("takes down what it has begun when a port is taken", async () => {
    await using first = await started({ referrals: 0 });
    const githubApi = Number(new URL(first.urls.githubApi).port);
    await expect(startEmulator({ referrals: 0, ports: { githubApi } })).rejects.toThrow("EADDRINUSE");
  });

  it("runs as a program that says how to work with it, and ends when interrupted", async () => {
    // The machine's own Node is too old for the commands.
    await using old = await mkdtempDisposable(join(tmpdir(), "old-node-"));
    await writeFile(join(old.path, "node"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
    const program = spawn(process.execPath, ["src/emulator/main.ts", "--port", "0", "--referrals", "10"]);
    const lines: string[] = [];
    for await (const line of createInterface(program.stdout)) {
      lines.push(line);
      if (line.startsWith("Stop it")) break;
    }
    const shown = lines.join("\n");
    expect(shown).toMatch(/Partner Center +http:\/\/127\.0\.0\.1:\d+/);
    const [, commands = ""] = /in another shell:\n\n(.*?)\n\n/s.exec(shown) ?? [];
    const { stdout } = await promisify(execFile)("sh", ["-ec", commands], {
      env: { ...process.env, PATH: `${old.path}:${process.env.PATH}` },
    });
    expect(stdout).toMatch(/^## Co-sell plan: \d+ changes planned/);
    expect(stdout).toMatch(/^## Co-sell sync: \d+ records created/m);
    program.kill("SIGINT");
    const [code] = await once(program, "exit");
    expect(code).toBe(0);
  });
});
