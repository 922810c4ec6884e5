import { parseArgs } from "node:util";
import { ConfigurationError, type Problem } from "../errors.ts";
import { didYouMean } from "../suggest.ts";
import { isFor } from "./only-for.ts";
import { defaultOf, INPUT_GROUPS, INPUT_NAMES, type InputName, SWITCHES } from "./schema.ts";
import { filled, type Source } from "./source.ts";

const PREFIX = "COSELL_";
const FLAGS = INPUT_NAMES.filter((name) => name !== "command");

/** The input that may be given after the command, without its flag. */
const OF_COMMAND: Readonly<Record<string, InputName>> = {
  validate: "mapping",
  format: "mapping",
  explain: "referral-id",
  audit: "referral-id",
};

/** What stands behind an option, where its own last word does not say it. */
const VALUE_NAMES: { readonly [name in InputName]?: string } = {
  mapping: "file",
  resolve: "conflict=side",
  approve: "digest",
  "max-changes": "number",
  "time-limit": "minutes",
  connections: "file",
  connection: "name",
};

const SEE_HELP = "cosell-sync --help lists all options.";
export const HELP = `cosell-sync keeps Partner Center co-sell referrals and Dynamics 365 opportunities in step.

Usage: cosell-sync sync|plan|resync [options]
       cosell-sync validate|format [mapping ...]
       cosell-sync explain <referral-id|opportunity-id> [options]
       cosell-sync audit [referral-id|opportunity-id] [options]
       cosell-sync setup|doctor|init|login [options]
       cosell-sync webhooks [restore] [options]
       cosell-sync connections [changed|summary] [options]
       cosell-sync --version

  sync      write the differences to both sides, and what was done to the state branch
  plan      show what sync would do; writes nothing
  validate  check mapping files, without signing in
  format    put the keys of mapping files into the order of the documentation
  explain   say for each field of one deal where it stands and what sync would do
  audit     check that the audit log is whole, and tell from it what became of one deal, without signing in
  resync    rebuild a state branch that is damaged, from both sides; writes to neither
  setup     create the columns that the CRM needs; shows its plan first
  doctor    check everything that a sync needs, and say how to fix what is wrong; writes nothing
  init      write a starter mapping and the workflows for this CRM
  login     sign in to Partner Center with a browser; the refresh token goes to --key-vault-secret or
            --environment-secret, and is never shown
  webhooks  register the relay's address, so that a change wakes a sync; restore puts back what was there before
  connections  check a file of several connections and print the matrix for their jobs, without signing in;
            changed prints that of those which a pull request changes, and summary puts together what became of
            them, both in a workflow run

Options, each also as an environment variable (--tenant-id is ${PREFIX}TENANT_ID), its default in brackets.
The README says what each of them is.
${INPUT_NAMES.map(optionText).join("")}
Keep secrets in the environment: a command line is visible to others on the machine.
Without --state-dir the state is on a branch of GITHUB_REPOSITORY, with --github-token.

Example:
  cosell-sync plan --state-dir ./state --dataverse-url https://contoso.crm.dynamics.com
`;

/**
 * Options and what stands beside them.
 *
 * @throws ConfigurationError with every option that there is not
 */
export function readArguments(args: readonly string[]) {
  const options = Object.fromEntries(
    FLAGS.map((name) => [
      name,
      { type: SWITCHES.includes(name) ? ("boolean" as const) : ("string" as const) },
    ]),
  );
  const known = [...FLAGS.map((name) => `--${name}`), "--help", "--version"];
  // What stands behind the name may be a secret, of an option that was mistyped.
  const named = args.filter((arg) => arg.startsWith("--")).map((arg) => arg.replace(/=.*/s, ""));
  const wrong = named.filter((name) => !known.includes(name));
  if (wrong.length > 0) {
    const problems = wrong.map((name) => ({
      where: name,
      message: `is not an option${didYouMean(name, known)}`,
    }));
    throw new ConfigurationError(problems, SEE_HELP);
  }
  try {
    return parseArgs({
      args: [...args],
      options: { ...options, help: { type: "boolean", short: "h" }, version: { type: "boolean" } },
      allowPositionals: true,
    });
  } catch (error) {
    throw new ConfigurationError([misread(error instanceof Error ? error.message : String(error))], SEE_HELP);
  }
}

/** What Node has against a command line whose long options are all known, in words for who typed it. */
function misread(message: string): Problem {
  const [, where = "command line"] = /^(?:Unknown option|Option) '(?:-\w, )?(--?[\w-]+)/.exec(message) ?? [];
  if (message.startsWith("Unknown option")) return { where, message: "is not an option" };
  if (message.includes("does not take an argument"))
    return { where, message: "is a switch, and takes no value" };
  if (message.includes("argument missing")) return { where, message: "needs a value behind it" };
  if (message.includes("is ambiguous"))
    return { where, message: `needs a value behind it; one that begins with a dash is written ${where}=-…` };
  return { where, message };
}

/**
 * An option counts before the environment variable of its name. The environment is the same for every command, so what it has is
 * no mistake where the command has no use for it.
 *
 * @throws ConfigurationError with every variable of ours that there is not
 */
export function readSource(
  values: Readonly<Record<string, unknown>>,
  positionals: readonly string[],
  environment: Source["environment"],
): Source {
  refuseUnknown(environment);
  const [first = "", ...rest] = positionals;
  const named = OF_COMMAND[first];
  const command = named ? first : positionals.join(" ");
  const options: Record<string, unknown> = { ...values, command };
  if (named && rest.length > 0) options[named] = rest.join("\n");
  const fromEnvironment = new Set<string>();
  for (const name of FLAGS) {
    const value = valueIn(environment, variableOf(name));
    if (!value || options[name] !== undefined || !isFor(name, command)) continue;
    options[name] = value;
    fromEnvironment.add(name);
  }
  const given = Object.entries(options).map(([name, value]) => [name, String(value)] as const);
  const label = (name: string) => {
    if (name === "command") return name;
    return fromEnvironment.has(name) ? variableOf(name) : `--${name}`;
  };
  return { given: filled(Object.fromEntries(given)), label, allowed: INPUT_NAMES, environment };
}

/** Editors of Windows may begin a file with it, and Node takes it for a part of the first name in there (--env-file). */
const MARK = "\uFEFF";

function valueIn(environment: Source["environment"], variable: string): string | undefined {
  return environment[variable] ?? environment[MARK + variable];
}

/** What was mistyped would not count, and nobody would be told. */
function refuseUnknown(environment: Source["environment"]): void {
  const known = FLAGS.map(variableOf);
  const wrong = Object.keys(environment)
    .map((variable) => variable.replace(MARK, ""))
    .filter((variable) => variable.startsWith(PREFIX) && !known.includes(variable));
  if (wrong.length === 0) return;
  const message = (variable: string) => `is the variable of no option${didYouMean(variable, known)}`;
  throw new ConfigurationError(
    wrong.map((where) => ({ where, message: message(where) })),
    `Correct its name, or take it out of the environment. ${SEE_HELP}`,
  );
}

function variableOf(name: string): string {
  return PREFIX + name.toUpperCase().replaceAll("-", "_");
}

/** A line, below the title of the group that it begins. */
function optionText(name: InputName): string {
  const title = INPUT_GROUPS.get(name);
  const option = name === "command" ? "" : `  --${name}${valueText(name)}\n`;
  return `${title ? `\n${title}\n` : ""}${option}`;
}

/** ` <id>   (default)`, and nothing for a switch. */
function valueText(name: InputName): string {
  if (SWITCHES.includes(name)) return "";
  const value = defaultOf(name);
  return ` <${VALUE_NAMES[name] ?? name.split("-").at(-1) ?? name}>${value === undefined ? "" : `   (${value})`}`;
}
