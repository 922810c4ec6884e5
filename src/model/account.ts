/** Lookup of the account that one was merged into, which stays ("account EntityType"); blank of one that was only deactivated. */
export const MASTER = "_masterid_value";
