import type {
  Clock,
  OpportunityReader,
  OpportunityWriter,
  ReferralReader,
  ReferralWriter,
  RequestCounts,
  StateStore,
  Stop,
} from "../model/ports.ts";
import type { WebhookReader } from "../model/webhooks.ts";

/** What a command that only looks is given. It has no way to write, so there is no dry-run flag to forget. */
export interface ReadPorts {
  readonly referrals: ReferralReader;
  readonly opportunities: OpportunityReader;
  readonly state: Pick<StateStore, "read">;
  readonly clock: Clock;
  /** Holds the mapping against the CRM's columns, once a run. Throws where something is missing. */
  readonly checkColumns?: () => Promise<void>;
  readonly requests: RequestCounts;
  /** Tells a person who waits what is going on. One line, without values. */
  readonly progress: (text: string) => void;
}

export interface WritePorts extends ReadPorts {
  readonly referrals: ReferralReader & ReferralWriter;
  readonly opportunities: OpportunityReader & OpportunityWriter;
  readonly state: StateStore;
  /** What a review has left behind of the plan with this digest; `null` when nothing is found. */
  readonly findReceipt: (digest: string) => Promise<string | null>;
  /** From here on a person may cancel the run, and it stops as soon as it can say what it has done. */
  readonly listenForStop: () => Stop;
  /** For the hourly look whether the webhook is still registered for us. */
  readonly webhooks?: Pick<WebhookReader, "registration">;
}
