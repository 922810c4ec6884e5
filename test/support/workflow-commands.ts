/**
 * The lines by which a process talks to GitHub's runner, understood as the runner does (its `ActionCommand`
 * and `ActionCommandManager`): `::name key=value,…::data` at the start of a line, and the older
 * `##[name key=value;…]data` anywhere in it.
 */
export interface WorkflowCommand {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

/** What is not registered is ordinary text, however much it looks like a command. */
const REGISTERED = [
  "add-mask",
  "add-matcher",
  "add-path",
  "debug",
  "echo",
  "endgroup",
  "error",
  "group",
  "notice",
  "remove-matcher",
  "save-state",
  "set-env",
  "set-output",
  "stop-commands",
  "warning",
];

const ESCAPED_DATA = { "%0D": "\r", "%0A": "\n", "%25": "%" };
const ESCAPED_PROPERTY = { "%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%" };
const ESCAPED_OLD = { "%3B": ";", "%0D": "\r", "%0A": "\n", "%5D": "]", "%25": "%" };

/** The command on this line, or `null` when it is text. */
export function parseCommand(line: string): WorkflowCommand | null {
  return parseCurrent(line.trimStart()) ?? parseOld(line);
}

function parseCurrent(line: string): WorkflowCommand | null {
  const end = line.indexOf("::", 2);
  if (!line.startsWith("::") || end < 0) return null;
  const [name, properties] = split(line.slice(2, end), ",", ESCAPED_PROPERTY);
  return registered({ name, properties, data: decode(line.slice(end + 2), ESCAPED_DATA) });
}

function parseOld(line: string): WorkflowCommand | null {
  const start = line.indexOf("##[");
  const end = line.indexOf("]", start);
  if (start < 0 || end < 0) return null;
  const [name, properties] = split(line.slice(start + 3, end), ";", ESCAPED_OLD);
  return registered({ name, properties, data: decode(line.slice(end + 1), ESCAPED_OLD) });
}

function registered(command: WorkflowCommand): WorkflowCommand | null {
  const name = command.name.toLowerCase();
  return REGISTERED.includes(name) ? { ...command, name } : null;
}

type Escapes = Readonly<Record<string, string>>;

/** `name key=value,key=value` → the name and its properties. A property without a value is dropped. */
function split(info: string, separator: string, escapes: Escapes): [string, Record<string, string>] {
  const [name = "", ...rest] = info.split(" ");
  const pairs = rest
    .join(" ")
    .trim()
    .split(separator)
    .map((pair) => /^([^=]+)=(.+)$/s.exec(pair))
    .filter((match) => match !== null)
    .map(([, key = "", value = ""]) => [key, decode(value, escapes)]);
  return [name, Object.fromEntries(pairs)];
}

function decode(text: string, escapes: Escapes): string {
  return Object.entries(escapes).reduce((all, [escaped, plain]) => all.replaceAll(escaped, plain), text);
}
