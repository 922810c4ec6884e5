/** Compile all functions of a file at once, and no WebAssembly (undici's parser of HTTP) a second time for speed. */
const FLAGS = ["--no-lazy", "--liftoff-only"];

interface QuickStart {
  readonly flags: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * With what tests start Node for a program that lives for less than a second, as they do a thousand times: it takes over what
 * an earlier process has compiled. What Node keeps are the functions that are compiled when a file is loaded, by
 * default few of them. A program does the same with it as without.
 *
 * Set by the tests (vitest.config.ts). A runner begins without, and so does whatever is measured.
 */
export function quickStart(): QuickStart {
  const { NODE_COMPILE_CACHE } = process.env;
  return NODE_COMPILE_CACHE === undefined
    ? { flags: [], env: {} }
    : { flags: FLAGS, env: { NODE_COMPILE_CACHE } };
}
