import type { z } from "zod/mini";
import { ConfigurationError, type Problem } from "../errors.ts";
import type { Side } from "../model/record.ts";
import type { Application } from "../model/sign-in.ts";
import { didYouMean } from "../suggest.ts";
import { CORRECT_THEM, howToCorrect } from "./how-to-correct.ts";
import { isFor, ONLY_FOR } from "./only-for.ts";
import { readResolutions } from "./resolutions.ts";
import { defaultOf, INPUT_NAMES, inputSchema } from "./schema.ts";
import { longLived, type RefreshTokenPlace, readSignIn, type SignIn } from "./sign-in.ts";
import { problemsOf, type Source } from "./source.ts";
import { readStatePlace, type StatePlace } from "./state-place.ts";
import { COMMANDS, type Command } from "./values.ts";

/** What a person asked for, checked. */
export interface Inputs {
  readonly command: Command;
  /** Path of the mapping file. */
  readonly mapping: string;
  /** Environment whose section of the mapping is used; `null` for the mapping without any. */
  readonly mappingEnvironment: string | null;
  /** Which of several connections is reviewed, and the file that has them; `null` for a single CRM. */
  readonly connection: { readonly name: string; readonly file: string } | null;
  readonly referralId: string | null;
  /** What a webhook reported: a hint where to look first. */
  readonly changedReferrals: readonly string[];
  readonly partnerCenter: { readonly url: string; readonly refreshToken: RefreshTokenPlace } & Application;
  readonly dataverse: { readonly url: string } & Application;
  /** Digest of what waits for approval, when a person approved it. */
  readonly approve: string | null;
  /** Referral → field → the side that wins. */
  readonly resolutions: ReadonlyMap<string, ReadonlyMap<string, Side>>;
  readonly authorityUrl: string;
  readonly webhooksApiUrl: string;
  /** Where our relay is; `null` where none is used. */
  readonly webhookUrl: string | null;
  /** What only this installation knows, to make fingerprints of hidden values with; `null` without any. */
  readonly fingerprintSecret: string | null;
  readonly state: StatePlace;
  /** Whether an issue on GitHub says what needs a person. */
  readonly attentionIssue: boolean;
  /** A sync begins nothing more after so long. */
  readonly timeLimitMinutes: number;
  readonly limits: {
    readonly maxChanges: number;
    readonly maxChangeShare: number;
    readonly expectedDigest: string | null;
  };
}

const NO_ISSUE = "needs the state on GitHub, where the issue is; leave it out, or state-dir";

type Values = z.infer<typeof inputSchema>;

const NO_REVIEW =
  "names whose review a pull request gets, and there is none; give the mapping and the state-branch of the connection";

/**
 * Checks everything that was given.
 *
 * @throws ConfigurationError with all problems, each naming its input.
 */
export function parseInputs(source: Source): Inputs {
  const { given } = source;
  requireCommand(source);
  // They are read once: code made for their shape would take longer to make than it saves.
  const parsed = inputSchema.safeParse(given, { jitless: true });
  const signIn = readSignIn(source);
  const problems = [...needlessInputs(source), ...wrongInputs(parsed, source), ...problemsOf(signIn)];
  if (given.command === "explain" && !given["referral-id"])
    problems.push({ where: source.label("referral-id"), message: "is missing; the referral to explain" });
  if (given.command === "plan" && given.connection && source.environment.GITHUB_EVENT_NAME !== "pull_request")
    problems.push({ where: source.label("connection"), message: NO_REVIEW });
  if (given["attention-issue"] === "true" && given["state-dir"])
    problems.push({ where: source.label("attention-issue"), message: NO_ISSUE });
  const place = readStatePlace(parsed.data, source);
  // The place of the refresh token may be on the same server.
  const told = new Set(problems.map(({ where }) => where));
  problems.push(...problemsOf(place).filter(({ where }) => !told.has(where)));
  if (problems.length > 0 || !parsed.success || "problems" in place || "problems" in signIn) {
    throw new ConfigurationError(problems, howToCorrect(problems, source.environment));
  }
  return toInputs(parsed.data, place.value, signIn.value);
}

/** What a command needs can only be told of one that there is: of a mistyped `validate` no sign-in is missing. */
function requireCommand({ given, label }: Source): void {
  const { error } = inputSchema.shape.command.safeParse(given.command, { jitless: true });
  const problems = (error?.issues ?? []).map(({ message }) => ({ where: label("command"), message }));
  if (problems.length > 0) throw new ConfigurationError(problems, CORRECT_THEM);
}

/** What was given although no such input exists, or although the command has no use for it. */
export function needlessInputs(source: Source): Problem[] {
  return [...unknownInputs(source), ...misplacedInputs(source)];
}

function unknownInputs({ given, allowed, label }: Source): Problem[] {
  return Object.keys(given)
    .filter((name) => !allowed.some((known) => known === name))
    .map((name) => ({ where: label(name), message: `is not an input${didYouMean(name, allowed)}` }));
}

/** A runner passes the defaults of action.yml as if somebody had given them, so a default counts as not given. */
function misplacedInputs({ given, label }: Source): Problem[] {
  const command = given.command ?? "sync";
  if (!COMMANDS.some((known) => known === command)) return [];
  return INPUT_NAMES.flatMap((name) => {
    const only = ONLY_FOR[name];
    const isGiven = name in given && given[name] !== defaultOf(name);
    if (!only || isFor(name, command) || !isGiven) return [];
    return [{ where: label(name), message: `has no meaning for ${command}; it is for ${only.join(", ")}` }];
  });
}

/** What the schema has against what was given. */
export function wrongInputs({ error }: z.core.util.SafeParseResult<unknown>, { label }: Source): Problem[] {
  const issues = error?.issues ?? [];
  return issues.map(({ path, message }) => ({ where: label(String(path[0])), message }));
}

function toInputs(values: Values, state: StatePlace, signIn: SignIn): Inputs {
  const { partnerCenter, refreshToken, dataverse } = signIn;
  return {
    command: values.command,
    mapping: values.mapping,
    mappingEnvironment: values["mapping-environment"] ?? null,
    connection: values.connection ? { name: values.connection, file: values.connections } : null,
    referralId: values["referral-id"] ?? null,
    changedReferrals: values["changed-referrals"] ?? [],
    partnerCenter: { url: values["partner-center-url"], refreshToken, ...partnerCenter },
    dataverse: { url: values["dataverse-url"], ...dataverse },
    approve: values.approve ?? null,
    resolutions: readResolutions(values.resolve ?? ""),
    authorityUrl: values["authority-url"],
    webhooksApiUrl: values["webhooks-api-url"],
    webhookUrl: values["webhook-url"] ?? null,
    fingerprintSecret: values["fingerprint-key"] ?? longLived(dataverse) ?? longLived(partnerCenter),
    state,
    attentionIssue: values["attention-issue"] === "true",
    timeLimitMinutes: values["time-limit"],
    limits: {
      maxChanges: values["max-changes"],
      maxChangeShare: values["max-change-share"],
      expectedDigest: values["expected-plan-digest"] ?? null,
    },
  };
}
