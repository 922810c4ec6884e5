import { z } from "zod";
import { type CosellError, ServiceError, SignInError, UnreachableError } from "../../errors.ts";
import { jsonIn } from "../../model/json-in.ts";
import type { HttpResponse } from "../http/message.ts";
import { shortReason } from "../http/short-reason.ts";

/** Codes decide, not statuses: 412 alone has four meanings (Web API: "Compose HTTP requests and handle errors"). */
export const CODE = {
  etagMismatch: "0x80060882",
  keyExists: "0x80040237",
  alternateKeyExists: "0x80060892",
  deltaExpired: "0x80044352",
  deltaInvalid: "0x80044183",
  untracked: "0x80072491",
  noMember: "0x80072560",
  noPrivilege: "0x80040220",
  /** So it is where the user has no role at all ("RetrievePrivilegeForUser"). */
  noAccess: "0x80042f09",
  userDisabled: "0x80040225",
  /** It is in administration mode as well, where nobody but administrators gets in. */
  environmentDisabled: "0x8004a104",
  /** The environment lets in chosen applications only (DataverseServiceClient, issue 528). */
  applicationBlocked: "0x80095ffc",
  /** Of the environment's IP firewall, which hosted runners are the first to meet. */
  addressBlocked: "0x80095ffe",
} as const;

/** Of a row that is given to somebody: they are disabled, or a team that owns nothing ("Web service error codes"). Neither says whom it means. */
export const NO_OWNER: readonly string[] = [CODE.userDisabled, "0x80048340"];

/** Two requests were at one row, or the database was too busy: the same write may well pass later, whatever the status says. */
export const PASSING: readonly string[] = ["0x80044339", "0x80044150", "0x80044151"];

/**
 * A customer's own code has stopped the write, and undone what came of it: on purpose (IsvAborted), or by a mistake in it
 * (IsvUnExpected). A plug-in may choose its status ("PluginHttpStatusCode"), 401, 429 and 503 among them, and each has a code
 * of its own (IsvAbortedNotFound to IsvAbortedRequestEntityTooLarge).
 */
const BY_PLUGIN = /^0x8004(0265|0224|8d0[2-9a-f]|8d1[01])$/;

export function isByPlugin(code: string): boolean {
  return BY_PLUGIN.test(code);
}

/**
 * The delta link is too old, or the table's columns have changed since, or it has no change tracking ("Web service error
 * codes"); with which status is not documented.
 */
const NO_CHANGES: readonly string[] = [CODE.deltaExpired, CODE.deltaInvalid, CODE.untracked];

const failure = z.looseObject({ error: z.looseObject({ code: z.string(), message: z.string() }) });
/** What infrastructure in front of the Web API answers. */
const infrastructure = z.looseObject({ Message: z.string() });

interface Failure {
  /** Such as `0x80060882`; empty when the answer has none. */
  readonly code: string;
  readonly message: string;
}

/** @param sent Texts of the request, see `shortReason`. */
export function failureIn({ body }: HttpResponse, sent: readonly string[] = []): Failure {
  const json = jsonIn(body);
  const known = failure.safeParse(json).data?.error;
  if (known) return { code: known.code.toLowerCase(), message: plain(known.message, sent) };
  return { code: "", message: shortReason(infrastructure.safeParse(json).data?.Message ?? "", sent) };
}

const PAYLOAD_ERROR = /^Error identified in Payload .*?(?<!-)-{3,}>\s*InnerException\s*:/s;
const EXCEPTION_TYPE = /^\s*(?:[A-Z]\w*\.)+\w*Exception:/;

/** Of a payload error the first inner exception says what is wrong; of others the outermost. The rest is a stack. */
function plain(message: string, sent: readonly string[]): string {
  const [first = ""] = message.replace(PAYLOAD_ERROR, "").split(/(?<!-)-{3,}>|\r?\n[^\S\n]+at /);
  return shortReason(first.replace(EXCEPTION_TYPE, "").replace("A validation error occurred.", ""), sent);
}

/**
 * `400 0x80044331 (column name): The length of the 'name' attribute …`
 *
 * @param sent Texts of the request, see `shortReason`.
 */
export function reasonOf(answer: HttpResponse, sent: readonly string[] = []): string {
  const { code, message } = failureIn(answer, sent);
  const column = columnIn(message);
  const head = [answer.status, code, column && `(column ${column})`].filter(Boolean).join(" ");
  return message ? `${head}: ${message}` : head;
}

const COLUMN = [
  /property named '(\w+)'/,
  /[Pp]roperty '(\w+)'/,
  /of the '(\w+)' attribute/,
  /'(\w+)' on record of type/,
  /attribute '(\w+)'/,
];

function columnIn(message: string): string | undefined {
  return COLUMN.map((pattern) => pattern.exec(message)?.[1]).find(Boolean);
}

/** Why something could not be read, as an error that ends the run. */
export function readError(answer: HttpResponse): CosellError {
  const { code, message } = failureIn(answer);
  const { status } = answer;
  if ((status === 429 || status >= 500) && !NO_CHANGES.includes(code)) {
    const text = `Dataverse kept failing: ${reasonOf(answer)}`;
    return new UnreachableError(text, "Run again later; the next run goes on from the same place.");
  }
  const [text, fix] = explained(code, message);
  return new ServiceError(text ?? `Dataverse refused to answer: ${reasonOf(answer)}`, fix, status, code);
}

/** By the codes with which an environment lets nothing of an application in. */
const SHUT_OUT: ReadonlyMap<string, readonly [text: string, fix: string]> = new Map([
  [
    CODE.noMember,
    [
      "The application is not a user of this Dataverse environment",
      "Create an application user for its client id in the Power Platform admin center and give it a security role.",
    ],
  ],
  [
    CODE.userDisabled,
    [
      "The application user is disabled in this Dataverse environment",
      "Activate it in the Power Platform admin center, under Settings > Users + permissions > Application users. What changed meanwhile is read by the next run.",
    ],
  ],
  [
    CODE.environmentDisabled,
    [
      "This Dataverse environment is disabled",
      "Look in the Power Platform admin center whether it is in administration mode, or was disabled because nobody used it, and enable it. What changed meanwhile is read by the next run.",
    ],
  ],
  [
    CODE.applicationBlocked,
    [
      "This Dataverse environment lets in chosen applications only, and not this one",
      "Have its client id added to the allowed applications, in the Power Platform admin center under the environment's Settings > Privacy + Security.",
    ],
  ],
  [
    CODE.addressBlocked,
    [
      "The IP firewall of this Dataverse environment does not let in the address of this runner",
      "Run the workflow on a runner with an address that is allowed, such as one of your own; those of GitHub's hosted runners change.",
    ],
  ],
]);

function explained(code: string, message: string): readonly [text: string | null, fix: string] {
  const column = /property named '(\w+)'/.exec(message)?.[1];
  if (column) {
    return [
      `Dataverse has no column ${column} (${code}).`,
      "Correct its name in the mapping (logical names are lower case), or add the column to the table; docs/crm-columns.md lists those that are needed.",
    ];
  }
  const shutOut = SHUT_OUT.get(code);
  if (shutOut) return [`${shutOut[0]} (${code}).`, shutOut[1]];
  if (code === CODE.noPrivilege || code === CODE.noAccess) {
    return [
      `The application user is missing ${privilegeIn(message)} in Dataverse (${code}).`,
      "Add it to its security role: setup/security-role.yml lists what a sync needs, and how far it has to reach; doctor compares the two. setup needs more, the role System Customizer for as long as it runs.",
    ];
  }
  if (code === "") {
    return [
      null,
      "Check the environment's address, and whether a proxy or a firewall on the way answers in its place.",
    ];
  }
  return [null, "Check the environment's address and the mapping; if they are right, please report it."];
}

/** The privilege that a refusal names; not every one does. */
export function privilegeIn(message: string): string {
  return /\b(prv\w+)/.exec(message)?.[1] ?? "a privilege";
}

/** After a second 401. */
export function signInError(answer: HttpResponse): SignInError {
  return new SignInError(
    `Dataverse does not accept the token: ${reasonOf(answer)}`,
    "Check that dataverse-url belongs to the tenant that is named for it.",
    failureIn(answer).code || null,
  );
}
