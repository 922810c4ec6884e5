/** Of any language that a service may answer in. */
const QUOTES = /["'`„“”‚‘’«»‹›「」『』]/;

/** Whether a name stands in a message between quotation marks, in capitals or not. */
export function isNamedIn(message: string, name: string): boolean {
  return message.toLowerCase().split(QUOTES).includes(name.toLowerCase());
}
