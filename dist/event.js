import { bt as ContractError, yt as ConfigurationError } from "./start.js";
import { at as _positive, c as int, d as object, g as string, l as nullable } from "./zod.js";
import { readFile } from "node:fs/promises";
// src/adapters/github/event.ts
const REPOSITORY = object({ full_name: string() });
const OURS = object({
	full_name: string(),
	default_branch: string()
});
const EVENT = object({ pull_request: object({
	number: int().check(_positive()),
	base: object({
		sha: string(),
		ref: string(),
		repo: OURS
	}),
	head: object({
		sha: string(),
		repo: nullable(REPOSITORY)
	})
}) });
/**
* The pull request of the event in `GITHUB_EVENT_PATH` (webhook payload `pull_request`), or `null` for any other
* event.
*
* @throws ConfigurationError for `pull_request_target`, which gives secrets to what a stranger may have written
*/
async function readPullRequest(environment) {
	const { GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path, GITHUB_SHA: commit = "" } = environment;
	if (name === "pull_request_target") throw new ConfigurationError([{
		where: "on: pull_request_target",
		message: "runs with secrets on what a stranger may have written"
	}], "Run the plan on: pull_request.");
	if (name !== "pull_request" || !path) return null;
	const parsed = EVENT.safeParse(JSON.parse(await readFile(path, "utf8")));
	if (!parsed.success) throw new ContractError("The event in GITHUB_EVENT_PATH is not the one of a pull request.", "Look at what else writes to that file, and report this if nothing does.");
	const { number, base, head } = parsed.data.pull_request;
	const isFromFork = head.repo?.full_name !== base.repo.full_name;
	const branches = {
		into: base.ref,
		defaultBranch: base.repo.default_branch
	};
	return {
		number,
		base: base.sha,
		...branches,
		head: head.sha,
		isFromFork,
		commit
	};
}
export { readPullRequest };
