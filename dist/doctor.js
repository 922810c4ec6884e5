import { $r as joined, $t as duplicatesText, Ci as messageIn, Ei as settingIn, Ft as readDrift, Gt as readAs$1, Hn as compileMapping, Ht as REFRESH_TOKEN_DAYS, It as ageOf, Jt as isMarked, Kt as readError, Mt as lazyUser, Nt as openStore, Qt as CLEAR_DUPLICATES, Si as isDenied, Sn as serverTime, Tn as connect, Ut as openWebhooks, Vn as readPlaced, Vt as unusedEnvironments, Wt as newHeaders, Xr as count, Xt as openReader, Yt as MICROSOFT, Zt as listOfTexts, an as misfit, bn as openMetadata, dn as openEntra, ei as named$1, en as MADE_AGAIN, fn as claimsOf, gn as openRows, ji as jsonIn, jn as authorised, jt as systemsOf, mn as personIn, nn as connectorColumns, oi as minuteOf, pn as isMultiFactor, qn as keyOn, qt as signInError, ri as table, wn as API, xi as hindranceIn, xn as readAs, yn as listOf, zt as load } from "./shared.js";
import { D as unknown, f as array, m as boolean, v as looseObject, w as string } from "./zod-classic.js";
import { $ as REFERRAL_EVENTS, C as headersFor, Et as StateError, L as certificateEnd, M as readMapping, Tt as SignInError, c as withTools, s as mappingPlace, tt as isSameAddress, v as openGithubState, wt as ServiceError, xt as CosellError } from "./start.js";
// src/model/doctor.ts
/** How far a privilege of a security role reaches; `Global` is the whole organization. */
const DEPTHS = [
	"Basic",
	"Local",
	"Deep",
	"Global"
];
// src/adapters/dataverse/probe.ts
const me = looseObject({ UserId: string() });
const named = listOf(looseObject({
	privilegeid: string(),
	name: string()
}));
/**
* Documented as a name, and seen as a number. `null` for any other: "RecordFilter" reaches the records that somebody has chosen, and
* roles of the platform may have it for tables of its own ("PrivilegeDepth EnumType").
*/
const depth = unknown().transform((given) => DEPTHS.find((name, number) => given === name || given === number) ?? null);
const held = looseObject({ RolePrivileges: array(looseObject({
	PrivilegeId: string(),
	Depth: depth
})) });
/** Looks at the CRM with the application user's eyes. */
function openDataverseProbe(connection) {
	const { get } = connection;
	const metadata = openMetadata(connection);
	return {
		table: (name) => metadata.table(name),
		currencyCodes: () => metadata.currencyCodes(),
		whoAmI: async () => readAs(me, await get(`${API}WhoAmI`)).UserId,
		async privileges(userId, names) {
			const wanted = `Microsoft.Dynamics.CRM.In(PropertyName=@p1,PropertyValues=@p2)&@p1='name'&@p2=${listOfTexts(names)}`;
			const known = await get(`${API}privileges?$select=privilegeid,name&$filter=${wanted}`);
			const nameOf = new Map(readAs(named, known).value.map(({ privilegeid, name }) => [privilegeid.toLowerCase(), name]));
			const mine = await get(`${API}systemusers(${userId})/Microsoft.Dynamics.CRM.RetrieveUserSetOfPrivilegesByNames(PrivilegeNames=@p1)?@p1=${listOfTexts([...nameOf.values()])}`);
			const found = /* @__PURE__ */ new Map();
			for (const { PrivilegeId, Depth: reach } of readAs(held, mine).RolePrivileges) {
				const name = nameOf.get(PrivilegeId.toLowerCase());
				if (name !== void 0 && reach !== null) found.set(name, deeper(reach, found.get(name)));
			}
			return {
				known: new Set(nameOf.values()),
				held: found
			};
		}
	};
}
function deeper(one, other) {
	return other === void 0 || DEPTHS.indexOf(one) > DEPTHS.indexOf(other) ? one : other;
}
// src/adapters/github/probe.ts
const repositoryAnswer = looseObject({
	default_branch: string(),
	private: boolean()
});
const branchAnswer = looseObject({
	protected: boolean(),
	commit: looseObject({ commit: looseObject({ committer: looseObject({ date: string().nullish() }).nullish() }) })
});
const rulesAnswer = array(looseObject({ type: string() }));
const workflowsAnswer = looseObject({ workflows: array(looseObject({
	path: string(),
	state: string()
})) });
/** "Get the customization template for an OIDC subject claim for a repository". */
const subjectAnswer = looseObject({ sub_claim_prefix: string().nullish() });
const HOUR_MS = 36e5;
/** A branch of a commit that there is not: whoever may write is told so (422), whoever may not is refused before (403). */
const NO_BRANCH = {
	ref: "refs/heads/cosell-sync-doctor",
	sha: "0".repeat(40)
};
/** Looks at the repository with the eyes of the job's token (docs.github.com/rest). */
function openGithubProbe(options) {
	const { http, apiUrl, repository, token, identity, onSecret } = options;
	const send = (method, path, body) => http.send({
		system: "github",
		method,
		url: `${apiUrl}/repos/${repository}${path}`,
		headers: headersFor(token),
		repeatable: true,
		...body ? { body: JSON.stringify(body) } : {}
	});
	const get = (path) => send("GET", path);
	return {
		async repository() {
			const found = read(repositoryAnswer, await get(""), repository);
			const tried = await send("POST", "/git/refs", NO_BRANCH);
			const setting = settingIn(messageIn(tried) ?? "", repository);
			if (setting) throw setting;
			return {
				mayWrite: mayWrite(tried),
				defaultBranch: found.default_branch,
				isPublic: !found.private
			};
		},
		async branch(name) {
			const path = encodeURIComponent(name);
			const [answer, rules] = await Promise.all([get(`/branches/${path}`), get(`/rules/branches/${path}?per_page=100`)]);
			const found = answer.status === 404 ? null : read(branchAnswer, answer, repository);
			return {
				exists: found !== null,
				isProtected: found?.protected ?? false,
				silentHours: found && hoursSince(found.commit.commit.committer?.date, answer),
				rules: isDenied(rules) ? [] : read(rulesAnswer, rules, repository).map(({ type }) => type)
			};
		},
		async workflows() {
			const answer = await get("/actions/workflows?per_page=100");
			return isDenied(answer) ? null : read(workflowsAnswer, answer, repository).workflows;
		},
		subject: () => identity ? presented(http, identity, onSecret) : expected(get, repository)
	};
}
/** `null` where GitHub says neither. */
function mayWrite(tried) {
	if (tried.status === 422) return true;
	return isDenied(tried) ? false : null;
}
/** @param date ISO 8601. */
function hoursSince(date, answer) {
	const hours = (Date.parse(serverTime(answer) ?? "") - Date.parse(date ?? "")) / HOUR_MS;
	return Number.isNaN(hours) ? null : hours;
}
/** The subject of the identity that GitHub signs for this very job. */
async function presented(http, { url, token }, onSecret) {
	const answer = await http.send({
		system: "github",
		method: "GET",
		url: `${url}&audience=${encodeURIComponent("api://AzureADTokenExchange")}`,
		headers: {
			authorization: `Bearer ${token}`,
			accept: "application/json"
		},
		repeatable: true
	});
	const signed = looseObject({ value: string() }).safeParse(jsonIn(answer.body)).data;
	if (signed) onSecret(signed.value);
	const subject = signed && claimsOf(signed.value)?.sub;
	return typeof subject === "string" ? {
		subject,
		presented: true
	} : null;
}
/** What a job of an environment would present. Repositories made since July 2026 have their ids in it. */
async function expected(get, repository) {
	const answer = await get("/actions/oidc/customization/sub");
	const found = answer.status === 200 ? subjectAnswer.safeParse(jsonIn(answer.body)).data : null;
	if (!found) return null;
	return {
		subject: `${found.sub_claim_prefix ?? `repo:${repository}`}:environment:NAME`,
		presented: false
	};
}
function read(schema, answer, repository) {
	const found = answer.status === 200 ? schema.safeParse(jsonIn(answer.body)).data : void 0;
	if (found !== void 0) return found;
	const hindrance = hindranceIn(answer, repository);
	if (hindrance) throw hindrance;
	throw new StateError(`GitHub does not show ${repository} to this token (status ${answer.status}): ${messageIn(answer) ?? ""}`, {
		401: "Check the input github-token: it may have expired, or be for another GitHub server.",
		403: "Give the job `permissions: contents: write`; a token of your own needs the same permission.",
		404: "Check the name of the repository, and that the input github-token is for it."
	}[answer.status] ?? "Look at githubstatus.com, and run again when it has recovered.");
}
// src/adapters/http/clocks.ts
/** The same client, which notes what each service says of the time. */
function notingClocks(http, clock) {
	const clocks = {};
	return {
		clocks: () => clocks,
		http: {
			...http,
			send: async (request) => {
				const response = await http.send(request);
				const server = serverTime(response);
				if (server !== null) clocks[request.system] = {
					server,
					local: clock.now().toISOString()
				};
				return response;
			}
		}
	};
}
// src/adapters/partner-center/probe.ts
const ENOUGH_TO_SEE = 25;
const page = looseObject({ value: array(looseObject({
	organizationId: string().nullish(),
	mpnId: string().nullish(),
	details: looseObject({ currency: string().nullish() }).nullish(),
	updatedDateTime: string().nullish(),
	team: unknown()
})) });
const team = array(looseObject({ email: string().nullish() }));
/** Looks at Partner Center with the user's eyes. */
function openPartnerCenterProbe(options) {
	const { http, referrals, webhooks } = options;
	const send = authorised({
		http,
		token: referrals.token,
		refused: signInError
	});
	const registrations = openWebhooks({
		http,
		...webhooks
	});
	return {
		signIn: async () => void await referrals.token(),
		async referrals() {
			const query = `$orderby=updatedDateTime%20desc&$top=${ENOUGH_TO_SEE}`;
			const response = await send({
				system: "partner-center",
				method: "GET",
				url: `${new URL(referrals.baseUrl).origin}/v1.0/engagements/referrals?${query}`,
				headers: {
					...newHeaders(),
					ValidateMfa: "true"
				},
				repeatable: true
			});
			if (response.status !== 200) throw readError(response);
			const found = readAs$1(page, response, "the list of referrals");
			const ours = found.value.filter(({ organizationId }) => organizationId !== MICROSOFT);
			const token = await referrals.token();
			const person = personIn(token);
			return {
				listed: found.value.length,
				organizations: unique(ours.map(({ organizationId }) => organizationId)),
				partnerIds: unique(ours.map(({ mpnId }) => mpnId)),
				currencies: unique(ours.map(({ details }) => details?.currency)),
				byOtherTools: ours.filter(isMarked).flatMap(({ updatedDateTime }) => updatedDateTime ?? []),
				isInEveryTeam: person === null ? null : ours.length > 0 && ours.every((one) => isIn(one.team, person)),
				multiFactor: said(response.headers.ismfacompliant) ?? isMultiFactor(token)
			};
		},
		webhook: () => registrations.registration()
	};
}
function isIn(found, address) {
	return (team.safeParse(found).data ?? []).some(({ email }) => email?.toLowerCase() === address);
}
function said(header) {
	return header === void 0 ? null : header.toLowerCase() === "true";
}
function unique(values) {
	return [...new Set(values.flatMap((value) => value ? [value] : []))].toSorted();
}
// src/diagnosis/finding.ts
function ok(detail) {
	return {
		state: "ok",
		detail
	};
}
function skipped(detail) {
	return {
		state: "skipped",
		detail
	};
}
function warning(detail, fix) {
	return {
		state: "warning",
		detail,
		fix
	};
}
function failed(detail, fix) {
	return {
		state: "failed",
		detail,
		fix
	};
}
// src/diagnosis/crm.ts
const RUN_SETUP = "Run setup, which creates what is missing.";
function judgeTables({ expected, drift, opportunity, lead }) {
	if (drift.problems.length > 0) {
		const isMissing = lacksColumn(opportunity, expected) || lead && expected.leads && lacksColumn(lead, expected.leads.rows);
		const first = isMissing ? "Run setup, which creates missing columns. For the rest, correct" : "Correct";
		const again = isMissing ? ` ${MADE_AGAIN}` : "";
		return failed(drift.problems.join("; "), `${first} the mapping, or what it names in the CRM.${again}`);
	}
	const own = lookAt(opportunity, expected, "");
	const ofLeads = lead && expected.leads ? lookAt(lead, expected.leads.rows, " of leads") : NOTHING;
	const problems = [...own.problems, ...ofLeads.problems];
	const anew = "Create a new column under another name, and name that one in the mapping.";
	if (problems.length > 0) return failed(problems.join("; "), anew);
	const secured = [...own.secured, ...ofLeads.secured];
	if (secured.length > 0) return warning(`columns with column-level security: ${secured.join(", ")}`, OF_SECURED);
	if (drift.leftOut.length > 0) {
		const fix = `Add to the CRM what these fields lack, or take them out of the mapping. ${MADE_AGAIN}`;
		return warning(`left out of every sync: ${drift.leftOut.join("; ")}`, fix);
	}
	return ok(`all ${own.count + ofLeads.count} columns of the mapping`);
}
/** Without a profile such a column is blank to a sync, without a word; with one, the sync takes its value elsewhere. */
const OF_SECURED = "Let the application user read and update them by a field security profile. If not everybody who sees the row may know their values, take them out of the mapping: a sync copies values into the base column, and may put them into notes and into what sellers read.";
function lacksColumn({ columns }, expected) {
	const known = new Set(columns.map(({ name }) => name));
	return expected.columns.some((name) => !known.has(logicalName(name)));
}
const NOTHING = {
	count: 0,
	problems: [],
	secured: []
};
function lookAt(table, expected, where) {
	const names = expected.columns.map(logicalName);
	const known = new Map(table.columns.map((column) => [column.name, column]));
	const problems = names.flatMap((name) => {
		const reason = problemWith(known.get(name), expected);
		return reason === null ? [] : [`${name}${where} ${reason}`];
	});
	const secured = names.filter((name) => known.get(name)?.isSecured).map((name) => `${name}${where}`);
	return {
		count: names.length,
		problems,
		secured
	};
}
/** Our own two columns have to hold enough; of any other the mapping's author knows what it is for. */
function problemWith(column, expected) {
	if (!column) return null;
	if (column.name === expected.referralIdColumn) return misfit("referral identifier", column);
	if (column.name === expected.baseColumn) return misfit("base", column);
	return null;
}
/** What a line has room for. */
const MOST_NAMED = 2;
/** @param found What more than one opportunity has in the column, where its index could not be built. */
function judgeKey(key, column, found) {
	if (!key) return failed(`there is no alternate key on ${column}`, RUN_SETUP);
	if (key.status === "Active") return ok(key.name);
	if (key.status === "Failed") {
		const same = found.length > 0 ? duplicatesText(found, MOST_NAMED) : `most likely two rows have the same value in ${column}`;
		return failed(`the index of ${key.name} could not be built: ${same}`, CLEAR_DUPLICATES);
	}
	return warning(`the index of ${key.name} is ${key.status}`, "Wait a few minutes, then look again.");
}
function judgeTracking({ tracksChanges }) {
	if (tracksChanges) return ok("on");
	return warning("off: runs read by modification time, and miss rows whose time was set back", "Run setup, which turns it on.");
}
/** Every update names its version, so that nothing is overwritten unseen: without this, each is refused (0x8006088D). */
function judgeVersions({ comparesVersions }) {
	if (comparesVersions) return ok("compared");
	return failed("the opportunity table does not compare versions (IsOptimisticConcurrencyEnabled), so the CRM refuses every update", "Turn on optimistic concurrency for the table; if that is not possible, ask Microsoft's support.");
}
/**
* @param drift `null` when there is no mapping to hold against the CRM.
* @param seen `null` when Partner Center could not be asked.
*/
function judgeConnector({ columns }, drift, seen) {
	const links = drift?.otherLinks ?? [];
	if (links.length > 0) return failed(links.join("; "), ADOPT_LINKS);
	const [first, ...others] = connectorColumns(columns);
	if (!first) return ok("not installed");
	const more = others.length > 0 ? ` and ${others.length} more columns` : "";
	return warning(`installed (${first.name}${more})${seen && seen.listed > 0 ? `; ${marksText(seen)}` : ""}`, "Make sure that its flows are turned off, the scheduled one too: two connectors overwrite each other. docs/moving-from-the-connector.md has the order of steps.");
}
/** As far as Partner Center says who has written a referral. */
function marksText({ listed, byOtherTools }) {
	const [last] = byOtherTools.toSorted().toReversed();
	const newest = `${listed} newest referrals (lastModifiedVia)`;
	if (last === void 0) return `no mark of another tool on the ${newest}`;
	return `another tool has written ${byOtherTools.length} of the ${newest}, and the last change of these was at ${minuteOf(last)}`;
}
const ADOPT_LINKS = "Name that column as the referral identifier in the mapping, as init does where it finds the connector. docs/moving-from-the-connector.md has the order of steps.";
/** @param used Currencies of the newest referrals, or `null` when they could not be read. */
function judgeCurrencies(codes, used) {
	const missing = (used ?? []).filter((code) => !codes.includes(code));
	if (missing.length === 0) return ok(codes.join(", "));
	return warning(`referrals are in ${missing.join(", ")}, which the CRM does not have`, "Add these currencies in the CRM's settings. Deals in them wait until then.");
}
/** A lookup is called `_parentaccountid_value` in an answer and `parentaccountid` in the metadata. */
function logicalName(property) {
	return /^_(\w+)_value$/.exec(property)?.[1] ?? property;
}
// src/diagnosis/github.ts
function judgeToken({ mayWrite }) {
	if (mayWrite) return ok("may write contents");
	const fix = "Give the job `permissions: contents: write`; a token of your own needs the same permission.";
	if (mayWrite === null) return warning("GitHub does not say whether the token may write", fix);
	return failed("the token may only read", fix);
}
/** Ids of deals and accounts, values that the mapping shows, and each summary with them: nothing of it is for everybody. */
function judgeReaders({ isPublic }) {
	if (!isPublic) return ok("the repository is private");
	return failed("the repository is public: everybody can read the audit log, the job summaries and the mapping", "Make it private (Settings > General > Danger Zone). Somebody may have copied what was in it until then.");
}
/** Rules that a commit of a workflow's own token keeps: it goes forward, GitHub signs it, and nobody asks to merge it. */
const KEPT_RULES = [
	"deletion",
	"non_fast_forward",
	"required_linear_history",
	"required_signatures",
	"copilot_code_review"
];
/** Two days: somebody's schedule may be once a day, and GitHub late. */
const SILENT_HOURS = 48;
function judgeBranch(branch, { exists, isProtected, rules, silentHours }, { defaultBranch }) {
	if (branch === defaultBranch) return failed(`${branch} is the default branch`, "Give the state a branch of its own: set state-branch.");
	const kept = exists ? [...KEPT_RULES, "creation"] : KEPT_RULES;
	const stopping = rules.filter((rule) => !kept.includes(rule));
	if (stopping.length > 0) return failed(`a workflow's own token cannot get past the rules for ${branch}: ${stopping.join(", ")}`, "Exempt the state branch from these rules. Rules against deletion and force pushes are fine.");
	if (!exists) return ok(`${branch} is made by the first sync`);
	if (silentHours !== null && silentHours > SILENT_HOURS) return warning(`no run has committed to ${branch} for ${Math.floor(silentHours / 24)} days; a sync does so at least once an hour`, "Look in the Actions tab whether Sync still runs, and how it ends. A schedule stops when the person who last changed its cron line leaves the organization.");
	if (rules.length > 0) return ok(`${branch}, protected by ${rules.join(", ")}`);
	if (!isProtected) return ok(branch);
	return warning(`${branch} is protected in a way that this token may not see`, "Check under Settings > Branches that it asks for no reviews, checks or persons. Or protect it by a ruleset, which doctor can read.");
}
/** What runs have noted on a branch that is as it should be, and have said once. */
function judgeNoted(finding, { rewritten }) {
	if (!rewritten) return finding;
	const columns = rewritten.columns.join(" and ");
	return warning(`a run noted on ${rewritten.at.slice(0, 10)} that something in the CRM changes ${columns} each time that a sync has written it, so that sellers read something else than they are told`, `Find what does that, such as a flow of Power Automate that runs when an opportunity is changed, and leave ${columns} out of it.`);
}
/**
* GitHub turns schedules of public repositories off after sixty days without activity. A person may turn off what they
* do not use, or take it out (`deleted`); that the syncs go on is what counts.
*/
function judgeSchedule(workflows) {
	if (!workflows) return warning("the token may not look at workflows", "Give the job that runs doctor `permissions: actions: read`.");
	const disabled = workflows.filter(({ path, state }) => nameOf(path).startsWith("sync") ? state.startsWith("disabled") : state === "disabled_inactivity");
	if (disabled.length > 0) return failed(`turned off: ${disabled.map(({ path, state }) => `${nameOf(path)} (${state})`).join(", ")}`, "Open the workflow in the Actions tab and enable it.");
	const active = workflows.filter(({ state }) => state === "active");
	if (active.length > 0) return ok(active.map(({ path }) => nameOf(path)).join(", "));
	return warning("there is no workflow on the default branch", "Merge the workflows that init wrote.");
}
/** To compare with the federated credential in Entra, which has to say exactly this. */
function judgeSubject(found) {
	if (!found) return skipped("GitHub hands out no identity here; you need one only to sign in without a secret");
	return {
		state: "ok",
		detail: found.presented ? "of this job" : "of a job of that environment",
		exact: found.subject
	};
}
const WORRYING_SECONDS = 30;
/** Entra refuses what was signed five minutes ago or in five minutes. */
const TOO_MANY_SECONDS = 300;
function judgeClocks(clocks) {
	const skews = Object.entries(clocks).map(([name, { server, local }]) => ({
		name,
		seconds: Math.round(Math.abs(Date.parse(server) - Date.parse(local)) / 1e3)
	}));
	const worst = skews.reduce((a, b) => b.seconds > a.seconds ? b : a, {
		name: "",
		seconds: 0
	});
	if (skews.length === 0) return skipped("no service said what time it is");
	if (worst.seconds < WORRYING_SECONDS) return ok(`at most ${worst.seconds} s apart`);
	const detail = `${worst.seconds} s apart from ${worst.name}`;
	const fix = "Set the clock of this machine by a time server.";
	return worst.seconds < TOO_MANY_SECONDS ? warning(detail, fix) : failed(detail, fix);
}
function nameOf(path) {
	return path.split("/").at(-1) ?? path;
}
// src/diagnosis/partner-center.ts
function judgeMultiFactor({ multiFactor }) {
	if (multiFactor) return ok("the sign-in used a second factor");
	if (multiFactor === null) return warning("Partner Center does not say whether the sign-in used a second factor", "Make sure that multi-factor authentication is on for the user, or Partner Center will refuse calls (900421).");
	return failed("the sign-in did not use a second factor", "Turn on multi-factor authentication for the user, then sign in again.");
}
function judgeRefreshToken({ isKept, ageDays }) {
	const { old, lifetime } = REFRESH_TOKEN_DAYS;
	if (!isKept) return ok(`nothing renews it: sign in again before its ${lifetime} days are over`);
	if (ageDays === null) return warning("the store does not have it, or does not say how old it is", "Check that environment-secret names the very secret that refresh-token comes from: a sync puts the newer token there.");
	const age = `${ageDays} days old, of ${lifetime}`;
	if (ageDays < old) return ok(age);
	return warning(age, "Look in the summaries of Sync for why it is not renewed, or sign in again with `cosell-sync login`.");
}
function judgeVisibility(found) {
	const { listed, partnerIds, organizations, isInEveryTeam } = found;
	if (organizations.length > 1) return warning(`referrals of several organizations are visible: ${organizations.join(", ")}`, "Those of other partners would become opportunities too, except in deals that you are in as well. If they are not yours, put your own organization under scope > referrals > organizationId in the mapping.");
	if (listed > 0 && !isInEveryTeam) return ok(`sees referrals of ${partnerIds.map((id) => `partner ${id}`).join(", ") || "this tenant"}`);
	return warning(listed > 0 ? "the signed-in user is in the team of every referral that is visible" : "no referral is visible", "If there are others, give the signed-in user the role Referrals admin: a Referrals user sees only deals whose team they are in.");
}
/**
* Partner Center has one registration for a whole tenant: whoever registers last gets the events.
*
* @param ours Address of our relay; `null` where no webhook is used.
*/
function judgeWebhook(found, ours) {
	const place = found && originOf(found.url);
	if (ours === null) return ok(found ? `not used; events go to ${place}` : "not used");
	if (!found) return failed("nothing is registered", "Register the webhook (Webhooks workflow). Until then only the schedule starts runs.");
	if (place === originOf(ours) && !isSameAddress(found.url, ours)) return failed(`events go to another address at ${place} than webhook-url`, "If the relay has a new key or path, put it into webhook-url too; otherwise register again.");
	if (!isSameAddress(found.url, ours)) return failed(`events go to ${place}, and not to us`, "Somebody else has registered since, perhaps Microsoft's connector. Find out who, then register again.");
	const missing = REFERRAL_EVENTS.filter((event) => !found.events.includes(event));
	if (missing.length === 0) return ok(`registered at ${place}`);
	return failed(`registered without ${missing.join(", ")}`, "Register the webhook again with all four events.");
}
/** What is behind the host may hold a key, so it is never shown. */
function originOf(url) {
	return URL.canParse(url) ? new URL(url).host : "an address that is none";
}
// src/diagnosis/privileges.ts
/** How far each of them has to reach: sellers own the rows. */
const NEEDED_DEPTH = "Global";
/** The security role of the application user that syncs: this and nothing else. `setup/security-role.yml` says the same. */
const NEEDED_PRIVILEGES = [
	{
		name: "prvReadOpportunity",
		why: "change tracking shows all rows or none"
	},
	{
		name: "prvCreateOpportunity",
		why: "a referral becomes an opportunity"
	},
	{
		name: "prvWriteOpportunity",
		why: "sellers own the rows, the sync writes them"
	},
	{
		name: "prvAppendOpportunity",
		why: "a row points to its currency and its account"
	},
	{
		name: "prvAppendToOpportunity",
		why: "the record of a won or lost deal points to its row"
	},
	{
		name: "prvReadTransactionCurrency",
		why: "money goes by ISO codes"
	},
	{
		name: "prvAppendToTransactionCurrency",
		why: "a row points to its currency"
	},
	{
		name: "prvCreateActivity",
		why: "winning and losing leaves a record of it"
	},
	{
		name: "prvAppendActivity",
		why: "that record points to its row"
	},
	{
		name: "prvReadNote",
		why: "to keep what a named winner overwrites"
	},
	{
		name: "prvCreateNote",
		why: "to keep what a named winner overwrites"
	},
	{
		name: "prvWriteNote",
		why: "it is made by a write that may only create"
	},
	{
		name: "prvAppendNote",
		why: "a note hangs on its row"
	},
	{
		name: "prvReadAccount",
		why: "to find the account of a new deal",
		of: "accounts"
	},
	{
		name: "prvCreateAccount",
		why: "to make it when there is none",
		of: "accounts"
	},
	{
		name: "prvWriteAccount",
		why: "it is made by a write that may only create",
		of: "accounts"
	},
	{
		name: "prvAppendToAccount",
		why: "a row points to its account",
		of: "accounts"
	},
	{
		name: "prvReadUser",
		why: "to find the seller of a new deal",
		of: "owner"
	},
	{
		name: "prvAssignOpportunity",
		why: "a new opportunity is given to its seller",
		of: "owner"
	},
	{
		name: "prvAssignLead",
		why: "so is a new lead, where there is a section leads",
		of: "owner",
		and: "leads"
	},
	{
		name: "prvReadContact",
		why: "whom Microsoft may call",
		of: "share"
	},
	{
		name: "prvReadUser",
		why: "who sells the deal",
		of: "share"
	},
	{
		name: "prvReadLead",
		why: "a referral is a lead first",
		of: "leads"
	},
	{
		name: "prvCreateLead",
		why: "a referral becomes a lead",
		of: "leads"
	},
	{
		name: "prvWriteLead",
		why: "it takes what the referral says",
		of: "leads"
	},
	{
		name: "prvAppendLead",
		why: "a lead points to its currency",
		of: "leads"
	},
	{
		name: "prvAppendToLead",
		why: "an opportunity points to its lead",
		of: "leads"
	},
	{
		name: "prvReadEntity",
		why: "to say which column is missing",
		optional: true
	},
	{
		name: "prvReadAttribute",
		why: "to say which column is missing",
		optional: true
	},
	{
		name: "prvReadRelationship",
		why: "reading the two before may take it too",
		optional: true
	},
	{
		name: "prvReadEntityKey",
		why: "to say whether the key is there",
		optional: true
	},
	{
		name: "prvReadOptionSet",
		why: "to say which option is missing",
		optional: true
	},
	{
		name: "prvReadTeam",
		why: "to know the team that the mapping names as owner",
		of: "owner",
		optional: true
	},
	...[
		"prvReadAttributeMap",
		"prvReadEntityMap",
		"prvReadCustomization"
	].map((name) => ({
		name,
		why: "Dynamics 365 asks for it before a lead is qualified",
		of: "leads",
		optional: true
	})),
	{
		name: "prvReadUser",
		why: "doctor asks what the user holds",
		optional: true
	},
	{
		name: "prvReadOrganization",
		why: "to know what is rounded off from a price",
		optional: true
	},
	{
		name: "prvReadAttributeMaskingRule",
		why: "to know which columns are masked",
		optional: true
	}
];
const FIX = "Add them to the security role of the application user; setup/security-role.yml lists all that it needs.";
/**
* A name that the environment does not know, such as one of an app that is not installed, is nothing to miss.
*
* @param sections What the mapping has, or `null` when it cannot be read.
*/
function judgePrivileges({ known, held }, sections) {
	const isThere = (section) => section === void 0 || sections === null || sections[section] !== null;
	const missing = NEEDED_PRIVILEGES.filter(({ name, of, and }) => {
		return known.has(name) && isThere(of) && isThere(and) && held.get(name) !== NEEDED_DEPTH;
	}).map(({ name, optional }) => {
		const depth = held.get(name);
		return {
			text: depth ? `${name} (${depth}, ${NEEDED_DEPTH} is needed)` : name,
			isOptional: optional === true
		};
	});
	const texts = [...new Set(missing.map(({ text }) => text))].join(", ");
	if (missing.length === 0) return ok("all privileges that a sync needs");
	if (missing.every(({ isOptional }) => isOptional)) return warning(`missing, and useful: ${texts}`, FIX);
	return failed(`missing: ${texts}`, FIX);
}
/**
* Asking what the user holds may take prvReadUser ("RetrieveUserPrivileges message privileges"), which some mappings need and
* others do without.
*/
function judgeUnseen({ message, fix }, sections) {
	if (!sections || sections.owner || sections.share) return failed(message, fix);
	return warning(`not compared: ${message}`, fix);
}
// src/diagnosis/sign-in.ts
const SOON_MS = 2592e6;
/**
* Of an application that Entra gives tokens to, for as long as it can prove itself.
*
* @param until When its certificate expires; `null` without one: when a secret does, nothing tells.
*/
function judgeSignIn(detail, until, now) {
	if (until === null || until.getTime() - now.getTime() > SOON_MS) return ok(detail);
	return warning(`${detail}; the certificate that it proves itself with expires on ${until.toISOString().slice(0, 10)}`, "Upload a new one to the app registration beside it, then store that in its place; docs/signing-in.md says how.");
}
// src/commands/doctor.ts
const PARTNER_CENTER = "Sign-in to Partner Center";
const MULTI_FACTOR = "Multi-factor authentication";
const REFERRALS = "Referrals";
const CRM = "Sign-in to Dynamics 365";
const MAPPING = "Mapping";
const GITHUB = "Token of GitHub";
const READERS = "Readers of the repository";
/**
* Looks at everything that a sync needs, and changes nothing. Each check is on its own: what fails is a line of
* the result, and only what needs it is skipped. They run at the same time.
*/
async function doctor(options, ports) {
	const signIn = ports.partnerCenter.signIn();
	const referrals = after(PARTNER_CENTER, signIn, () => ports.partnerCenter.referrals());
	const seen = referrals.catch(() => null);
	return [...await Promise.all([
		...partnerCenterChecks(options, ports, {
			signIn,
			referrals
		}),
		...crmChecks(options, ports, seen),
		...githubChecks(options, ports)
	]), {
		name: "Clock",
		...judgeClocks(ports.clocks())
	}];
}
function partnerCenterChecks({ webhookUrl, certificates, now }, { partnerCenter }, { signIn, referrals }) {
	const webhook = after(PARTNER_CENTER, signIn, () => partnerCenter.webhook()).catch((error) => {
		if (webhookUrl !== null) throw error;
		return told(error);
	});
	const refreshToken = after(PARTNER_CENTER, signIn, () => partnerCenter.refreshToken()).catch(told);
	const multiFactor = referrals.catch((error) => {
		throw isWithoutMultiFactor(error) || error instanceof Skip ? error : new Skip(REFERRALS);
	});
	const visible = referrals.catch((error) => {
		throw isWithoutMultiFactor(error) ? new Skip(MULTI_FACTOR) : error;
	});
	return [
		check(PARTNER_CENTER, signIn, () => judgeSignIn("Entra gives out tokens", certificates.partnerCenter, now)),
		check("Refresh token", refreshToken, (found) => found instanceof CosellError ? warning(found.message, found.fix) : judgeRefreshToken(found)),
		check(MULTI_FACTOR, multiFactor, judgeMultiFactor),
		check(REFERRALS, visible, judgeVisibility),
		check("Webhook", webhook, (found) => found instanceof CosellError ? skipped(`not used; ${found.message}`) : judgeWebhook(found, webhookUrl))
	];
}
/** What a sync can do without, as something that was found. */
function told(error) {
	if (error instanceof CosellError) return error;
	throw error;
}
function forbidden(error) {
	if (error instanceof ServiceError && error.status === 403) return error;
	throw error;
}
function isWithoutMultiFactor(error) {
	return error instanceof SignInError && error.code === "900421";
}
function crmChecks({ mapping, certificates, now }, { crm }, seen) {
	const user = crm.whoAmI();
	const table = after(CRM, user, () => crm.table("opportunity"));
	const names = NEEDED_PRIVILEGES.map(({ name }) => name);
	const privileges = after(CRM, user, async (id) => ({
		found: await crm.privileges(id, names).catch(forbidden),
		sections: await mapping.catch(() => null)
	}));
	const currencies = after(CRM, user, () => crm.currencyCodes());
	const key = after(MAPPING, mapping, async (expected) => ({
		found: keyOn((await table).keys, expected.referralIdColumn),
		expected
	}));
	const drift = after(MAPPING, mapping, async () => {
		await table;
		return crm.drift();
	});
	const driftIfAny = drift.catch(() => null);
	const tables = after(MAPPING, mapping, async (expected) => ({
		expected,
		opportunity: await table,
		drift: await drift,
		lead: expected.leads ? await crm.table("lead") : null
	}));
	return [
		check(CRM, user, (id) => judgeSignIn(`application user ${id}`, certificates.dataverse, now)),
		check("Security role", privileges, ({ found, sections }) => found instanceof ServiceError ? judgeUnseen(found, sections) : judgePrivileges(found, sections)),
		check(MAPPING, mapping, (one) => {
			const unused = unusedEnvironments(one);
			return unused ? warning(unused.detail, unused.fix) : ok("valid");
		}),
		check("Columns", tables, judgeTables),
		check("Alternate key", key, async ({ found, expected: { referralIdColumn: column } }) => judgeKey(found, column, found?.status === "Failed" ? await crm.duplicates(column) : [])),
		check("Change tracking", table, judgeTracking),
		check("Row versions", table, judgeVersions),
		check("Currencies", currencies, async (codes) => judgeCurrencies(codes, (await seen)?.currencies ?? null)),
		check("Microsoft's connector", table, async (one) => judgeConnector(one, await driftIfAny, await seen))
	];
}
function githubChecks({ branch, systems }, { github }) {
	const names = [
		GITHUB,
		READERS,
		"State branch",
		"Schedule",
		"OIDC subject"
	];
	if (!github) return names.map(async (name) => ({
		name,
		...skipped("the state is in a local directory")
	}));
	const repository = github.repository();
	const state = after(GITHUB, repository, async (one) => ({
		found: await github.branch(branch),
		repository: one
	}));
	return [
		check(GITHUB, repository, judgeToken),
		check(READERS, after(GITHUB, repository, () => repository), judgeReaders),
		check("State branch", state, async (one) => {
			const finding = judgeBranch(branch, one.found, one.repository);
			if (finding.state === "failed") return finding;
			const { state } = await load(github.state, {
				branch,
				systems
			});
			return finding.state === "ok" ? judgeNoted(finding, state) : finding;
		}),
		check("Schedule", after(GITHUB, repository, () => github.workflows()), judgeSchedule),
		check("OIDC subject", after(GITHUB, repository, () => github.subject()), judgeSubject)
	];
}
/** What a check needs has failed, and says why itself. */
var Skip = class extends Error {};
async function after(name, needed, look) {
	try {
		await needed;
	} catch (error) {
		throw error instanceof Skip ? error : new Skip(name);
	}
	return look(await needed);
}
async function check(name, looked, judge) {
	try {
		return {
			name,
			...await judge(await looked)
		};
	} catch (error) {
		if (error instanceof Skip) return {
			name,
			...skipped(`needs: ${error.message}`)
		};
		if (error instanceof CosellError) return {
			name,
			...failed(error.message, error.fix)
		};
		throw error;
	}
}
// src/report/doctor.ts
const SIGNS = {
	ok: "✔ ok",
	warning: "⚠ warning",
	failed: "✘ failed",
	skipped: "– skipped"
};
const WORST_FIRST = [
	"failed",
	"warning",
	"skipped",
	"ok"
];
/** What the doctor found, the worst first. */
function doctorReport(checks) {
	const rows = WORST_FIRST.flatMap((state) => checks.filter((check) => check.state === state)).map((check) => [
		check.name,
		SIGNS[check.state],
		"fix" in check ? `${detailOf(check)}<br>→ ${named$1(check.fix)}` : detailOf(check)
	]);
	return `## Co-sell doctor: ${headline(checks)}\n\n${table([
		"Check",
		"Result",
		"What was found → how to fix it"
	], rows)}\n`;
}
/** Escaped, a subject would no longer be the one that Entra compares. */
function detailOf(check) {
	const exact = "exact" in check ? check.exact ?? "" : "";
	return /^[\w.@/:%-]+$/.test(exact) ? `\`${exact}\` ${named$1(check.detail)}` : named$1(`${exact} ${check.detail}`);
}
function headline(checks) {
	const of = (state) => checks.filter((check) => check.state === state).length;
	const parts = [of("failed") > 0 ? `${of("failed")} failed` : "", of("warning") > 0 ? count(of("warning"), "warning") : ""];
	return joined(parts, ", ") || "all is well";
}
// src/connect/doctor.ts
/** Wires the adapters that only look. */
function runDoctor(inputs, environment, terminal) {
	return withTools(terminal, async (tools) => {
		const { http, clocks } = notingClocks(tools.http, tools.clock);
		const used = readUsed(inputs);
		const checks = await doctor({
			mapping: used.then((one) => one.mapping),
			branch: inputs.state.branch,
			systems: systemsOf(inputs),
			certificates: {
				partnerCenter: certificateEnd(inputs.partnerCenter),
				dataverse: certificateEnd(inputs.dataverse)
			},
			now: tools.clock.now(),
			webhookUrl: inputs.webhookUrl
		}, {
			...openPorts(inputs, http, {
				environment,
				terminal,
				clock: tools.clock,
				used
			}),
			clocks
		});
		return {
			text: doctorReport(checks),
			failed: checks.some(({ state }) => state === "failed")
		};
	});
}
async function readUsed(inputs) {
	const place = mappingPlace(inputs);
	const placed = readPlaced(await readMapping(place.file), place);
	return {
		...placed,
		mapping: compileMapping(placed.document, place)
	};
}
async function refreshTokenIn(inputs, tools) {
	const { authorityUrl, partnerCenter } = inputs;
	const { refreshToken: store, ...application } = partnerCenter;
	if (store.kind === "input") return {
		isKept: false,
		ageDays: null
	};
	const stored = await openStore({
		application,
		store,
		authorityUrl
	}, tools).read();
	return {
		isKept: true,
		ageDays: ageOf(stored, tools.clock.now())
	};
}
function openPorts(inputs, http, { environment, terminal, clock, used }) {
	const { authorityUrl, partnerCenter, dataverse, webhooksApiUrl, state } = inputs;
	const { mask } = terminal;
	const user = lazyUser(inputs, {
		http,
		clock,
		mask
	});
	const token = openEntra({
		http,
		authorityUrl,
		onSecret: mask,
		...dataverse
	}).dataverse(dataverse.url);
	const connection = connect({
		http,
		clock,
		token,
		baseUrl: dataverse.url
	});
	const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken } = environment;
	const identity = url && requestToken ? {
		url,
		token: requestToken
	} : null;
	return {
		partnerCenter: {
			...openPartnerCenterProbe({
				http,
				referrals: {
					token: user.partnerCenter,
					baseUrl: partnerCenter.url
				},
				webhooks: {
					token: user.webhooks,
					baseUrl: webhooksApiUrl
				}
			}),
			refreshToken: () => refreshTokenIn(inputs, {
				http,
				clock,
				mask
			})
		},
		crm: {
			...openDataverseProbe(connection),
			...openRows(connection, clock),
			async drift() {
				const { mapping, ...placed } = await used;
				return readDrift(placed, openReader({
					...mapping,
					connection,
					clock,
					leads: null
				}));
			}
		},
		github: "directory" in state ? null : {
			...openGithubProbe({
				http,
				...state,
				identity,
				onSecret: mask
			}),
			state: openGithubState({
				http,
				...state
			})
		}
	};
}
export { runDoctor };
