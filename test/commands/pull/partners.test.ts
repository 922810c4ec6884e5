import { describe, expect, it } from "vitest";
import { partnersReferrals } from "../../../src/commands/pull/partners.ts";
import type { RemoteRecord } from "../../../src/model/record.ts";
import { MAPPING, referralOf, rowOf } from "../../reconcile/deals.ts";
import { portsOf } from "./swept.ts";

interface Deal {
  /** Referrals of one engagement, as Partner Center shows it; `null` where it shows nothing of it. */
  readonly engagement: readonly RemoteRecord[] | null;
  /** Identifiers that opportunities carry. */
  readonly linked?: readonly string[];
  /** Ours, where it is known. */
  readonly organization?: string;
}

/** What becomes of a referral without an opportunity. */
async function judged(alone: RemoteRecord, { engagement, linked = [], organization }: Deal): Promise<string> {
  const rows = linked.map((id) => rowOf({ cosell_referralid: id }));
  const unlisted = engagement ?? [];
  const ports = portsOf(MAPPING, { referrals: [], rows: [rows], unlisted, unseen: engagement === null });
  const { theirs, unsure } = await partnersReferrals(ports, MAPPING, {
    alone: [alone],
    organization: organization ?? null,
  });
  if (unsure.includes(alone.id)) return "unsure";
  return theirs.has(alone.id) ? "a partner's" : "ours";
}

function referral(id: string, organizationId: string, invitedBy = organizationId): RemoteRecord {
  const inviteContext = { invitedBy: { organizationId: invitedBy } };
  return { ...referralOf({ organizationId, engagementId: "e-1", inviteContext }), id };
}

const OURS = referral("ours", "us", "partner");
const THEIRS = referral("theirs", "partner", "us");
const MICROSOFTS = referral("microsofts", "msft");

describe("a referral without an opportunity", () => {
  it.each<[string, RemoteRecord, Deal]>([
    ["whom we invite, where ours has an opportunity", THEIRS, { engagement: [OURS], linked: ["ours"] }],
    ["beside ours, where it is known who we are", THEIRS, { engagement: [OURS], organization: "us" }],
    [
      "who has invited us, where it is known who we are",
      referral("theirs", "partner"),
      { engagement: [OURS], organization: "us" },
    ],
    [
      "who has invited us, where it is not known who we are and ours has an opportunity",
      referral("theirs", "partner"),
      { engagement: [OURS], linked: ["ours"] },
    ],
    [
      "whom Microsoft has invited, and who has invited us",
      referral("theirs", "partner", "msft"),
      { engagement: [OURS], linked: ["ours"] },
    ],
  ])("is that of a partner %s", async (_who, alone, deal) => {
    expect(await judged(alone, deal)).toBe("a partner's");
  });

  it.each<[string, RemoteRecord, Deal]>([
    ["beside a partner's, where it is known who we are", OURS, { engagement: [THEIRS], organization: "us" }],
    ["beside a partner's without an opportunity", OURS, { engagement: [THEIRS] }],
    [
      "beside Microsoft's, whose identifier somebody has typed on an opportunity",
      OURS,
      { engagement: [MICROSOFTS], linked: ["microsofts"] },
    ],
    [
      "beside another one of its own organization",
      OURS,
      { engagement: [referral("twice", "us")], linked: ["twice"] },
    ],
    [
      "of another organization that nobody else is in",
      referral("daughter's", "daughter"),
      { engagement: [], organization: "us" },
    ],
    [
      "of another organization beside a partner's",
      referral("daughter's", "daughter"),
      { engagement: [THEIRS], organization: "us" },
    ],
    [
      "that Microsoft has sent, whose engagement nobody asks for",
      referral("sent", "us", "msft"),
      { engagement: null, organization: "us" },
    ],
    [
      "that we have made, whose engagement nobody asks for",
      referral("made", "us"),
      { engagement: null, organization: "us" },
    ],
    ["that we have made, where it is not known who we are", referral("made", "us"), { engagement: [] }],
  ])("is ours %s", async (_who, alone, deal) => {
    expect(await judged(alone, deal)).toBe("ours");
  });

  it("may be that of a partner where Partner Center does not show its engagement", async () => {
    expect(await judged(THEIRS, { engagement: null })).toBe("unsure");
  });
});
