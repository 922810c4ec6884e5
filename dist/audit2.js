import { M as needlessInputs, P as wrongInputs, Q as CORRECT_THEM, V as readStatePlace, j as givenIn, nt as ConfigurationError, q as inputSchema } from "./start.js";
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
	const parsed = schema.safeParse(givenIn(source));
	const place = parsed.success ? readStatePlace(parsed.data, source) : null;
	const problems = [
		...needlessInputs(source),
		...wrongInputs(parsed, source),
		...place && "problem" in place ? [place.problem] : []
	];
	if (problems.length > 0 || !parsed.success || !place || "problem" in place) throw new ConfigurationError(problems, CORRECT_THEM);
	return {
		state: place.place,
		referralId: parsed.data["referral-id"] ?? null
	};
}
export { parseAuditInputs };
