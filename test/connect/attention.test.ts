import { expect, it, onTestFinished } from "vitest";
import { tellAttention } from "../../src/connect/attention.ts";
import type { World } from "../../src/connect/world.ts";
import { startEmulator } from "../../src/emulator/index.ts";
import {
  BegunError,
  LostAnswerError,
  RefusalError,
  ServiceError,
  SignInError,
  UnreachableError,
} from "../../src/errors.ts";
import type { Origin } from "../../src/model/origin.ts";
import { testClock, testHttp } from "../adapters/support.ts";

/** Titles of the issues that a sync has opened that ended like this. */
async function openedBy(error: unknown, origin: Origin): Promise<string[]> {
  const emulator = await startEmulator({ referrals: 0 });
  onTestFinished(() => emulator.close());
  const { urls, credentials } = emulator;
  const state = {
    branch: "cosell-sync",
    apiUrl: urls.githubApi,
    graphqlUrl: `${urls.githubApi}/graphql`,
    repository: credentials.repository,
    token: credentials.githubToken,
  };
  const inputs = { state, dataverse: { url: "https://adatum.crm.dynamics.com" } };
  const world = { inputs, origin, http: testHttp(), clock: testClock() } as unknown as World;
  expect(await tellAttention(world, { status: "rejected", reason: error })).toBeNull();
  return emulator.github.issues.list.map(({ title }) => title);
}

const service = (status: number) => new ServiceError(`It refused: ${status}.`, "Look.", status, "x");
const unreachable = new UnreachableError("It kept failing.", "Run again.");
const begun = (cause: Error) => new BegunError("It failed.", "The next run finds out.", { cause });
const signIn = new SignInError("The token has expired.", "Sign in.", "700082");
const SCHEDULED = { event: "schedule" };

it.each<[string, unknown, Origin]>([
  ["on a schedule", signIn, SCHEDULED],
  [
    "for a notification, though that starts it as a person does",
    signIn,
    { event: "workflow_dispatch", webhook: true },
  ],
  ["for a notification by repository_dispatch", signIn, { event: "repository_dispatch", webhook: true }],
  ["after a request that no repetition fixes", service(403), SCHEDULED],
  ["after it had begun, of what no repetition fixes", begun(service(404)), SCHEDULED],
  ["because a guard said no", new RefusalError("Too many changes.", "Raise max-changes."), SCHEDULED],
])("an issue is opened by a sync that fails %s", async (_how, error, origin) => {
  expect(await openedBy(error, origin)).toEqual(["Co-sell sync fails (cosell-sync)"]);
});

it.each<[string, unknown, Origin]>([
  ["that somebody has started by hand", signIn, { event: "workflow_dispatch" }],
  ["on a terminal", signIn, {}],
  [
    "of which nobody can tell what became of a request",
    new LostAnswerError("Lost.", "Run again."),
    SCHEDULED,
  ],
  ["of a service that fails", service(500), SCHEDULED],
  ["of a service that takes no more for now", service(429), SCHEDULED],
  ["that had begun when a service could not be reached any more", begun(unreachable), SCHEDULED],
  ["by a bug of ours, whose words may have anything in them", new Error("Mira Sato"), SCHEDULED],
])("none is opened by one %s", async (_how, error, origin) => {
  expect(await openedBy(error, origin)).toEqual([]);
});
