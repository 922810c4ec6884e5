import type { OtherwiseDocument } from "../../src/mapping/schema/otherwise.ts";
import type { FaultName } from "./faults.ts";
import type { FlowName } from "./flows.ts";
import type { JobName } from "./jobs.ts";
import type { OwnerRule } from "./owners.ts";

/**
 * Everything that happens in one simulation, as plain data: what the mapping says, how the systems behave,
 * which deals there are, when runs start, what people do, and what goes wrong at which call. The same story
 * always takes the same course.
 */
export interface Story {
  /** Draws what no one would want to read: how long each call takes, and the back-off of retries. */
  readonly seed: number;
  readonly fields: Readonly<Record<FieldName, FieldSettings>>;
  /** The mapping has columns in which a seller sees how the sync stands. */
  readonly tellsSeller?: boolean;
  /** What the mapping does besides keeping fields in step; nothing of it when it is missing. */
  readonly more?: More;
  /** The mapping lacks this field until that run. */
  readonly added?: { readonly field: FieldName; readonly run: number };
  /** Somebody changes the mapping, once or more. */
  readonly changes?: readonly MappingChange[];
  readonly systems: SystemSettings;
  readonly deals: readonly Deal[];
  readonly runs: readonly PlannedRun[];
  readonly edits: readonly TimedEdit[];
  readonly troubles: readonly Trouble[];
  /** Somebody puts the state branch back to what it was so many commits before. */
  readonly putBacks?: readonly { readonly at: number; readonly commits: number }[];
  /** Somebody spoils `state.json` on it. */
  readonly damages?: readonly { readonly at: number; readonly how: Damage }[];
  /** What writes in the two systems besides people and the sync. */
  readonly writers?: readonly Writer[];
  /** What is as it should not be for a time. */
  readonly spells?: readonly Spell[];
}

/** `cut off`, nothing of it can be read any more; `edited by hand`, only its seal is wrong. */
export const DAMAGES = ["cut off", "edited by hand"] as const;
export type Damage = (typeof DAMAGES)[number];

/**
 * - `refuses a value`: a system takes no value of this field, and names it;
 * - `secures a column`: the application is not let in, so that it reads as blank and cannot be written;
 * - `shows no referral`: the user has lost the role, so that the list is empty and each referral is not there;
 * - `refuses a row`: the CRM lets the application neither make, change nor close the opportunity of this deal;
 * - `refuses a close`: it lets it do all but close that one, which lacks something;
 * - `shows one no more`: Partner Center shows the user all referrals but that of this deal;
 * - `loses a column`: an administrator deletes it, and makes it again, empty or with what stood there;
 * - `loses an option`, `loses the key`: the same of what a choice may be, and of the key of the referral's identifier.
 */
export type Spell = {
  /** Milliseconds after the beginning. */
  readonly from: number;
  readonly to: number;
} & (
  | { readonly what: FieldSpell; readonly field: FieldName; readonly side: "referral" | "opportunity" }
  | { readonly what: DealSpell; readonly deal: number }
  | CrmSpell
);

export type CrmSpell =
  | {
      readonly what: "loses a column";
      readonly column: LosableColumn;
      readonly comesBack: "empty" | "as it was";
    }
  | { readonly what: "loses an option" | "loses the key" };

/** Of a field, of what is an answer, of what a seller is told, and of what a row remembers. */
export const LOSABLE = [
  "description",
  "cosell_products",
  "cosell_decision",
  "cosell_syncreason",
  "cosell_base",
] as const;
export type LosableColumn = (typeof LOSABLE)[number];

export const FIELD_SPELLS = ["refuses a value", "secures a column", "shows no referral"] as const;
export type FieldSpell = (typeof FIELD_SPELLS)[number];
export const DEAL_SPELLS = ["refuses a row", "refuses a close", "shows one no more"] as const;
export type DealSpell = (typeof DEAL_SPELLS)[number];
export const CRM_SPELLS = ["loses a column", "loses an option", "loses the key"] as const;
export const SPELL_NAMES = [...FIELD_SPELLS, ...DEAL_SPELLS, ...CRM_SPELLS] as const;

/** A flow answers what is saved; a job comes at its time. */
export type Writer =
  | {
      readonly flow: FlowName;
      /** How long after it; a plug-in does so at once. */
      readonly afterMs: number;
      /** Answers one in so many. */
      readonly oneIn: number;
    }
  | {
      readonly job: JobName;
      /** Milliseconds after the beginning. */
      readonly at: readonly number[];
    };

export const FIELD_NAMES = ["name", "notes", "value", "date", "solutions", "status"] as const;
export type FieldName = (typeof FIELD_NAMES)[number];

export interface FieldSettings {
  readonly direction: "both" | "referral to opportunity" | "opportunity to referral";
  readonly conflict: "report" | "referral" | "opportunity" | "newest" | "non-blank";
  readonly adopt: "report" | "referral" | "opportunity";
  readonly blank: "protect" | "propagate";
  readonly audit: "value" | "hidden";
  /** A run does without the field where the CRM has lost what it needs, rather than stop. */
  readonly ifMissing?: "skip";
  /** It is filled once, and left alone from then on. */
  readonly when?: "create";
  /** What a new record has where the other side has nothing. */
  readonly otherwise?: OtherwiseDocument;
  /** Of the solutions: the services are in their place, of which there may be none. */
  readonly areServices?: true;
}

/** What the mapping says otherwise from that run on. */
export interface MappingChange {
  readonly run: number;
  /** The field whose settings are others. */
  readonly field?: FieldName;
  readonly settings?: Partial<FieldSettings>;
  /** The field that is taken out, and kept out; `null` puts it back. */
  readonly lacks?: FieldName | null;
  /** What it does besides. */
  readonly more?: Partial<More>;
  readonly tellsSeller?: boolean;
  /** Whether its scope leaves the deals of one city alone. */
  readonly isNarrow?: boolean;
}

export interface More {
  /** Sellers bring opportunities to Partner Center, and ask Microsoft for help. */
  readonly shares: boolean;
  /** What becomes of a customer without an account; `null` leaves accounts alone. */
  readonly accounts: "create" | "ask" | null;
  /** Referrals of Microsoft's are leads until they are accepted. */
  readonly leads: boolean;
  /** Whom new rows belong to, where the mapping says so. */
  readonly owner?: OwnerRule;
  /** Steps that cannot be taken back. */
  readonly guards: Readonly<Record<Step, "allow" | "hold" | "never">>;
}

export const STEPS = ["share", "ask help", "close"] as const;
export type Step = (typeof STEPS)[number];

export interface SystemSettings {
  /** Referrals and rows of one page of a listing. */
  readonly pageSize: number;
  /** How long Partner Center's listing lags behind a write, in milliseconds. */
  readonly listLagMs: number;
  /** Partner Center shows times in whole seconds, so that several changes have the same one. */
  readonly coarseTimes: boolean;
  readonly changeTracking: boolean;
  /** How far each system's clock is ahead, in milliseconds. */
  readonly skewMs: { readonly partnerCenter: number; readonly dataverse: number };
  /** The index of the alternate key is still being built: a second row of one referral is not refused. */
  readonly keyIsPending: boolean;
  /** Dataverse asks for one request at a time, so that several rows go in one batch. */
  readonly oneAtATime: boolean;
  readonly maxChanges: number;
}

export interface Deal {
  /**
   * - `referral`: nobody has made an opportunity yet;
   * - `by identifier`: a seller has put the referral's identifier into a row of his own;
   * - `by CRM id`: the referral names a seller's row;
   * - `own`: there is only a seller's row, which he wants in Partner Center;
   * - `incomplete`: the same, but the customer's account is missing;
   * - `from Microsoft`: nobody has made anything yet, and Microsoft sent it;
   * - `with a partner`: nobody has made anything yet, and a partner invited us, whose referral is there as well.
   */
  readonly begins:
    | "referral"
    | "by identifier"
    | "by CRM id"
    | "own"
    | "incomplete"
    | "from Microsoft"
    | "with a partner";
  readonly status: "Active/Accepted" | "New/Pending";
  /** What the seller of an own row wants of Microsoft. */
  readonly asks?: "show" | "ask help";
  /** The record lacks what it may. */
  readonly isBare?: true;
}

export interface PlannedRun {
  readonly name: number;
  /** Milliseconds after the beginning. */
  readonly at: number;
  /** How far the runner's clock is ahead. */
  readonly skewMs?: number;
  /** It is told to stop after so many calls, because its time is up or somebody cancels it. */
  readonly stopsAt?: number;
  /** Looks at this deal only. */
  readonly only?: number | null;
  /** Deals that a webhook has reported, which may be there or not. */
  readonly reported?: readonly number[];
  /** Makes the state anew instead of syncing. */
  readonly resyncs?: true;
  /** Shows what a sync would do, and writes nothing. */
  readonly plans?: true;
  /** Writes what the latest run that only planned has shown, or nothing. */
  readonly expects?: true;
  /** Somebody approves what waits, as the latest summary says, or an older one. */
  readonly approves?: "latest" | "outdated";
  /** Somebody has looked at its plan, and lets it through however large it is. */
  readonly letsThrough?: true;
  /** Somebody decides all conflicts of the latest summary that has any, or of the first. */
  readonly resolves?: { readonly of: "latest" | "outdated"; readonly winner: "referral" | "opportunity" };
}

/** What a person does on one side. The number makes values of it that nobody else has typed. */
export interface Edit {
  readonly deal: number;
  readonly side: "referral" | "opportunity";
  readonly what: EditKind;
  readonly number: number;
}

/**
 * - `touch` changes nothing that is mapped, but the record is a new version;
 * - `unlink` takes the identifier out of the row;
 * - `add solution` and `take one out` leave the rest of the list as it is, `no solution` empties it;
 * - `team` puts others into the referral's team, `assign` gives the row or the lead to somebody;
 * - `reopen` opens a row that is closed;
 * - `delete` deletes the row, `import again` as well, and makes it anew with its values and its identifier;
 * - `show` lets Microsoft see the deal, `ask help` asks for more, `complete` adds the account that is missing;
 * - `microsoft` is Microsoft's own referral of the deal: it appears, and then is accepted;
 * - `partner` is the referral of another partner in the deal: it appears, then is edited;
 * - `leave` disables Lee in the CRM, or enables them again;
 * - `qualify` makes an opportunity of the lead by hand;
 * - `merge accounts` gives the opportunity's account up for one that stays, `rename customer` gives the referral's another name.
 */
export type EditKind =
  | FieldName
  | "touch"
  | "blank notes"
  | "add solution"
  | "take one out"
  | "no solution"
  | "unlink"
  | "team"
  | "assign"
  | "reopen"
  | "delete"
  | "import again"
  | "appear"
  | "accept"
  | "decline"
  | "want"
  | "show"
  | "ask help"
  | "complete"
  | "microsoft"
  | "partner"
  | "leave"
  | "qualify"
  | "merge accounts"
  | "rename customer";

export interface TimedEdit {
  readonly at: number;
  readonly edit: Edit;
}

/**
 * What happens at a call of a run: something goes wrong, or a person edits. `call` counts the run's calls from
 * 1; for a fault those that it can meet.
 */
export type Trouble = { readonly run: number; readonly call: number } & (
  | { readonly fault: FaultName }
  | { readonly edit: Edit; readonly moment: "before" | "after" }
);
