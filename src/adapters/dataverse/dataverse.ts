import type { Clock, OpportunityWriter } from "../../model/ports.ts";
import type { TokenSource } from "../entra/entra.ts";
import type { Http } from "../http/http.ts";
import { connect } from "./connection.ts";
import { type DataverseReader, type LeadColumns, openReader } from "./read.ts";
import { openWriter } from "./write.ts";

export interface DataverseOptions {
  readonly http: Http;
  readonly token: TokenSource;
  /** The environment's address; only its origin counts. */
  readonly baseUrl: string;
  /** Property names to read, as they stand in an answer: `name`, `_parentaccountid_value`. */
  readonly columns: readonly string[];
  /** The column that holds the referral's id. */
  readonly referralIdColumn: string;
  /** Of leads, where the mapping has any. */
  readonly leads?: LeadColumns | null;
  /** Called when all rows are about to be read; what it throws ends the reading. */
  readonly beforeFullRead?: () => Promise<void>;
  readonly clock: Clock;
}

/** The opportunities of one Dataverse environment, over its Web API 9.2. */
export function openDataverse(options: DataverseOptions): DataverseReader & OpportunityWriter {
  const connection = connect(options);
  return { ...openReader({ leads: null, ...options, connection }), ...openWriter(connection, options.clock) };
}
