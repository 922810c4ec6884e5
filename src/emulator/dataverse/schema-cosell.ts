import { boolean, type Column, choice, date, memo, type Option, text } from "./column.ts";
import type { AlternateKey } from "./table.ts";

/** The columns that the sync's own solution adds to opportunity and lead; labels as people see them. */
export const COSELL_COLUMNS: readonly Column[] = [
  text("cosell_referralid", 100, { label: "Referral Identifier" }),
  text("cosell_referrallink", 255, { format: "Url", label: "Referral Link" }),
  memo("cosell_base", 1_048_576, { label: "Synchronised values" }),
  boolean("cosell_syncwithpartnercenter", { label: "Sync with Partner Center" }),
  boolean("cosell_visible", { label: "Visible to Microsoft" }),
  choice(
    "cosell_help",
    numbered(727_000_000, [
      "Workload specific value proposition",
      "Customer technical architecture",
      "Proof of concept or demo",
      "Quotes or licensing",
      "Post sales customer success",
      "General or other",
    ]),
    { label: "How can Microsoft help?" },
  ),
  memo("cosell_products", 4000, { label: "Products" }),
  choice("cosell_syncstatus", numbered(727_000_010, ["Synced ✔", "Waiting", "Conflict", "Needs attention"]), {
    label: "Sync status",
  }),
  text("cosell_syncreason", 400, { label: "Sync reason" }),
  memo("cosell_audit", 100_000, { label: "Audit" }),
  text("cosell_microsoftcrmid", 100, { label: "Microsoft CRM Identifier" }),
  text("cosell_microsoftstatus", 400, { label: "Microsoft status" }),
  memo("cosell_microsoftnotes", 4000, { label: "Microsoft notes" }),
  text("cosell_referralstatus", 100, { label: "Referral status" }),
  memo("cosell_team", 10_000, { label: "Co-sell team" }),
  choice("cosell_decision", numbered(727_000_020, ["Accept", "Decline"]), { label: "Decision" }),
  text("cosell_declinereason", 250, { label: "Decline reason" }),
  date("cosell_expireson", { label: "Expires on" }),
  choice(
    "cosell_salesstage",
    numbered(727_000_030, ["Created", "Qualified", "Developed", "Proposed", "Negotiated", "Won"]),
    { label: "Co-sell sales stage" },
  ),
  text("cosell_campaignid", 100, { label: "Campaign" }),
  text("cosell_partnerlocation", 20, { label: "Partner location" }),
  memo("cosell_notestomicrosoft", 2000, { label: "Notes to Microsoft" }),
  text("cosell_referralprogram", 100, { label: "Referral Program" }),
  text("cosell_registrationstatus", 100, { label: "Registration status" }),
];

export const REFERRAL_KEY: AlternateKey = {
  name: "cosell_referralkey",
  label: "Partner Center referral",
  columns: ["cosell_referralid"],
  status: "Active",
};

function numbered(first: number, labels: readonly string[]): Option[] {
  return labels.map((label, index) => ({ value: first + index, label }));
}
