import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempDisposableSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { openBrowser } from "../../../src/adapters/entra/browser.ts";

afterEach(() => vi.unstubAllEnvs());

it.runIf(process.platform === "linux")(
  "a browser is given the address, and none of our secrets",
  async () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), "browser-"));
    const told = join(folder.path, "told");
    // Whoever reads it waits until the browser has written.
    execFileSync("mkfifo", [told]);
    const browser = join(folder.path, "xdg-open");
    writeFileSync(browser, `#!/bin/sh\n{ echo "$1"; env; } > "${told}"\n`);
    chmodSync(browser, 0o755);
    vi.stubEnv("PATH", `${folder.path}:${process.env.PATH}`);
    vi.stubEnv("COSELL_CLIENT_SECRET", "of-the-application");
    vi.stubEnv("WAYLAND_DISPLAY", "wayland-7");

    openBrowser("https://login.example/authorize");
    const [address, ...variables] = (await readFile(told, "utf8")).split("\n");
    expect(address).toBe("https://login.example/authorize");
    expect(variables).toContain("WAYLAND_DISPLAY=wayland-7");
    expect(variables.join()).not.toContain("of-the-application");
  },
);
