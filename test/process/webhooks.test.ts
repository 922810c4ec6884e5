import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Registration } from "../../src/emulator/webhooks/registration.ts";
import { readAudit } from "../support/audit.ts";
import { startRelay } from "../support/relay.ts";
import type { ActionResult } from "../support/run-action.ts";
import { type Stage, setStage } from "../support/stage.ts";
import { editBranch, headOf } from "../support/state-branch.ts";

const OURS = "https://relay.example/partner-center?code=canary-of-ours";
const THEIRS: Registration = {
  subscriberId: "0d1f2a3b-4c5d-4e6f-8a9b-0c1d2e3f4a5b",
  webhookUrl: "https://other.example/hook?sig=canary-of-theirs",
  webhookEvents: ["referral-updated", "invoice-ready", "test-created"],
  signatureTokenToMsSignatureHeader: false,
};
const FOUR = ["referral-created", "referral-updated", "related-referral-created", "related-referral-updated"];

let stage: Stage;
beforeEach(async () => {
  stage = await setStage({ referrals: 2 });
});
afterEach(() => stage[Symbol.asyncDispose]());

function webhooks(inputs: Readonly<Record<string, string>> = {}): Promise<ActionResult> {
  return stage.run({ command: "webhooks", "webhook-url": OURS, ...inputs });
}

function restore(inputs: Readonly<Record<string, string>> = {}): Promise<ActionResult> {
  return stage.run({ command: "webhooks restore", ...inputs });
}

const registered = () => stage.emulator.webhooks.registration;
const said = ({ annotations }: ActionResult) => annotations.map(({ message }) => message).join("\n");
/** Requests that changed the registration. */
const writes = () =>
  stage.emulator.log.filter(({ method, path }) => path === "/webhooks/v1/registration" && method !== "GET")
    .length;

describe("webhooks, where nothing is registered", () => {
  it("shows its plan, registers the four events and the test event, and records it", async () => {
    const result = await webhooks();
    expect(result).toMatchObject({ exitCode: 0 });
    expect(registered()).toMatchObject({
      webhookUrl: OURS,
      webhookEvents: [...FOUR, "test-created"],
      signatureTokenToMsSignatureHeader: true,
    });
    expect(result.log).toContain(`plan: register https://relay.example for ${FOUR.join(", ")}, test-created`);
    expect(result.summary).toContain("| Before | nothing | |");
    const lines = readAudit(stage)
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { kind: "run", previous: null },
      { kind: "webhooks", action: "register", outcome: "applied", origin: "https://relay.example" },
    ]);
  });

  it("does nothing the second time, and commits nothing", async () => {
    await webhooks();
    const head = headOf(stage);
    const result = await webhooks();
    expect(result.summary).toContain("already registered");
    expect(writes()).toBe(1);
    expect(headOf(stage)).toBe(head);
  });

  it("leaves the state branch to the sync, which goes on as ever", async () => {
    await webhooks();
    expect(await stage.run()).toMatchObject({ exitCode: 0, annotations: [] });
    expect(await stage.run()).toMatchObject({ exitCode: 0, outputs: { changes: "0" } });
    // Each file of the audit log names the one before it: that of this command, too.
    expect(await stage.run({ command: "audit" })).toMatchObject({ exitCode: 0 });
  });

  it("keeps in the audit log that somebody has committed by hand before it", async () => {
    await stage.run();
    editBranch(stage, () => {});
    const byHand = headOf(stage);
    await webhooks();
    const kept = readAudit(stage)
      .match(/^.*"kind":"edited".*$/gm)
      ?.map((line) => JSON.parse(line));
    expect(kept).toEqual([{ kind: "edited", commit: byHand }]);
  });

  it("refuses a branch that is used for something else, and commits nothing to it", async () => {
    const before = headOf(stage, "main");
    const result = await webhooks({ "state-branch": "main" });
    expect(result.exitCode).toBe(1);
    expect(said(result)).toContain("main is the default branch of adatum/co-sell.");
    expect([registered(), headOf(stage, "main")]).toEqual([null, before]);
  });

  it("refuses an event that Partner Center does not know, and names those it knows", async () => {
    const result = await webhooks({ "webhook-events": "referral-created,referral-deleted" });
    expect(result.exitCode).toBe(1);
    expect(said(result)).toContain('webhook-events: "referral-deleted" is not an event');
    expect(said(result)).toContain("related-referral-updated");
    expect(registered()).toBeNull();
  });

  it("is not fooled by a refusal into taking the tenant for free", async () => {
    stage.emulator.faults.inject({
      system: "partner-center",
      method: "GET",
      path: /^\/webhooks\/v1\/registration$/,
      fault: { kind: "reply", when: "before", status: 403, body: { code: "x", description: "no" } },
    });
    const result = await webhooks();
    expect(result.exitCode).toBe(1);
    expect(said(result)).toContain("Referrals admin");
    expect(writes()).toBe(0);
  });

  it("is registered once although the answer is lost on the way", async () => {
    stage.emulator.faults.inject({
      system: "partner-center",
      method: "POST",
      path: /^\/webhooks\/v1\/registration$/,
      nth: 1,
      fault: { kind: "drop", when: "after" },
    });
    const result = await webhooks();
    expect(result).toMatchObject({ exitCode: 0, annotations: [] });
    expect(registered()).toMatchObject({ webhookUrl: OURS });
    expect((await webhooks()).summary).toContain("already registered");
  });

  it("needs an address", async () => {
    const result = await stage.run({ command: "webhooks" });
    expect(said(result)).toContain("webhook-url: is missing");
  });
});

describe("webhooks restore, where nothing was registered before", () => {
  it("leaves ours for the test event alone, and forgets it", async () => {
    await webhooks();
    const result = await restore();
    expect(result.summary).toContain("the address stays, for test-created alone");
    expect(registered()).toMatchObject({ webhookUrl: OURS, webhookEvents: ["test-created"] });
    expect(said(await restore())).toContain("nothing was registered with state branch cosell-sync");
    await webhooks();
    await restore();
    expect(registered()).toMatchObject({ webhookUrl: OURS, webhookEvents: ["test-created"] });
  });

  it("takes nothing away from whoever registered since", async () => {
    await webhooks();
    stage.emulator.webhooks.registration = THEIRS;
    const result = await restore();
    expect(result.exitCode).toBe(0);
    expect(result.summary).toContain("nothing had to be put back");
    expect(registered()).toBe(THEIRS);
    expect((await stage.run()).annotations).toEqual([]);
  });

  it("takes nothing away from another connection that registered the same relay before", async () => {
    const other = { "state-branch": "cosell-sync-other" };
    await webhooks(other);
    await webhooks();
    const before = registered();
    expect((await restore()).summary).toContain("nothing had to be put back");
    expect(registered()).toBe(before);
    await restore(other);
    expect(registered()).toMatchObject({ webhookUrl: OURS, webhookEvents: ["test-created"] });
  });

  it("ends where there is no registration any more", async () => {
    await webhooks();
    stage.emulator.webhooks.registration = null;
    const result = await restore();
    expect(result.exitCode).toBe(0);
    expect(result.summary).toContain("| Now | nothing | |");
    expect(writes()).toBe(1);
    expect((await stage.run()).annotations).toEqual([]);
  });
});

describe("webhooks, where somebody else is registered", () => {
  beforeEach(() => {
    stage.emulator.webhooks.registration = THEIRS;
  });

  it("refuses, and shows nothing but the origin and the events", async () => {
    const result = await webhooks();
    expect(result.exitCode).toBe(1);
    expect(said(result)).toContain("https://other.example: 3 events (invoice-ready, referral-updated");
    expect(said(result)).toContain("webhook-overwrite");
    expect(registered()).toBe(THEIRS);
  });

  it("wants to be told what becomes of the events that are not about referrals", async () => {
    const result = await webhooks({ "webhook-overwrite": "true" });
    expect(result.exitCode).toBe(1);
    expect(said(result)).toContain("also gets events that are not about referrals: invoice-ready");
    expect(registered()).toBe(THEIRS);
  });

  it.each([
    ["keep", ["invoice-ready", ...FOUR, "test-created"]],
    ["drop", [...FOUR, "test-created"]],
  ])("takes over and %ss them", async (decision, events) => {
    const result = await webhooks({ "webhook-overwrite": "true", "webhook-other-events": decision });
    expect(result.exitCode).toBe(0);
    expect(registered()).toMatchObject({ webhookUrl: OURS, webhookEvents: events });
    expect(result.summary).toContain(decision === "keep" ? "relay ignores them" : "Nobody gets these events");
  });

  it("puts the other one back as it was, also after ours has moved", async () => {
    await webhooks({ "webhook-overwrite": "true", "webhook-other-events": "drop" });
    await webhooks({ "webhook-url": "https://relay.example/moved" });
    const result = await restore();
    expect(result).toMatchObject({ exitCode: 0 });
    expect(registered()).toEqual(THEIRS);
    expect(said(await restore())).toContain("nothing to put back");
  });

  it("puts it back after Partner Center refused to have ours moved, and before it was tried again", async () => {
    const moved = { "webhook-url": "https://relay.example/moved" };
    await webhooks({ "webhook-overwrite": "true", "webhook-other-events": "drop" });
    const refusal = stage.emulator.faults.inject({
      system: "partner-center",
      method: "PUT",
      path: /^\/webhooks/,
      fault: { kind: "reply", when: "before", status: 400, body: { code: "x", description: "no" } },
    });
    expect((await webhooks(moved)).exitCode).toBe(1);
    refusal.remove();
    expect(said(await stage.run())).toContain("did not come to its end");
    expect(registered()).toMatchObject({ webhookUrl: OURS });
    await webhooks(moved);
    expect(registered()).toMatchObject({ webhookUrl: "https://relay.example/moved" });
    await restore();
    expect(registered()).toEqual(THEIRS);
  });

  it("does not put it back over a third one", async () => {
    await webhooks({ "webhook-overwrite": "true", "webhook-other-events": "drop" });
    const third = { ...THEIRS, webhookUrl: "https://third.example/" };
    stage.emulator.webhooks.registration = third;
    expect(said(await restore())).toContain("https://third.example");
    expect(registered()).toBe(third);
    await restore({ "webhook-overwrite": "true" });
    expect(registered()).toEqual(THEIRS);
  });

  it("takes nothing away that it could not put back, as there is no secret to record it with", async () => {
    const { emulator } = stage;
    emulator.entra.settings.federated = {
      issuer: "https://token.actions.githubusercontent.com",
      subject: emulator.workflowIdentity.settings.subject,
      audience: "api://AzureADTokenExchange",
    };
    const env = {
      ACTIONS_ID_TOKEN_REQUEST_URL: `${emulator.urls.workflowIdentity}/idtoken?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: emulator.credentials.requestToken,
    };
    const takeOver = { "webhook-url": OURS, "webhook-overwrite": "true", "webhook-other-events": "drop" };
    const inputs = { command: "webhooks", "client-secret": "", ...takeOver };
    const refused = await stage.run(inputs, { env });
    expect(refused.exitCode).toBe(1);
    expect(said(refused)).toContain("https://other.example could never be put back");
    expect(registered()).toBe(THEIRS);
    const key = { "fingerprint-key": "a long random text that is a secret" };
    expect((await stage.run({ ...inputs, ...key }, { env })).exitCode).toBe(0);
    expect((await restore(key)).exitCode).toBe(0);
    expect(registered()).toEqual(THEIRS);
  });

  it("says what it cannot read after a new client secret, and is content once somebody put it back", async () => {
    const inputs = { "fingerprint-key": "the key of the first year" };
    await webhooks({ ...inputs, "webhook-overwrite": "true", "webhook-other-events": "drop" });
    const refused = await restore();
    expect(refused.exitCode).toBe(1);
    expect(said(refused)).toContain("https://other.example that was registered before was recorded under");
    expect(registered()).toMatchObject({ webhookUrl: OURS });
    stage.emulator.webhooks.registration = THEIRS;
    expect((await restore()).summary).toContain("nothing had to be put back");
    expect(registered()).toBe(THEIRS);
  });

  it("puts it back although the run that took over died before it knew that it had", async () => {
    const fault = stage.emulator.faults.inject({
      system: "partner-center",
      method: "PUT",
      path: /^\/webhooks/,
      fault: { kind: "hold", when: "after" },
    });
    const abort = new AbortController();
    const dying = stage.run(
      {
        command: "webhooks",
        "webhook-url": OURS,
        "webhook-overwrite": "true",
        "webhook-other-events": "drop",
      },
      { signal: abort.signal },
    );
    await fault.reached;
    abort.abort();
    await dying;
    fault.remove();
    fault.drop();
    expect(registered()).toMatchObject({ webhookUrl: OURS });
    expect((await webhooks()).summary).toContain("already registered");
    expect(readAudit(stage)).toContain('"kind":"webhooks","action":"register","outcome":"applied"');
    expect(await restore()).toMatchObject({ exitCode: 0 });
    expect(registered()).toEqual(THEIRS);
  });

  it("hides nothing else for the sake of what no key can be", async () => {
    stage.emulator.webhooks.registration = {
      ...THEIRS,
      webhookUrl: "https://other.example/a?v=1&sig=canary-of-it",
    };
    const result = await webhooks({ "webhook-overwrite": "true", "webhook-other-events": "drop" });
    expect(result.log).not.toContain("***");
    expect(result.log).not.toContain("canary");
    // The keys by themselves as well: a message may have one without the rest of its address.
    expect([...result.masks]).toEqual(expect.arrayContaining(["canary-of-it", "canary-of-ours"]));
  });

  it("leaves neither address in logs, summaries or git", async () => {
    const inputs = { "webhook-overwrite": "true", "webhook-other-events": "drop" };
    const results = [await webhooks(), await webhooks(inputs), await stage.run(), await restore()];
    const git = await stage.git("cat-file", "--batch-all-objects", "--batch");
    const left = [git, ...results.map(({ log, summary }) => log + summary)].join("\n");
    expect(left).toContain("https://other.example");
    expect(left).not.toContain("canary");
  });
});

describe("the test event", () => {
  it("goes to the relay and back", async () => {
    await using relay = await startRelay(stage.emulator);
    const result = await webhooks({ "webhook-url": relay.url, "webhook-validate": "true" });
    expect(result.summary).toContain("The test event was taken after 1 attempt: OK.");
    expect(result.exitCode).toBe(0);
    expect(relay.log).toEqual(["200 test-created taken, as GitHub would start a run"]);
    expect(stage.emulator.github.runs.all).toEqual([]);
  });

  const SWITCHED_OFF = { ".github/workflows/sync.yml": "disabled_manually" };
  it.each([
    ["the app may not start a run", {}, { granted: {} }, {}, "422 to the app's"],
    [
      "there is no such workflow",
      { RELAY_WORKFLOW: "sink.yml" },
      {},
      {},
      '404 when asked whether it would start the sync: "Not Found"',
    ],
    [
      "the workflow is switched off",
      {},
      {},
      { workflows: SWITCHED_OFF },
      'has the workflow switched off ("disabled_manually")',
    ],
    [
      "the app may not start one by repository_dispatch",
      { RELAY_EVENT: "repository_dispatch" },
      {},
      {},
      "422 to the app's",
    ],
  ])("is not taken, and fails the run, where %s", async (_title, environment, app, settings, reason) => {
    const { webhooks: sender, github } = stage.emulator;
    sender.settings.retryDelays = [];
    Object.assign(github.app, app);
    Object.assign(github.settings, settings);
    await using relay = await startRelay(stage.emulator, environment);
    const result = await webhooks({ "webhook-url": relay.url, "webhook-validate": "true" });
    expect(result.exitCode).toBe(1);
    expect(result.summary).toContain(
      "**The test event was not taken:** InternalServerError. Look at the log",
    );
    expect(relay.log).toEqual([expect.stringMatching(/^500 GitHub/)]);
    expect(relay.log[0]).toContain(reason);
  });

  it("is taken by a relay that starts runs by repository_dispatch", async () => {
    stage.emulator.github.app.granted = { contents: "write" };
    await using relay = await startRelay(stage.emulator, { RELAY_EVENT: "repository_dispatch" });
    const result = await webhooks({ "webhook-url": relay.url, "webhook-validate": "true" });
    expect(result.exitCode).toBe(0);
    expect(stage.emulator.github.runs.all).toEqual([]);
  });

  it("fails the run when the address does not take it, and the registration stays", async () => {
    stage.emulator.webhooks.settings.retryDelays = [];
    await using relay = await startRelay(stage.emulator, {
      RELAY_CERTIFICATE_ORIGINS: "https://elsewhere.example",
    });
    const result = await webhooks({ "webhook-url": relay.url, "webhook-validate": "true" });
    expect(result.exitCode).toBe(1);
    expect(result.summary).toContain("**The test event was not taken:** Unauthorized");
    expect(registered()?.webhookUrl).toBe(relay.url);
  });
});

describe("a test event that cannot be followed", () => {
  it.each([
    ["was not sent", "POST", /validationEvents$/, "refused a request about the webhook registration: 500"],
    ["is not shown", "GET", /validationEvents\/.+/, "refused a request about the webhook registration: 500"],
  ])(
    "because it %s fails the run, which says that the registration stands",
    async (_, method, path, reason) => {
      const fault = {
        kind: "reply",
        when: "before",
        status: 500,
        body: { code: "x", description: "no" },
      } as const;
      stage.emulator.faults.inject({ system: "partner-center", method, path, fault });
      const result = await webhooks({ "webhook-validate": "true" });
      expect(result.exitCode).toBe(1);
      expect(result.summary).toContain("## Co-sell webhooks: registered");
      expect(result.summary).toContain("**The test event could not be sent or followed**");
      expect(result.summary).toContain(reason);
      expect(registered()?.webhookUrl).toBe(OURS);
    },
  );
});

describe("a sync", () => {
  it("warns when the registration is no longer ours", async () => {
    await webhooks();
    stage.emulator.webhooks.registration = THEIRS;
    const result = await stage.run();
    expect(result.exitCode).toBe(0);
    expect(said(result)).toContain(
      "sends notifications to https://other.example now, not to ours at https://relay",
    );
    expect(result.summary).toContain("other.example");
  });
});
