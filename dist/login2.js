import { G as problemsOf, H as readStore, I as wrongInputs, Z as inputSchema, mt as CORRECT_THEM, yt as ConfigurationError, z as readApplication } from "./start.js";
import { p as pick } from "./zod.js";
// src/inputs/login.ts
const schema = pick(inputSchema, {
	"tenant-id": true,
	"client-id": true,
	"client-secret": true,
	"secrets-token": true,
	"key-vault-secret": true,
	"authority-url": true
});
/**
* Checks what was given for a person's sign-in, which needs less than a run.
*
* @throws ConfigurationError with all problems, each naming its input.
*/
function parseLogin(source) {
	const parsed = schema.safeParse(source.given);
	const application = readApplication(source);
	const store = readStore(source);
	const problems = [
		...wrongInputs(parsed, source),
		...problemsOf(application),
		...problemsOf(store)
	];
	if (!parsed.success || "problems" in application || "problems" in store) throw new ConfigurationError(problems, CORRECT_THEM);
	return {
		application: application.value,
		store: store.value,
		authorityUrl: parsed.data["authority-url"]
	};
}
export { parseLogin };
