import type { Entry } from "./catalogue.ts";

/** What always holds. */
export const INVARIANTS: Readonly<Record<string, Entry>> = {
  I1: {
    what: "Left alone, both sides come to agree, or it is reported why not.",
    promises: ["agrees", "recovers"],
    tests: {
      "reconcile/sync.property.test.ts": ["carries an edit on one side to the other and never undoes it"],
    },
  },
  I2: {
    what: "Nothing that a person typed is lost.",
    promises: ["loses no edit"],
    protections: ["note before an overwrite", "If-Match on referrals"],
  },
  I3: {
    what: "A further run writes nothing.",
    promises: ["recovers", "comes to rest"],
    protections: ["holding what goes back and forth", "leaving a row alone that loses its base"],
    tests: { "reconcile/sync.property.test.ts": ["plans nothing the second time"] },
  },
  I4: {
    what: "One referral, one opportunity, one lead and one account for each, and one request for help.",
    promises: ["creates once"],
    protections: ["chosen id of a new opportunity", "look-up before a second POST", "help that is known of"],
    tests: {
      "process/kill-sharing.test.ts": [
        "finds its referral again, however often the row could not be written",
      ],
      "process/engagement-not-shown.test.ts": [
        "where the opportunity could not be written, and so does not say that it was",
      ],
    },
  },
  I5: {
    what: "What was read never counts as read before it was dealt with or kept.",
    promises: ["never reads backwards", "agrees"],
    tests: { "reconcile/checkpoint.test.ts": ["is when the listing began, never the newest record seen"] },
  },
  I6: {
    what: "One edit leads to one write of the other record, and our own writes to none.",
    tests: { "simulation/invariants.test.ts": ["an edit leads to one write of the other record"] },
  },
  I7: {
    what: "A conflict that is reported has two authors.",
    promises: ["reports no false conflict"],
    protections: ["base in the same request"],
  },
  I8: {
    what: "Each write has one audit line.",
    promises: ["audits every write once"],
    protections: ["keeping the intents of a dead run", "keeping what was found out"],
  },
  I9: {
    what: "The audit log is one chain that nobody can change unseen.",
    promises: ["keeps the audit log"],
    tests: {
      "reconcile/audit.test.ts": ["breaks when file %i is changed", "breaks when file %i is taken out"],
    },
  },
  I10: {
    what: "Hidden values and secrets stay inside.",
    promises: ["leaks nothing"],
    protections: ["fingerprints of hidden values"],
    tests: {
      "process/secrets.test.ts": ["no secret, token or hidden value is in anything that runs leave behind"],
    },
  },
  I11: {
    what: "A run may be ended at any moment.",
    troubles: ["killed before", "killed after", "told to stop"],
    promises: ["recovers"],
    tests: { "simulation/seeds.test.ts": ["a sync keeps them when the run that recovers fails too"] },
  },
  I12: {
    what: "A run that a limit stops writes nothing.",
    promises: ["stays within limits"],
    protections: ["limit of changes"],
    tests: { "simulation/invariants.test.ts": ["a plan that is too large writes nothing at all"] },
  },
  I13: {
    what: "What is not mapped is not touched.",
    promises: ["writes only mapped fields"],
  },
  I14: {
    what: "No move that Partner Center refuses is asked for, and no step is taken twice or unasked.",
    troubles: ["opportunity opened again"],
    promises: ["takes no step unasked", "never undoes"],
    protections: ["steps that wait for a person", "leaving to people what they reopened"],
    tests: {
      "reconcile/life.property.test.ts": [
        "never asks for a move that is refused, and comes to rest",
        "carries out an answer once",
      ],
    },
  },
  I15: {
    what: "No field is written against its direction.",
    promises: ["writes only mapped fields"],
    tests: { "reconcile/sync.property.test.ts": ["never writes against a field's direction"] },
  },
  I16: {
    what: "Blank or missing erases nothing that is protected.",
    promises: ["blank never erases"],
    protections: ["blank never erases"],
  },
  I17: {
    what: "However late a listing is, an edit arrives.",
    troubles: ["listing that lags"],
    promises: ["agrees", "does what is wanted"],
    protections: ["overlap of listings"],
  },
  I18: {
    what: "Of two runs that start from one state, one may write.",
    troubles: ["branch moved", "runs that overlap"],
    protections: ["expected head of a commit"],
    tests: { "adapters/state-store.contract.ts": ["lets exactly one of several commits win"] },
  },
  I19: {
    what: "The same records give the same plan, to the letter.",
    tests: {
      "reconcile/plan.test.ts": ["is the same, with the same digest, in whatever order the records came"],
      "simulation/seeds.test.ts": ["takes the same course every time it is played"],
    },
  },
  I20: {
    what: "A service is asked no more, and no sooner, than it allows.",
    troubles: ["throttled for seconds", "throttled until a date", "unavailable, with a time"],
    promises: ["waits as told", "asks for little"],
    tests: {
      "adapters/http/http.test.ts": [
        "makes every later request of that system wait",
        "is sent even a write again",
      ],
      "adapters/http/places.test.ts": ["halves at a refusal"],
      "bench/counts.test.ts": ["a run asks for exactly as many requests as the bench says"],
    },
  },
};
