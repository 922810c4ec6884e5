import { B as readCrmApplication, G as problemsOf, I as wrongInputs, P as needlessInputs, Z as inputSchema, ht as howToCorrect, i as SECRET_INPUTS, yt as ConfigurationError } from "./start.js";
import { p as pick } from "./zod.js";
import { posix } from "node:path";
// src/inputs/crm.ts
const schema = pick(inputSchema, {
	"tenant-id": true,
	"client-id": true,
	"client-secret": true,
	"dataverse-client-secret": true,
	"dataverse-url": true,
	"publisher-prefix": true,
	solution: true,
	mapping: true,
	apply: true,
	overwrite: true,
	"authority-url": true
});
const SIGN_IN = ["tenant-id", "client-id"];
/** @throws ConfigurationError with all problems, each naming its input. */
function parseCrmInputs(source) {
	const { given } = source;
	const own = SIGN_IN.map((name) => [name, given[`dataverse-${name}`] ?? given[name]]);
	const parsed = schema.safeParse({
		...given,
		...Object.fromEntries(own)
	});
	const application = readCrmApplication(source);
	const problems = [
		...needlessInputs(source),
		...wrongInputs(parsed, source),
		...problemsOf(application)
	];
	if (problems.length > 0 || !parsed.success || "problems" in application) throw new ConfigurationError(problems, howToCorrect(problems, source.environment));
	const values = parsed.data;
	return {
		dataverse: {
			url: values["dataverse-url"],
			...application.value
		},
		authorityUrl: values["authority-url"],
		prefix: values["publisher-prefix"],
		solution: values.solution,
		mapping: posix.normalize(values.mapping.replaceAll("\\", "/")),
		apply: values.apply === "true",
		overwrite: values.overwrite === "true",
		given: Object.fromEntries(Object.entries(given).map(([name, value]) => [name, isSecret(name) ? null : value]))
	};
}
function isSecret(name) {
	return SECRET_INPUTS.some((secret) => secret === name);
}
export { parseCrmInputs };
