import { type ParseResult, parseSync } from "rolldown/utils";

/** A file as the rules see it. `path` is relative to the repository, with forward slashes. */
export interface SourceFile {
  readonly path: string;
  readonly source: string;
}

export interface ParsedFile extends SourceFile {
  readonly program: ParseResult["program"];
  readonly module: ParseResult["module"];
}

/** `where` is `path:line`; `rule` says what is forbidden and why, for the person who reads the failure. */
export interface Violation {
  readonly where: string;
  readonly found: string;
  readonly rule: string;
}

export function parseFile(file: SourceFile): ParsedFile {
  const { program, module, errors } = parseSync(file.path, file.source, { lang: "ts" });
  if (errors.length > 0) throw new Error(`${file.path} does not parse: ${errors[0]?.message}`);
  return { ...file, program, module };
}

/** The line, counted from 1, of a character offset. */
export function lineAt(file: SourceFile, offset: number): number {
  return file.source.slice(0, offset).split("\n").length;
}

export function place(file: SourceFile, offset: number): string {
  return `${file.path}:${lineAt(file, offset)}`;
}
