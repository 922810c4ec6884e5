const LONGEST = 200;
/** What property names, paths and limits look like, as against what people type into fields. */
const NAME_OR_LIMIT = /^(?:[/a-z][\w./[\]-]*|(?:Microsoft|Edm)\.[\w.]+|\d{1,4})$/;

/**
 * What stands in quotation marks, up to the end where they are not closed. Messages come in the language of the application
 * user. An apostrophe within a word is none of them, but Japanese has no blanks around words.
 */
const QUOTATIONS = [
  /"(.*?)("|$)/g,
  /(?<![\p{Script=Latin}\p{N}])'(.*?)('(?![\p{Script=Latin}\p{N}])|$)/gu,
  /[„“”](.*?)([“”]|$)/g,
  /[‚‘](.*?)([‘’](?!\p{L})|$)/gu,
  /«(.*?)(»|$)/g,
  /「(.*?)(」|$)/g,
  /『(.*?)(』|$)/g,
];

/**
 * What a gateway that repeats the headers of a request puts into its answer, or a service the token that it does not take:
 * a JSON Web Token, one of GitHub, and anything as long as a refresh token. Ids of commits are shorter.
 */
const TOKEN = /\b(?:Bearer \S+|eyJ[\w-]{8,}[\w.-]*|gh[a-z]_\w{20,}|github_pat_\w{20,}|[\w.~+/=-]{80,})/gi;

/**
 * One line of a service's error text that may be printed and kept: services quote the values they refuse, and
 * a value may be a person's name. In git no runner masks a token.
 */
export function shortReason(text: string): string {
  const line = QUOTATIONS.reduce(withoutValues, text.replace(/[\s\p{Cc}]+/gu, " ").trim())
    // Only from where a word begins: from each of its characters, a text without blanks would take minutes.
    .replace(/(?<!\S)\S+@\S+/g, "…")
    .replace(TOKEN, "…");
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

function withoutValues(line: string, quotation: RegExp): string {
  return line.replace(quotation, (quoted: string, inner: string, end: string) =>
    NAME_OR_LIMIT.test(inner.trim()) ? quoted : `${quoted[0]}…${end}`,
  );
}
