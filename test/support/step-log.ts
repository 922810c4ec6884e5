import { parseCommand, type WorkflowCommand } from "./workflow-commands.ts";

export interface Annotation {
  readonly level: "notice" | "warning" | "error";
  readonly message: string;
  /** `file`, `line`, `endLine`, `col`, `endColumn`, `title`, as far as they were given. */
  readonly properties: Readonly<Record<string, string>>;
}

/** The runner shows at most this many annotations of a level for one step. The log has them all. */
const ANNOTATIONS_MAX = 10;

/**
 * What GitHub would show of a step: its log and annotations, with every secret that is known *by then*
 * replaced. A secret that was printed before it was masked stays readable, as it does on GitHub.
 */
export class StepLog {
  readonly masks = new Set<string>();
  readonly annotations: Annotation[] = [];
  #lines: string[] = [];
  #resumeToken: string | null = null;
  readonly #showsDebug: boolean;

  constructor(options: { readonly showsDebug: boolean }) {
    this.#showsDebug = options.showsDebug;
  }

  get text(): string {
    return this.#lines.map((line) => `${line}\n`).join("");
  }

  /** Masks the value and, because output is masked line by line, each of its lines. */
  addMask(secret: string): void {
    for (const part of [secret, ...secret.split(/[\r\n]+/)]) if (part.trim() !== "") this.masks.add(part);
  }

  mask(text: string): string {
    const longestFirst = [...this.masks].sort((a, b) => b.length - a.length);
    return longestFirst.reduce((masked, secret) => masked.replaceAll(secret, "***"), text);
  }

  /** One line that the process printed, on either stream. */
  add(line: string): void {
    if (this.#resumeToken !== null) {
      if (line.trim() === `::${this.#resumeToken}::`) this.#resumeToken = null;
      this.#print(line);
      return;
    }
    const command = parseCommand(line);
    if (command === null) this.#print(line);
    else this.#obey(command);
  }

  annotate(annotation: Annotation): void {
    const { level, message } = annotation;
    this.#print(`##[${level}]${message}`);
    const shown = this.annotations.filter((other) => other.level === level).length;
    if (shown < ANNOTATIONS_MAX) this.annotations.push({ ...annotation, message: this.mask(message) });
  }

  #obey({ name, properties, data }: WorkflowCommand): void {
    switch (name) {
      case "add-mask":
        this.addMask(data);
        return;
      case "stop-commands":
        this.#resumeToken = data;
        return;
      case "notice":
      case "warning":
      case "error":
        this.annotate({ level: name, message: data, properties });
        return;
      case "debug":
        if (this.#showsDebug) this.#print(`##[debug]${data}`);
        return;
      default:
        this.#print(`##[${name}]${data}`);
    }
  }

  #print(line: string): void {
    this.#lines.push(this.mask(line));
  }
}
