import type { ServerResponse } from "node:http";
import { reply, type Seen, type TestServer, testServer } from "../support.ts";

/** One operation, from a plain request or from a part of a batch. */
export interface Operation {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface OperationAnswer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface BatchServer extends TestServer {
  readonly operations: Operation[];
  /** How many operations each batch had. */
  readonly batches: number[];
}

/**
 * A Dataverse that only knows how to carry out operations, plain or in batches; it splits a batch by the letter
 * of RFC 2046 and takes no line end but CRLF.
 */
export async function batchServer(
  work: (operation: Operation) => OperationAnswer,
  answerHeaders: Record<string, string> = {},
): Promise<BatchServer> {
  const operations: Operation[] = [];
  const batches: number[] = [];
  const perform = (operation: Operation) => {
    operations.push(operation);
    return work(operation);
  };

  function answer(request: Seen, response: ServerResponse): void {
    if (!request.url.endsWith("/$batch")) {
      const { headers, ...rest } = request;
      const {
        status,
        body = "",
        headers: more,
      } = perform({ ...rest, headers: headers as Operation["headers"] });
      reply(response, status, body, { ...answerHeaders, ...more });
      return;
    }
    const parts = operationsOf(request);
    batches.push(parts.length);
    const type = { "Content-Type": "multipart/mixed; boundary=batchresponse_1" };
    reply(response, 200, multipart(parts.map(perform)), { ...answerHeaders, ...type });
  }

  return { ...(await testServer(answer)), operations, batches };
}

function operationsOf({ headers, body }: Seen): Operation[] {
  if (/[^\r]\n/.test(body)) throw new Error("a line of the batch does not end in CRLF");
  const boundary = /^multipart\/mixed; boundary="(.+)"$/.exec(headers["content-type"] ?? "")?.[1];
  const pieces = `\r\n${body}`.split(`\r\n--${boundary}`);
  if (pieces.shift() !== "" || pieces.pop() !== "--\r\n") throw new Error("the batch has no clean end");
  return pieces.map((piece) => {
    const [mime, head = "", content = ""] = piece.split("\r\n\r\n");
    if (mime !== "\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary") {
      throw new Error(`unexpected head of a part: ${mime}`);
    }
    const [line = "", ...lines] = head.split("\r\n");
    const [method = "", url = "", version] = line.split(" ");
    if (version !== "HTTP/1.1") throw new Error(`unexpected request line: ${line}`);
    const named = lines.map((text) => [text.split(": ")[0]?.toLowerCase(), text.split(": ")[1]]);
    return { method, url, headers: Object.fromEntries(named), body: content };
  });
}

export function multipart(answers: readonly OperationAnswer[]): string {
  const parts = answers.map(({ status, body, headers = {} }) =>
    [
      "--batchresponse_1",
      "Content-Type: application/http",
      "Content-Transfer-Encoding: binary",
      "",
      `HTTP/1.1 ${status} Whatever`,
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
      "OData-Version: 4.0",
      "",
      body === undefined ? "" : JSON.stringify(body),
      "",
    ].join("\r\n"),
  );
  return `${parts.join("")}--batchresponse_1--\r\n`;
}
