import { G as problemsOf, I as wrongInputs, P as needlessInputs, U as readStatePlace, Z as inputSchema, mt as CORRECT_THEM, yt as ConfigurationError } from "./start.js";
import { p as pick } from "./zod.js";
// src/inputs/audit.ts
const schema = pick(inputSchema, {
	"referral-id": true,
	"state-branch": true,
	"state-dir": true,
	"github-token": true
});
/** @throws ConfigurationError with all problems, each naming its input. */
function parseAuditInputs(source) {
	const parsed = schema.safeParse(source.given);
	const place = readStatePlace(parsed.data, source);
	const problems = [
		...needlessInputs(source),
		...wrongInputs(parsed, source),
		...problemsOf(place)
	];
	if (problems.length > 0 || !parsed.success || "problems" in place) throw new ConfigurationError(problems, CORRECT_THEM);
	return {
		state: place.value,
		referralId: parsed.data["referral-id"] ?? null
	};
}
export { parseAuditInputs };
