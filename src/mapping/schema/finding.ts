/** Something wrong at a path of the document, before its line is known. */
export interface Finding {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  /** The column that the table does not have, where that is what is wrong. */
  readonly missing?: string;
}

/** Something wrong at a path; its message begins with the part of the mapping that it is about. */
export function findingAt(path: readonly PropertyKey[], message: string): Finding {
  return { path, message: `${placeOf(path)}: ${message}` };
}

/** The same, where the message begins with the whole path, down to the key. */
export function findingAtKey(path: readonly string[], message: string): Finding {
  return { path, message: `${path.join(" > ")}: ${message}` };
}

/** The part of the mapping that a message is about: `fields > notes`. */
function placeOf(path: readonly PropertyKey[]): string {
  return path.slice(0, path[0] === "leads" ? 3 : 2).join(" > ");
}
