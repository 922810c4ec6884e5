import type { InitFile, InitResult, Setting } from "../model/init.ts";
import { count, named, table } from "./markdown.ts";

const SIGNS = {
  written: "✔ written",
  unchanged: "✔ there already",
  "left alone": "– left alone, it differs; --overwrite replaces it",
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
    "Next: read the mapping, push a branch with these files, then run the workflow Plan or `plan` on a terminal.",
  ];
  return `${sections.filter((section) => section !== "").join("\n\n")}\n`;
}

function headline(files: readonly InitFile[]): string {
  const written = files.filter(({ state }) => state === "written").length;
  return written === 0 ? "nothing written" : `${count(written, "file")} written`;
}

function settingsSection(settings: readonly Setting[]): string {
  const lines = settings.map(({ kind, name, value }) =>
    kind === "secret"
      ? `gh secret set ${name} --env staging`
      : `gh variable set ${name} --env staging --body ${shown(value)}`,
  );
  return `### The environment's settings\n\n\`\`\`sh\n${lines.join("\n")}\n\`\`\``;
}

/** What a shell would take for more than text is left to the person. */
function shown(value: string | null): string {
  return value !== null && /^[\w.:/-]+$/.test(value) ? value : '"…"';
}
