/** How this emulated Partner Center delivers. All may be turned while it runs. */
export interface WebhookSettings {
  /**
   * What passes between the attempts, in milliseconds, and so how many attempts there are: ten are documented,
   * the times are not.
   */
  retryDelays: readonly number[];
  /** How long an event waits before its first attempt, in milliseconds. */
  delay: number;
  /** Events that waited together are sent newest first. */
  newestFirst: boolean;
  /** Every event is sent twice, side by side. */
  twice: boolean;
  /** The signature header is bare, without the word `Signature`. */
  bareSignature: boolean;
  /** What a forger, or a proxy on the way, might make of a delivery. */
  forgery: "none" | "tampered body" | "sha1" | "foreign host" | "bearer" | "no signature";
  /** How many deliveries are under way at the same moment. */
  connections: number;
}

export const DEFAULT_SETTINGS: WebhookSettings = {
  retryDelays: [10, 20, 40, 80, 160, 320, 640, 1280, 2560],
  delay: 0,
  newestFirst: false,
  twice: false,
  bareSignature: false,
  forgery: "none",
  connections: 64,
};
