import { DynamicsWebApi } from "dynamics-web-api";
import { inParallel } from "../../src/adapters/in-parallel.ts";
import { type ChangedReferral, changedReferrals, signIn, surroundings } from "./referrals.ts";

/** The most used Web API library for JavaScript: `pool` (52 at a time) or `batch` (100 to a batch). */
const tokens = await signIn();
const api = new DynamicsWebApi({
  serverUrl: surroundings.dataverse,
  dataApi: { version: "9.2" },
  onTokenRefresh: async () => tokens.dataverse,
});
const changed = await changedReferrals(tokens.referrals);
if (process.argv[2] === "batch") await inBatches(changed, 100);
else await inParallel(changed, 52, async (referral) => update(await find(referral), referral));

interface Row {
  readonly opportunityid: string;
}

function query({ id }: ChangedReferral) {
  return {
    collection: "opportunities",
    select: ["estimatedvalue"],
    filter: `cosell_referralid eq '${id}'`,
  };
}

async function find(referral: ChangedReferral): Promise<Row> {
  const { value } = await api.retrieveMultiple<Row>(query(referral));
  return rowOf(value, referral);
}

function rowOf(rows: readonly Row[] | undefined, { id }: ChangedReferral): Row {
  const [row] = rows ?? [];
  if (!row) throw new Error(`no row of ${id}`);
  return row;
}

function update({ opportunityid: key }: Row, { details }: ChangedReferral): Promise<unknown> {
  return api.update({ collection: "opportunities", key, data: { estimatedvalue: details.dealValue } });
}

async function inBatches(all: readonly ChangedReferral[], size: number): Promise<void> {
  for (let start = 0; start < all.length; start += size) {
    const some = all.slice(start, start + size);
    api.startBatch();
    for (const referral of some) void api.retrieveMultiple<Row>(query(referral));
    const found = (await api.executeBatch()) as { value: Row[] }[];
    api.startBatch();
    for (const [place, referral] of some.entries())
      void update(rowOf(found[place]?.value, referral), referral);
    await api.executeBatch();
  }
}
