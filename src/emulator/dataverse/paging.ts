import type { ApiRequest, Emulation } from "./emulation.ts";
import { syntaxFault } from "./errors.ts";
import { queryWithout } from "./query-options.ts";

/** Where the next page begins; callers see it only as an opaque `$skiptoken`. */
export interface Cookie<Place> {
  readonly page: number;
  readonly tracking: boolean;
  readonly place: Place;
}

const COOKIE = /^<cookie pagenumber="(\d+)" pagingcookie="([^"]*)" istracking="(True|False)" \/>$/;

export function pageSizeOf(emulation: Emulation, request: ApiRequest): number {
  const { pageSize } = emulation.settings;
  return Math.min(request.preferences.maxPageSize ?? pageSize, pageSize);
}

/** The request's own URL with a token that leads on from here. */
export function linkTo<Place>(request: ApiRequest, cookie: Cookie<Place>): string {
  const inner = encodeURIComponent(encodeURIComponent(JSON.stringify(cookie.place)));
  const tracking = cookie.tracking ? "True" : "False";
  const token = `<cookie pagenumber="${cookie.page}" pagingcookie="${inner}" istracking="${tracking}" />`;
  return linkWith(request, "$skiptoken", encodeURIComponent(token));
}

/** @param token as it stands in a URL, that is, escaped. */
export function linkWith(request: ApiRequest, option: "$skiptoken" | "$deltatoken", token: string): string {
  const dropped = option === "$skiptoken" ? ["$skiptoken"] : ["$skiptoken", "$deltatoken"];
  const query = queryWithout(request.url, dropped);
  return `${request.url.origin}${request.url.pathname}?${query}${query === "" ? "" : "&"}${option}=${token}`;
}

/** @throws DataverseFault 400 for a token that this service did not give out. */
export function readCookie<Place>(token: string): Cookie<Place> {
  const match = COOKIE.exec(token);
  if (match === null) throw malformed();
  const [, page = "", inner = "", tracking] = match;
  try {
    const place: Place = JSON.parse(decodeURIComponent(decodeURIComponent(inner)));
    return { page: Number(page), tracking: tracking === "True", place };
  } catch {
    throw malformed();
  }
}

function malformed() {
  return syntaxFault("Malformed XML in the paging cookie of $skiptoken.");
}
