import type { InitFile, InitResult, Setting } from "../model/init.ts";
import { count, joined, named, reportOf, table } from "./markdown.ts";

const SIGNS = {
  written: "✔ written",
  unchanged: "✔ there already",
  "left alone": "– left alone, it differs; --overwrite replaces all of these, the mapping too",
} as const;

/** What init wrote, and what is left for a person to do. */
export function initReport({ files, notes, settings }: InitResult): string {
  const sections = [
    `## Co-sell init: ${headline(files)}`,
    table(
      ["File", "State"],
      files.map(({ path, state }) => [named(path), SIGNS[state]]),
    ),
    notes.length === 0 ? "" : `### Look at\n\n${notes.map((note) => `- ${named(note)}`).join("\n")}`,
    settingsSection(settings),
    "Next: read the mapping, make the settings, then open a pull request with these files: it shows the plan.",
  ];
  return reportOf(sections);
}

function headline(files: readonly InitFile[]): string {
  const written = files.filter(({ state }) => state === "written").length;
  return written === 0 ? "nothing written" : `${count(written, "file")} written`;
}

function settingsSection(settings: readonly Setting[]): string {
  const commands = (isUsed: boolean) =>
    settings
      .filter((setting) => setting.isUsed === isUsed)
      .map((setting) => ({ setting, body: bodyOf(setting) }))
      // What asks takes the next line for its answer, where several are pasted at once.
      .sort((a, b) => Number(a.body === "") - Number(b.body === ""))
      .map(({ setting: { kind, name }, body }) => `gh ${kind} set ${name} --env NAME${body}`)
      .join("\n");
  const parts = [
    "### The environment's settings",
    "Instead of NAME write the environment of this CRM: `staging` to begin with, `production`, or that of a connection.",
    `\`\`\`sh\n${commands(true)}\n\`\`\``,
    "A command without a value asks for it. These only where you use them, as docs/signing-in.md says:",
    `\`\`\`sh\n${commands(false)}\n\`\`\``,
  ];
  return joined(parts, "\n\n");
}

/** What a shell would take for more than text is left to the person. */
function bodyOf({ value }: Setting): string {
  return value !== null && /^[\w.:/-]+$/.test(value) ? ` --body ${value}` : "";
}
