import { openStickyComments } from "../adapters/github/comments.ts";
import type { PullRequest } from "../adapters/github/event.ts";
import { openFilesInForce } from "../adapters/github/files.ts";
import { type Candidate, type Review, review } from "../commands/review.ts";
import { CosellError, describeError, type Problem, ServiceError, troubleOf } from "../errors.ts";
import type { Inputs } from "../inputs/inputs.ts";
import { unknownNames } from "../mapping/check/referral-names.ts";
import { compileMapping } from "../mapping/compile.ts";
import { type PlacedDocument, readPlaced } from "../mapping/load.ts";
import { loosened } from "../mapping/loosened.ts";
import { type Mapping, nameOf } from "../mapping/mapping.ts";
import { placesOf } from "../mapping/places.ts";
import type { Finding } from "../mapping/schema/finding.ts";
import type { MappingDocument } from "../mapping/schema/schema.ts";
import { withhold } from "../mapping/withhold.ts";
import { fingerprints } from "../reconcile/record/fingerprint.ts";
import { failureComment, markerOf, reviewComment } from "../report/comment.ts";
import type { ReviewReportOptions, ReviewSubject } from "../report/review.ts";
import { effectText } from "../report/review-notices.ts";
import { connected, fingerprintKey } from "./connect.ts";
import { mappingInForce } from "./in-force.ts";
import { mappingPlace } from "./tools.ts";
import type { World } from "./world.ts";

export interface PullRequestReview {
  readonly review: Review;
  readonly report: ReviewReportOptions;
  /** What each field of the mapping does now, at its line. */
  readonly notices: readonly Problem[];
  /** Why the pull request has no comment, or `null` when it has one. The job summary has the report in any case. */
  readonly uncommented: string | null;
}

/** Wires the adapters to `review`, for the mapping that a pull request proposes, and comments on it. */
export async function reviewPullRequest(world: World, pullRequest: PullRequest): Promise<PullRequestReview> {
  try {
    return await reviewIt(world, pullRequest);
  } catch (error) {
    // An earlier plan would go on standing there as if it were the one of this mapping.
    if (error instanceof CosellError) {
      const body = failureComment(subjectOf(world.inputs), describeError(error));
      await comment(world, pullRequest, body);
    }
    throw error;
  }
}

async function reviewIt(world: World, pullRequest: PullRequest): Promise<PullRequestReview> {
  const { inputs } = world;
  const place = mappingPlace(inputs);
  const { document: proposed, problem } = readPlaced(await world.text, place);
  const files = openFilesInForce(access(world), pullRequest);
  const before = await mappingInForce(inputs, place, files);
  const apart = before.alone ?? otherIdentifier(proposed, before.document);
  const allowed = withhold(proposed, before.document);
  const inForce = apart === null ? before.document : null;
  const documents = { proposed, allowed, inForce };
  const { found, missing, isCompared } = await comparedIn(world, { document: proposed, problem }, documents);
  const isSame =
    inForce !== null && compileMapping(inForce, place).digest === compileMapping(proposed, place).digest;
  const alone = apart ?? (inForce && !isCompared ? LOST_BY_THE_CRM : null) ?? (isSame ? THE_SAME : null);
  const report = {
    subject: subjectOf(inputs),
    mappingFile: nameOf(place),
    visible: compileMapping(allowed, place).visible,
    alone,
    onTop: onTopOf(pullRequest),
    news: newFields(proposed, before.document),
    doubts: newDoubts(proposed, before.document).map(problem),
    crm: inputs.dataverse.url,
  };
  const body = reviewComment(found, report, found.receipt);
  const uncommented = await comment(world, pullRequest, body);
  const notices = [...missing, ...noticesOf(problem, proposed, found)];
  return { review: found, report, notices, uncommented };
}

function onTopOf({ into, defaultBranch }: PullRequest): ReviewReportOptions["onTop"] {
  return into === defaultBranch ? null : { into, inForce: defaultBranch };
}

/** The mappings of a review, as far as they stand in their files. */
interface Documents {
  readonly proposed: MappingDocument;
  /** What is proposed, and shows no more than may be shown. */
  readonly allowed: MappingDocument;
  /** `null` when there is nothing to compare with. */
  readonly inForce: MappingDocument | null;
}

interface Compared {
  readonly found: Review;
  readonly missing: readonly Problem[];
  readonly isCompared: boolean;
}

const LOST_BY_THE_CRM =
  "The mapping in force names what the CRM does not have, so no sync runs with it, and there is nothing to compare with. What follows is all that the proposed one does.";

const THE_SAME =
  "The mapping means the same as the one in force. Other files of the pull request are not looked at here.";

/** Without the mapping in force, where the CRM refuses what only that one reads: then the change is there to fix it. */
async function comparedIn(world: World, placed: PlacedDocument, documents: Documents): Promise<Compared> {
  try {
    return await readFor(world, placed, documents);
  } catch (error) {
    const isRefused = error instanceof ServiceError && error.status === 400;
    if (!isRefused || documents.inForce === null) throw error;
    return readFor(world, placed, { ...documents, inForce: null });
  }
}

function readFor(world: World, placed: PlacedDocument, documents: Documents): Promise<Compared> {
  const { inputs } = world;
  const { proposed, allowed, inForce } = documents;
  const place = mappingPlace(inputs);
  const compile = (leftOut: readonly string[]) => {
    const other = inForce && compileMapping(inForce, place, leftOut);
    return withColumnsOf(compileMapping(proposed, place, leftOut), other);
  };
  return connected(world, { ...placed, compile }, async (options, ports, schema) => {
    const candidate = (document: MappingDocument): Candidate => {
      const mapping = compileMapping(document, place, schema.leftOut);
      return { mapping, fingerprint: fingerprints(mapping, fingerprintKey(inputs)) };
    };
    const { mapping } = candidate(proposed);
    const others = { before: inForce && candidate(inForce), shown: candidate(allowed) };
    const found = await review({ ...options, mapping, ...others }, ports);
    return { found, missing: await schema.leftOutAt(), isCompared: inForce !== null };
  });
}

function otherIdentifier(proposed: MappingDocument, before: MappingDocument | null): string | null {
  const column = "referral identifier";
  const leads = [proposed.leads, before?.leads].flatMap((one) => (one ? [one.columns[column]] : []));
  const isSame = before?.columns[column] === proposed.columns[column] && new Set(leads).size < 2;
  if (!before || isSame) return null;
  return "The column of the referral identifier changes, so every deal is looked for anew, and there is nothing to compare with. What follows is all that the proposed mapping does.";
}

/** Fields that begin anew: the mapping in force has none of that name, or reads them elsewhere or in another way. */
function newFields({ fields }: MappingDocument, before: MappingDocument | null): Map<string, string> {
  const { tags } = placesOf(fields);
  const known = placesOf(before?.fields ?? {}).tags;
  const added = Object.entries(fields).filter(([name]) => tags.get(name) !== known.get(name));
  return new Map(added.map(([name, { adopt }]) => [name, adopt]));
}

/** What the mapping in force, which somebody has agreed to, does not have: less safety, and names that may be mistyped. */
function newDoubts(proposed: MappingDocument, before: MappingDocument | null): Finding[] {
  const known = new Set((before ? unknownNames(before) : []).map(({ message }) => message));
  const names = unknownNames(proposed).filter(({ message }) => !known.has(message));
  return [...(before ? loosened(proposed, before) : []), ...names];
}

/** One read has to bring what either of the two needs. */
function withColumnsOf(mapping: Mapping, other: Mapping | null): Mapping {
  if (!other) return mapping;
  const union = (one: Mapping, two: Mapping | undefined) =>
    [...new Set([...one.columns, ...(two?.columns ?? [])])].sort();
  const leads = mapping.leads ?? other.leads;
  const rows = leads && { ...leads.rows, columns: union(leads.rows, other.leads?.rows) };
  return { ...mapping, columns: union(mapping, other), leads: leads && rows && { ...leads, rows } };
}

function noticesOf(
  problem: PlacedDocument["problem"],
  { leads, fields, accounts }: MappingDocument,
  { comparison }: Review,
): Problem[] {
  const pathOf = (field: string) => {
    if (Object.hasOwn(fields, field)) return ["fields", field];
    if (leads && Object.hasOwn(leads.fields, field)) return ["leads", "fields", field];
    return accounts ? ["accounts"] : ["fields", field];
  };
  return [...effectText(comparison)].map(([field, message]) => problem({ path: pathOf(field), message }));
}

function subjectOf(inputs: Inputs): ReviewSubject {
  const { connection } = inputs;
  return connection ? { connection: connection.name } : { mappingFile: nameOf(mappingPlace(inputs)) };
}

/** The reason why there is no comment, or `null`. Nothing of the plan depends on it. */
function comment(world: World, { number }: PullRequest, body: string): Promise<string | null> {
  const comments = openStickyComments(access(world));
  return comments.put(number, markerOf(subjectOf(world.inputs)), body).then(() => null, troubleOf);
}

function access({ inputs: { state }, http }: World) {
  if (!("directory" in state)) return { http, ...state };
  throw new Error("a pull request is reviewed on a runner, where the state is on GitHub");
}
