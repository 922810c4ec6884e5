/** No `GIT_*` variable that points elsewhere, and none of the run's secrets. */
const INHERITED = ["PATH", "HOME", "XDG_CONFIG_HOME", "USERPROFILE", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR"];

/** All that a git of ours inherits: it may start other programs, as somebody has configured it. */
export function inherited(): Record<string, string> {
  return Object.fromEntries(
    INHERITED.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
