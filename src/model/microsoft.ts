/** Organization of Microsoft's own referrals, and of Microsoft where it invites or is asked (referrals-api-introduction). */
export const MICROSOFT = "msft";
