import { describe, expect, it } from "vitest";
import { watchRegistration } from "../../src/commands/webhooks-watch.ts";
import { ConfigurationError, ServiceError } from "../../src/errors.ts";
import type { Registration, RegistrationMemory } from "../../src/model/webhooks.ts";
import { EMPTY_STATE } from "../../src/reconcile/checkpoint/state.ts";
import { planRegistration, planRestore, type Wanted } from "../../src/reconcile/registration/registration.ts";
import {
  driftOf,
  formatRegistrationMemory,
  isOurs,
  parseRegistrationMemory,
  rememberOurs,
} from "../../src/reconcile/registration/registration-memory.ts";

const FOREIGN = {
  known: ["referral-created", "referral-updated", "invoice-ready", "test-created"],
  isOurs: false,
};
const WANTED: Wanted = {
  url: "https://relay.example/a",
  events: ["referral-updated", "referral-created"],
  overwrite: false,
  otherEvents: null,
};
const OURS: Registration = {
  url: WANTED.url,
  events: ["referral-created", "referral-updated", "test-created"],
  ownHeader: true,
};
const THEIRS: Registration = {
  url: "https://other.example/b?sig=x",
  events: ["referral-updated"],
  ownHeader: null,
};
const THEIRS_WITH_MORE = { ...THEIRS, events: ["referral-updated", "invoice-ready"] };

describe("the plan of a registration", () => {
  it.each([
    ["nothing", null, {}, "create", OURS.events],
    [
      "ours, with all events in another order",
      { ...OURS, events: OURS.events.toReversed() },
      {},
      "none",
      OURS.events,
    ],
    [
      "ours, with more",
      { ...OURS, events: [...OURS.events, "invoice-ready"] },
      {},
      "none",
      ["invoice-ready", ...OURS.events],
    ],
    [
      "ours, without some",
      { ...OURS, events: ["invoice-ready", "test-created"] },
      {},
      "replace",
      ["invoice-ready", ...OURS.events],
    ],
    ["another's, to be overwritten", THEIRS, { overwrite: true }, "replace", OURS.events],
    [
      "another's, others kept",
      THEIRS_WITH_MORE,
      { overwrite: true, otherEvents: "keep" },
      "replace",
      ["invoice-ready", ...OURS.events],
    ],
    [
      "another's, others dropped",
      THEIRS_WITH_MORE,
      { overwrite: true, otherEvents: "drop" },
      "replace",
      OURS.events,
    ],
  ] as const)("where there is %s", (_title, current, choice, action, events) => {
    const plan = planRegistration({ ...WANTED, ...choice }, current, FOREIGN);
    expect(plan).toMatchObject({
      action,
      previous: current,
      registration: { url: WANTED.url, ownHeader: true },
    });
    expect(plan.registration.events).toEqual(events);
  });

  it("registers the test event once, also where somebody has named it among the others", () => {
    const wanted = { ...WANTED, events: [...WANTED.events, "test-created"] };
    expect(planRegistration(wanted, null, FOREIGN).registration.events).toEqual(OURS.events);
  });

  it("takes the place of our own earlier address, with all that it had", () => {
    const earlier = { ...OURS, url: "https://relay.example/a?key=old", events: ["invoice-ready"] };
    const plan = planRegistration(WANTED, earlier, { ...FOREIGN, isOurs: true });
    expect(plan).toMatchObject({ action: "replace", registration: { url: WANTED.url }, dropped: [] });
    expect(plan.registration.events).toEqual(["invoice-ready", ...OURS.events]);
    const complete = { ...earlier, events: OURS.events };
    expect(planRegistration(WANTED, complete, { ...FOREIGN, isOurs: true }).action).toBe("replace");
  });

  it.each([
    ["keep", THEIRS_WITH_MORE, ["invoice-ready"], []],
    ["drop", THEIRS_WITH_MORE, [], ["invoice-ready"]],
    [null, THEIRS, [], []],
  ] as const)(
    "says which events of others come along, and which come to nobody: %s",
    (otherEvents, current, kept, dropped) => {
      const plan = planRegistration({ ...WANTED, overwrite: true, otherEvents }, current, FOREIGN);
      expect([plan.kept, plan.dropped]).toEqual([kept, dropped]);
    },
  );

  it("knows an address by what it means", () => {
    const wanted = { ...WANTED, url: "https://relay.example" };
    const current = { ...OURS, url: "https://relay.example/" };
    expect(planRegistration(wanted, current, FOREIGN).action).toBe("none");
  });

  it.each([
    [
      "another's at the same host",
      { ...THEIRS, url: "https://relay.example/b" },
      {},
      "notifications to another address at https://relay.example: 1",
    ],
    [
      "another's without overwrite",
      THEIRS,
      {},
      "already sends this tenant's notifications to https://other.example: 1",
    ],
    [
      "another's that is no address",
      { ...THEIRS, url: "?sig=x" },
      {},
      "notifications to an address that cannot be read: 1",
    ],
    ["another's with keep alone", THEIRS_WITH_MORE, { otherEvents: "keep" }, "already sends"],
    [
      "another's, others undecided",
      THEIRS_WITH_MORE,
      { overwrite: true },
      "not about referrals: invoice-ready",
    ],
  ] as const)(
    "refuses %s, without more of the address than its origin",
    (_title, current, choice, message) => {
      const plan = () => planRegistration({ ...WANTED, ...choice }, current, FOREIGN);
      expect(plan).toThrow(message);
      expect(plan).not.toThrow("sig=x");
    },
  );

  it("names every event that Partner Center does not know", () => {
    const plan = () => planRegistration({ ...WANTED, events: ["a", "referral-updated", "b"] }, null, FOREIGN);
    expect(plan).toThrow(ConfigurationError);
    expect(plan).toThrow(/"a" is not an event.*\n.*"b" is not an event/);
  });
});

describe("the plan of a restore", () => {
  const reduced = { ...OURS, events: ["test-created"] };
  it.each([
    ["nothing, and nothing before", null, null, false, "none", null],
    ["nothing", THEIRS, null, false, "create", THEIRS],
    ["ours, and nothing before", null, OURS, false, "replace", reduced],
    ["ours", THEIRS, OURS, false, "replace", THEIRS],
    ["the earlier one, with other events by now", THEIRS, THEIRS_WITH_MORE, false, "none", THEIRS_WITH_MORE],
    ["ours, where another connection had it before", { ...OURS }, OURS, false, "none", OURS],
    ["ours, where it had it without its events by then", reduced, OURS, false, "replace", reduced],
    ["another's, and nothing before", null, THEIRS, false, "none", THEIRS],
    ["another's, and nothing before, to be overwritten", null, THEIRS, true, "none", THEIRS],
    ["another's, to be overwritten", { ...THEIRS, url: "https://third.example" }, THEIRS, true, "replace", 0],
  ] as const)("where there is %s", (_title, earlier, current, overwrite, action, registration) => {
    const plan = planRestore(earlier, current, { isOurs: current === OURS, overwrite });
    expect(plan).toMatchObject({ action, previous: current });
    expect(plan.registration).toEqual(registration === 0 ? earlier : registration);
  });

  it("refuses to take the place of another's", () => {
    const earlier = { ...THEIRS, url: "https://third.example" };
    expect(() => planRestore(earlier, THEIRS, { isOurs: false, overwrite: false })).toThrow(
      "already sends this tenant's notifications to https://other.example",
    );
  });
});

const MEMORY: RegistrationMemory = { ours: rememberOurs(OURS), previous: null, pending: null };

describe("the memory of a registration", () => {
  it("survives being written down, without the address", () => {
    const text = formatRegistrationMemory(MEMORY);
    expect(parseRegistrationMemory(text)).toEqual(MEMORY);
    expect(text).not.toContain("/a");
  });

  it("refuses what it did not write", () => {
    expect(() => parseRegistrationMemory('{"version":2}')).toThrow("not one that this version");
    expect(() => parseRegistrationMemory("<<<<")).toThrow("not one that this version");
  });

  it.each([
    ["beside what it knows", (memory: object) => ({ ...memory, later: "things" })],
    ["of ours", (memory: object) => ({ ...memory, ours: { ...MEMORY.ours, later: "things" } })],
    ["with the same words, and another meaning", (memory: object) => ({ ...memory, version: 2 })],
  ])("refuses what a newer version has to say %s, which it would not write again", (_what, add) => {
    const text = JSON.stringify(add(JSON.parse(formatRegistrationMemory(MEMORY))));
    expect(() => parseRegistrationMemory(text)).toThrow("not one that this version of cosell-sync wrote");
  });

  it.each([
    ["ours", OURS, null],
    ["ours with more", { ...OURS, events: [...OURS.events, "invoice-ready"] }, null],
    ["nothing", null, "no webhook registration any more"],
    ["another's", THEIRS, "to https://other.example now, not to ours at https://relay.example"],
    [
      "another's at the same host",
      { ...THEIRS, url: "https://relay.example/b" },
      "to another address at https://relay.example now",
    ],
    ["ours, as Partner Center may write it", { ...OURS, url: "HTTPS://relay.example:443/a" }, null],
    [
      "ours with less",
      { ...OURS, events: ["test-created"] },
      "no longer registered for referral-created, referral-updated",
    ],
  ])("tells that there is %s", (_title, current, drift) => {
    const told = driftOf(MEMORY, current);
    if (drift === null) expect(told).toBeNull();
    else expect(told).toContain(drift);
  });

  it("blames nobody else for what a run of ours announced and did not bring to its end", () => {
    const announced = { ...MEMORY, ours: null, pending: { run: "7-1", ours: rememberOurs(OURS) } };
    expect(driftOf(announced, THEIRS)).toBe(
      "Run 7-1 was to change the webhook registration and did not come to its end: repeat what it did, or undo it by webhooks restore.",
    );
    expect(isOurs(announced, OURS)).toBe(true);
  });

  it("tells of nobody else once ours was put back", () => {
    expect(driftOf({ ours: null, previous: null, pending: null }, THEIRS)).toBeNull();
  });
});

describe("the look at the registration after a sync", () => {
  const at = (writtenAt: string) => ({ ...EMPTY_STATE, writtenAt });
  async function look(before: string, after: string, registrationFile: string | undefined, fails = false) {
    let asked = 0;
    const registration = async () => {
      asked += 1;
      if (fails) throw new ServiceError("403: no", "Ask.", 403, "x");
      return THEIRS;
    };
    const loaded = { state: at(before), head: null, registrationFile, waitingFiles: {} };
    return { notices: await watchRegistration({ registration }, loaded, at(after)), asked };
  }
  const file = formatRegistrationMemory(MEMORY);

  it("is taken by the first run of an hour, and by no other", async () => {
    expect((await look("2026-11-23T08:59:59.000Z", "2026-11-23T09:00:00.000Z", file)).asked).toBe(1);
    expect((await look("2026-11-22T09:30:00.000Z", "2026-11-23T09:30:00.000Z", file)).asked).toBe(1);
    expect((await look("2026-11-23T09:00:00.000Z", "2026-11-23T09:59:59.000Z", file)).asked).toBe(0);
  });

  it("is not taken where no webhook was registered, or it was put back", async () => {
    const back = formatRegistrationMemory({ ours: null, previous: null, pending: null });
    expect((await look("", "2026-11-23T09:00:00.000Z", undefined)).asked).toBe(0);
    expect((await look("", "2026-11-23T09:00:00.000Z", back)).asked).toBe(0);
  });

  it("says what has become of it, and until when changes arrive as they did before", async () => {
    const [before, after] = ["2026-11-23T08:00:00.000Z", "2026-11-23T09:00:00.000Z"];
    expect((await look(before, after, file)).notices).toEqual([
      expect.stringMatching(
        /^Partner Center sends .* with overwrite\. Until then changes arrive with the schedule\.$/,
      ),
    ]);
    const announced = { ours: null, previous: null, pending: { run: "7-1", ours: rememberOurs(OURS) } };
    expect((await look(before, after, formatRegistrationMemory(announced))).notices).toEqual([
      expect.stringContaining("Run 7-1 was to change the webhook registration"),
    ]);
    const loaded = { state: at(before), head: null, registrationFile: file, waitingFiles: {} };
    expect(await watchRegistration({ registration: async () => OURS }, loaded, at(after))).toEqual([]);
    expect(await watchRegistration(undefined, loaded, at(after))).toEqual([]);
    const mistake = () => Promise.reject(new TypeError("of ours"));
    await expect(watchRegistration({ registration: mistake }, loaded, at(after))).rejects.toThrow(TypeError);
  });

  it("never fails a sync that is done", async () => {
    const { notices } = await look("", "2026-11-23T09:00:00.000Z", file, true);
    expect(notices).toEqual([expect.stringContaining("could not be found out: 403: no")]);
    const broken = await look("", "2026-11-23T09:00:00.000Z", "{}");
    expect(broken.notices).toEqual([expect.stringContaining("not one that this version")]);
  });
});
