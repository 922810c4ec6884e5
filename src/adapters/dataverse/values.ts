/**
 * The `PropertyValues` of Dataverse's `In`, as they stand in a URL. Its reader looks for the end of the list before it reads
 * the JSON: an apostrophe or a bracket within a text would be refused as "an unbalanced bracket expression" (OData/odata.net,
 * issue 764; Dataverse's page on open types knows it, too).
 */
export function listOfTexts(values: readonly string[]): string {
  return encodeURIComponent(`[${values.map(escaped).join(",")}]`);
}

function escaped(value: string): string {
  return JSON.stringify(value).replace(
    /['[\]]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
