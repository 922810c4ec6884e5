import type { Now, Service } from "../exchange.ts";
import type { Tokens } from "../tokens.ts";
import type { Referral, ReferralDraft } from "./referral.ts";
import { createRoutes } from "./routes.ts";
import { DEFAULT_SETTINGS, type PartnerCenterSettings } from "./settings.ts";
import { type AppliedWrite, ReferralStore } from "./store.ts";

export interface PartnerCenterOptions {
  readonly now: Now;
  readonly tokens: Tokens;
  readonly seed: number;
  readonly settings?: Partial<PartnerCenterSettings>;
  readonly onWrite?: (write: AppliedWrite, referral: Readonly<Referral>) => void;
}

/** The emulated referrals API and, beside it, what a person in the portal can do and see. */
export interface PartnerCenter {
  readonly service: Service;
  readonly settings: PartnerCenterSettings;
  /** Every write that was made, oldest first. May be emptied. */
  readonly operations: AppliedWrite[];
  /** Names as people typed them, not encoded. */
  list(): Readonly<Referral>[];
  /** Throws when there is no such referral. */
  get(id: string): Readonly<Referral>;
  /** A person edits a referral in the portal, past all rules of the API: new eTag, new time. */
  edit(id: string, change: (referral: Referral) => void): Readonly<Referral>;
  /** A referral appears without our doing. */
  create(draft: ReferralDraft): Readonly<Referral>;
}

export function createPartnerCenter({
  now,
  tokens,
  seed,
  settings: given,
  onWrite = () => {},
}: PartnerCenterOptions): PartnerCenter {
  const settings: PartnerCenterSettings = { ...DEFAULT_SETTINGS, ...given };
  const store = new ReferralStore({ now, seed, visibilityLag: () => settings.visibilityLag, onWrite });
  return {
    service: createRoutes({ store, settings, tokens }),
    settings,
    operations: store.operations,
    list: () => [...store.all()],
    get: (id) => {
      const referral = store.get(id);
      if (!referral) throw new Error(`there is no referral ${id}`);
      return referral;
    },
    edit: (id, change) => store.update(id, change, { by: "person" }),
    create: (draft) => store.create(draft, { by: "person" }),
  };
}
