/**
 * What the Web API says when it refuses: status, code and text as documented or captured. Where the status of a
 * code is not documented it is 400, and callers do well to go by the code.
 */
export class DataverseFault extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "DataverseFault";
    this.status = status;
    this.code = code;
  }
}

const HELP =
  "For more information on this error please follow this help link https://go.microsoft.com/fwlink/?linkid=2195293";

/** Bad JSON, an unknown property, a value of the wrong type: what the OData reader stumbles over. */
export function payloadFault(set: string, inner: string): DataverseFault {
  const message = `Error identified in Payload provided by the user for Entity :'${set}', ${HELP}  ---->  InnerException : ${inner}`;
  return new DataverseFault(400, "0x80048d19", message);
}

/** @param type Of Edm. */
export function wrongLiteral(set: string, value: unknown, type: string): DataverseFault {
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  return payloadFault(
    set,
    `Microsoft.OData.ODataException: Cannot convert the literal '${shown}' to the expected type '${type}'.`,
  );
}

/** A parameter of a message. */
export function missingParameter(name: string): DataverseFault {
  return new DataverseFault(400, "0x80040203", `Required field '${name}' is missing`);
}

export function unknownPropertyInPayload(set: string, table: string, property: string): DataverseFault {
  const type = `Microsoft.Dynamics.CRM.${table}`;
  return payloadFault(
    set,
    `Microsoft.Crm.CrmException: Invalid property '${property}' was found in entity '${type}'. ---> Microsoft.OData.ODataException: The property '${property}' does not exist on type '${type}'. Make sure to only use property names that are defined by the type.`,
  );
}

export function undeclaredNavigation(set: string, property: string): DataverseFault {
  return payloadFault(
    set,
    `Microsoft.OData.ODataException: An undeclared property '${property}' which only has property annotations in the payload but no property value was found in the payload. In OData, only declared navigation properties and declared named streams can be represented as properties without values.`,
  );
}

/** URL or OData syntax. */
export function syntaxFault(message: string): DataverseFault {
  return new DataverseFault(400, "0x80060888", message);
}

export function noSuchColumn(table: string, name: string): DataverseFault {
  return new DataverseFault(
    400,
    "0x80041103",
    `'${table}' entity doesn't contain attribute with Name = '${name}' and NameMapping = 'Logical'.`,
  );
}

export function unknownPropertyInQuery(property: string, type: string): DataverseFault {
  return syntaxFault(
    `Could not find a property named '${property}' on type 'Microsoft.Dynamics.CRM.${type}'.`,
  );
}

export function invalidKey(table: string): DataverseFault {
  const type = `Microsoft.Dynamics.CRM.${table}`;
  return syntaxFault(
    `The key in the request URI is not valid for resource '${type}'. Ensure that the names and number of key properties match the declared or alternate key properties for the resource '${type}'.`,
  );
}

export function unknownSegment(segment: string): DataverseFault {
  return new DataverseFault(404, "0x8006088a", `Resource not found for the segment '${segment}'.`);
}

export function noSuchAction(uri: string): DataverseFault {
  return new DataverseFault(404, "", `No HTTP resource was found that matches the request URI '${uri}'.`);
}

export function methodNotAllowed(method: string): DataverseFault {
  return new DataverseFault(
    405,
    "0x80040227",
    `The requested resource does not support http method '${method}'.`,
  );
}

export function unsupportedMediaType(type: string): DataverseFault {
  const message = `The request entity's media type '${type}' is not supported for this resource.`;
  return new DataverseFault(415, "", message);
}

export function rowNotFound(table: string, id: string): DataverseFault {
  return new DataverseFault(404, "0x80040217", `${table} With Id = ${id} Does Not Exist`);
}

/** Captured of an update; it goes by what people call the column and the table. That of a create is only known by its code. */
export function securedColumn(
  verb: "create" | "update",
  { table, column, caller }: { readonly table: string; readonly column: string; readonly caller: string },
): DataverseFault {
  return new DataverseFault(
    403,
    verb === "create" ? "0x8004f502" : "0x8004f507",
    `Caller user with Id ${caller} does not have ${verb} permissions to a ${column} secured field on entity ${table} table. The requested operation could not be completed.`,
  );
}

/** By the status that a plug-in names, which has a code of its own. */
const CODES_OF_PLUGINS = { 400: "0x80048d0b", 503: "0x80048d03" } as const;

/** The words are whatever its author chose, and so is the status where there is one. */
export function refusedByPlugin(message: string, status?: keyof typeof CODES_OF_PLUGINS): DataverseFault {
  return new DataverseFault(status ?? 400, status ? CODES_OF_PLUGINS[status] : "0x80040265", message);
}

/** Its status is not documented. */
export function versionsNotCompared(table: string): DataverseFault {
  return new DataverseFault(
    400,
    "0x8006088d",
    `Optimistic concurrency isn't enabled for entity type ${table}.`,
  );
}

/** Nor is that of this one, or its text. */
export function changesNotTracked(table: string): DataverseFault {
  return new DataverseFault(400, "0x80072491", `Change tracking is not enabled for entity '${table}'.`);
}

export function staleVersion(): DataverseFault {
  return new DataverseFault(
    412,
    "0x80060882",
    "The version of the existing record doesn't match the RowVersion property provided.",
  );
}

export function duplicateRow(): DataverseFault {
  return new DataverseFault(412, "0x80040237", "A record with matching key values already exists.");
}

/** @param column As people call it. */
export function duplicateKey(key: string, column: string): DataverseFault {
  return new DataverseFault(
    412,
    "0x80060892",
    `Entity Key ${key} violated. A record with the same value for ${column} already exists. A duplicate record cannot be created. Select one or more unique values and try again.`,
  );
}

export function tooLong(table: string, column: string, maxLength: number): DataverseFault {
  return new DataverseFault(
    400,
    "0x80044331",
    `A validation error occurred.  The length of the '${column}' attribute of the '${table}' entity exceeded the maximum allowed length of '${maxLength}'.`,
  );
}

export function outOfRange(code: "0x8004432f" | "0x80044330", table: string, column: string): DataverseFault {
  return new DataverseFault(
    400,
    code,
    `A validation error occurred.  The value of '${column}' on record of type '${table}' is outside the valid range.`,
  );
}

/** The misspelling is the service's. */
export function tooEarly(day: string): DataverseFault {
  const [year, month, date] = day.split("-");
  return new DataverseFault(
    400,
    "0x80040239",
    `DateTime is less than minumum value supported by CrmDateTime. Actual value: ${month}/${date}/${year} 00:00:00, Minimum value supported: 01/01/1753 00:00:00`,
  );
}

export function notAnOption(table: string, column: string, value: number): DataverseFault {
  return new DataverseFault(
    400,
    "0x8004431a",
    `A validation error occurred.  The value ${value} of '${column}' on record of type '${table}' is outside the valid range.`,
  );
}

export function invalidCharacter(column: string, character: string): DataverseFault {
  const hexadecimal = character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0");
  const shown = character === "\b" ? "\\b" : character;
  return new DataverseFault(
    400,
    "0x80040278",
    `Invalid character in field '${column}': '${shown}', hexadecimal value 0x${hexadecimal}, is an invalid character.`,
  );
}

export function stateNeedsItsMessage(name: "won" | "lost"): DataverseFault {
  return new DataverseFault(
    400,
    "0x80100005",
    `This message can not be used to set the state of opportunity to ${name}. In order to set state of opportunity to ${name}, use the ${name} message instead.`,
  );
}

export function alreadyClosed(): DataverseFault {
  return new DataverseFault(400, "0x80040515", "The opportunity is already closed.");
}

export function statusNotOfState(table: string, status: number, state: number): DataverseFault {
  return new DataverseFault(
    400,
    "0x80048408",
    `${status} is not a valid status code for state code ${state} on ${table}.`,
  );
}

export function expiredVersionStamp(): DataverseFault {
  return new DataverseFault(
    400,
    "0x80044352",
    "Version stamp associated with the client has expired. Please perform a full sync.",
  );
}

export function invalidVersionStamp(): DataverseFault {
  return new DataverseFault(400, "0x80044183", "Invalid version stamp");
}

/** What the real service can do and this one does not. A 501 so that nobody mistakes it for a refusal. */
export function notEmulated(what: string): DataverseFault {
  return new DataverseFault(501, "", `Not emulated: ${what}`);
}
