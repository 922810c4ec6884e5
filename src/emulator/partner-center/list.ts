import type { Reply } from "../exchange.ts";
import { invalid, notEmulated } from "./errors.ts";
import { comparable, type Grammar, type Predicate, parseFilter } from "./filter.ts";
import { MICROSOFT, type Referral } from "./referral.ts";

export interface ListSettings extends Grammar {
  readonly pageSize: number;
  readonly nextLink: "odd" | "correct" | "repeating";
  /** Whether Microsoft's referrals are also there where no engagement is asked for. */
  readonly listsMicrosofts: boolean;
}

export interface ListRequest {
  readonly url: URL;
  /** What the caller may see, in no particular order. */
  readonly referrals: readonly Readonly<Referral>[];
  readonly settings: ListSettings;
  /** How one item is shown. */
  readonly show: (referral: Readonly<Referral>) => Record<string, unknown>;
}

/** What a page needs to know of the request; it travels in the skip token, or beside it. */
interface Query {
  readonly filter: string | null;
  readonly orderby: string | null;
  /** How many are still wanted, with `$top`. */
  readonly top: number | null;
  readonly skip: number;
}

const OPTIONS = ["$filter", "$orderby", "$top"];

/**
 * One page of the collection ("Get a list of referrals"). The token remembers an offset, not a position:
 * a referral that is updated while a client pages moves the others across the page boundary.
 */
export function list({ url, referrals, settings, show }: ListRequest): Reply {
  const query = readQuery(url.searchParams, settings.nextLink);
  const found = matching(referrals, query, settings);
  const wanted = Math.min(settings.pageSize, query.top ?? Number.POSITIVE_INFINITY);
  const page = found.slice(query.skip, query.skip + wanted);
  const rest: Query = {
    ...query,
    skip: query.skip + page.length,
    top: query.top === null ? null : query.top - page.length,
  };
  const more = rest.skip < found.length && rest.top !== 0;
  return {
    status: 200,
    body: {
      "@odata.context": `http://${url.host}/v1.0/$metadata#Referrals`,
      "@odata.count": page.length,
      value: page.map(show),
      ...(more ? { "@odata.nextLink": nextLink(url, rest, settings.nextLink) } : {}),
    },
  };
}

function readQuery(parameters: URLSearchParams, form: ListSettings["nextLink"]): Query {
  const token = parameters.get("$skiptoken");
  if (token !== null && form !== "repeating") {
    if (parameters.size > 1) throw invalid("$skiptoken stands alone.");
    return readToken(token);
  }
  if (parameters.has("$select")) throw notEmulated("$select");
  for (const name of parameters.keys()) {
    if (![...OPTIONS, "$skiptoken"].includes(name))
      throw invalid(`The query parameter '${name}' is not supported.`);
  }
  return {
    filter: parameters.get("$filter"),
    orderby: parameters.get("$orderby"),
    top: readTop(parameters.get("$top")),
    skip: token === null ? 0 : readToken(token).skip,
  };
}

function readTop(text: string | null): number | null {
  if (text === null) return null;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw invalid("$top must be a positive number.");
  return Number(text);
}

function readToken(token: string): Query {
  try {
    return JSON.parse(Buffer.from(token, "base64").toString("utf8")) as Query;
  } catch {
    throw invalid("The skip token is not valid.");
  }
}

/** The odd form is the one on Microsoft's page: plain HTTP, and a path that leads nowhere. */
function nextLink(url: URL, rest: Query, form: ListSettings["nextLink"]): string {
  const { skip, ...asked } = rest;
  const base = form === "odd" ? `http://${url.host}/v1.0/referrals` : `${url.origin}${url.pathname}`;
  if (form !== "repeating") return `${base}?$skiptoken=${tokenOf(rest)}`;
  const options = Object.entries(asked).filter(([, value]) => value !== null);
  // With blanks as they are, as in the queries of Microsoft's samples.
  const repeated = options.map(([name, value]) => `$${name}=${value}`.replaceAll("&", "%26"));
  return `${base}?${[...repeated, `$skiptoken=${tokenOf({ skip })}`].join("&")}`;
}

function tokenOf(position: Partial<Query>): string {
  return encodeURIComponent(Buffer.from(JSON.stringify(position)).toString("base64"));
}

type Referrals = readonly Readonly<Referral>[];

/** Results over the same referrals: a further page of a long list costs no new sorting. */
const results = new WeakMap<Referrals, Map<string, Referrals>>();

function matching(referrals: Referrals, { filter, orderby }: Query, settings: ListSettings): Referrals {
  const known = results.get(referrals) ?? new Map<string, Referrals>();
  results.set(referrals, known);
  const { updatedFilter, engagementFilter, listsMicrosofts } = settings;
  const query = JSON.stringify([filter, orderby, updatedFilter, engagementFilter, listsMicrosofts]);
  const before = known.get(query);
  if (before) return before;
  const matches: Predicate = filter === null ? () => true : parseFilter(filter, settings);
  const isShown: Predicate =
    listsMicrosofts || filter?.includes("engagementId")
      ? () => true
      : ({ organizationId }) => organizationId !== MICROSOFT.id;
  const found = sorted(
    referrals.filter((referral) => isShown(referral) && matches(referral)),
    orderby,
  );
  known.set(query, found);
  return found;
}

/** Without `$orderby` the order is undocumented: by id, which helps nobody. */
function sorted(referrals: Referrals, orderby: string | null): Referrals {
  const { keyOf, sign } = orderby === null ? { keyOf: idOf, sign: 1 } : readOrder(orderby);
  return referrals
    .map((referral) => ({ referral, key: keyOf(referral) }))
    .sort((one, other) => sign * compare(one.key, other.key))
    .map(({ referral }) => referral);
}

function idOf({ id }: Readonly<Referral>): string {
  return id;
}

function readOrder(orderby: string): { keyOf: (referral: Readonly<Referral>) => string; sign: number } {
  const match = /^(createdDateTime|updatedDateTime)(?: +(asc|desc))?$/.exec(orderby.trim());
  if (!match) throw invalid(`$orderby: ${orderby}`);
  const property = match[1] as "createdDateTime" | "updatedDateTime";
  return { keyOf: (referral) => comparable(referral[property]), sign: match[2] === "desc" ? -1 : 1 };
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
