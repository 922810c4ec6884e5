/**
 * Names that git takes for a branch (git-check-ref-format), of letters, digits and `_.-/`. What git refuses would only
 * be seen when a run commits, and look like a branch that another run has moved. One that begins with `refs/` git takes,
 * and makes a branch of which nobody who means the other one finds anything.
 */
export const BRANCH_NAME = /^(?!-|refs\/)(?!.*(?:\.\.|\.lock(?:\/|$)|\.$|\/\.))(?!\.)[\w.-]+(\/[\w.-]+)*$/;

export const NO_BRANCH =
  "is not a branch name: letters from a to z and digits, with . _ - and / between them, and no refs/heads/ before it";

/** Part of a pattern: an identifier as Microsoft writes them. */
export const GUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

/** Nor `common` or `organizations`: an application signs in to a tenant. */
export const TENANT_NAME = new RegExp(String.raw`^(?:${GUID}|[^\s/:@.]+(?:\.[^\s/:@.]+)+)$`);
export const NO_TENANT = "is neither a GUID nor a domain such as contoso.onmicrosoft.com";
