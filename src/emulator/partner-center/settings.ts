import type { Limits } from "../throttle.ts";

/**
 * How this emulated Partner Center behaves where the real one is undocumented, varies, or has a bad day.
 * All may be turned while it runs.
 */
export interface PartnerCenterSettings {
  /** Referrals per page of a listing. */
  pageSize: number;
  /** Whether `$filter` takes `updatedDateTime ge …`; a page of 2019 named it, none shows it. */
  updatedFilter: boolean;
  /** How `$filter` takes the id of an engagement: in quotes, as the page has it, or bare, as in the links of real referrals. */
  engagementFilter: "quoted" | "bare";
  /**
   * `odd` is the documented form, which must not be followed: http, and without `/engagements`. `repeating` has what was asked
   * for beside the token, as other OData services have it, and a token that knows nothing of it.
   */
  nextLink: "odd" | "correct" | "repeating";
  /**
   * Whether the list has Microsoft's referrals beside those of the organization. No page says so; the links of a referral lead to
   * them by their engagement, and there they always are.
   */
  listsMicrosofts: boolean;
  /** Paths of which a PATCH takes no value, whatever it is. */
  refusedPaths: ReadonlySet<string>;
  /**
   * What becomes of a sales stage in a PATCH. It is described in three ways, as percentages and as two lists of names, and of
   * none it is said that it is the one to send.
   */
  patchedSalesStage: "taken" | "passed over";
  /**
   * Whether a referral that nobody has answered yet takes anything but the answer. The portal shows only the two buttons, and the
   * connector for Salesforce sends no edits before; of the API it is not said.
   */
  unansweredEdits: "taken" | "refused";
  /** The role of the signed-in person. A user sees only the referrals with them in the team. */
  role: "referrals admin" | "referrals user" | "none";
  /** Ids of referrals that are shown to nobody, whatever their role. */
  unseen: ReadonlySet<string>;
  /** Without a second factor in the sign-in the gateway refuses. */
  signedInWithMfa: boolean;
  /** The service goes on working on what was written, so that the eTag it answered with is soon an old one. */
  touchAfterWrite: boolean;
  /** How long a listing lags behind a write, in milliseconds. */
  visibilityLag: number;
  limits: Limits | "off";
}

export const DEFAULT_SETTINGS: PartnerCenterSettings = {
  pageSize: 100,
  updatedFilter: false,
  engagementFilter: "quoted",
  nextLink: "odd",
  listsMicrosofts: true,
  refusedPaths: new Set(),
  patchedSalesStage: "taken",
  unansweredEdits: "taken",
  role: "referrals admin",
  unseen: new Set(),
  signedInWithMfa: true,
  touchAfterWrite: false,
  visibilityLag: 0,
  limits: { concurrent: 10, perMinute: 600, retryAfter: 5 },
};
