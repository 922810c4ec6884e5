import { randomUUID } from "node:crypto";
import type { Reply } from "../exchange.ts";
import { ANSWER_HEADERS, type ApiRequest, type Emulation } from "./emulation.ts";
import { notEmulated, syntaxFault, unsupportedMediaType } from "./errors.ts";
import { guarded } from "./fault-reply.ts";
import {
  boundaryOf,
  type Part,
  type ReplyPart,
  readMultipart,
  readWrittenRequest,
  type WrittenRequest,
  writeMultipart,
  writeReplyPart,
} from "./multipart.ts";
import { readPreferences } from "./preferences.ts";

/** Carries out one request and answers its refusal like any other reply. */
export type Run = (request: ApiRequest) => Reply;

export interface BatchReply {
  readonly reply: Reply;
  /** Requests that the batch holds. */
  readonly operations: number;
}

interface Operation {
  readonly request: WrittenRequest;
  readonly contentId: string | null;
}

/** A single request, or a change set: several that are carried out together or not at all. */
type Step =
  | { readonly kind: "single"; readonly operation: Operation }
  | { readonly kind: "change set"; readonly operations: readonly Operation[] };

interface StepResult {
  readonly text: string;
  readonly status: number;
}

const MAX_OPERATIONS = 1000;

/**
 * `POST /$batch`. The requests run one after the other; without `odata.continue-on-error` the first that fails
 * ends the batch and gives it its status, while what was done before stays done.
 *
 * @throws DataverseFault 400 or 415 for a batch that cannot be read; nothing of it is carried out.
 */
export function runBatch(emulation: Emulation, request: ApiRequest, run: Run): BatchReply {
  const contentType = request.headers["content-type"];
  const boundary = boundaryOf(contentType);
  if (boundary === null) throw unsupportedMediaType(contentType ?? "");
  const steps = readMultipart(request.body.toString("utf8"), boundary).map(readStep);
  const operations = steps.flatMap(operationsOf);
  if (operations.length > MAX_OPERATIONS) {
    throw syntaxFault(`The number of operations in the batch exceeds the maximum of ${MAX_OPERATIONS}.`);
  }
  requireUniqueContentIds(operations);
  const results = runSteps(emulation, request, { steps, run });
  const failure = results.find(({ status }) => status >= 400);
  const status = request.preferences.continueOnError ? 200 : (failure?.status ?? 200);
  const name = `batchresponse_${randomUUID()}`;
  const headers = { ...ANSWER_HEADERS, "Content-Type": `multipart/mixed; boundary=${name}` };
  const parts = results.map(({ text }) => text);
  return { reply: { status, headers, body: writeMultipart(name, parts) }, operations: operations.length };
}

function runSteps(
  emulation: Emulation,
  request: ApiRequest,
  { steps, run }: { steps: readonly Step[]; run: Run },
): StepResult[] {
  const results: StepResult[] = [];
  for (const step of steps) {
    const result =
      step.kind === "single"
        ? single(runOne(request, step.operation, run))
        : runChangeSet(emulation, request, { operations: step.operations, run });
    results.push(result);
    if (result.status >= 400 && !request.preferences.continueOnError) break;
  }
  return results;
}

function single(reply: Reply): StepResult {
  return { text: writeReplyPart({ reply, contentId: null }), status: reply.status };
}

/** Ends the transaction of a change set; its reply is all that the caller gets to see. */
class ChangeSetFailure extends Error {
  readonly part: ReplyPart;

  constructor(part: ReplyPart) {
    super("a change set failed");
    this.part = part;
  }
}

function runChangeSet(
  emulation: Emulation,
  request: ApiRequest,
  { operations, run }: { operations: readonly Operation[]; run: Run },
): StepResult {
  try {
    const parts = emulation.store.transaction(() => runTogether(request, operations, run));
    return changeSetResult(parts, 200);
  } catch (error) {
    if (!(error instanceof ChangeSetFailure)) throw error;
    return changeSetResult([error.part], error.part.reply.status);
  }
}

function runTogether(request: ApiRequest, operations: readonly Operation[], run: Run): ReplyPart[] {
  return operations.map((operation) => {
    const part = { reply: runOne(request, operation, run), contentId: operation.contentId };
    if (part.reply.status >= 400) throw new ChangeSetFailure(part);
    return part;
  });
}

function changeSetResult(parts: readonly ReplyPart[], status: number): StepResult {
  const name = `changesetresponse_${randomUUID()}`;
  const body = writeMultipart(name, parts.map(writeReplyPart));
  return { text: `Content-Type: multipart/mixed; boundary=${name}\r\n\r\n${body}`, status };
}

/** A part that does not amount to a request is refused in its own place; what went before stays answered. */
function runOne(outer: ApiRequest, operation: Operation, run: Run): Reply {
  return guarded(() => run(innerRequest(outer, operation)));
}

/** The outer request's authorisation stands for all; every other header is the part's own. */
function innerRequest(outer: ApiRequest, { request }: Operation): ApiRequest {
  const url = URL.parse(request.target, outer.url.href);
  if (url === null) throw syntaxFault(`The URL '${request.target.slice(0, 200)}' is invalid.`);
  // An earlier request of the same change set.
  if (/^\/?\$\w/.test(request.target)) throw notEmulated("references within a batch");
  return {
    method: request.method,
    url,
    headers: request.headers,
    body: Buffer.from(request.body, "utf8"),
    root: outer.root,
    preferences: readPreferences(request.headers.prefer),
  };
}

function readStep(part: Part): Step {
  const boundary = boundaryOf(part.headers["content-type"]);
  if (boundary === null) return { kind: "single", operation: readOperation(part) };
  const operations = readMultipart(part.content, boundary).map(readOperation);
  for (const { request, contentId } of operations) {
    if (request.method === "GET") throw syntaxFault("A change set cannot hold a GET request.");
    if (contentId === null) throw syntaxFault("Content-ID header not present");
  }
  return { kind: "change set", operations };
}

function readOperation({ headers, content }: Part): Operation {
  if (!/^application\/http\b/i.test(headers["content-type"] ?? "")) {
    throw syntaxFault("A part of a batch must have the content type 'application/http'.");
  }
  const request = readWrittenRequest(content);
  if (/\/\$batch$/.test(request.target)) throw syntaxFault("A batch cannot hold another batch.");
  return { request, contentId: headers["content-id"] ?? null };
}

function operationsOf(step: Step): readonly Operation[] {
  return step.kind === "single" ? [step.operation] : step.operations;
}

function requireUniqueContentIds(operations: readonly Operation[]): void {
  const given = operations.flatMap(({ contentId }) => contentId ?? []);
  if (new Set(given).size < given.length) throw syntaxFault("The Content-ID headers must be unique.");
}
