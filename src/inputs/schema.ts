import { z } from "zod/mini";
import { USUAL_LIMITS } from "../model/limits.ts";
import { BRANCH_NAME, NO_BRANCH } from "../model/names.ts";
import { oneLine } from "../model/unseen.ts";
import { REFERRAL_EVENTS } from "../model/webhooks.ts";
import { didYouMean } from "../suggest.ts";
import { checkResolutions } from "./resolutions.ts";
import {
  COMMANDS,
  count,
  digest,
  guid,
  headerToken,
  like,
  list,
  optionalText,
  required,
  safeUrl,
  secret,
  share,
  tenant,
  url,
  yesOrNo,
} from "./values.ts";

/** The nearest one, or all of them: a list of so many hides what was meant. */
function notACommand(words: string): string {
  const [first] = words.split(" ");
  const isOne = words !== first && COMMANDS.some((command) => command === first);
  const others = isOne ? `; ${first} takes no word behind it` : `; it must be one of: ${COMMANDS.join(", ")}`;
  return `"${words}" is no command${didYouMean(words, COMMANDS) || others}`;
}

/** The environment of a job may have blanks in its name, and the message of a run is all that its reader sees. */
function noBranch({ input }: { readonly input?: unknown }): string {
  return `${NO_BRANCH}; this is "${oneLine(String(input), 100)}" (the workflows make theirs of the name of the environment)`;
}

const CRM_URL = " such as https://contoso.crm.dynamics.com";

/** The one place that knows the names of inputs, flags and variables, and what may stand in them. */
export const inputSchema = z.object({
  command: z._default(z.enum(COMMANDS, { error: ({ input }) => notACommand(String(input)) }), "sync"),
  mapping: z._default(z.string(), "mappings/dynamics-365.yml"),
  "mapping-environment": optionalText,
  "tenant-id": tenant(required("the Entra tenant of the Partner Center account")),
  "client-id": required("the application that signs in to Partner Center"),
  "client-secret": secret,
  "refresh-token": secret,
  "key-vault-secret": z.optional(url),
  "dataverse-url": safeUrl(required(`the environment's address,${CRM_URL}`), CRM_URL),
  "state-branch": z._default(z.string().check(z.regex(BRANCH_NAME, { error: noBranch })), "cosell-sync"),
  "state-dir": optionalText,
  "github-token": headerToken,
  "client-certificate": optionalText,
  "environment-secret": optionalText,
  "secrets-token": headerToken,
  "dataverse-tenant-id": z.optional(tenant(z.string())),
  "dataverse-client-id": optionalText,
  "dataverse-client-secret": secret,
  "dataverse-client-certificate": optionalText,
  "fingerprint-key": z.optional(
    z.string().check(z.minLength(16, "is too short to be a secret: at least 16 characters")),
  ),
  "referral-id": z.optional(guid),
  resolve: z.optional(z.string().check(z.superRefine(checkResolutions))),
  approve: digest("an approval"),
  "expected-plan-digest": digest("a plan"),
  "max-changes": z._default(count, USUAL_LIMITS.maxChanges),
  "max-change-share": z._default(share, USUAL_LIMITS.maxChangeShare),
  "time-limit": z._default(count, 50),
  "attention-issue": yesOrNo,
  "publisher-prefix": z._default(
    like(
      /^(?!mscrm)[a-z][a-z0-9]{1,7}$/,
      "is not 2 to 8 small letters and digits, a letter first and not mscrm, such as contoso",
    ),
    "cosell",
  ),
  solution: z._default(
    like(
      /^[A-Za-z_]\w{0,64}$/,
      "is not the unique name of a solution: letters, digits and _, no digit first",
    ),
    "CosellSync",
  ),
  apply: yesOrNo,
  overwrite: yesOrNo,
  "changed-referrals": z.optional(
    z.pipe(list, z.array(guid).check(z.maxLength(20, "names more than 20 referrals"))),
  ),
  "webhook-url": z.optional(url),
  "webhook-events": z.pipe(z._default(z.string(), REFERRAL_EVENTS.join(",")), list),
  "webhook-overwrite": yesOrNo,
  "webhook-other-events": z.optional(z.enum(["keep", "drop"], "must be keep or drop")),
  "webhook-validate": yesOrNo,
  connections: z._default(z.string(), "connections.yml"),
  connection: optionalText,
  "webhooks-api-url": z._default(url, "https://api.partnercenter.microsoft.com"),
  "partner-center-url": z._default(url, "https://api.partner.microsoft.com"),
  "authority-url": z._default(url, "https://login.microsoftonline.com"),
});

export type InputName = keyof typeof inputSchema.shape;

/** Every input, in the order in which help and documentation list them. */
export const INPUT_NAMES = Object.keys(inputSchema.shape) as InputName[];

/** What they are for, in the words of help and documentation: a group ends where the next one begins. */
export const INPUT_GROUPS: ReadonlyMap<InputName, string> = new Map([
  ["command", "In every run"],
  ["client-certificate", "Other ways to sign in"],
  ["referral-id", "One deal, limits and decisions"],
  ["publisher-prefix", "Setting up"],
  ["changed-referrals", "Webhooks"],
  ["connections", "Several connections"],
  ["webhooks-api-url", "Addresses of the services"],
]);

/** What each of them falls back to, as text; `undefined` where there is no default. */
export function defaultOf(name: InputName): string | undefined {
  const { data } = inputSchema.shape[name].safeParse(undefined);
  return data === undefined ? undefined : String(data);
}

/** Only on a terminal: a runner keeps its state on GitHub. */
export const TERMINAL_ONLY: readonly InputName[] = ["state-dir", "overwrite"];

/** Inputs that are a flag without a value on a terminal. */
export const SWITCHES: readonly InputName[] = INPUT_NAMES.filter((name) => defaultOf(name) === "false");
