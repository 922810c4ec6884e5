import type { Figure, Verdict } from "./figure.ts";

interface Measured {
  readonly node: string;
  readonly processors: number;
  readonly load: string | undefined;
  readonly seconds: number;
}

const MARKS: Readonly<Record<Verdict, string>> = {
  exact: "exact",
  off: "OFF",
  met: "met",
  missed: "missed",
  shown: "",
};

const ITEMS: readonly string[] = [
  "Requests for a change",
  "A run with nothing to do",
  "Ideal ÷ wall",
  "CPU of a full sweep",
  "Memory",
  "Start and size",
  "Growth with the number of records",
  "Throttling",
  "Commits",
  "First sync",
];

/** For a terminal. */
export function asTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ item, what, goal, value, verdict }) => [
    String(item),
    what,
    value,
    goal,
    MARKS[verdict],
  ]);
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(column === 4 ? 0 : width(column))).join("  "))
    .join("\n");
}

export function summaryLine(figures: readonly Figure[], seconds: number): string {
  const number = (verdict: Verdict) => figures.filter((figure) => figure.verdict === verdict).length;
  const counts = number("exact") + number("off");
  const goals = number("met") + number("missed");
  const off = number("off") === 0 ? "" : `, ${number("off")} OFF`;
  const met = goals === 0 ? "" : ` ${number("met")} of ${goals} goals met;`;
  return `bench: ${number("exact")} of ${counts} counts exact${off};${met} ${seconds} s`;
}

/** `docs/performance.md`. */
export function asPage(figures: readonly Figure[], { node, processors, load, seconds }: Measured): string {
  const sections = ITEMS.flatMap((title, index) => {
    const own = figures.filter(({ item }) => item === index + 1);
    return own.length === 0 ? [] : [section(`${index + 1}. ${title}`, own)];
  });
  return `${INTRODUCTION}
Measured with Node ${node} on ${processors} processors under a load of ${load}, in ${seconds} s. ${summaryLine(figures, seconds)}.

${sections.join("\n\n")}
${METHOD}`;
}

function section(title: string, figures: readonly Figure[]): string {
  return `## ${title}\n\n${figureRows(figures)}`;
}

/** As a table of Markdown. */
export function figureRows(figures: readonly Figure[]): string {
  const rows = figures.map(
    ({ what, value, goal, verdict }) => `| ${what} | ${value} | ${goal} | ${MARKS[verdict]} |`,
  );
  return ["| what | measured | goal | |", "|---|---|---|---|", ...rows].join("\n");
}

const INTRODUCTION = `# Performance

What a run asks the services for is counted exactly, since requests cost time, API budget and patience; a count that is off fails the bench
(sections 1 and 2). How much of a run is waiting for the services says section 3, what a runner has to have 4 to 6, how it goes on
with more records 7 and 10, and what it does at a service's limits 8.

- \`1 + 4 + 2\` are requests to Partner Center, to Dataverse, and to sign in.
- CPU is given as a ratio to \`JSON.parse\` of the same bytes or to an empty Node process, and wall time as one to the least time that the
  requests can take, so that machines can be compared.
- A goal is what this project sets itself. [Where one is missed](#where-a-goal-is-missed) has the reasons.

Made by \`npm run bench\`; do not edit.
`;

const METHOD = `
## What one change asks for

Beyond a run with nothing to do, a referral that changed costs one request to write its row, and two to know what to write:

- The row itself, since the merge compares three values of each field: the referral's, the row's and their base, which is on
  the row. The change feed brings only rows that changed, and a copy kept elsewhere would not follow a CRM that is restored.
- The currencies, when the mapping has an amount: a referral names them by code, a row by id. They are asked for at the same
  time as the row, and once a run. \`$expand\` would bring the currency that the row has, not the one that the referral names,
  and the change feed permits none. One \`$batch\` for both would be a request less and a third slower, since a batch is
  worked through one by one, and each part of it counts against the daily entitlement all the same.

An opportunity that changed costs its referral, which has no feed of its own, the PATCH, and the row's new base.

## Where a goal is missed

- A whole run of 2,000 changes, on the machine of this page: what a run works between its requests. There the kernel takes a third
  of the CPU, of which \`JSON.parse\` has hardly any. One of 200 is at the edge of its goal for the same reason. On another machine an earlier
  version met both (0.91 and 0.93), and on this one the two versions, in turn, were within two tenths of a second of each other.
- A run of 20,000 changes: of each five thousand, what is to be sent is put into words before, and the answers, which come all at once,
  are read after, and nothing is under way meanwhile. What became of them is recorded while the next ones are written: that took a twentieth off the
  writing here, where a commit is made at once, and takes more off where GitHub needs seconds for its ten megabytes. The rest is pages on their way, some
  milliseconds each, and the plan, which is made and announced before anything is written. The least time has none of that.
- CPU of a full sweep: the goal goes by what \`JSON.parse\` takes of one text that is there already, and no client of HTTP on Node
  that was measured comes near it. Each byte of a page is copied by the kernel, put together by the client and made a text before, all
  of it in memory that is new, and what it is parsed into is new as well. Processes that do nothing but read 480 such pages (189 MB)
  and parse each once took 3.2 times as much as \`JSON.parse\` with files, 4.7 times with \`node:http\`, and 5.0 times with undici,
  which the product has; putting the bytes together in memory that is used again made no difference that could be told. Asked for
  packed (gzip), they are read faster, and unpacking takes more than that: a full sweep of 60,000 deals took a tenth more CPU and a quarter
  more time, on the loopback of this machine. The rest reads and compares every field on both sides. To pass over records by their versions, those of all records would have to be kept;
  but links and bases are on the opportunities, so that a state branch stays small and a CRM that is restored is noticed.
- Memory: a run with nothing to do needs more than half of the goal, most of it code. A full sweep also holds what each row asks of
  its referral until that comes, since the two lists come in different orders.
- Listing of a first sync: Partner Center documents filters (\`status\`, \`substatus\` and others) by which it could be read in more than the
  two parts that it is read in. But the part of a status that is not documented cannot be asked for, and a referral whose status changes
  while the parts are read moves from one to another, and others with it across the ends of pages: both would be missed in silence.

## How this is measured

- The two systems are the emulator, in a process of its own. From afar: Dataverse answers after 60 ms and 40 ms for each
  operation, one after the other within a batch, and takes 52 requests at a time; Partner Center answers after 120 ms.
  What the emulator itself works on an answer is part of these times. Nothing has been measured on a live tenant.
- The product is the bundle that users run, started as a runner starts it, with sign-in, state branch and audit log.
- The least time of a run: sign in, page through the listing (each link is only known from the page before), look up
  the rows all at once, write them in one wave. Nothing of our own work is in it, nor the commits. A run looks rows up
  while it pages, which the least time gives it no credit for.
- CPU of a sweep is that of the whole run, less a run with nothing to do: the median of two plans and the sweep, which all read
  everything. Taking answers off the wire is in it; how much that alone is, a process tells that reads the same pages by the product's own
  connections, parses them and does nothing else, less one that is given a single small answer: what the first one takes, a run with
  nothing to do has too. It is the median of three. \`JSON.parse\` is measured before the run and after it, several times each; the
  median counts.
- A plan in which every record changed is measured up to 10,000 records: beyond that it is as large as the emulator itself.
- Growth is an exponent: 0 stays the same, 1 grows along with the records. Less than 1 is no harm for a full sweep: of a smaller
  one, what any run takes is a larger part.
- Memory is the peak of the process, less the peak of a Node that does nothing. From one time to the next it differs by some
  10 MB, so the median of the same three counts.
- Wall times are the best of several, and so is CPU until the first request, alternated with an empty process. Of commits it is
  the median: of thirty short ones, the best is a matter of luck.
- Partner Center's limit is hidden from the client: five requests at the same time, and two from the middle of the second run on.
  Its refusals are counted within any minute.
- The windows of Dataverse are of five minutes: what is used of them is measured on simulated time, with the product's own
  client and the emulator's own limits.
- A first sync reads all before it writes, since it has to know how much it would write (\`max-changes\`). The rows are read
  while it pages. A listing of more than twenty pages is read from both its ends at once, until they meet, which the least time
  has too.
- Peers get the same changes and the same limits, and are asked afterwards what both sides hold: one that lost a write
  has no time. Node-RED takes part where it is installed beside the bench. A flow sends what it has all at once, and drops
  what is refused, unless somebody builds it a queue: it is measured in both ways. Its start is not counted, nor is ours.
`;
