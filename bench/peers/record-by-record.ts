import { request } from "undici";
import { inParallel } from "../../src/adapters/in-parallel.ts";
import { type ChangedReferral, changedReferrals, signIn, surroundings } from "./referrals.ts";

/** The script that most people write first: for each referral a GET of its row and a PATCH, `--pool` at a time. */
const pool = Number(process.argv[2] ?? "1");
const tokens = await signIn();
const api = `${surroundings.dataverse}/api/data/v9.2/`;
const authorization = `Bearer ${tokens.dataverse}`;

await inParallel(await changedReferrals(tokens.referrals), pool, async (referral) => {
  const row = await find(referral);
  await update(row, referral);
});

async function find({ id }: ChangedReferral): Promise<{ opportunityid: string; etag: string }> {
  const filter = `$select=estimatedvalue&$filter=cosell_referralid eq '${id}'`.replaceAll(" ", "%20");
  const { body } = await request(`${api}opportunities?${filter}`, { headers: { authorization } });
  const { value } = (await body.json()) as { value?: { opportunityid: string; "@odata.etag": string }[] };
  const [row] = value ?? [];
  if (!row) throw new Error(`no row of ${id}`);
  return { opportunityid: row.opportunityid, etag: row["@odata.etag"] };
}

async function update(row: { opportunityid: string; etag: string }, { details }: ChangedReferral) {
  const { statusCode, body } = await request(`${api}opportunities(${row.opportunityid})`, {
    method: "PATCH",
    headers: { authorization, "content-type": "application/json", "if-match": row.etag },
    body: JSON.stringify({ estimatedvalue: details.dealValue }),
  });
  await body.dump();
  if (statusCode >= 300) process.exitCode = 1;
}
