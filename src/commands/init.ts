import { checkAgainstColumns, parseColumns } from "../mapping/check/columns.ts";
import { loadMapping, readDocument } from "../mapping/load.ts";
import type { CrmReader } from "../model/crm.ts";
import type { GivenSettings, InitFile, InitFiles, InitResult, Setting } from "../model/init.ts";
import { describeColumns, type Starter, starterMapping, templateFor } from "../provision/starter.ts";

export interface InitOptions {
  readonly dataverseUrl: string;
  readonly prefix: string;
  /** Path of the mapping to write. */
  readonly mapping: string;
  readonly overwrite: boolean;
  readonly given: GivenSettings;
}

export interface InitPorts {
  readonly crm: Pick<CrmReader, "table" | "currencyCodes">;
  readonly files: InitFiles;
}

/** Where the action looks for a mapping when nobody says. */
const DEFAULT_MAPPING = "mappings/dynamics-365.yml";
const SCHEMA = "mappings/schema.json";
const WORKFLOWS = ".github/workflows";
/** Our own tests are nothing for others. */
const NOT_FOR_OTHERS = ["ci.yml"];
const CONNECTIONS = "connections.yml";
const CONNECTIONS_SCHEMA = "connections.schema.json";
/** Where there is a file of connections, these take the place of those for a single CRM. */
const OF_CONNECTIONS: Readonly<Record<string, string>> = {
  "approve-connection.yml": "approve.yml",
  "doctor-connections.yml": "doctor.yml",
  "plan-connections.yml": "plan.yml",
  "sync-connections.yml": "sync.yml",
  "webhooks-connection.yml": "webhooks.yml",
};

/**
 * Writes a mapping for this CRM, and the workflows that run it. What is there and a person may have changed is left alone, unless
 * told; what only says how the CRM and our languages are is made anew.
 */
export async function init(options: InitOptions, { crm, files }: InitPorts): Promise<InitResult> {
  const [table, leads, currencyCodes] = await Promise.all([
    crm.table("opportunity"),
    crm.table("lead"),
    crm.currencyCodes(),
  ]);
  const { dataverseUrl: url, prefix, mapping } = options;
  const template = await files.template(templateFor(table));
  const starter = starterMapping(template, { url, prefix, table, leads, currencyCodes });
  // What does not load is a mistake of ours, and must not be left for somebody else to find.
  loadMapping(starter.text, mapping);

  const reference = await files.ownReference();
  const hasMany = (await files.read(CONNECTIONS)) !== null;
  const workflows = await workflowTexts(options, files, { reference, hasMany });
  const written: InitFile[] = [];
  const columns = { file: columnsFileOf(mapping), text: describeColumns(table) };
  // The mapping and the file of connections begin with its name, for editors.
  const schema = [mapping.replace(/[^/]*$/, "schema.json"), await files.template(SCHEMA)] as const;
  const descriptions = [
    [columns.file, columns.text] as const,
    schema,
    ...(hasMany ? [[CONNECTIONS_SCHEMA, await files.template(CONNECTIONS_SCHEMA)] as const] : []),
  ];
  for (const [path, text] of [[mapping, starter.text] as const, ...descriptions, ...workflows]) {
    const isOurs = options.overwrite || descriptions.some(([ours]) => ours === path);
    written.push({ path, state: await put({ path, text }, isOurs, files) });
  }
  const unnamed =
    "the workflows do not say which action to use: replace your-org/cosell-sync@<commit> in them";
  return {
    files: written,
    notes: [
      ...starter.notes,
      ...problemsWith(starter, mapping, columns),
      ...(reference === null ? [unnamed] : []),
      ...(hasMany ? await notesOnOthers(files) : []),
      ...notesOnFolder(await files.folder()),
    ],
    settings: settingsIn(
      workflows.map(([, text]) => text),
      options.given,
    ),
  };
}

/** What the table does not have as the mapping wants it, besides what setup creates: that is one note. */
function problemsWith(
  { text, yetToCreate }: Starter,
  file: string,
  columns: { readonly file: string; readonly text: string },
): string[] {
  const document = readDocument(text, { file, environment: null });
  const { problems } = checkAgainstColumns(document, parseColumns(columns.text, columns.file));
  return problems
    .filter(({ missing }) => missing === undefined || !yetToCreate.has(missing))
    .map(({ message }) => message);
}

/** Both kinds of workflows would sync the same deals, each with a state branch of its own. */
async function notesOnOthers(files: InitFiles): Promise<string[]> {
  const paths = Object.values(OF_CONNECTIONS).map((name) => `${WORKFLOWS}/${name}`);
  const texts = await Promise.all(paths.map((path) => files.read(path)));
  const left = paths.filter((_path, index) => texts[index] !== null);
  return left.length === 0
    ? []
    : [`these workflows do not go by ${CONNECTIONS}: take out ${left.join(", ")}`];
}

function notesOnFolder(folder: string): string[] {
  if (folder === "") return [];
  return [
    `this is the folder ${folder} of a repository, and GitHub runs only what is in ${WORKFLOWS} of its root: run init there, and remove what it wrote here`,
  ];
}

/** Where validate looks for it. */
function columnsFileOf(mapping: string): string {
  return `${mapping.replace(/\.ya?ml$/, "")}.columns.json`;
}

async function workflowTexts(
  { mapping }: InitOptions,
  files: InitFiles,
  { reference, hasMany }: { readonly reference: string | null; readonly hasMany: boolean },
): Promise<(readonly [path: string, text: string])[]> {
  const left = [...NOT_FOR_OTHERS, ...(hasMany ? Object.values : Object.keys)(OF_CONNECTIONS)];
  const names = (await files.templates(WORKFLOWS)).filter((name) => !left.includes(name));
  const uses = `uses: ${reference ?? "your-org/cosell-sync@<commit>"}`;
  return Promise.all(
    names.map(async (name) => {
      const template = await files.template(`${WORKFLOWS}/${name}`);
      const text = template.replaceAll("uses: ./\n", `${uses}\n`);
      // The mapping of each connection is in the matrix.
      const own = name in OF_CONNECTIONS ? text : withMapping(text, mapping);
      return [`${WORKFLOWS}/${name}`, own] as const;
    }),
  );
}

/**
 * Steps of ours begin their inputs with the command; the default mapping needs no mention, and setup has none. A pull
 * request is reviewed when it changes this file, wherever it lies.
 */
function withMapping(text: string, mapping: string): string {
  if (mapping === DEFAULT_MAPPING) return text;
  const path = JSON.stringify(mapping);
  return text
    .replaceAll(
      /^( +)(command: (?!setup$).*)$/gm,
      (_all, indent, command) => `${indent}${command}\n${indent}mapping: ${path}`,
    )
    .replace("paths: [mappings/**]", () => `paths: [${path}]`);
}

async function put(
  { path, text }: { readonly path: string; readonly text: string },
  isOurs: boolean,
  files: InitFiles,
): Promise<InitFile["state"]> {
  const present = await files.read(path);
  if (present === text) return "unchanged";
  if (present !== null && !isOurs) return "left alone";
  await files.write(path, text);
  return "written";
}

/** Variables that choose the environment, or pause it: those of an environment would come too late. */
const OF_REPOSITORY = "COSELL_";

/** What no run can do without, whichever way it signs in. */
const ALWAYS_USED = ["tenant-id", "client-id", "dataverse-url"];

/** In the order of the inputs in our workflows, where each goes to one. */
function settingsIn(texts: readonly string[], given: GivenSettings): Setting[] {
  const lines = texts.flatMap((text) => [
    ...text.matchAll(/^ +([\w-]+): .*\b(vars|secrets)\.([A-Z][A-Z0-9_]*)/gm),
  ]);
  const settings = new Map<string, Setting>();
  for (const [, input = "", source, name = ""] of lines) {
    if (name.startsWith(OF_REPOSITORY)) continue;
    const kind = source === "vars" ? "variable" : "secret";
    const isUsed = ALWAYS_USED.includes(input) || input in given;
    settings.set(name, { kind, name, value: given[input] ?? null, isUsed });
  }
  return [...settings.values()];
}
