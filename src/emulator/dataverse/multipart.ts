import { STATUS_CODES } from "node:http";
import type { Reply } from "../exchange.ts";
import { payloadFault, syntaxFault } from "./errors.ts";

/** One part of a multipart body: its own headers (names in lower case) and what follows them. */
export interface Part {
  readonly headers: Readonly<Record<string, string>>;
  readonly content: string;
}

/** An HTTP request written out inside a part. */
export interface WrittenRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** @returns the boundary of a `multipart/mixed` content type, or `null` for another type. */
export function boundaryOf(contentType: string | undefined): string | null {
  const match = /^multipart\/mixed\s*;.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType ?? "");
  return match?.[1] ?? match?.[2] ?? null;
}

/**
 * Takes a multipart body apart. Every line outside of JSON must end in CRLF, and so must the line before a
 * boundary: without it the reader of the real service runs into the end of its stream.
 *
 * @throws DataverseFault 400
 */
export function readMultipart(body: string, boundary: string): Part[] {
  const [first = "", ...rest] = `\r\n${body}`.split(`\r\n--${boundary}`);
  const last = rest.pop();
  if (first.trim() !== "" || last === undefined || !/^--\s*$/.test(last)) throw notReadable();
  return rest.map((part) => {
    if (!part.startsWith("\r\n")) throw notReadable();
    const [head, content] = splitHead(part.slice(2));
    return { headers: readHeaders(head), content };
  });
}

/** @throws DataverseFault 400 for what is not `GET <url> HTTP/1.1`, headers, an empty line and a body. */
export function readWrittenRequest(text: string): WrittenRequest {
  const [head, body] = splitHead(text);
  const [line = "", ...headers] = head.split("\r\n");
  const match = /^([A-Z]+) (\S.*) HTTP\/1\.1$/.exec(line);
  if (match === null) throw syntaxFault(`The request line '${line.slice(0, 200)}' is invalid.`);
  const [, method = "", target = ""] = match;
  return { method, target, headers: readHeaders(headers.join("\r\n")), body };
}

export interface ReplyPart {
  readonly reply: Reply;
  readonly contentId: string | null;
}

/** Replies as the parts of one body; a list of them is a change set's. */
export function writeMultipart(boundary: string, parts: readonly string[]): string {
  return `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join("")}--${boundary}--\r\n`;
}

export function writeReplyPart({ reply, contentId }: ReplyPart): string {
  const head = ["Content-Type: application/http", "Content-Transfer-Encoding: binary"];
  if (contentId !== null) head.push(`Content-ID: ${contentId}`);
  const lines = Object.entries(reply.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  const message = [`HTTP/1.1 ${reply.status} ${STATUS_CODES[reply.status] ?? ""}`, ...lines];
  return `${head.join("\r\n")}\r\n\r\n${message.join("\r\n")}\r\n\r\n${bodyText(reply.body)}`;
}

function bodyText(body: unknown): string {
  if (body === undefined) return "";
  return typeof body === "string" ? body : JSON.stringify(body);
}

/**
 * Up to the first empty line, and from there. A request without a body may end with its one empty line, which
 * the boundary's own line break has then already taken.
 */
function splitHead(text: string): [string, string] {
  const at = text.indexOf("\r\n\r\n");
  if (at !== -1) return [text.slice(0, at), text.slice(at + 4)];
  if (text.endsWith("\r\n")) return [text.slice(0, -2), ""];
  throw syntaxFault(
    "The message header is invalid. The header value must be of the format '<name>: <value>'.",
  );
}

function readHeaders(text: string): Record<string, string> {
  const lines = text.split("\r\n").filter((line) => line !== "");
  return Object.fromEntries(
    lines.map((line) => {
      const match = /^([\w-]+):[ \t]*([^\r\n]*)$/.exec(line);
      if (match === null) {
        throw syntaxFault(
          `The message header '${line.slice(0, 200)}' is invalid. The header value must be of the format '<header name>: <header value>'.`,
        );
      }
      return [(match[1] ?? "").toLowerCase(), (match[2] ?? "").trim()];
    }),
  );
}

function notReadable() {
  return payloadFault("batch", "System.ArgumentException: Stream was not readable.");
}
