import { A as givenIn, B as readStatePlace, K as inputSchema, N as wrongInputs, Z as CORRECT_THEM, j as needlessInputs, tt as ConfigurationError } from "./start.js";
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
