import { setImmediate } from "node:timers/promises";
import type { RunOptions } from "../../../src/commands/load.ts";
import { makePlan, type Planned } from "../../../src/commands/planning.ts";
import type { ReadPorts } from "../../../src/commands/ports.ts";
import type { Mapping } from "../../../src/mapping/mapping.ts";
import type { Plan } from "../../../src/model/plan.ts";
import type { RemoteRecord } from "../../../src/model/record.ts";
import type { SyncState } from "../../../src/model/state.ts";
import { EMPTY_STATE } from "../../../src/reconcile/checkpoint/state.ts";
import { identifierOf, match } from "../../../src/reconcile/match/match.ts";
import { sayClosedApart } from "../../../src/reconcile/merge/closed-apart.ts";
import { mergePair } from "../../../src/reconcile/merge/merge.ts";
import { toPlan } from "../../../src/reconcile/plan/plan.ts";
import type { Parties } from "../../../src/reconcile/share/referral-body.ts";
import { LOOKUPS, NOW, ORDINARY } from "../../reconcile/world.ts";

/** What the two systems hold, in the pages in which they list it. */
export interface Sides {
  readonly referrals: readonly (readonly RemoteRecord[])[];
  readonly rows: readonly (readonly RemoteRecord[])[];
  /** Referrals of Microsoft's that are not listed, and found by their engagement only. */
  readonly unlisted?: readonly RemoteRecord[];
  /** What no listing shows, and what is found by its id. */
  readonly unchanged?: readonly RemoteRecord[];
  /** Whether the listing of rows is one of what changed. */
  readonly delta?: boolean;
  readonly leads?: readonly RemoteRecord[];
  readonly organization?: string;
  /** Whether the list shows not even referrals that are too old to be handed over. */
  readonly isEmpty?: boolean;
  /** Of the CRM. */
  readonly users?: readonly RemoteRecord[];
  /** Whom each opportunity is about. */
  readonly parties?: Parties;
  /** Whether Partner Center shows no engagement. */
  readonly unseen?: boolean;
  /** What `get` shows of a referral that the listing has an older version of. */
  readonly fresh?: ReadonlyMap<string, RemoteRecord>;
  /** Whether the rows are handed over before the referrals, or after them, or in turns. */
  readonly order?: "rows first" | "referrals first" | "in turns";
  /** Rows begin to come when so many pages of referrals are there. */
  readonly rowsAfter?: number;
}

export interface Swept {
  readonly planned: Planned;
  /** Ids that were asked for one by one or in batches, though everything is listed. */
  readonly asked: { readonly referrals: string[]; readonly rows: string[]; readonly engagements: string[] };
  /** Pages of referrals that were handed over before the rows had ended. */
  readonly early: number;
}

/** After a run a moment ago, so that listings show only what changed since. */
export function justRead({ digest }: Mapping, more: Partial<SyncState> = {}): SyncState {
  const read = { referrals: { since: NOW, seen: {} }, opportunities: { delta: "/delta", readAt: NOW } };
  return { ...EMPTY_STATE, mapping: digest, ...read, sweptAt: NOW, ...more };
}

/** The plan of a run that reads everything. */
export function sweep(
  mapping: Mapping,
  sides: Sides,
  state: SyncState = EMPTY_STATE,
  mostDeals = 50_000,
): Promise<Swept> {
  return planOf(mapping, sides, state, { mostDeals });
}

/** The plan of any run. */
export async function planOf(
  mapping: Mapping,
  sides: Sides,
  state: SyncState,
  options: Partial<RunOptions> = {},
): Promise<Swept> {
  const asked: Swept["asked"] = { referrals: [], rows: [], engagements: [] };
  const handed = { referrals: 0, early: 0 };
  const ports = portsOf(mapping, sides, { asked, handed });
  const loaded = { state, head: null, registrationFile: undefined, waitingFiles: {} };
  const planned = await makePlan(ports, loaded, { ...optionsOf(mapping), ...options });
  return { planned, asked, early: handed.early };
}

/** The plan that comes of merging every record there is. */
export function exhaustive(mapping: Mapping, { referrals, rows }: Sides): Plan {
  const all = referrals.flat();
  const microsofts = new Map(
    all.filter(isMicrosofts).map((one) => [one.properties.engagementId, one.properties]),
  );
  const ours = all
    .filter((one) => !isMicrosofts(one))
    .map((referral) => {
      const microsoft = microsofts.get(referral.properties.engagementId);
      return microsoft ? { ...referral, properties: { ...referral.properties, microsoft } } : referral;
    });
  const { pairs, questions } = match(mapping, ours, rows.flat());
  const merges = pairs.map((pair) => mergePair(pair, { ...ORDINARY, mapping }));
  return toPlan(sayClosedApart(merges, { waiting: [], mapping, lookups: LOOKUPS }), questions);
}

function isMicrosofts({ properties }: RemoteRecord): boolean {
  return properties.organizationId === "msft";
}

interface Notes {
  readonly asked: Swept["asked"];
  readonly handed: { referrals: number; early: number };
}

/** Ports that show these two sides. */
export function portsOf(
  mapping: Mapping,
  sides: Sides,
  { asked, handed }: Notes = {
    asked: { referrals: [], rows: [], engagements: [] },
    handed: { referrals: 0, early: 0 },
  },
): ReadPorts {
  const { fresh = new Map<string, RemoteRecord>(), order = "in turns", rowsAfter = 0, unlisted = [] } = sides;
  const { unchanged = [], delta = false, leads = [], organization = null, isEmpty = false } = sides;
  const referrals = [...sides.referrals.flat(), ...unchanged.filter(({ side }) => side === "referral")];
  const rows = [...sides.rows.flat(), ...unchanged.filter(({ side }) => side === "opportunity")];
  const [listing, other] = [gate(), gate()];
  const find = (id: string) => fresh.get(id) ?? referrals.find((one) => one.id === id) ?? null;
  const rowsWith = (idOf: (row: RemoteRecord) => string | null) => async (ids: readonly string[]) => {
    asked.rows.push(...ids);
    return rows.filter((row) => ids.includes(idOf(row) ?? ""));
  };
  return {
    clock: { now: () => new Date(NOW), sleep: async () => {} },
    progress: () => {},
    requests: { "partner-center": 0, dataverse: 0, "sign-in": 0, github: 0 },
    state: { read: async () => ({ head: null, files: {} }) },
    referrals: {
      async readChanged(_since, onPage) {
        if (order === "rows first") await other.opened;
        for (const page of sides.referrals) {
          handed.referrals += 1;
          if (handed.referrals === rowsAfter) listing.open();
          await onPage(page);
        }
        listing.open();
        return { readAt: NOW, unusable: [], organization, isEmpty };
      },
      async fresh(ids) {
        asked.referrals.push(...ids);
        return ids.map(find).filter((one) => one !== null);
      },
      async byIds(ids) {
        asked.referrals.push(...ids);
        return ids.map(find).filter((one) => one !== null);
      },
      async ofEngagements(ids) {
        asked.engagements.push(...ids);
        // Others go on meanwhile, as they do with an answer that takes its time.
        await setImmediate();
        if (sides.unseen) return new Map();
        const all = [...referrals, ...unlisted];
        return new Map(ids.map((id) => [id, all.filter(({ properties }) => properties.engagementId === id)]));
      },
    },
    opportunities: {
      async readChanged(_cursor, onPage) {
        if (order === "referrals first" || rowsAfter > 0) await listing.opened;
        for (const page of sides.rows) await onPage(page);
        handed.early = handed.referrals;
        other.open();
        return { cursor: { delta: "/delta", readAt: NOW }, full: !delta };
      },
      byReferralIds: rowsWith((row) => identifierOf(mapping, row)),
      byIds: rowsWith((row) => row.id),
      amounts: async () => ({ currencies: LOOKUPS.currencies, places: new Map() }),
      unlinked: async () => [],
      existingNotes: async () => [],
      accounts: async () => [],
      users: async () => [...(sides.users ?? [])],
      businessUnit: async () => "",
      leads: async (ids) =>
        leads.filter((lead) => ids.includes(identifierOf(mapping.leads?.rows ?? mapping, lead) ?? "")),
      leadsByIds: async (ids) => leads.filter(({ id }) => ids.includes(id)),
      parties: async ({ table }) => {
        const { account, contact, owner } = sides.parties ?? {};
        const found = { account, contact, systemuser: owner }[table];
        return found ? [found] : [];
      },
    },
  };
}

function gate() {
  const { promise: opened, resolve: open } = Promise.withResolvers<void>();
  return { opened, open };
}

export function optionsOf(mapping: Mapping): RunOptions {
  return {
    run: "run",
    mapping,
    fingerprint: () => null,
    keyed: (text) => text,
    origin: {},
    portion: 5000,
    mostDeals: 50_000,
    branch: "state",
    systems: {},
    limits: { maxChanges: 1000, maxChangeShare: 1, expectedDigest: null },
    referralId: null,
    approve: null,
    resolutions: new Map(),
    changedReferrals: [],
  };
}
