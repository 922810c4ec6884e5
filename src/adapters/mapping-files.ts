import { globSync, statSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { ConfigurationError } from "../errors.ts";
import { A_FOLDER, CHECK_MAPPING, NO_FILE, readMapping, readText } from "./text-file.ts";

/** A mapping as it lies on disk, with the descriptions of the table beside it. */
export interface MappingFile {
  readonly file: string;
  readonly text: string;
  readonly columns: ColumnsFile | null;
  /** By the environment whose table it is. */
  readonly columnsOf: Readonly<Record<string, ColumnsFile>>;
}

interface ColumnsFile {
  readonly file: string;
  readonly text: string;
}

/** A mapping with the descriptions of the table beside it; `null` when there is no such file, such as for the name of a folder. */
export async function readMappingIfThere(file: string): Promise<MappingFile | null> {
  return isFolder(file) || (await readText(file)) === null ? null : readOne(file);
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
      empty.map((where) => ({ where, message: `cannot be read: ${isFolder(where) ? A_FOLDER : NO_FILE}` })),
      CHECK_MAPPING,
    );
  }
  const files = [...new Set(found.flat().map((file) => file.replaceAll("\\", "/")))].sort();
  return Promise.all(files.map(readOne));
}

function isFolder(name: string): boolean {
  return statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

export function writeMapping(file: string, text: string): Promise<void> {
  return writeFile(file, text);
}

const COLUMNS = ".columns.json";

/**
 * `mappings/dynamics-365.yml` is described by `mappings/dynamics-365.columns.json`, and its environment staging by
 * `mappings/dynamics-365.staging.columns.json`.
 */
async function readOne(file: string): Promise<MappingFile> {
  const text = await readMapping(file);
  const stem = file.replace(/\.ya?ml$/, "");
  const begin = `${basename(stem)}.`;
  const environments = (await readdir(dirname(stem)))
    .filter((name) => name.startsWith(begin) && name.endsWith(COLUMNS))
    .map((name) => name.slice(begin.length, -COLUMNS.length))
    .filter((name) => name !== "");
  const described = environments.map(
    async (name) => [name, await readColumns(`${stem}.${name}${COLUMNS}`)] as const,
  );
  const columnsOf = (await Promise.all(described)).flatMap(([name, found]) => (found ? [[name, found]] : []));
  return {
    file,
    text,
    columns: await readColumns(`${stem}${COLUMNS}`),
    columnsOf: Object.fromEntries(columnsOf),
  };
}

async function readColumns(file: string): Promise<ColumnsFile | null> {
  const text = await readText(file);
  // An editor of Windows puts a mark in front of what it saves, which is no JSON.
  return text === null ? null : { file, text: text.replace(/^\uFEFF/, "") };
}
