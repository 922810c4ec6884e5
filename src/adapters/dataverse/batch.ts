import { randomUUID } from "node:crypto";
import type { HttpResponse } from "../http/message.ts";
import type { Write } from "./connection.ts";

/** Every line has to end like this, the last one of a body too: else the part "was not readable". */
const LINE = "\r\n";

const OF_BODY = { "Content-Type": "application/json; type=entry" };

/**
 * Several requests in one ("Execute batch operations using the Web API"). They are carried out one
 * after the other, each on its own: without change sets, and going on after an error.
 */
export function encodeBatch(writes: readonly Write[]): Pick<Write, "headers" | "body"> {
  const boundary = `batch_${randomUUID()}`;
  const parts = writes.map(({ method, path, headers, body }) =>
    [
      `--${boundary}`,
      "Content-Type: application/http",
      "Content-Transfer-Encoding: binary",
      "",
      `${method} ${path} HTTP/1.1`,
      ...Object.entries({ ...headers, ...(body === "" ? {} : OF_BODY) }).map(
        ([name, value]) => `${name}: ${value}`,
      ),
      "",
      body,
      "",
    ].join(LINE),
  );
  return {
    headers: {
      "Content-Type": `multipart/mixed; boundary="${boundary}"`,
      Prefer: "odata.continue-on-error",
    },
    body: `${parts.join("")}--${boundary}--${LINE}`,
  };
}

export interface BatchAnswer {
  /**
   * In the order of the writes, `null` for one that cannot be read. Fewer than the writes when the server
   * stopped at an error: the rest was not done.
   */
  readonly answers: readonly (HttpResponse | null)[];
  /** False when the end is missing, so that there may have been more. */
  readonly complete: boolean;
}

/** `null` when the answer is not multipart: the batch as a whole was refused. */
export function decodeBatch({ headers, body }: HttpResponse): BatchAnswer | null {
  const boundary = /^multipart\/mixed;.*boundary="?([^";]+)"?/i.exec(headers["content-type"] ?? "")?.[1];
  if (!boundary) return null;
  const [, ...parts] = `\n${body}`.split(`\n--${boundary}`);
  const end = parts.findIndex((part) => part.startsWith("--"));
  const answers = parts.slice(0, end < 0 ? undefined : end).map(decodePart);
  return { answers, complete: end >= 0 };
}

const BLANK_LINE = /\r?\n\r?\n/;

function decodePart(part: string): HttpResponse | null {
  const [, head = "", ...body] = part.split(BLANK_LINE);
  const [statusLine = "", ...lines] = head.split(/\r?\n/);
  const status = /^HTTP\/\d(?:\.\d)? (\d{3})/.exec(statusLine)?.[1];
  if (!status) return null;
  const headers = lines.flatMap((line) => {
    const [, name, value] = /^([^:]+):\s*(.*)$/.exec(line) ?? [];
    return name && value !== undefined ? [[name.toLowerCase(), value] as const] : [];
  });
  return { status: Number(status), headers: Object.fromEntries(headers), body: body.join("\n\n").trim() };
}
