import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ActionResult, ActionRun } from "./run-action.ts";
import type { Stage } from "./stage.ts";

/** A text that must not be found, in the forms in which something might print it. */
function formsOf(secret: string): string[] {
  const parts = [secret, ...secret.split("\n").filter((line) => !line.startsWith("-----"))];
  const bytes = Buffer.from(secret);
  // Within a longer text, its base64 begins at one of three places.
  const shifted = [0, 1, 2].map((shift) => bytes.subarray(shift).toString("base64").slice(0, -4));
  const all = [
    ...parts,
    ...parts.map(encodeURIComponent),
    ...parts.map((part) => new URLSearchParams({ part }).toString().slice("part=".length)),
    ...parts.map((part) => JSON.stringify(part).slice(1, -1)),
    ...shifted,
    bytes.toString("base64url"),
    bytes.toString("hex"),
    // A line that was cut still tells most of it.
    ...parts.filter((part) => part.length > 40).map((part) => part.slice(0, 24)),
  ];
  return [...new Set(all)].filter((form) => form.length >= 3);
}

/** Which secrets are in which of these texts. */
export function leaksIn(
  texts: Readonly<Record<string, string>>,
  secrets: Readonly<Record<string, string>>,
): string[] {
  return Object.entries(texts).flatMap(([place, text]) =>
    Object.entries(secrets)
      .filter(([, secret]) => formsOf(secret).some((form) => text.includes(form)))
      .map(([name]) => `${name} is in ${place}`),
  );
}

/** What runs of a stage have left, before anything was masked. */
export class Traces {
  readonly #stage: Stage;
  readonly lines: string[] = [];
  readonly results: ActionResult[] = [];

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async run(
    inputs: Readonly<Record<string, string>> = {},
    more: Partial<ActionRun> = {},
  ): Promise<ActionResult> {
    const debug = { RUNNER_DEBUG: "1", ACTIONS_STEP_DEBUG: "true", ...more.env };
    const result = await this.#stage.run(inputs, {
      ...more,
      env: debug,
      onLine: (line) => this.lines.push(line),
    });
    this.results.push(result);
    return result;
  }

  get masks(): Readonly<Record<string, string>> {
    const masks = new Set(this.results.flatMap((result) => [...result.masks]));
    return Object.fromEntries([...masks].map((mask) => [`masked ${mask.slice(0, 12)}…`, mask]));
  }

  async leaks(secrets: Readonly<Record<string, string>>): Promise<string[]> {
    const texts = {
      "the log": this.lines.filter((line) => !line.startsWith("::add-mask::")).join("\n"),
      summaries: this.results.map(({ summary }) => summary).join("\n"),
      outputs: JSON.stringify(this.results.map(({ outputs }) => outputs)),
      git: await this.#stage.git("cat-file", "--batch-all-objects", "--batch"),
      comments: this.#stage.emulator.github.comments.list.map(({ body }) => body).join("\n"),
      "the checkout": await filesIn(this.#stage.workspace),
    };
    const unmasked = this.results.some(({ summary }) => summary.includes("***"))
      ? ["a summary was masked"]
      : [];
    return [...unmasked, ...leaksIn(texts, { ...secrets, ...this.masks })];
  }
}

export async function filesIn(directory: string): Promise<string> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map(async (file) => `${file}\n${await readFile(file, "latin1")}`))).join(
    "\n",
  );
}
