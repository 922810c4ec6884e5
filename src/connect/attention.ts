import { type Issue, openStickyIssues, type StickyIssues } from "../adapters/github/issues.ts";
import {
  BegunError,
  CosellError,
  LostAnswerError,
  ServiceError,
  troubleOf,
  UnreachableError,
} from "../errors.ts";
import type { RunResult } from "../model/result.ts";
import {
  type Attention,
  dealsAttention,
  failureAttention,
  keysIn,
  settledBody,
} from "../report/attention.ts";
import type { World } from "./world.ts";

/** What a sync has come to: its result, or what ended it. */
type Ended = PromiseSettledResult<{ readonly result: RunResult; readonly refused: CosellError | null }>;

/**
 * Opens, keeps and closes the issues that say what needs a person: one of the deals, one of syncs that fail.
 *
 * @returns Why that could not be done, or `null`. Nothing of a sync depends on it.
 */
export async function tellAttention(world: World, ended: Ended): Promise<string | null> {
  const { inputs, http, clock } = world;
  const { state } = inputs;
  if ("directory" in state) return null;
  const place = { branch: state.branch, crm: inputs.dataverse.url, now: clock.now().toISOString() };
  const failure = failureIn(ended, world);
  const attentions = [
    ...(ended.status === "fulfilled" ? [dealsAttention(ended.value.result, place)] : []),
    ...(failure === undefined ? [] : [failureAttention(failure, state.branch)]),
  ];
  // Of a run that tells nothing GitHub is asked nothing.
  if (attentions.length === 0) return null;
  try {
    const issues = openStickyIssues({ http, ...state });
    const latest = await issues.latest(attentions.map(({ marker }) => marker));
    for (const one of attentions) await bring(issues, one, latest.get(one.marker) ?? null);
    return null;
  } catch (error) {
    return `The issue that says what needs a person could not be kept up to date. ${troubleOf(error)}`;
  }
}

/**
 * What keeps syncs from getting through, in words; `null` when nothing does, and `undefined` where the next run may know: a service
 * that cannot be reached for a while is nobody's to fix. Whoever starts a run by hand sees what becomes of it.
 */
function failureIn(ended: Ended, { origin }: World): string | null | undefined {
  const error: unknown = ended.status === "rejected" ? ended.reason : ended.value.refused;
  if (error === null) return null;
  const isWatched = origin.event === undefined || (origin.event === "workflow_dispatch" && !origin.webhook);
  if (isWatched || !(error instanceof CosellError) || passesByItself(error)) return undefined;
  return `${error.message}\n${error.fix}`;
}

function passesByItself(error: unknown): boolean {
  if (error instanceof BegunError) return passesByItself(error.cause);
  if (error instanceof ServiceError) return error.status >= 500 || error.status === 429;
  return error instanceof UnreachableError || error instanceof LostAnswerError;
}

/** Closed by hand, an issue stays closed until there is news: then there is another one, of which GitHub tells everybody. */
async function bring(issues: StickyIssues, attention: Attention, latest: Issue | null): Promise<void> {
  const { title, body, keys } = attention;
  const known = keysIn(latest?.body ?? "");
  const news = new Set(keys.filter((key) => !known.has(key)));
  if (news.size > 0 && !latest?.isOpen) return issues.open({ title, body });
  if (latest === null) return;
  // First of all, as only this is told to anybody.
  if (news.size > 0) await issues.comment(latest.number, attention.news(news));
  const wanted = keys.length > 0 ? { title, body } : { title: latest.title, body: settledBody(attention) };
  const isOpen = latest.isOpen && keys.length > 0;
  const isSame = latest.body.trim() === wanted.body.trim() && latest.isOpen === isOpen;
  if (!isSame) await issues.edit({ number: latest.number, ...wanted, isOpen });
}
