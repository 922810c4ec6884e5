/** Something wrong at a path of the document, before its line is known. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** The column that the table does not have, where that is what is wrong. */
  readonly missing?: string;
}
