import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../src/emulator/index.ts";
import { present } from "../src/emulator/partner-center/present.ts";
import { loadMapping } from "../src/mapping/load.ts";
import { PROFILE } from "./profile.ts";

const FILE = "mappings/dynamics-365.yml";
const ROWS = 500;

/** A page of each listing, as JSON. */
export interface Sample {
  readonly referrals: string;
  readonly rows: string;
}

/** Pages as they are answered: rows with the columns that are asked for, the empty ones included. */
export function sampleOf({ partnerCenter, dataverse, urls }: Emulator): Sample {
  const { columns } = loadMapping(readFileSync(join(import.meta.dirname, "..", FILE), "utf8"), FILE);
  const select = [...new Set(["opportunityid", "modifiedon", ...columns])].sort();
  const referrals = partnerCenter
    .list()
    .slice(0, PROFILE.referralsAtOnce)
    .map((referral) => present(referral, new URL(urls.partnerCenter)));
  const rows = dataverse
    .rows("opportunity")
    .slice(0, ROWS)
    .map((row) => ({
      "@odata.etag": `W/"${String(row.versionnumber)}"`,
      ...Object.fromEntries(select.map((column) => [column, row[column] ?? null])),
    }));
  return { referrals: JSON.stringify({ value: referrals }), rows: JSON.stringify({ value: rows }) };
}
