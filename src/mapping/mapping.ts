import type { SellerState } from "../model/plan.ts";
import type { Side, Value } from "../model/record.ts";
import type { AccountsDocument } from "./schema/accounts.ts";
import type { ReferralKind } from "./schema/leads.ts";
import type { OwnerDocument } from "./schema/owner.ts";
import type { FieldDocument, MappingDocument } from "./schema/schema.ts";
import type { ScopeDocument } from "./schema/scope.ts";
import type { ShareDocument } from "./schema/share.ts";
import type { Codec, Transform } from "./transforms/transform.ts";

/** Where a mapping is: its file, and the environment whose section is laid over the rest; `null` for none. */
export interface MappingPlace {
  readonly file: string;
  readonly environment: string | null;
}

/** A checked mapping, ready to use. */
export interface Mapping extends MappingPlace {
  /** Changes whenever the meaning of the file does; comments and order do not count. */
  readonly digest: string;
  /** Those that the file has sections for, where the run names none of them. */
  readonly unusedEnvironments: readonly string[];
  readonly referralIdColumn: string;
  readonly baseColumn: string;
  readonly seller: SellerColumns;
  readonly guards: MappingDocument["guards"];
  /** What a deal has to be like, to be dealt with at all. */
  readonly scope: ScopeDocument;
  /** `Status/Substatus` values in which an unlinked referral gets an opportunity. */
  readonly becomeOpportunities: readonly string[];
  readonly fields: readonly Field[];
  /** `statuscode` that a close action gives. -1 is the default reason of that state. */
  readonly closeReasons: Readonly<Record<"won" | "lost", number>>;
  /** Where it is said why a deal was declined or lost, and which `statuscode` goes with a text there. */
  readonly closingReason: { readonly field: string; readonly codes: ReadonlyMap<string, number> } | null;
  /** Whether a field shows something of Microsoft's own referral of the engagement. */
  readonly showsMicrosoft: boolean;
  /** Names of the fields whose values may appear in git, logs and reports. */
  readonly visible: ReadonlySet<string>;
  /** Every column to read, those of the sync itself and `statecode` included. */
  readonly columns: readonly string[];
  /** How the account of a deal is found; `null` leaves accounts alone. */
  readonly accounts: AccountsDocument | null;
  /** Whom a new row belongs to; `null` leaves it to whoever makes it. */
  readonly owner: OwnerDocument | null;
  /** How opportunities are brought to Partner Center; `null` brings none. */
  readonly share: Share | null;
  /** Which referrals are leads first; `null` makes none. */
  readonly leads: Leads | null;
  /** Names of fields that the file has and this run does not: what both sides agreed on stays as it was. */
  readonly leftOut: readonly string[];
  /** Of every field that the file has. */
  readonly places: Places;
}

/** What a mapping says of its fields as far as a base depends on it, to tell a base that was written by another mapping. */
export interface Places {
  /** Field → a few characters that stand for where its values are on both sides, and how they are read. */
  readonly tags: ReadonlyMap<string, string>;
  /** A few characters that stand for the form that all values have. */
  readonly form: string;
  /** A value that another mapping had read, in the form that this one gives it. */
  readonly inForm: (field: string, value: Value) => Value;
}

export interface Leads {
  readonly kinds: readonly ReferralKind[];
  /** `Status/Substatus` values in which such a referral is a lead. */
  readonly becomeLeads: readonly string[];
  /** The mapping as a lead's row sees it: its own fields and columns. */
  readonly rows: Mapping;
}

/** Columns that tell a seller how the sync stands; `null` where the mapping names none. */
export interface SellerColumns {
  readonly status: {
    readonly column: string;
    readonly values: Readonly<Record<SellerState, number>>;
  } | null;
  readonly reason: string | null;
  readonly audit: string | null;
}

/** Name of the field that stands for a deal's account. */
export const ACCOUNT_FIELD = "account";
/** Name under which plans and the audit log have whom a new row belongs to. */
export const OWNER_FIELD = "owner";

export interface Field {
  readonly name: string;
  readonly kind: FieldDocument["as"] | "account";
  readonly transform: Transform;
  readonly direction: FieldDocument["direction"];
  readonly when: FieldDocument["when"];
  readonly conflict: FieldDocument["conflict"];
  readonly adopt: FieldDocument["adopt"];
  readonly blank: FieldDocument["blank"];
  readonly audit: FieldDocument["audit"];
  /** What a new record takes instead of a blank; `null` leaves it blank. */
  readonly otherwise: Fallback | null;
}

/** What a new record takes where the other side has no value in the field's own place. */
export interface Fallback {
  readonly places: Readonly<Record<Side, Pick<Codec<unknown>, "reads" | "read"> | null>>;
  readonly value: Value;
}

/** How opportunities are brought to Partner Center, ready to use. */
export interface Share {
  /** Yes/no column: a seller wants the deal there. */
  readonly when: string;
  /** Yes/no column, or `null` where the mapping asks for no consent. */
  readonly consent: string | null;
  /** Text columns of the opportunity; `null` where the mapping names none. */
  readonly location: string | null;
  readonly notes: string | null;
  /** Property names of the opportunity that hold ids, as they stand in an answer. */
  readonly ids: { readonly account: string; readonly contact: string; readonly owner: string };
  readonly accountColumns: AccountsDocument["columns"];
  readonly contactColumns: ShareDocument["contact columns"];
  /** Type → id of what Partner Center asks for beside the fields (`additionalRequirements.attributes`). */
  readonly requirements: Readonly<Record<string, string>>;
}

/** `microsoft.status` is the status of Microsoft's own referral of the same engagement. */
export function isMicrosoftsPath(path: string): boolean {
  return path.startsWith("microsoft.");
}

/** A mapping by its place, for a person. */
export function nameOf({ file, environment }: MappingPlace): string {
  return environment === null ? file : `${file} (${environment})`;
}
