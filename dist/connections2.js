import { D as givenIn, E as defaultOf, O as inputSchema, P as readStatePlace, S as CORRECT_THEM, W as ConfigurationError, j as wrongInputs, k as needlessInputs } from "./start.js";
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
function parseConnectionsSummaryInputs(source) {
	const parsed = schema.safeParse(picked(source));
	const place = parsed.success ? readStatePlace(parsed.data, source) : null;
	const workflowRun = source.environment.GITHUB_RUN_ID ?? "";
	const inputs = connectionInputs(source, [
		...wrongInputs(parsed, source),
		...place && "problem" in place ? [place.problem] : [],
		.../^\d+$/.test(workflowRun) ? [] : [{
			where: "GITHUB_RUN_ID",
			message: "is missing; the summary is of the jobs of a workflow run"
		}]
	]);
	if (!place || "problem" in place || "directory" in place.place) throw new Error("a problem of the place of the state was not reported");
	return {
		...inputs,
		github: place.place,
		workflowRun
	};
}
function picked(source) {
	const { "state-branch": branch, "github-token": token } = givenIn(source);
	return {
		...branch ? { "state-branch": branch } : {},
		...token ? { "github-token": token } : {}
	};
}
function connectionInputs(source, more) {
	const problems = [...needlessInputs(source), ...more];
	if (problems.length > 0) throw new ConfigurationError(problems, CORRECT_THEM);
	const { connections: file = defaultOf("connections") ?? "", connection: only = null } = givenIn(source);
	return {
		file,
		only
	};
}
export { parseConnectionInputs, parseConnectionsSummaryInputs };
