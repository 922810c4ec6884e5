import { describe, expect, it } from "vitest";
import { openStop } from "../../src/adapters/stop.ts";

function clockAt(start: string) {
  let now = Date.parse(start);
  return {
    now: () => new Date(now),
    sleep: async () => {},
    pass(minutes: number) {
      now += minutes * 60_000;
    },
  };
}

const NOTHING_MORE = { overlong: () => null, progress: () => {} };

function anyStop() {
  return openStop({ clock: clockAt("2026-11-23T10:00:00Z"), limitMinutes: 50, ...NOTHING_MORE });
}

describe("the time limit of a run", () => {
  it("counts from the beginning of the run, not from its first write", () => {
    const clock = clockAt("2026-11-23T10:00:00Z");
    const stops = openStop({ clock, limitMinutes: 50, ...NOTHING_MORE });
    clock.pass(30);
    using stop = stops.listen();
    expect(stop.reason()).toBeNull();
    clock.pass(19);
    expect(stop.reason()).toBeNull();
    clock.pass(1);
    expect(stop.reason()).toBe("the time limit of 50 minutes was reached");
  });
});

describe("a run that has read for all of its time", () => {
  it("writes for a tenth of it all the same, or no run would get any further", () => {
    const clock = clockAt("2026-11-23T10:00:00Z");
    const stops = openStop({ clock, limitMinutes: 50, ...NOTHING_MORE });
    clock.pass(52);
    using stop = stops.listen();
    expect(stop.reason()).toBeNull();
    clock.pass(4);
    expect(stop.reason()).toBeNull();
    clock.pass(1);
    expect(stop.reason()).toBe("the time limit of 50 minutes was reached");
  });
});

describe("a signal", () => {
  it.each(["SIGINT", "SIGTERM"] as const)("stops a run that listens: %s", (signal) => {
    using stop = anyStop().listen();
    process.emit(signal);
    expect(stop.reason()).toBe("the run was cancelled");
  });

  it("is left to the process before and after", () => {
    const before = process.listenerCount("SIGTERM");
    const stop = anyStop().listen();
    expect(process.listenerCount("SIGTERM")).toBe(before + 1);
    stop[Symbol.dispose]();
    expect(process.listenerCount("SIGTERM")).toBe(before);
  });
});

describe("a system that asks for more time than a run waits", () => {
  it("stops the run, for as long as it asks", () => {
    let overlong: string | null = null;
    const clock = clockAt("2026-11-23T10:00:00Z");
    const stops = openStop({ clock, limitMinutes: 50, progress: () => {}, overlong: () => overlong });
    using stop = stops.listen();
    expect(stop.reason()).toBeNull();
    overlong = "Dataverse asks to wait until tomorrow";
    expect(stop.reason()).toBe("Dataverse asks to wait until tomorrow");
    overlong = null;
    expect(stop.reason()).toBeNull();
  });
});
