import { ContractError, type CosellError, ServiceError } from "../../errors.ts";
import type { Clock } from "../../model/ports.ts";
import { isOwnSuccess } from "../http/json.ts";
import type { HttpResponse } from "../http/message.ts";
import type { Connection } from "./connection.ts";
import { CODE, failureIn, privilegeIn, readError, reasonOf } from "./error.ts";
import { STRONG } from "./metadata.ts";

/** Somebody was faster, or an earlier try arrived: what is wanted is there. */
const THERE_ALREADY: ReadonlySet<string> = new Set(["0x80047013", "0x80060304", "0x80060893", "0x80060894"]);
/**
 * Another customisation is running, or a solution is imported; Dataverse does one at a time. The first code is the catalogue's, the
 * second is what environments have been seen to give, with 429 or 503 ("Concurrent solution operation failures").
 */
const BUSY: ReadonlySet<string> = new Set(["0x80090412", "0x80071151"]);
const BUSY_TRIES = 12;
const BUSY_PAUSE_MS = 10_000;

export type MetadataWriter = (
  method: "POST" | "PUT",
  path: string,
  body: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<void>;

/** Sends one customisation, and again while another one is running, for two minutes. */
export function openMetadataWriter(connection: Connection, clock: Clock): MetadataWriter {
  return async (method, path, body, headers = {}) => {
    for (let tries = 1; ; tries += 1) {
      const answer = await connection.send({
        method,
        path,
        headers: { "Content-Type": "application/json", ...STRONG, ...headers },
        body: JSON.stringify(body),
      });
      if (answer.status < 300) {
        if (isOwnSuccess(answer.body)) return;
        throw notOfDataverse();
      }
      const { code } = failureIn(answer);
      if (THERE_ALREADY.has(code)) return;
      if (!BUSY.has(code) || tries === BUSY_TRIES) throw refused(answer);
      await clock.sleep(BUSY_PAUSE_MS);
    }
  };
}

function notOfDataverse(): ContractError {
  return new ContractError(
    "What came in the place of Dataverse's answer to a customisation is something else, such as the page of a proxy.",
    "Look whether a proxy or a firewall on the way answers in its place, then run setup again: it goes on from where it is.",
  );
}

function refused(answer: HttpResponse): CosellError {
  if (answer.status === 429 || answer.status >= 500) return readError(answer);
  const { code, message } = failureIn(answer);
  if (code !== CODE.noPrivilege) {
    return new ServiceError(
      `Dataverse refused a customisation: ${reasonOf(answer)}`,
      "What was done before it stays. Fix it, then run setup again: it goes on from where it is.",
      answer.status,
      code,
    );
  }
  return new ServiceError(
    `The application user may not customise this environment: it is missing ${privilegeIn(message)} (${code}).`,
    "Give it the role System Customizer while setup runs, and take it away again afterwards.",
    answer.status,
    code,
  );
}
