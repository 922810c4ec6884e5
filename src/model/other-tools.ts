/** Whether a referral says that another tool has written it, such as Microsoft's connector. */
export function isMarked({
  lastModifiedVia: via,
  lastRunId: run,
}: Readonly<Record<string, unknown>>): boolean {
  return [via, run].some((mark) => typeof mark === "string" && mark.trim() !== "");
}
