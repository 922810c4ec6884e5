/** Files as they are without a pull request: on the default branch. */
export interface FilesInForce {
  /** The text of a file, or `null` when the pull request adds it. */
  read(path: string): Promise<string | null>;
  /** Where a file is that the pull request moves to this path; `null` when it moves none there. */
  formerPath(path: string): Promise<string | null>;
  /** Of these files, path → text as proposed, the paths of those that are in force just so. */
  unchanged(proposed: ReadonlyMap<string, string>): Promise<ReadonlySet<string>>;
}
