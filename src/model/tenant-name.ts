/** Part of a pattern: an identifier as Microsoft writes them. */
export const GUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

/** How a tenant may be called. Nor `common` or `organizations`: an application signs in to a tenant. */
export const TENANT_NAME = new RegExp(String.raw`^(?:${GUID}|[^\s/:@.]+(?:\.[^\s/:@.]+)+)$`);
export const NO_TENANT = "is neither a GUID nor a domain such as contoso.onmicrosoft.com";
