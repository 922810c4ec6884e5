/**
 * What ends a run, by who can fix it. Everything else (a stale etag, a record the service refuses) is an
 * expected outcome and travels as a value.
 *
 * The entries print `message` and `fix` of a `CosellError`; any other error is a bug of ours and is shown
 * with its stack. Messages never carry request bodies, tokens or field values.
 */
export abstract class CosellError extends Error {
  /** The next step for the person who reads the message, as a sentence. */
  readonly fix: string;

  constructor(message: string, fix: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.fix = fix;
  }
}

/** One thing that is wrong in what a person wrote. `where` is `file:line:column`, an input or a flag. */
export interface Problem {
  readonly where: string;
  readonly message: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** A mistake in inputs, mapping or set-up. Carries all the problems found, not the first. */
export class ConfigurationError extends CosellError {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], fix: string) {
    super(problems.map((problem) => `${problem.where}: ${problem.message}`).join("\n"), fix);
    this.problems = problems;
  }
}

/** A guard said no. Nothing was written. */
export class RefusalError extends CosellError {}

/** Sign-in was refused. `code` is Entra's error number, such as `700082`, when there is one. */
export class SignInError extends CosellError {
  readonly code: string | null;

  constructor(message: string, fix: string, code: string | null, options?: ErrorOptions) {
    super(message, fix, options);
    this.code = code;
  }
}

/** A service could not be reached, or kept failing after every retry. */
export class UnreachableError extends CosellError {}

/** A request may or may not have been carried out: its answer never came. Not repeated by the HTTP layer. */
export class LostAnswerError extends CosellError {}

/** A service refused a request that the run cannot do without. `status` and `code` are the service's. */
export class ServiceError extends CosellError {
  readonly status: number;
  readonly code: string;

  constructor(message: string, fix: string, status: number, code: string) {
    super(message, fix);
    this.status = status;
    this.code = code;
  }
}

/** The answer came, but does not have the shape the service documents. Not a `ServiceError`. */
export class ContractError extends CosellError {}

/** The state branch cannot be trusted or was moved under us. */
export class StateError extends CosellError {}

/** What went wrong and what to do, in one line, where the run goes on all the same. Throws a bug of ours again. */
export function troubleOf(error: unknown): string {
  if (!(error instanceof CosellError)) throw error;
  return `${error.message} ${error.fix}`;
}

/** A run that ended after it had begun to write, which its message says. */
export class BegunError extends StateError {}

/** What an entry shows when a run ends with an error: what happened and what to do, or a bug with its stack. */
export function describeError(error: unknown): string {
  if (error instanceof CosellError) return `${error.message}\n${error.fix}`;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This is a bug of cosell-sync. ${stack}`;
}
