import type { Connection, Sharing } from "../model/connections.ts";

/** Which Partner Center account it is, as far as it can be told by what is written; see `crmOf`. */
export function accountOf(connection: Connection): string {
  return connection["tenant-id"]?.toLowerCase() ?? variableOf(connection);
}

export function crmOf(connection: Connection): string {
  const url = connection["dataverse-url"];
  return url === undefined ? variableOf(connection) : new URL(url).host;
}

/** What is not given comes from the environment, whose name GitHub compares without upper and lower case. */
function variableOf({ environment }: Connection): string {
  return `variable of ${environment.toLowerCase()}`;
}

/**
 * Connections that have one account, or one CRM, with nothing in their mappings that says whose a deal is.
 *
 * @param isScoped Whether the mapping of a connection has a scope on that side.
 */
export function sharingIn(
  connections: readonly Connection[],
  isScoped: (connection: Connection, side: "referrals" | "opportunities") => boolean,
): Sharing[] {
  const groups = (what: Sharing["what"], keyOf: (one: Connection) => string) =>
    [...Map.groupBy(connections, keyOf).values()]
      .filter((group) => group.length > 1)
      .filter(
        (group) => !group.every((one) => isScoped(one, what === "account" ? "referrals" : "opportunities")),
      )
      .map((group) => ({ what, names: group.map(({ name }) => name) }));
  return [...groups("account", accountOf), ...groups("CRM", crmOf)];
}
