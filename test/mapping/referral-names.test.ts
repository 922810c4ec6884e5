import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { isKnownProperty } from "../../src/mapping/check/referral-names.ts";
import { validateMapping } from "../../src/mapping/validate.ts";

const SHIPPED = readFileSync("mappings/dynamics-365.yml", "utf8");
const DOCS = readFileSync("docs/fields.md", "utf8");

function warningsOf(text: string) {
  const { problems, warnings } = validateMapping({ file: "m.yml", text, columns: null });
  expect(problems).toEqual([]);
  return warnings.map(({ where, message }) => `${where}: ${message}`);
}

/** The shipped mapping with one text in the place of another. */
function changed(from: string, to: string): string {
  expect(SHIPPED).toContain(from);
  return SHIPPED.replace(from, to);
}

function lineOf(text: string, part: string): number {
  return text.slice(0, text.indexOf(part)).split("\n").length;
}

describe("a code in the scope that no referral has", () => {
  it.each([
    ["customerProfile.address.country", "Germany", '; did you mean "DE"?'],
    ["customerProfile.address.country", "Narnia", ""],
    ["status", "Actve", '; did you mean "Active"?'],
    ["substatus", "Wonn", '; did you mean "Won"?'],
  ])("is a warning: %s: %s", (path, value, meant) => {
    expect(warningsOf(scope(path, value))).toEqual([
      `m.yml:5:${path.length + 19}: scope > referrals: Partner Center is not known to have the code ${value} for ${path}${meant}`,
    ]);
  });

  it.each([
    ["customerProfile.address.country", "NO, at"],
    ["status", "active, New"],
    ["campaignId", "anything"],
  ])("is none where it may have it: %s: %s", (path, value) => {
    expect(warningsOf(scope(path, value))).toEqual([]);
  });
});

/** The shipped mapping with a scope of one condition. */
function scope(path: string, value: string): string {
  return changed("version: 1\n", `version: 1\nscope:\n  referrals: { ${path}: [${value}] }\n`);
}

describe("a name that Partner Center is not known to have", () => {
  it.each([
    [
      "microsoft.details.notes",
      "microsoft.details.note",
      'property microsoft.details.note; did you mean "microsoft.details.notes"?',
    ],
    ["referral: expirationDateTime", "referral: expiresOn", "property expiresOn"],
    [
      "customerProfile.team.0.email",
      "customerProfile.team.0.emailAddress",
      "property customerProfile.team.0.emailAddress",
    ],
    [
      "[New/Pending, New/Received, Active/Accepted]",
      "[New/Pendng, Active/Accepted]",
      'state New/Pendng; did you mean "New/Pending"?',
    ],
    [
      "won: { referral: [Closed/Won]",
      "won: { referral: [Close/Won]",
      'state Close/Won; did you mean "Closed/Won"?',
    ],
    [
      "become leads: [New/Pending, New/Received]",
      "become leads: [Old/Pending]",
      'state Old/Pending; did you mean "New/Pending"?',
    ],
    [
      "Unknown: blank",
      "Unkown: blank",
      'code Unkown for inviteContext.assistanceRequestCode; did you mean "Unknown"?',
    ],
  ])("is a warning at its line: %s as %s", (from, to, said) => {
    const text = changed(from, to);
    const [first, ...others] = warningsOf(text);
    expect(first).toMatch(new RegExp(`^m\\.yml:${lineOf(text, to)}:\\d+: `));
    expect(first).toContain(`: Partner Center is not known to have the ${said}`);
    expect(others).toEqual([]);
  });

  it("is a warning in a scope, and where a new record takes a value from", () => {
    const scope = "scope:\n  referrals:\n    customerProfile.adress.country: [DE]\nfields:";
    const otherwise = "    otherwise: { referral: details.nots }\n";
    const text = changed("\nfields:", `\n${scope}`).replace(
      "    longest: 20\n",
      `    longest: 20\n${otherwise}`,
    );
    expect(warningsOf(text)).toEqual([
      expect.stringContaining('did you mean "customerProfile.address.country"?'),
      expect.stringContaining('did you mean "details.notes"?'),
    ]);
  });

  it("is said once, and of an environment only what it adds", () => {
    const own =
      "environments: { staging: { fields: { campaign: { adopt: referral } } }, test: { fields: { expires on: { referral: expires } } } }";
    const warnings = warningsOf(`${changed("microsoft.details.notes", "microsoft.details.note")}${own}\n`);
    expect(warnings).toEqual([
      expect.stringContaining("property microsoft.details.note"),
      expect.stringContaining(
        "environment test: fields > expires on: Partner Center is not known to have the property expires",
      ),
    ]);
  });
});

describe("the names that are known", () => {
  const NO_TEXTS = {
    "as: team": ["team", "customerProfile.team"],
    "as: list": [
      "registrations",
      "tags",
      "customerProfile.ids",
      "target",
      "details.requirements.additionalRequirements.attributes",
      ...["industries", "products", "services", "offers", "salesPlays", "solutions"].map(
        (name) => `details.requirements.${name}`,
      ),
    ],
  };
  const KINDS = new Map(
    Object.entries(NO_TEXTS).flatMap(([kind, names]) => names.map((name) => [name, kind])),
  );
  const groups = ["links", "inviteContext.invitedBy", "details.requirements.additionalRequirements.iot"];
  const documented = [...DOCS.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, property = ""]) => property);

  it("are those of docs/fields.md, with what is above and below of them", () => {
    expect(documented.length).toBeGreaterThan(60);
    expect(documented.filter((property) => !isKnownProperty(property))).toEqual([]);
    const few = [
      "details",
      "details.requirements.solutions.0.name",
      "registrations.0.contract.value",
      "team.1.title",
    ];
    expect(few.filter((property) => !isKnownProperty(property))).toEqual([]);
  });

  it("can all be named in a mapping, as a field and in its scope", () => {
    const fields = documented
      .filter((name) => !groups.includes(name))
      .map((property, index) => {
        const place = `referral: ${property}, opportunity: column${index}`;
        return `  field ${index}: { ${place}, ${KINDS.get(property) ?? "as: text, longest: 9"}, direction: referral to opportunity }\n`;
      });
    const scope = documented.map((property) => `    ${property}: set\n`).join("");
    const head = SHIPPED.slice(0, SHIPPED.indexOf("\naccounts:"));
    const text = `${head}\nscope:\n  referrals:\n${scope}\nfields:\n${fields.join("")}`;
    expect(warningsOf(text)).toEqual([]);
  });

  it("are all that the shipped mappings use", () => {
    expect(warningsOf(SHIPPED)).toEqual([]);
    expect(warningsOf(readFileSync("mappings/microsoft-connector.yml", "utf8"))).toEqual([]);
  });
});
