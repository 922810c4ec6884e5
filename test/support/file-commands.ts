/**
 * Reads a file that a step has written for the runner, such as `GITHUB_OUTPUT`: lines of `name=value`, and
 * `name<<delimiter` with the value on the following lines. Whichever of `=` and `<<` comes first decides.
 *
 * Throws, as the runner fails the step, on any other line and on a delimiter that never comes.
 */
export function parseFileCommand(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split(/\r?\n/);
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    if (line === "") continue;
    const [, name = "", sign, rest = ""] = /^(.*?)(=|<<)(.*)$/.exec(line) ?? [];
    if (name === "" || (sign === "<<" && rest === "")) throw new Error(`Invalid format '${line}'`);
    values[name] = sign === "=" ? rest : takeUntil(lines, rest);
  }
  return values;
}

function takeUntil(lines: string[], delimiter: string): string {
  const end = lines.indexOf(delimiter);
  if (end < 0) throw new Error(`Matching delimiter not found '${delimiter}'`);
  const value = lines.splice(0, end + 1);
  return value.slice(0, -1).join("\n");
}
