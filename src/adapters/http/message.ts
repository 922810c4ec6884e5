import type { System } from "../../model/ports.ts";

export interface HttpRequest {
  readonly system: System;
  /** What people call the service, where that is not the system itself. */
  readonly service?: string;
  readonly method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /**
   * May be sent again after an answer that was lost, or a 5xx. What was never sent, and a 429 or a 403 that asks to
   * wait (refused before anything was done), is repeated in any case, and so is what is throttled.
   */
  readonly repeatable: boolean;
  /** Whether an answer is the same however often it is asked for, whatever its status says. */
  readonly isFinal?: (answer: HttpResponse) => boolean;
  /** Whether an answer is a 5xx in all but its status. */
  readonly isFailure?: (answer: HttpResponse) => boolean;
  /** Whether an answer is a 429 in all but its status. */
  readonly isThrottled?: (answer: HttpResponse) => boolean;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; a header that came several times is joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
