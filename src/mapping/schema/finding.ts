/** Something wrong at a path of the document, before its line is known. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}
