import { readFileSync } from "node:fs";
import { join } from "node:path";
import stringWidth from "string-width";
import { describe, expect, it } from "vitest";
import { cell, dealLink, named, table } from "../../src/report/markdown.ts";
import { howToApprove } from "../../src/report/next-step.ts";
import { onScreen } from "../../src/report/screen.ts";

const PLAIN = (text: string) => text;

function shown(report: string, width = 80): string {
  return onScreen(report, { width, bold: PLAIN, code: PLAIN });
}

describe("a report on a terminal", () => {
  it("has its tables in columns", () => {
    const report = table(
      ["Check", "Result"],
      [
        ["Sign-in", "✔ ok"],
        ["Key", "✖ missing"],
      ],
    );
    expect(shown(report)).toBe("Check    Result\nSign-in  ✔ ok\nKey      ✖ missing\n");
  });

  it("breaks what is too wide for the terminal within its own column", () => {
    const report = table(["Check", "How to fix it"], [["Key", "run setup again and wait until it is there"]]);
    expect(shown(report, 30)).toBe(
      ["Check  How to fix it", "Key    run setup again and", "       wait until it is there", ""].join("\n"),
    );
  });

  it("leaves a command whole, with nothing behind it, as it is to be copied", () => {
    const digest = "0123456789abcdef".repeat(4);
    expect(shown(howToApprove(digest)).split("\n")).toContain(`  cosell-sync sync --approve ${digest}`);
  });

  it("gives each line of a cell one of its own", () => {
    const report = table(
      ["Deal", "Fields"],
      [
        ["a", "**name**<br>**value** 1"],
        ["b", "**name**"],
      ],
    );
    expect(shown(report)).toBe("Deal  Fields\na     name\n      value 1\nb     name\n");
  });

  it("keeps the columns of a table in which something takes two places, as Chinese does", () => {
    const report = table(
      ["Customer", "Seen"],
      [
        ["深圳", "yes"],
        ["Contoso", "no"],
      ],
    );
    expect(shown(report)).toBe("Customer  Seen\n深圳      yes\nContoso   no\n");
  });

  it("shows text of the two systems as it is, and nothing that would paint over the terminal", () => {
    const name = "A|B *x* <b> [l](u) & https://e.com @me #1 \u001b[31m\u202e &#27;[0m";
    expect(shown(`| Name |\n| --- |\n| ${cell(name)} |`)).toBe(
      "Name\nA|B *x* <b> [l](u) & https://e.com @me #1 [31m &#27;[0m\n",
    );
  });

  it.each([
    "`code \u001b[2K\u202e`",
    "~~gone \u001b[2K~~",
    "![picture \u001b[2K](https://e.com)",
    "[link \u001b[2K](https://e.com)",
    "[7c1f](https://e.com/?id=7c1f%1B[2K)",
    "word <b\u001b[2K> word",
    "```\n\u001b[2K\u202e\n```",
  ])("shows nothing that would paint over it, wherever that stands: %j", (report) => {
    expect(shown(report)).not.toMatch(/(?!\n)\p{Cc}|\u202e/u);
  });

  it("shows no mark of HTML but the end of a line, which is one", () => {
    expect(shown("one <sub>two</sub><br>three")).toBe("one two\nthree\n");
  });

  it("names a deal by the whole identifier, which other commands ask for", () => {
    const id = "7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a60";
    expect(shown(`Deal ${dealLink(id)}`)).toBe(`Deal ${id}\n`);
  });

  it("shows the address of any other link", () => {
    expect(shown("See [the log](https://e.com/log?id=1) or <https://e.com>")).toBe(
      "See the log (https://e.com/log?id=1) or https://e.com\n",
    );
  });

  it("keeps lists, quotes and commands apart from the text", () => {
    const report =
      "## Doctor\n\n> **No.** Not\n\n- one two\n- three\n\n```sh\ngh run\ngh set\n```\n<!-- mark -->\n";
    expect(shown(report, 9)).toBe(
      ["Doctor", "", "│ No. Not", "", "- one two", "- three", "", "  gh run", "  gh set", ""].join("\n"),
    );
  });

  it("styles headings, emphasis and code, which then take no more room", () => {
    const report = `# Title\n\n${table(["What", "Ok"], [[named("column cosell_base"), "**yes**"]])}`;
    const screen = { width: 80, bold: (text: string) => `\u001b[1m${text}\u001b[22m`, code: PLAIN };
    expect(onScreen(report, screen)).toBe(
      [
        "\u001b[1mTitle\u001b[22m",
        "",
        "\u001b[1mWhat                Ok\u001b[22m",
        "column cosell_base  \u001b[1myes\u001b[22m",
        "",
      ].join("\n"),
    );
  });

  it.each(["bad-day", "first-sync", "plan"])("fits into its width: %s", (name) => {
    const report = readFileSync(join(import.meta.dirname, `golden/${name}.md`), "utf8");
    expect(
      shown(report, 100)
        .split("\n")
        .filter((line) => stringWidth(line) > 100),
    ).toEqual([]);
  });
});
