import { globSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { ConfigurationError } from "../errors.ts";

/** A mapping as it lies on disk, with the description of the table beside it, when there is one. */
export interface MappingFile {
  readonly file: string;
  readonly text: string;
  readonly columns: { readonly file: string; readonly text: string } | null;
}

/** @throws ConfigurationError when there is no such file. */
export async function readMapping(file: string): Promise<string> {
  const text = await read(file);
  if (text !== null) return text;
  throw new ConfigurationError(
    [{ where: file, message: "cannot be read: there is no such file" }],
    "Check the input mapping, and that the workflow checks the repository out first.",
  );
}

/** As `readMapping`, for the file of connections. */
export async function readConnections(file: string): Promise<string> {
  const text = await read(file);
  if (text !== null) return text;
  throw new ConfigurationError(
    [{ where: file, message: "cannot be read: there is no such file" }],
    "Check the input connections, and that the workflow checks the repository out first; docs/connections.md has an example.",
  );
}

/** A mapping with the description of the table beside it; `null` when there is no such file. */
export async function readMappingIfThere(file: string): Promise<MappingFile | null> {
  return (await read(file)) === null ? null : readOne(file);
}

/**
 * The mappings that these patterns (`mappings/*.yml`, or plain names) stand for, each once, sorted.
 *
 * @throws ConfigurationError with every pattern that no file fits.
 */
export async function readMappings(patterns: readonly string[]): Promise<MappingFile[]> {
  const found = patterns.map((pattern) => globSync(pattern));
  const empty = patterns.filter((_pattern, index) => found[index]?.length === 0);
  if (empty.length > 0) {
    throw new ConfigurationError(
      empty.map((where) => ({ where, message: "cannot be read: there is no such file" })),
      "Check the input mapping, and that the workflow checks the repository out first.",
    );
  }
  const files = [...new Set(found.flat().map((file) => file.replaceAll("\\", "/")))].sort();
  return Promise.all(files.map(readOne));
}

export function writeMapping(file: string, text: string): Promise<void> {
  return writeFile(file, text);
}

/** `mappings/dynamics-365.yml` is described by `mappings/dynamics-365.columns.json`. */
async function readOne(file: string): Promise<MappingFile> {
  const columnsFile = `${file.replace(/\.ya?ml$/, "")}.columns.json`;
  const columns = await read(columnsFile);
  return {
    file,
    text: await readMapping(file),
    columns: columns === null ? null : { file: columnsFile, text: columns },
  };
}

async function read(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch {
    return null;
  }
}
