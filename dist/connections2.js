import { G as problemsOf, I as wrongInputs, P as needlessInputs, U as readStatePlace, X as defaultOf, Z as inputSchema, mt as CORRECT_THEM, yt as ConfigurationError } from "./start.js";
import { p as pick } from "./zod.js";
// src/inputs/connections.ts
const schema = pick(inputSchema, {
	"state-branch": true,
	"github-token": true
});
/**
* Nothing else is needed to make the matrix, and no secret is looked at.
*
* @throws ConfigurationError with all problems, each naming its input.
*/
function parseConnectionInputs(source) {
	return connectionInputs(source, []);
}
/** @throws ConfigurationError with all problems, each naming its input. */
function parseConnectionsOnGithub(source) {
	return onGithub(source, []);
}
/** @throws ConfigurationError with all problems, each naming its input. */
function parseConnectionsSummaryInputs(source) {
	const workflowRun = source.environment.GITHUB_RUN_ID ?? "";
	return {
		...onGithub(source, /^\d+$/.test(workflowRun) ? [] : [{
			where: "GITHUB_RUN_ID",
			message: "is missing; the summary is of the jobs of a workflow run"
		}]),
		workflowRun
	};
}
function onGithub(source, more) {
	const parsed = schema.safeParse(source.given);
	const place = readStatePlace(parsed.data, source);
	const inputs = connectionInputs(source, [
		...wrongInputs(parsed, source),
		...problemsOf(place),
		...more
	]);
	if ("problems" in place || "directory" in place.value) throw new Error("a problem of the place of the state was not reported");
	return {
		...inputs,
		github: place.value
	};
}
function connectionInputs(source, more) {
	const problems = [...needlessInputs(source), ...more];
	if (problems.length > 0) throw new ConfigurationError(problems, CORRECT_THEM);
	const { connections: file = defaultOf("connections") ?? "", connection } = source.given;
	return {
		file,
		only: connection?.split(",").map((name) => name.trim()) ?? null
	};
}
export { parseConnectionInputs, parseConnectionsOnGithub, parseConnectionsSummaryInputs };
