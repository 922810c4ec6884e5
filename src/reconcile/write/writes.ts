import { viewOf } from "../../mapping/leads.ts";
import { type Field, type Mapping, OWNER_FIELD } from "../../mapping/mapping.ts";
import { currentParts } from "../../mapping/project.ts";
import { isUnusable, type Lookups } from "../../mapping/transforms/transform.ts";
import {
  type Change,
  type ChangeOutcome,
  type Done,
  type FieldChange,
  type Merge,
  NOTHING_DONE,
} from "../../model/plan.ts";
import type {
  LostBase,
  OpportunityWrite,
  PatchOperation,
  ReferralBody,
  ReferralWrite,
} from "../../model/ports.ts";
import type { RemoteRecord, Side, Snapshot } from "../../model/record.ts";
import type { Intent } from "../../model/state.ts";
import { accountColumns } from "../match/accounts.ts";
import { ownerColumns } from "../match/owners.ts";
import { statusMoves } from "../merge/back-and-forth.ts";
import { ownMove } from "../merge/changes.ts";
import { agreedAfter, baseAfter } from "./base-after.ts";
import { foretoldIn, withoutForetold } from "./foretold.ts";
import { whyLost } from "./lost-base.ts";
import { noteOf } from "./note.ts";
import { type Rejection, refusedIn } from "./rejection.ts";
import { sellerColumns, toldAfter } from "./seller-columns.ts";
import { invitation, tied } from "./share-writes.ts";
import { untaken } from "./untaken.ts";

const NONE: ReadonlySet<string> = new Set();

/** Turns planned changes into what the adapters send. */
export class Writes {
  readonly #mapping: Mapping;
  readonly #lookups: Lookups;
  readonly #now: string;

  /** @param now ISO 8601, for the lines that the seller reads. */
  constructor(mapping: Mapping, lookups: Lookups, now: string) {
    this.#mapping = mapping;
    this.#lookups = lookups;
    this.#now = now;
  }

  referral(change: Change, merge: Merge): ReferralWrite {
    return { id: change.link.referral, etag: etagOf(change), operations: this.#operationsOf(change, merge) };
  }

  /** @param before What became of the same pair's referral change, which is made first. */
  post(change: Change, merge: Merge, before: ChangeOutcome | null): ReferralBody {
    if (change.action === "share") return merge.pair.referral.properties;
    const operations = before?.change.action === "update" ? this.#operationsOf(before.change, merge) : [];
    const { share } = this.#mapping;
    return invitation(change, merge, { created: before?.created ?? null, operations, share });
  }

  /** @param intent Id that the base carries, by which a later run recognises this write. */
  opportunity(announced: Change, given: Merge, intent: string, done: Done): OpportunityWrite {
    const [mapping, lookups] = [this.#mapping, this.#lookups];
    const unkept = this.#unkept(given, done.referral);
    const planned = withoutForetold(announced, unkept);
    const created = done.referral?.created;
    const { change, merge } = created
      ? tied(planned, given, { mapping, lookups, created })
      : { change: planned, merge: given };
    const id = change.row?.id ?? change.link.opportunity;
    if (change.action === "note") return noteOf(change, merge, intent);
    if (change.action === "qualify") return { action: "qualify", id };
    if (change.action === "close") return closeOf(change, merge, mapping);
    if (change.row?.table === "account") return accountOf(id, merge, mapping);
    const view = viewOf(mapping, change);
    const columns = {
      ...this.#columnsOf(change, merge, view),
      ...(change.action === "create" || merge.pair.adopts || created !== undefined
        ? { [view.referralIdColumn]: merge.pair.link.referral }
        : {}),
      ...(change.action === "create" ? { ...blanksOf(view, change, lookups), ...originOf(merge) } : {}),
      ...sellerColumns(view, merge, { change, ...done, now: this.#now }),
      [view.baseColumn]: baseAfter(merge, view, { intent, done, unkept }),
    };
    const table = change.row ? { table: change.row.table } : {};
    const { baseColumn } = view;
    if (change.action === "create") return { action: "create", id, columns, baseColumn, ...table };
    return { action: "update", id, etag: etagOf(change), columns, baseColumn, ...table };
  }

  /** What is really written of a change, given what became of the same pair's referral change. */
  asMade(change: Change, merge: Merge, referral: ChangeOutcome | null): Change {
    return withoutForetold(change, this.#unkept(merge, referral));
  }

  /** Whether there is anything to write into the row of a referral that was refused: the row may say so already. */
  mayFollow(change: Change, merge: Merge, refused: ChangeOutcome): boolean {
    const unkept = this.#unkept(merge, refused);
    if (change.action !== "update" || withoutForetold(change, unkept).fields.length > 0) return true;
    const done = { ...NOTHING_DONE, referral: refused };
    const mapping = viewOf(this.#mapping, change);
    if (statusMoves(merge.pair, toldAfter(merge, done), { mapping, isWornOut: () => false })) return true;
    return ownMove(merge.pair, agreedAfter(merge, done, unkept), []);
  }

  /** What Partner Center shows otherwise than it was sent, in the answer to a referral's change. */
  untaken(change: Change, written: RemoteRecord): Snapshot | null {
    return untaken(change, written, { mapping: this.#mapping, lookups: this.#lookups });
  }

  /** The values that a rejection names, where the next run may send the others without them. */
  refused(
    change: Change,
    merge: Merge,
    intent: Intent,
    rejection: Rejection,
  ): Pick<ChangeOutcome, "refused"> {
    const placesOf = (wanted: FieldChange) => this.#placesOf({ ...change, fields: [wanted] }, merge);
    return refusedIn(change, intent, rejection, { merge, mapping: this.#mapping, placesOf });
  }

  /** Why a person has to look at a row that has not kept its base. */
  lostBase(change: Change, found: LostBase): string {
    return whyLost(viewOf(this.#mapping, change), found);
  }

  /** Fields that a referral did not take, of which half a union is none, and those that were to follow from its change. */
  #unkept(merge: Merge, referral: ChangeOutcome | null): ReadonlySet<string> {
    if (referral === null || referral.outcome === "applied") return NONE;
    const sent = new Set(referral.change.fields.map(({ field }) => field));
    return sent.union(foretoldIn(merge, this.#mapping, this.#lookups));
  }

  /** Where a change writes: columns of the row, or paths of the referral. */
  #placesOf(change: Change, merge: Merge): string[] {
    if (change.side === "referral") return this.#operationsOf(change, merge).map(({ path }) => path);
    return Object.keys(this.#columnsOf(change, merge, viewOf(this.#mapping, change)));
  }

  #columnsOf({ fields }: Change, merge: Merge, view: Mapping): Record<string, unknown> {
    const columns = fields.map((wanted) =>
      view.owner && wanted.field === OWNER_FIELD
        ? ownerColumns(wanted.to)
        : this.#write(view, wanted, merge, "opportunity"),
    );
    return Object.assign({}, ...columns);
  }

  #operationsOf({ fields }: Change, merge: Merge): PatchOperation[] {
    return fields.flatMap((wanted) => this.#write(this.#mapping, wanted, merge, "referral"));
  }

  #write<S extends Side>(view: Mapping, wanted: FieldChange, merge: Merge, side: S) {
    const field = view.fields.find(({ name }) => name === wanted.field);
    if (!field) throw new Error(`planned field ${wanted.field} is not in the mapping`);
    const codec: Field["transform"][S] = field.transform[side];
    const written = codec.write(wanted.to, currentParts(field, merge.pair[side], side), this.#lookups);
    if (isUnusable(written))
      throw new Error(`planned field ${wanted.field} cannot be written: ${written.unusable}`);
    return written as Exclude<ReturnType<Field["transform"][S]["write"]>, { unusable: string }>;
  }
}

/** An update never goes without the version that it was decided on. */
function etagOf({ etag, link }: Change): string {
  if (etag === null) throw new Error(`an update of referral ${link.referral} is planned without an etag`);
  return etag;
}

/** Kinds of fields whose columns may have a default: of a choice, and of Yes or No, its maker chooses one. */
const WITH_DEFAULT: readonly Field["kind"][] = ["choice", "yes or no", "latch"];

/**
 * The blanks of a new row are sent where a field goes both ways: what the table gives to new rows by default would pass
 * for its seller's word, and share a private deal with Microsoft for good. A column that is only read, such as that of
 * the decision, is left to the CRM.
 */
function blanksOf({ fields }: Mapping, change: Change, lookups: Lookups): Record<string, unknown> {
  const filled = new Set(change.fields.map(({ field }) => field));
  const blank = fields.filter(
    ({ name, kind, direction }) => direction === "both" && WITH_DEFAULT.includes(kind) && !filled.has(name),
  );
  return Object.assign({}, ...blank.map(({ transform }) => transform.opportunity.write(null, [], lookups)));
}

/** The lead that a new opportunity comes from. */
function originOf({ pair: { lead } }: Merge) {
  return lead ? { "originatingleadid@odata.bind": `/leads(${lead.id})` } : {};
}

function accountOf(id: string, { pair }: Merge, { accounts }: Mapping): OpportunityWrite {
  if (!accounts) throw new Error("an account is planned, but not in the mapping");
  return { action: "create", id, table: "account", columns: accountColumns(accounts, pair.referral) };
}

function closeOf({ link, fields }: Change, { agreed }: Merge, mapping: Mapping): OpportunityWrite {
  const as = fields[0]?.to === "won" ? "won" : "lost";
  const { closingReason, closeReasons } = mapping;
  const reason = closingReason && agreed[closingReason.field];
  const code = as === "lost" && reason ? closingReason.codes.get(reason) : undefined;
  return { action: "close", id: link.opportunity, as, statuscode: code ?? closeReasons[as] };
}
