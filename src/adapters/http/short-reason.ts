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
  /‹(.*?)(›|$)/g,
  /`(.*?)(`|$)/g,
  /「(.*?)(」|$)/g,
  /『(.*?)(』|$)/g,
];

/**
 * What stands behind certain words, without any quotation marks: those of SQL Server, of its unique indexes; of the parser that
 * services in .NET read JSON with (Newtonsoft); and of Dataverse, of a date that is too early.
 */
const UNQUOTED = [
  /(?<=\bvalue is \().*?(?=\)(?:\.|$)|$)/gi,
  /(?<=\bconvert string to [\w.]+: ).*?(?=\. Path '|$)/gi,
  /(?<=\bJSON integer )\S+/gi,
  /(?<=\bActual value: )[^,]*/gi,
];

/** What a page, or a text that was made for one, has instead of a quotation mark. */
const ENTITIES = [
  [/&(?:quot|#0*34|#x0*22);/gi, '"'],
  [/&(?:apos|#0*39|#x0*27);/gi, "'"],
] as const;

/**
 * What a gateway that repeats the headers of a request puts into its answer, or a service the token that it does not take:
 * a JSON Web Token, one of GitHub, and anything as long as a refresh token. Ids of commits are shorter.
 */
const TOKEN = /\b(?:Bearer \S+|eyJ[\w-]{8,}[\w.-]*|gh[a-z]_\w{20,}|github_pat_\w{20,}|[\w.~+/=-]{80,})/gi;

/**
 * One line of a service's error text that may be printed and kept: services quote the values they refuse, and
 * a value may be a person's name. In git no runner masks a token.
 *
 * @param sent What the request had in it, as far as it is anybody's: a plug-in says it in whatever words.
 */
export function shortReason(text: string, sent: readonly string[] = []): string {
  const plain = ENTITIES.reduce((all, [entity, mark]) => all.replace(entity, mark), inOneLine(text));
  const texts = sent.flatMap((one) => [one, ...one.split(/[\r\n]+/)]).map(inOneLine);
  const longestFirst = [...new Set(texts)].sort((a, b) => b.length - a.length);
  const unsent = longestFirst.reduce(withoutText, plain);
  const known = UNQUOTED.reduce((all, value) => all.replace(value, "…"), unsent);
  const line = QUOTATIONS.reduce(withoutValues, known)
    // Only from where a word begins: from each of its characters, a text without blanks would take minutes.
    .replace(/(?<!\S)\S+@\S+/g, "…")
    .replace(TOKEN, "…");
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

function inOneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}

/** A shorter one stands in too many words to be anybody's. */
const SHORTEST = 3;
/** A longer one would be too large for an expression, and is repeated as it is or not at all. */
const LONGEST_WORDS = 1000;

function withoutText(line: string, text: string): string {
  if (text.length < SHORTEST || text.length > line.length) return line;
  if (text.length > LONGEST_WORDS) return line.replaceAll(text, "…");
  const before = WORD.test(text[0] ?? "") ? `(?<!${WORD.source})` : "";
  const after = WORD.test(text.at(-1) ?? "") ? `(?!${WORD.source})` : "";
  return line.replace(new RegExp(before + RegExp.escape(text) + after, "giu"), "…");
}

/** Of a script that has blanks between words. */
const WORD = /[\p{Script=Latin}\p{N}]/u;

function withoutValues(line: string, quotation: RegExp): string {
  return line.replace(quotation, (quoted: string, inner: string, end: string) =>
    NAME_OR_LIMIT.test(inner.trim()) ? quoted : `${quoted[0]}…${end}`,
  );
}
