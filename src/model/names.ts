/**
 * Names that git takes for a branch (git-check-ref-format), of letters, digits and `_.-/`. What git refuses would only
 * be seen when a run commits, and look like a branch that another run has moved.
 */
export const BRANCH_NAME = /^(?!-)(?!.*(?:\.\.|\.lock(?:\/|$)|\.$|\/\.))(?!\.)[\w.-]+(\/[\w.-]+)*$/;

/** Part of a pattern: an identifier as Microsoft writes them. */
export const GUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

/** Nor `common` or `organizations`: an application signs in to a tenant. */
export const TENANT_NAME = new RegExp(String.raw`^(?:${GUID}|[^\s/:@.]+(?:\.[^\s/:@.]+)+)$`);
export const NO_TENANT = "is neither a GUID nor a domain such as contoso.onmicrosoft.com";
