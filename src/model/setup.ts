import type { Component, CrmTableName, NewColumn } from "./crm.ts";

/** What the CRM has, or lacks, of what a sync needs: one line of the plan of a setup. */
export interface SetupItem {
  /** `column cosell_referralid`. */
  readonly what: string;
  /** `done`: this setup has seen to it; `wrong`: it is there and cannot be used, so that a person has to decide. */
  readonly state: "there" | "done" | "to do" | "wrong";
  readonly detail: string;
  readonly action: SetupAction | null;
}

export type SetupAction =
  | { readonly do: "create publisher"; readonly prefix: string; readonly optionPrefix: number }
  | { readonly do: "create solution"; readonly name: string; readonly prefix: string }
  | {
      readonly do: "create column";
      readonly table: CrmTableName;
      readonly column: NewColumn;
      readonly solution: string;
    }
  | {
      readonly do: "create key";
      readonly schemaName: string;
      readonly column: string;
      readonly solution: string;
    }
  | { readonly do: "reactivate key"; readonly name: string }
  | { readonly do: "await key" }
  | { readonly do: "add to solution"; readonly component: Component; readonly solution: string }
  | { readonly do: "track changes" };

export interface SetupResult {
  readonly items: readonly SetupItem[];
  /**
   * `nothing to do`: all of it is there; `shown`: nobody approved; `wrong`: nothing was done, because of what a
   * person has to decide first; `done`: all of it is there now; `unfinished`: Dataverse took every step, and some have
   * come to nothing.
   */
  readonly outcome: "nothing to do" | "shown" | "wrong" | "done" | "unfinished";
}
