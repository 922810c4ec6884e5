/** The zone that needs no calendar. */
export const UTC = "UTC";

/** Whether this is an IANA time zone that the runtime knows. */
export function isTimeZone(name: string): boolean {
  // Quick, but without UTC and the other names of a zone; a formatter knows them all, and makes Node load its languages.
  return name === UTC || Intl.supportedValuesOf("timeZone").includes(name) || hasFormatter(name);
}

function hasFormatter(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch {
    return false;
  }
}
