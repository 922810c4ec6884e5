import { describe, expect, it } from "vitest";
import { registerWebhooks, restoreWebhooks, type WebhooksPorts } from "../../src/commands/webhooks.ts";
import { ContractError, RefusalError, StateError } from "../../src/errors.ts";
import type { Registration } from "../../src/model/webhooks.ts";
import { isDelivered } from "../../src/report/webhooks.ts";

const WANTED = {
  url: "https://relay.contoso.com",
  events: ["referral-created"],
  otherEvents: null,
  overwrite: false,
};
const RUN = { run: "run", origin: {}, branch: "cosell-sync", systems: {}, validate: false };

function portsWith(own: Partial<WebhooksPorts["webhooks"]>): WebhooksPorts {
  return {
    webhooks: {
      events: async () => ["referral-created", "test-created"],
      registration: async () => null,
      create: async () => "created",
      replace: async () => {},
      sendTest: async () => "",
      testResult: async () => ({ isOver: true, responseCodes: [] }),
      ...own,
    },
    state: {
      read: async () => ({ head: null, files: {} }),
      list: async () => [],
      commit: async () => ({ head: "c1" }),
    },
    seal: { close: (text) => text, open: (text) => text },
    clock: { now: () => new Date("2026-11-23T10:00:00Z"), sleep: async () => {} },
    progress: () => {},
    mask: () => {},
  };
}

it("ends in words when Partner Center has a registration and shows none", async () => {
  const ports = portsWith({ create: async () => "exists" });
  await expect(registerWebhooks(WANTED, RUN, ports)).rejects.toThrow(ContractError);
});

it("refuses, and records nothing as registered, when somebody else was faster", async () => {
  const theirs = { url: "https://other.example/", events: ["referral-created"], ownHeader: null };
  const seen = [null, theirs];
  const ports = portsWith({ registration: async () => seen.shift() ?? null, create: async () => "exists" });
  const headlines: string[] = [];
  const commit: typeof ports.state.commit = async ({ headline }) => {
    headlines.push(headline);
    return { head: "c1" };
  };
  const registering = registerWebhooks(WANTED, RUN, { ...ports, state: { ...ports.state, commit } });
  await expect(registering).rejects.toThrow(RefusalError);
  await expect(registering).rejects.toThrow(
    "already sends this tenant's notifications to https://other.example",
  );
  expect(headlines).toEqual(["Announce the webhook registration of https://relay.contoso.com"]);
});

describe("what somebody had registered before", () => {
  const theirs = { url: "https://other.example/", events: ["referral-created"], ownHeader: null };

  /** A tenant whose registration was theirs, and is ours now; its branch keeps what is committed to it. */
  async function takenOver() {
    const tenant = { registration: theirs as Registration | null, refuses: false, sealedWith: "secret" };
    const files: Record<string, string> = {};
    let head: string | null = null;
    const ports = portsWith({
      registration: async () => tenant.registration,
      replace: async (registration) => {
        if (tenant.refuses) throw new ContractError("Partner Center sent nothing.", "Run again.");
        tenant.registration = registration;
      },
    });
    const state: typeof ports.state = {
      ...ports.state,
      read: async () => ({ head, files: { ...files } }),
      commit: async (change) => {
        Object.assign(files, change.files);
        head = "c1";
        return { head };
      },
    };
    const seal: typeof ports.seal = {
      close: (text) => `${tenant.sealedWith} ${text}`,
      open: (sealed) => (sealed.startsWith(tenant.sealedWith) ? sealed.slice("secret ".length) : null),
    };
    await registerWebhooks({ ...WANTED, overwrite: true }, RUN, { ...ports, state, seal });
    return {
      tenant,
      restore: () => restoreWebhooks(false, { ...RUN, run: "another" }, { ...ports, state, seal }),
    };
  }

  it("is put back by the next run where the first one died over it", async () => {
    const { tenant, restore } = await takenOver();
    tenant.refuses = true;
    await expect(restore()).rejects.toThrow(ContractError);
    expect(tenant.registration?.url).toBe(WANTED.url);
    tenant.refuses = false;
    expect(await restore()).toMatchObject({ restored: true, plan: { action: "replace" } });
    expect(tenant.registration).toEqual(theirs);
    await expect(restore()).rejects.toThrow("nothing to put back");
  });

  it("is not forgotten where it cannot be read, also when nothing is registered any more", async () => {
    const { tenant, restore } = await takenOver();
    Object.assign(tenant, { registration: null, sealedWith: "another" });
    await expect(restore()).rejects.toThrow("recorded under another client secret");
  });
});

describe("a state branch that a sync moves meanwhile", () => {
  /** A store whose branch has moved before each of so many commits; `done` tells what was done, in its order. */
  function moving(times: number) {
    const done: string[] = [];
    const create = async () => {
      done.push("registered");
      return "created" as const;
    };
    const ports = portsWith({ create });
    let left = times;
    const commit: typeof ports.state.commit = async () => {
      left -= 1;
      if (left >= 0) return "stale";
      done.push("committed");
      return { head: "c1" };
    };
    return { done, ports: { ...ports, state: { ...ports.state, commit } } };
  }

  it("is committed to once more", async () => {
    const { done, ports } = moving(4);
    await registerWebhooks(WANTED, RUN, ports);
    expect(done).toEqual(["committed", "registered", "committed"]);
  });

  it("for ever ends the run, before anything was registered that is not recorded", async () => {
    const { done, ports } = moving(5);
    await expect(registerWebhooks(WANTED, RUN, ports)).rejects.toThrow(StateError);
    expect(done).toEqual([]);
  });
});

it.each([[["OK", "ServiceUnavailable"]], [["ServiceUnavailable", "OK"]]])(
  "takes a test event for delivered that was taken in the end, whichever attempt is shown first: %s",
  async (responseCodes) => {
    let looks = 0;
    const testResult = async () => {
      looks += 1;
      return { isOver: false, responseCodes };
    };
    const { test } = await registerWebhooks(WANTED, { ...RUN, validate: true }, portsWith({ testResult }));
    expect(test && isDelivered(test)).toBe(true);
    expect(looks).toBe(1);
  },
);

describe("a test event", () => {
  const validating = { ...RUN, validate: true };

  it("that is not taken is followed for three minutes, less often by and by", async () => {
    const slept: number[] = [];
    const testResult = async () => ({ isOver: false, responseCodes: ["ServiceUnavailable"] });
    const { clock, ...ports } = portsWith({ testResult });
    const sleep = async (milliseconds: number) => void slept.push(milliseconds);
    const { test } = await registerWebhooks(WANTED, validating, { ...ports, clock: { ...clock, sleep } });
    expect(test).toEqual({ isOver: false, responseCodes: ["ServiceUnavailable"], problem: null });
    expect(slept.slice(0, 6)).toEqual([1000, 2000, 3000, 4000, 5000, 5000]);
    expect(slept.reduce((sum, each) => sum + each)).toBe(180_000);
  });

  it("is followed no longer than until all attempts are over", async () => {
    let looks = 0;
    const testResult = async () => {
      looks += 1;
      return { isOver: looks === 3, responseCodes: ["ServiceUnavailable"] };
    };
    await registerWebhooks(WANTED, validating, portsWith({ testResult }));
    expect(looks).toBe(3);
  });

  it("that can no longer be followed leaves what was seen of it, and the registration", async () => {
    const seen = [{ isOver: false, responseCodes: ["ServiceUnavailable"] }];
    const testResult = async () => {
      const next = seen.shift();
      if (next) return next;
      throw new ContractError("Partner Center sent nothing.", "Report it.");
    };
    const { test, stateCommit } = await registerWebhooks(WANTED, validating, portsWith({ testResult }));
    expect(test).toEqual({
      isOver: false,
      responseCodes: ["ServiceUnavailable"],
      problem: expect.stringContaining("Partner Center sent nothing."),
    });
    expect(stateCommit).toBe("c1");
  });
});
