import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { lexer, type MarkedToken, type Token, type Tokens } from "marked";
import { describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const pages = globSync(["*.md", "docs/*.md", "relay/**/*.md"], { cwd: ROOT }).sort();

function tokensOf(markdown: string): Token[] {
  return withInner(lexer(markdown));
}

function withInner(tokens: readonly Token[]): Token[] {
  return tokens.flatMap((token) => [token, ...withInner(inside(token as MarkedToken))]);
}

function inside(token: MarkedToken): readonly Token[] {
  if (token.type === "table") return [...token.header, ...token.rows.flat()].flatMap(({ tokens }) => tokens);
  if (token.type === "list") return token.items;
  return ("tokens" in token ? token.tokens : undefined) ?? [];
}

/** What GitHub makes of a heading, so that a link can go to it; the second of the same name gets a number. */
function anchorsOf(markdown: string): Set<string> {
  const headings = tokensOf(markdown).filter((token): token is Tokens.Heading => token.type === "heading");
  const times = new Map<string, number>();
  return new Set(
    headings.map(({ text }) => {
      const slug = text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
        .replaceAll(" ", "-");
      const before = times.get(slug) ?? 0;
      times.set(slug, before + 1);
      return before === 0 ? slug : `${slug}-${before}`;
    }),
  );
}

/** Why a link of a page leads nowhere, or `null`. */
function deadness(page: string, markdown: string, href: string): string | null {
  const [path = "", anchor] = href.split("#");
  const target = path === "" ? page : relative(ROOT, join(ROOT, dirname(page), path));
  if (path !== "" && !existsSync(join(ROOT, target))) return `${href}: there is no ${target}`;
  if (anchor === undefined) return null;
  if (!target.endsWith(".md")) return null;
  const anchors = anchorsOf(path === "" ? markdown : read(target));
  return anchors.has(anchor) ? null : `${href}: ${target} has no such heading`;
}

function deadLinks(page: string, markdown: string): string[] {
  const links = tokensOf(markdown).filter((token): token is Tokens.Link => token.type === "link");
  return links
    .map(({ href }) => href)
    .filter((href) => !/^[a-z]+:/.test(href))
    .flatMap((href) => deadness(page, markdown, href) ?? []);
}

describe("a link", () => {
  it.each(pages)("of %s leads somewhere", (page) => {
    expect(deadLinks(page, read(page))).toEqual([]);
  });

  it("that leads nowhere is found", () => {
    const page = "docs/a.md";
    const markdown = "# One\n# One\n[a](#one) [b](#one-1) [c](#two) [d](b.md) [e](audit.md#nothing)";
    expect(deadLinks(page, markdown)).toEqual([
      "#two: docs/a.md has no such heading",
      "b.md: there is no docs/b.md",
      "audit.md#nothing: docs/audit.md has no such heading",
    ]);
  });
});

it("every page that a message, a workflow or a mapping names is there", () => {
  const files = globSync(["src/**/*.ts", ".github/workflows/*.yml", "mappings/*.yml", "action.yml"], {
    cwd: ROOT,
  });
  const named = files.flatMap((file) =>
    [...read(file).matchAll(/\bdocs\/[\w-]+\.md\b/g)].map(([page]) => ({ file, page })),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(({ page }) => !pages.includes(page))).toEqual([]);
});
