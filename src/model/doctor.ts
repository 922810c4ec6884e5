import type { CrmRows, CrmTable, CrmTableName } from "./crm.ts";
import type { StateStore } from "./ports.ts";
import type { Registration } from "./webhooks.ts";

/** What a check has found. `fix` is the next step, where there is something to fix. */
export type Finding =
  | {
      readonly state: "ok" | "skipped";
      readonly detail: string;
      /** To be copied to somewhere else, letter by letter. */
      readonly exact?: string;
    }
  | { readonly state: "warning" | "failed"; readonly detail: string; readonly fix: string };

export type Check = Finding & { readonly name: string };

/** When a server answered, by its own clock and by ours; ISO 8601. Its clock shows whole seconds. */
export interface ServerClock {
  readonly server: string;
  readonly local: string;
}

export interface ReferralsFound {
  /** How many the first page of the list has. */
  readonly listed: number;
  /** Partner (location) ids that own them, Microsoft's left out. */
  readonly partnerIds: readonly string[];
  /** Organizations that own them, Microsoft left out. */
  readonly organizations: readonly string[];
  readonly currencies: readonly string[];
  /** When those were changed last that say that another tool has written them, ISO 8601. */
  readonly byOtherTools: readonly string[];
  /** Whether the signed-in user is in the team of each of them; `null` when the token does not say who that is. */
  readonly isInEveryTeam: boolean | null;
  /** Whether Partner Center takes the sign-in for one with a second factor; `null` when it does not say. */
  readonly multiFactor: boolean | null;
}

export interface RefreshTokenFound {
  /** False where it is given as it is, and nothing renews it. */
  readonly isKept: boolean;
  /** Full days; `null` when the store has none yet, or does not tell. */
  readonly ageDays: number | null;
}

/** How far a privilege of a security role reaches; `Global` is the whole organization. */
export const DEPTHS = ["Basic", "Local", "Deep", "Global"] as const;
export type Depth = (typeof DEPTHS)[number];

export interface PrivilegesFound {
  /** Names that this environment knows. */
  readonly known: ReadonlySet<string>;
  readonly held: ReadonlyMap<string, Depth>;
}

/** The mapping held against the CRM, as a sync does before it reads everything; each finding with its place in the file. */
export interface DriftFound {
  /** What a sync cannot do without. The alternate key is no part of it. */
  readonly problems: readonly string[];
  /** What is missing of fields that a sync leaves out then. */
  readonly leftOut: readonly string[];
  /** Links that the mapping does not know of. */
  readonly otherLinks: readonly string[];
}

export interface RepositoryFound {
  /** Whether the token may write its contents; `null` when GitHub does not say. */
  readonly mayWrite: boolean | null;
  readonly defaultBranch: string;
  /** Whether everybody may read it, on a server of one's own everybody who has access to that. */
  readonly isPublic: boolean;
}

export interface BranchFound {
  readonly exists: boolean;
  /** By rulesets, or by the classic protection of a branch. */
  readonly isProtected: boolean;
  /** Types of the rules that rulesets have for it, whether it exists or not ("Get rules for a branch"). */
  readonly rules: readonly string[];
  /** How long its last commit is ago by GitHub's clock, in hours; `null` where there is none, or GitHub does not say. */
  readonly silentHours: number | null;
}

export interface WorkflowFound {
  readonly path: string;
  /** `active`, `disabled_manually`, `disabled_inactivity` … */
  readonly state: string;
}

/** What a federated credential of an Entra application has to expect. */
export interface OidcSubject {
  readonly subject: string;
  /** False when it was put together from the repository's settings, for any job of an environment. */
  readonly presented: boolean;
}

/** Looks at the outside world and changes nothing. Every method throws what a person can fix. */
export interface DoctorPorts {
  readonly partnerCenter: {
    /** A token of Entra, for the referrals. */
    signIn(): Promise<void>;
    /** Where it is kept, whether it is there, and how old it is. */
    refreshToken(): Promise<RefreshTokenFound>;
    referrals(): Promise<ReferralsFound>;
    webhook(): Promise<Pick<Registration, "url" | "events"> | null>;
  };
  readonly crm: CrmRows & {
    /** Id of the application user. */
    whoAmI(): Promise<string>;
    privileges(userId: string, names: readonly string[]): Promise<PrivilegesFound>;
    table(name: CrmTableName): Promise<CrmTable>;
    currencyCodes(): Promise<string[]>;
    /** Rejects as the mapping does, where that cannot be read. */
    drift(): Promise<DriftFound>;
  };
  /** `null` when the state is in a local directory. */
  readonly github: {
    repository(): Promise<RepositoryFound>;
    branch(name: string): Promise<BranchFound>;
    /** `null` when the token may not look. */
    workflows(): Promise<readonly WorkflowFound[] | null>;
    subject(): Promise<OidcSubject | null>;
    readonly state: Pick<StateStore, "read">;
  } | null;
  /** Of the answers so far, by the name of the service. */
  readonly clocks: () => Readonly<Record<string, ServerClock>>;
}
