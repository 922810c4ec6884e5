import { z } from "zod/mini";
import { ConfigurationError, type Problem } from "../errors.ts";
import { USUAL_LIMITS } from "../model/limits.ts";
import type { Side } from "../model/record.ts";
import type { Application } from "../model/sign-in.ts";
import { didYouMean } from "../suggest.ts";
import { howToCorrect } from "./how-to-correct.ts";
import { ONLY_FOR } from "./only-for.ts";
import { checkResolutions, readResolutions } from "./resolutions.ts";
import { longLived, problemsOf, type RefreshTokenPlace, readSignIn, type SignIn } from "./sign-in.ts";
import { readStatePlace, type StatePlace } from "./state-place.ts";
import {
  COMMANDS,
  type Command,
  count,
  digest,
  guid,
  like,
  list,
  optionalText,
  REFERRAL_EVENTS,
  required,
  safeUrl,
  share,
  tenant,
  url,
  yesOrNo,
} from "./values.ts";

/** What a person asked for, checked. The one place that knows the names of inputs, flags and variables. */
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
  /** A sync begins nothing more after so long. */
  readonly timeLimitMinutes: number;
  readonly limits: {
    readonly maxChanges: number;
    readonly maxChangeShare: number;
    readonly expectedDigest: string | null;
  };
}

export { SECRET_INPUTS } from "./secret-inputs.ts";
export type { Command };

/** The nearest one, or all of them: a list of so many hides what was meant. */
function notACommand(word: string): string {
  return `"${word}" is none${didYouMean(word, COMMANDS) || `; it must be one of: ${COMMANDS.join(", ")}`}`;
}

export const inputSchema = z.object({
  command: z._default(z.enum(COMMANDS, { error: ({ input }) => notACommand(String(input)) }), "sync"),
  mapping: z._default(z.string(), "mappings/dynamics-365.yml"),
  "mapping-environment": optionalText,
  "referral-id": z.optional(guid),
  "changed-referrals": z.optional(
    z.pipe(list, z.array(guid).check(z.maxLength(20, "names more than 20 referrals"))),
  ),
  connections: z._default(z.string(), "connections.yml"),
  connection: optionalText,
  "tenant-id": tenant(required("the Entra tenant of the Partner Center account")),
  "client-id": required("the application that signs in to Partner Center"),
  "client-secret": optionalText,
  "client-certificate": optionalText,
  "refresh-token": optionalText,
  "key-vault-secret": z.optional(url),
  "environment-secret": optionalText,
  "secrets-token": optionalText,
  "dataverse-url": safeUrl(required("the environment's address, such as https://contoso.crm.dynamics.com")),
  "dataverse-tenant-id": z.optional(tenant(z.string())),
  "dataverse-client-id": optionalText,
  "dataverse-client-secret": optionalText,
  "dataverse-client-certificate": optionalText,
  "fingerprint-key": z.optional(
    z.string().check(z.minLength(16, "is too short to be a secret: at least 16 characters")),
  ),
  "state-branch": z._default(like(/^(?!-)[\w.-]+(\/[\w.-]+)*$/, "is not a branch name"), "cosell-sync"),
  "state-dir": optionalText,
  "github-token": optionalText,
  "max-changes": z._default(count, USUAL_LIMITS.maxChanges),
  "max-change-share": z._default(share, USUAL_LIMITS.maxChangeShare),
  "expected-plan-digest": digest("a plan"),
  "time-limit": z._default(count, 50),
  approve: digest("an approval"),
  resolve: z.optional(z.string().check(z.superRefine(checkResolutions))),
  "publisher-prefix": z._default(
    like(/^(?!mscrm)[a-z][a-z0-9]{1,7}$/, "is not a publisher's prefix, such as contoso"),
    "cosell",
  ),
  solution: z._default(
    like(/^[A-Za-z_]\w{0,64}$/, "is not the unique name of a solution: letters, digits and _"),
    "CosellSync",
  ),
  apply: yesOrNo,
  overwrite: yesOrNo,
  "webhook-url": z.optional(url),
  "webhook-events": z.pipe(z._default(z.string(), REFERRAL_EVENTS), list),
  "webhook-overwrite": yesOrNo,
  "webhook-other-events": z.optional(z.enum(["keep", "drop"], "must be keep or drop")),
  "webhook-validate": yesOrNo,
  "webhooks-api-url": z._default(url, "https://api.partnercenter.microsoft.com"),
  "partner-center-url": z._default(url, "https://api.partner.microsoft.com"),
  "authority-url": z._default(url, "https://login.microsoftonline.com"),
});

type Values = z.infer<typeof inputSchema>;
export type InputName = keyof typeof inputSchema.shape;

/** Every input, in the order in which help and documentation list them. */
export const INPUT_NAMES = Object.keys(inputSchema.shape) as InputName[];

/** What each of them falls back to, as text; `undefined` where there is no default. */
export function defaultOf(name: InputName): string | undefined {
  const { data } = inputSchema.shape[name].safeParse(undefined);
  return data === undefined ? undefined : String(data);
}

/** Only on a terminal: a runner keeps its state on GitHub. */
export const TERMINAL_ONLY: readonly InputName[] = ["state-dir", "overwrite"];

/** Inputs that are a flag without a value on a terminal. */
export const SWITCHES: readonly InputName[] = INPUT_NAMES.filter((name) => defaultOf(name) === "false");

export interface Source {
  /** What was given, by input name. Empty text counts as not given. */
  readonly given: Readonly<Record<string, string>>;
  /** How the reader of a message knows an input: `--mapping` on a terminal, `mapping` in a workflow. */
  readonly label: (name: string) => string;
  readonly allowed: readonly InputName[];
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const NO_REVIEW =
  "names whose review a pull request gets, and there is none; give the mapping and the state-branch of the connection";

/**
 * Checks everything that was given.
 *
 * @throws ConfigurationError with all problems, each naming its input.
 */
export function parseInputs(source: Source): Inputs {
  const given = givenIn(source);
  // They are read once: code made for their shape would take longer to make than it saves.
  const parsed = inputSchema.safeParse(given, { jitless: true });
  const signIn = readSignIn({ ...source, given });
  const problems = [...needlessInputs(source), ...wrongInputs(parsed, source), ...problemsOf(signIn)];
  if (given.command === "explain" && !given["referral-id"])
    problems.push({ where: source.label("referral-id"), message: "is missing; the referral to explain" });
  if (given.command === "plan" && given.connection && source.environment.GITHUB_EVENT_NAME !== "pull_request")
    problems.push({ where: source.label("connection"), message: NO_REVIEW });
  const place = parsed.success ? readStatePlace(parsed.data, source) : null;
  // The place of the refresh token may be on the same server.
  if (place && "problem" in place && !problems.some(({ where }) => where === place.problem.where))
    problems.push(place.problem);
  if (problems.length > 0 || !parsed.success || !place || "problem" in place || "problems" in signIn) {
    throw new ConfigurationError(problems, howToCorrect(problems, source.environment));
  }
  return toInputs(parsed.data, place.place, signIn.value);
}

/** What a workflow passes for an unset variable is empty text. */
export function givenIn({ given }: Source): Record<string, string> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
}

/** What was given although no such input exists, or although the command has no use for it. */
export function needlessInputs(source: Source): Problem[] {
  const given = givenIn(source);
  return [...unknownInputs(given, source), ...misplacedInputs(given, source)];
}

function unknownInputs(given: Record<string, string>, { allowed, label }: Source): Problem[] {
  return Object.keys(given)
    .filter((name) => !allowed.some((known) => known === name))
    .map((name) => ({ where: label(name), message: `is not an input${didYouMean(name, allowed)}` }));
}

/** A runner passes the defaults of action.yml as if somebody had given them, so a default counts as not given. */
function misplacedInputs(given: Record<string, string>, { label }: Source): Problem[] {
  const command = given.command ?? "sync";
  if (!COMMANDS.some((known) => known === command)) return [];
  return INPUT_NAMES.flatMap((name) => {
    const only = ONLY_FOR[name];
    const isGiven = name in given && given[name] !== defaultOf(name);
    if (!only || only.some((one) => one === command) || !isGiven) return [];
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
    timeLimitMinutes: values["time-limit"],
    limits: {
      maxChanges: values["max-changes"],
      maxChangeShare: values["max-change-share"],
      expectedDigest: values["expected-plan-digest"] ?? null,
    },
  };
}
