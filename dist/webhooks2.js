import { G as problemsOf, I as wrongInputs, P as needlessInputs, R as longLived, U as readStatePlace, V as readRefreshToken, Z as inputSchema, ht as howToCorrect, yt as ConfigurationError, z as readApplication } from "./start.js";
import { p as pick } from "./zod.js";
// src/inputs/webhooks.ts
const schema = pick(inputSchema, {
	command: true,
	"tenant-id": true,
	"client-id": true,
	"client-secret": true,
	"client-certificate": true,
	"refresh-token": true,
	"key-vault-secret": true,
	"environment-secret": true,
	"secrets-token": true,
	"fingerprint-key": true,
	"state-branch": true,
	"state-dir": true,
	"github-token": true,
	"webhook-url": true,
	"webhook-events": true,
	"webhook-overwrite": true,
	"webhook-other-events": true,
	"webhook-validate": true,
	"webhooks-api-url": true,
	"authority-url": true
});
/** @throws ConfigurationError with all problems, each naming its input. */
function parseWebhookInputs(source) {
	const parsed = schema.safeParse(source.given);
	const place = readStatePlace(parsed.data, source);
	const application = readApplication(source);
	const refreshToken = readRefreshToken(source);
	const url = parsed.data?.["webhook-url"];
	const isUrlMissing = parsed.data?.command === "webhooks" && url === void 0;
	const problems = [
		...needlessInputs(source),
		...wrongInputs(parsed, source),
		...[
			application,
			refreshToken,
			place
		].flatMap(problemsOf),
		...isUrlMissing ? [{
			where: source.label("webhook-url"),
			message: URL_IS_MISSING
		}] : []
	];
	const isComplete = parsed.success && "value" in application && "value" in refreshToken;
	if (problems.length > 0 || !isComplete || "problems" in place) throw new ConfigurationError(problems, howToCorrect(problems, source.environment));
	const partnerCenter = {
		...application.value,
		refreshToken: refreshToken.value
	};
	return toInputs(parsed.data, partnerCenter, place.value);
}
const URL_IS_MISSING = "is missing; the address of the relay, where notifications go";
function toInputs(values, partnerCenter, state) {
	const url = values["webhook-url"];
	return {
		registration: url === void 0 ? null : {
			url,
			events: values["webhook-events"],
			otherEvents: values["webhook-other-events"] ?? null,
			validate: values["webhook-validate"] === "true"
		},
		overwrite: values["webhook-overwrite"] === "true",
		partnerCenter,
		sealedWith: values["fingerprint-key"] ?? longLived(partnerCenter),
		apiUrl: values["webhooks-api-url"],
		authorityUrl: values["authority-url"],
		state
	};
}
export { parseWebhookInputs };
