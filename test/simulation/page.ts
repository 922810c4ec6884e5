import { CATALOGUE } from "./catalogue.ts";
import type { Found } from "./found.ts";
import type { Numbers } from "./numbers.ts";
import { PROTECTIONS } from "./protections.ts";

/** docs/reliability.md: what was simulated, with which troubles, and that every protection is needed. */
export function reliabilityPage(all: readonly Numbers[], found: readonly Found[]): string {
  const whole = all.filter(({ kind }) => kind !== "without");
  const total = (pick: (numbers: Numbers) => number, kind?: Numbers["kind"]) =>
    whole.filter((one) => !kind || one.kind === kind).reduce((sum, one) => sum + pick(one), 0);
  const row = (name: string, kind?: Numbers["kind"]) =>
    [
      name,
      total(({ stories }) => stories, kind),
      total(({ calls }) => calls, kind),
      total(({ writes }) => writes, kind),
      total(({ failures }) => failures, kind),
    ].map(figure);
  return `${INTRODUCTION}
## What was played

${table(
  ["", "simulations", "calls", "writes", "promises broken"],
  [
    row("random seeds", "seeds"),
    row("weeks in which others write as well", "weeks"),
    row("double faults (all of them, or a slice)", "double faults"),
    row("together"),
  ],
)}

## What went wrong in them

${table(["trouble", "times"], troublesOf(whole))}

## What keeps the promises

Each of these ${PROTECTIONS.length} protections can be taken out of the source when the simulation loads it. Then a seed breaks a promise: the first
that did is named, and what the product did no longer.${unneeded(all)}

${table(["without", "failed at", "because it no longer"], ablations(all))}

## Failures and invariants

For whoever reviews the tests: what can fail (F) and what always holds (I), and what covers each, which are troubles and promises of the
simulation, protections of the table above, and the files of further tests. A test fails when an entry points to nothing.

${table(["", "what", "covered by"], entries())}

## What it found

Defects of this product that were found so. Each is fixed, and its shortest story is a test.

${found.map(({ what }) => `- ${what}`).join("\n")}
`;
}

const INTRODUCTION = `# Reliability

<!-- Made by scripts/reliability.ts. -->

What is promised here is tried by simulation, with invented deals; nothing of it has been run against a live tenant. The real sync
command with its real adapters runs against the emulated services without their sockets, on simulated time. A seed, which is a number,
decides the mapping, the deals, what people edit, bring, ask, answer, approve and decide on both sides
while runs are at work, when runs start and overlap, how clocks differ, what goes wrong at which call, and what does for
hours: a value that a system refuses, an opportunity that the CRM refuses to change or to close, a column that the
application may not see, a column, an option or the key that an administrator has deleted, a user without the role. Some deals have
another partner in them, some lists are emptied, some owners are disabled. When the faults stop, at most seven further runs, and a few more after
a person has decided what waited, must reach what the product promises:

- both sides agree, or what differs is reported;
- no value that a person typed is overwritten unless the other side had it, or a note keeps it; nor is one that is filled once;
- nothing is taken out of a list that nobody has taken out on the other side;
- one opportunity, one lead and one account for each, one referral for each opportunity that a seller brings, and one
  request for help; none for the referral of another partner;
- no step that waits for a person is taken before one approves, and none that is left to people ever;
- what a seller wants is done, or said why not;
- a run that begins when both sides agree on a value does not change it;
- every write of something that is there names the version that its run was told of;
- every write has exactly one audit line (or says that it cannot be told), and the log is one unbroken chain;
- a conflict that is reported has two values that two people typed;
- only mapped fields are written, in their direction; a blank erases nothing that is protected;
- no run writes more records than it may, beside what is left of a larger plan that a person let through; nothing hidden is in git or in a log;
- of a run that is bound to a plan that somebody has seen, every write is in that plan;
- a service that asks for time is given it, and a run with nothing to do asks for little;
- a run ends, and with a message, never a crash.

Besides, double faults of small scenarios are played: every call of a run × killed before it, killed after it,
its answer lost, an error × an edit by a person × the same four at every call of the run that picks up what was left.

And weeks are played: people are at work for sixteen days, beside flows and plug-ins that answer what is saved (capital letters,
rounded amounts, an emptied base), nightly jobs, imports of old values, a CRM that is restored from a backup, and Microsoft's
connector; then only what goes by itself goes on. No record may be written more than twenty times after somebody has done
something.

What is assumed: both services honour their preconditions, a request that was given up arrives within half an
hour or never, listings lag behind by five minutes at most, a runner's clock is
four minutes off at most, and a service's two.

\`npm run simulate -- --seeds 2000 --minutes 5\` plays seeds, with \`--weeks\` weeks; \`--seed N\` shrinks one and tells it call by call.
`;

function entries(): string[][] {
  return Object.entries(CATALOGUE).map(([id, { what, tests = {}, ...named }]) => {
    const { troubles = [], promises = [], protections = [] } = named;
    const parts = [
      ["troubles", troubles],
      ["promises", promises],
      ["protections", protections],
      ["tests", Object.keys(tests).map((file) => `\`${file}\``)],
    ] as const;
    const said = parts
      .filter(([, list]) => list.length > 0)
      .map(([kind, list]) => `${kind}: ${list.join(", ")}`);
    return [id, what, said.join("; ")];
  });
}

function troublesOf(all: readonly Numbers[]): string[][] {
  const counts = new Map<string, number>();
  for (const { troubles } of all) {
    for (const [kind, count] of Object.entries(troubles)) counts.set(kind, (counts.get(kind) ?? 0) + count);
  }
  return [...counts].sort(([, one], [, other]) => other - one).map(([kind, count]) => [kind, figure(count)]);
}

function ablations(all: readonly Numbers[]): string[][] {
  return all
    .filter(({ kind, failures }) => kind === "without" && failures > 0)
    .map(({ without, broken }) => {
      const [promise = "", story = ""] = Object.entries(broken)[0] ?? [];
      return [without ?? "", story, promise];
    });
}

function unneeded(all: readonly Numbers[]): string {
  const names = all
    .filter(({ kind, failures }) => kind === "without" && failures === 0)
    .map(({ without, stories }) => `${without} (${figure(stories)} seeds)`);
  return names.length === 0 ? "" : ` Not missed so far: ${names.join(", ")}.`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function figure(value: string | number): string {
  return typeof value === "string" ? value : value.toLocaleString("en-US");
}
