import { readFile } from "node:fs/promises";
import { ConfigurationError } from "../errors.ts";

export const NO_FILE = "there is no such file";
export const A_FOLDER = "it is a folder; name a file in it";

export const CHECK_MAPPING =
  "Check the input mapping and, in a workflow, that it checks the repository out first. `cosell-sync init` writes one.";
const CHECK_CONNECTIONS =
  "Check the input connections and, in a workflow, that it checks the repository out first; docs/connections.md has an example.";

/** @throws ConfigurationError when there is no such file. */
export function readMapping(file: string): Promise<string> {
  return readOrRefuse(file, CHECK_MAPPING);
}

/** As `readMapping`, for the file of connections. */
export function readConnections(file: string): Promise<string> {
  return readOrRefuse(file, CHECK_CONNECTIONS);
}

async function readOrRefuse(file: string, fix: string): Promise<string> {
  const text = await readText(file);
  if (text !== null) return text;
  throw new ConfigurationError([{ where: file, message: `cannot be read: ${NO_FILE}` }], fix);
}

/** `null` when there is no such file. */
export async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    const why = code === "EISDIR" ? A_FOLDER : `the machine says ${code ?? message}`;
    throw new ConfigurationError(
      [{ where: file, message: `cannot be read: ${why}` }],
      "Check the name of the file, and that this user may read it.",
    );
  }
}
