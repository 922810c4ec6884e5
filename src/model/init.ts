/** The files that a repository needs to run syncs, and where they come from. */
export interface InitFiles {
  /** Text of a file that we ship, by its path from the root of our own repository. */
  template(path: string): Promise<string>;
  /** Of the workflows that we ship, the names that are there. */
  templates(folder: string): Promise<readonly string[]>;
  /** `null` when there is no such file. */
  read(path: string): Promise<string | null>;
  write(path: string, text: string): Promise<void>;
  /** Where the folder that is written to lies in its repository, such as `deals/`; empty at the root, and outside of any. */
  folder(): Promise<string>;
  /** How a workflow names this version of ours: `owner/name@<commit>`; `null` when that cannot be told. */
  ownReference(): Promise<string | null>;
}

export interface InitResult {
  readonly files: readonly InitFile[];
  /** What a person has to look at. */
  readonly notes: readonly string[];
  readonly settings: readonly Setting[];
}

export interface InitFile {
  readonly path: string;
  readonly state: "written" | "unchanged" | "left alone";
}

/** A variable or a secret that the workflows read; the value where it is known and no secret. */
export interface Setting {
  readonly kind: "variable" | "secret";
  readonly name: string;
  readonly value: string | null;
  /** No run can do without it, or this one was given it: not one of those that only some have a use for. */
  readonly isUsed: boolean;
}

/** What was given, by the name of the input; `null` where it is a secret. */
export type GivenSettings = Readonly<Record<string, string | null>>;
