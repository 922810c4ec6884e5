import { readFile } from "node:fs/promises";
import { registerHooks } from "node:module";
import { load } from "js-yaml";
import { TextDocument } from "vscode-languageserver-textdocument";

/** A workflow or an `action.yml`. `path` is relative to the repository. */
export interface YamlFile {
  readonly path: string;
  readonly text: string;
}

// The language service imports JSON without the import attribute that Node wants.
registerHooks({
  load: (url, context, next) =>
    url.endsWith(".json")
      ? next(url, { ...context, format: "json", importAttributes: { type: "json" } })
      : next(url, context),
});
const { validate } = await import("@actions/languageservice");

/**
 * What GitHub's own language service has to say of these files, one line each. A step that uses `./` is held
 * against `manifest`, the path of our `action.yml`: inputs it does not have, required ones that are missing.
 */
export async function lintActions(files: readonly YamlFile[], manifest: string): Promise<string[]> {
  const ours = load(await readFile(manifest, "utf8")) as NonNullable<Metadata>;
  const problems = await Promise.all(files.map((file) => lint(file, ours)));
  return problems.flat();
}

type Provider = NonNullable<NonNullable<Parameters<typeof validate>[1]>["actionsMetadataProvider"]>;
type Metadata = Awaited<ReturnType<Provider["fetchActionMetadata"]>>;

/** What is said of other people's actions: they exist, and nothing is known of their inputs. */
const ANY_INPUTS = { name: "", description: "" };

/** Commands that sign in nowhere need none of the inputs that a sync cannot do without. */
function withoutRequired({
  inputs = {},
}: NonNullable<Metadata>): NonNullable<NonNullable<Metadata>["inputs"]> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [name, { ...input, required: false }]),
  );
}

/** The service remembers documents by their URI, so each check gets one of its own. */
let checked = 0;

async function lint(file: YamlFile, ours: NonNullable<Metadata>): Promise<string[]> {
  // The service only asks about actions that have an owner and a version.
  const named = file.text
    .replace(/(uses:\s*)\.\/(?=\s+with:\s+command: connections)/gm, "$1ours/connections@v0")
    .replace(/(uses:\s*)\.\/\s*$/gm, "$1ours/ours@v0");
  const uri = `file:///${++checked}/${file.path}`;
  const problems = await validate(TextDocument.create(uri, "yaml", 1, named), {
    actionsMetadataProvider: {
      fetchActionMetadata: async ({ owner, name }) => {
        if (owner !== "ours") return ANY_INPUTS;
        return name === "connections" ? { ...ours, inputs: withoutRequired(ours) } : ours;
      },
    },
  });
  return problems.map(({ range, message }) => {
    const text = typeof message === "string" ? message : message.value;
    return `${file.path}:${range.start.line + 1} ${text}`;
  });
}
