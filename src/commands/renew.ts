import { troubleOf } from "../errors.ts";
import type {
  RefreshTokenStatus,
  RefreshTokenStore,
  SignedInUser,
  StoredRefreshToken,
} from "../model/sign-in.ts";

/** A refresh token lives for 90 days; once a week is far from that, and not a write with every run. */
const RENEW_AFTER_DAYS = 7;
const DAY_MS = 86_400_000;

export interface Renewal {
  readonly store: RefreshTokenStore | null;
  readonly stored: StoredRefreshToken;
  /** What the last sign-in brought; `null` when there was none. */
  readonly newest: SignedInUser | null;
  readonly now: Date;
}

/**
 * Puts the newest refresh token into its store, before the one that is there grows old. Somebody may have signed in since the
 * run began, perhaps as another person, and their token stays. Never throws for what the store refuses: the stored one is
 * still good, and the run has done its work.
 */
export async function renew({ store, stored, newest, now }: Renewal): Promise<RefreshTokenStatus> {
  const ageDays = ageOf(stored, now);
  const multiFactor = newest?.multiFactor ?? null;
  const unchanged = { ageDays, renewed: false, problem: null, multiFactor };
  if (!store || !newest || isYoung(ageDays)) return unchanged;
  try {
    const ageNow = ageOf(await store.read(), now);
    if (isYoung(ageNow)) return { ...unchanged, ageDays: ageNow };
    await store.write(newest.refreshToken);
    return { ...unchanged, ageDays: 0, renewed: true };
  } catch (error) {
    return { ...unchanged, problem: troubleOf(error) };
  }
}

/** A token of unknown age counts as old: nothing else would ever renew it. */
function isYoung(ageDays: number | null): boolean {
  return ageDays !== null && ageDays < RENEW_AFTER_DAYS;
}

/** Full days since it was stored. */
export function ageOf({ storedAt }: StoredRefreshToken, now: Date): number | null {
  return storedAt === null ? null : Math.max(0, Math.floor((now.getTime() - Date.parse(storedAt)) / DAY_MS));
}
