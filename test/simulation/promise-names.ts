/** What is promised and checked, by the name under which a story that breaks it says so. */
export const PROMISES = [
  "agrees",
  "asks for little",
  "audits every write once",
  "blank never erases",
  "comes to rest",
  "creates once",
  "does what is wanted",
  "keeps the audit log",
  "leaks nothing",
  "loses no edit",
  "never crashes",
  "never reads backwards",
  "never undoes",
  "never writes blind",
  "recovers",
  "reports no false conflict",
  "stays within limits",
  "takes no step unasked",
  "waits as told",
  "writes only mapped fields",
] as const;
export type PromiseName = (typeof PROMISES)[number];
