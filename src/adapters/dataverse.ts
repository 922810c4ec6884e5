import type { Clock, OpportunityWriter } from "../model/ports.ts";
import { connect } from "./dataverse-connection.ts";
import { type DataverseReader, type LeadColumns, openReader } from "./dataverse-read.ts";
import { openWriter } from "./dataverse-write.ts";
import type { TokenSource } from "./entra.ts";
import type { Http } from "./http.ts";

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
