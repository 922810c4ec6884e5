import type { Entry } from "./catalogue.ts";

/** Ways to fail. */
export const FAILURES: Readonly<Record<string, Entry>> = {
  F1: {
    what: "A run dies between a write and the commit that says so.",
    troubles: ["killed before", "killed after"],
    promises: ["audits every write once", "recovers"],
    protections: ["intents before writes", "finding out what arrived"],
    tests: { "process/kill.test.ts": ["has calls of every kind"] },
  },
  F2: {
    what: "The answer to a write is lost.",
    troubles: ["answer lost", "connection reset after", "server error after", "answer truncated"],
    promises: ["audits every write once", "creates once"],
    tests: { "adapters/partner-center/partner-center.test.ts": ["may have arrived when the answer is lost"] },
  },
  F3: {
    what: "The answer to a commit of the state is lost.",
    troubles: ["answer lost", "bad gateway after", "old head"],
    tests: { "adapters/github/github.test.ts": ["is recognised on the branch when its answer was lost"] },
  },
  F4: {
    what: "A run that was taken for dead goes on writing.",
    troubles: ["killed, and late", "slow", "runs that overlap"],
    promises: ["creates once", "loses no edit"],
    protections: ["If-Match on referrals", "If-Match on opportunities", "expected head of a commit"],
  },
  F5: {
    what: "A service carries a request out minutes after it was given up.",
    troubles: ["request late", "gateway timeout, and late"],
    protections: ["waiting for writes that are late"],
    tests: { "reconcile/journal.test.ts": ["leaves an intent open as long as its precondition holds"] },
  },
  F6: {
    what: "A record that a dead run wrote is edited before the next run.",
    troubles: ["edit after a call"],
    promises: ["reports no false conflict"],
    protections: ["base of a write that was recovered"],
    tests: { "reconcile/journal.test.ts": ["has what reached the referral, so that a second edit"] },
  },
  F7: {
    what: "A record is edited while a run is at work.",
    troubles: ["edit before a call", "edit after a call", "precondition failed"],
    promises: ["loses no edit"],
    protections: ["retry of a record that moved", "a row waits for its referral"],
  },
  F8: {
    what: "A listing still shows an older version.",
    troubles: ["listing that lags"],
    promises: ["never undoes", "loses no edit", "reports no false conflict"],
    protections: ["version floor of a referral"],
  },
  F9: {
    what: "Records move between pages while they are read.",
    troubles: ["many pages", "edit before a call"],
    promises: ["agrees"],
    tests: {
      "adapters/partner-center/partner-center.test.ts": [
        "hands over once what comes twice because the pages shifted",
        "reads to the end when the rows are not in order",
      ],
    },
  },
  F10: {
    what: "Several changes have one time, clocks differ, a listing lags.",
    troubles: ["equal times", "clocks that differ", "listing that lags"],
    promises: ["agrees", "never reads backwards"],
    protections: ["overlap of listings"],
    tests: {
      "adapters/partner-center/partner-center.test.ts": [
        "takes a time with fewer digits for the same moment",
      ],
      "adapters/http/http.test.ts": ["may name a date, which is read on its own clock"],
    },
  },
  F11: {
    what: "What remembers how far was read is no longer accepted, or older than it was.",
    troubles: [
      "history forgotten",
      "no change tracking",
      "branch put back",
      "state spoilt",
      "state made anew",
    ],
    promises: ["agrees", "creates once", "loses no edit"],
  },
  F12: {
    what: "A failed listing looks as if everything were gone.",
    troubles: ["hidden from us", "shows no referral", "shows one no more"],
    promises: ["never crashes", "agrees"],
    protections: ["watermark where nothing is listed"],
    tests: {
      "reconcile/guard.test.ts": ["says the number, where to look and the way out"],
      "adapters/partner-center/partner-center.test.ts": [
        "fails when a later page %s",
        "gives nothing for a %i: not there and not visible",
      ],
    },
  },
  F13: {
    what: "The mapping changes between two runs.",
    troubles: ["mapping that changed"],
    promises: ["loses no edit", "agrees"],
    tests: {
      "simulation/invariants.test.ts": ["a field that the mapping gains is compared on old deals, too"],
    },
  },
  F14: {
    what: "Both sides edit one field.",
    troubles: ["conflict that a person decides", "list that is emptied"],
    promises: ["loses no edit", "reports no false conflict", "does what is wanted"],
    protections: ["note before an overwrite"],
    tests: { "reconcile/decide.test.ts": ["reports a two-way field that both sides changed"] },
  },
  F15: {
    what: "A system changes each value that is written to it.",
    troubles: ["marks texts", "rounds amounts", "capital letters", "empties the base"],
    promises: ["recovers", "comes to rest"],
    protections: [
      "holding what comes back changed",
      "remembering what was overwritten in Partner Center",
      "leaving to people what a closed row would overwrite",
    ],
    tests: {
      "reconcile/put-back.test.ts": ["is held when it is the same once more"],
      "simulation/invariants.test.ts": ["a value that the CRM rewrites is written twice at most"],
      "mapping/laws.test.ts": ["changes nothing that is read by writing what was read"],
    },
  },
  F16: {
    what: "A record is made twice, or linked to the wrong one.",
    troubles: [
      "key not built yet",
      "runs that overlap",
      "opportunity deleted",
      "opportunity imported again",
      "partner in the deal",
    ],
    promises: ["creates once"],
    protections: [
      "chosen id of a new opportunity",
      "If-None-Match on creates",
      "look-up before a second POST",
    ],
    tests: { "reconcile/match.test.ts": ["never gives two pairs to one row or to one referral"] },
  },
  F17: {
    what: "One record that is always refused holds up the others.",
    troubles: ["refused for what it says", "refuses a value", "refuses a row", "refuses a close"],
    promises: ["agrees", "recovers"],
    protections: ["trying again what was refused"],
    tests: { "reconcile/checkpoint.test.ts": ["is tried less and less often when it is refused"] },
  },
  F18: {
    what: "A wrong setting would change everything at once.",
    troubles: ["plan that somebody has seen"],
    promises: ["stays within limits", "does what is wanted"],
    protections: ["limit of changes", "digest of a plan that was reviewed", "values in that digest"],
    tests: { "reconcile/guard.test.ts": ["lets through exactly max-changes"] },
  },
  F19: {
    what: "Nothing runs any more, and nobody notices.",
    tests: {
      "simulation/invariants.test.ts": ["a run with nothing to do leaves a sign of life once an hour"],
    },
  },
  F20: {
    what: "A property is missing from an answer, or reads as blank for whoever may not see it.",
    troubles: ["secures a column", "loses a column", "loses an option", "loses the key"],
    promises: ["blank never erases"],
    protections: ["blank never erases"],
    tests: {
      "reconcile/decide.test.ts": ["does nothing when a side was not returned"],
      "mapping/laws.test.ts": ["takes a part that was not returned for no information"],
    },
  },
  F21: {
    what: "Something personal gets into git, a log or a message.",
    promises: ["leaks nothing"],
    protections: ["fingerprints of hidden values"],
    tests: {
      "process/secrets.test.ts": ["no secret, token or hidden value is in anything that runs leave behind"],
    },
  },
};
