import { $t as validateMapping, cn as told, dn as NUMBERS_FILE, fn as cell, gn as grouped, ln as mistakes, on as parseYaml, pn as count, sn as problemAt, un as parseJson, vn as table } from "./shared.js";
import { S as string, _ as looseObject, b as record, d as array, g as literal, h as int, x as strictObject, y as object } from "./zod-classic.js";
import { H as didYouMean, W as ConfigurationError, _ as readConnections, m as unusable, o as withTools, p as openGithubApi, y as readMappingIfThere } from "./start.js";
// src/adapters/github-connections.ts
/** GitHub gives at most so many jobs at once. */
const JOBS_AT_ONCE = 100;
/** A question about more branches may take GitHub longer than the ten seconds that it allows itself. */
const BRANCHES_AT_ONCE = 50;
const number$1 = int().nonnegative();
const numbersFile = object({
	run: string(),
	at: string(),
	created: number$1,
	updated: number$1,
	failed: number$1,
	left: number$1,
	waiting: object({
		conflicts: number$1,
		held: number$1,
		approvals: number$1,
		retried: number$1
	})
});
const step = looseObject({ status: string() });
const job = looseObject({
	name: string(),
	conclusion: string().nullable(),
	started_at: string().nullish(),
	completed_at: string().nullish(),
	html_url: string().nullish(),
	check_run_url: string(),
	steps: array(step).nullish()
});
const jobsAnswer = looseObject({
	total_count: int(),
	jobs: array(job)
});
const annotationsAnswer = array(looseObject({
	annotation_level: string(),
	title: string().nullish(),
	message: string()
}));
const REFUSED = "Refused";
const commit = object({
	oid: string(),
	file: object({ object: object({ text: string().nullish() }).nullish() }).nullish()
});
const branchesAnswer = object({ repository: record(string(), object({ target: commit.nullable() }).nullable()) });
/**
* What GitHub knows of the connections of a workflow run: a request for a hundred jobs ("List jobs for a workflow
* run"), one for the reason of each that failed ("List check run annotations"), and one for fifty state branches.
*
* @throws StateError, UnreachableError and ContractError see `openGithubApi`
*/
function openGithubConnections(options) {
	const { repository, workflowRun } = options;
	const opened = (permission) => openGithubApi({
		...options,
		permission
	});
	const actions = opened("actions: read");
	const checks = opened("checks: read");
	const contents = opened("contents: read");
	const demand = (answer) => {
		if ("data" in answer) return answer.data;
		throw unusable(answer.refusal, repository);
	};
	return {
		async jobs() {
			const found = [];
			for (let page = 1;; page += 1) {
				const query = `per_page=${JOBS_AT_ONCE}&page=${page}`;
				const { jobs } = demand(await actions.get(jobsAnswer, `/actions/runs/${workflowRun}/jobs?${query}`));
				found.push(...jobs.map(jobOf));
				if (jobs.length < JOBS_AT_ONCE) return found;
			}
		},
		async failureOf({ checkRun }) {
			const path = `/check-runs/${checkRun}/annotations?per_page=100`;
			const failures = demand(await checks.get(annotationsAnswer, path)).filter(({ annotation_level: level }) => level === "failure");
			return failureIn(failures.find(({ title }) => title === REFUSED) ?? failures[0]);
		},
		async branches(names) {
			const found = /* @__PURE__ */ new Map();
			for (let start = 0; start < names.length; start += BRANCHES_AT_ONCE) {
				const some = names.slice(start, start + BRANCHES_AT_ONCE);
				const { repository: refs } = demand(await askBranches(contents, repository, some));
				for (const [index, name] of some.entries()) {
					const target = refs[`b${index}`]?.target;
					if (target) found.set(name, {
						commit: target.oid,
						numbers: numbersIn(target.file?.object?.text)
					});
				}
			}
			return found;
		}
	};
}
function jobOf(found) {
	const steps = found.steps ?? [];
	return {
		name: found.name,
		checkRun: Number(/\/(\d+)$/.exec(found.check_run_url)?.[1] ?? 0),
		conclusion: found.conclusion,
		began: steps.some(({ status }) => status !== "queued" && status !== "pending"),
		ended: steps.every(({ status }) => status !== "in_progress"),
		startedAt: found.started_at ?? null,
		completedAt: found.completed_at ?? null,
		url: found.html_url ?? ""
	};
}
function failureIn(annotation) {
	if (!annotation) return null;
	return {
		isRefusal: annotation.title === REFUSED,
		message: annotation.message
	};
}
function askBranches(api, repository, names) {
	const [owner, name] = repository.split("/");
	const declared = names.map((_name, index) => `$r${index}: String!`);
	const fields = names.map((_name, index) => `b${index}: ref(qualifiedName: $r${index}) { target { ... on Commit { oid file(path: $path) { object { ... on Blob { text } } } } } }`);
	const query = `query ($owner: String!, $name: String!, $path: String!, ${declared.join(", ")}) {
      repository(owner: $owner, name: $name) { ${fields.join("\n")} }
    }`;
	const refs = Object.fromEntries(names.map((branch, index) => [`r${index}`, `refs/heads/${branch}`]));
	return api.graphql(branchesAnswer, query, {
		owner,
		name,
		path: NUMBERS_FILE,
		...refs
	});
}
/** What somebody put there instead is no reason to hide the other connections. */
function numbersIn(text) {
	return numbersFile.safeParse(parseJson(text ?? "")).data ?? null;
}
const DEFAULT_MAPPING = "mappings/dynamics-365.yml";
const NAME = /^[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?$/;
const url = string().refine(isHttps, "is not an https URL such as https://contoso.crm.dynamics.com");
const connection = strictObject({
	mapping: string().min(1, "is empty; leave the key out for the default").default(DEFAULT_MAPPING).describe("Path of its mapping file, from the root of the checkout"),
	environment: string().regex(/^[\w.-][\w. -]{0,254}$/, "is not the name of an environment: letters, digits, space, . _ and -").exactOptional().describe("Environment of the repository with its secrets and variables; its own name by default"),
	"state-branch": string().regex(/^(?!-)[\w.-]+(\/[\w.-]+)*$/, "is not a branch name").exactOptional().describe("Branch with its state and its audit log; cosell-sync-<name> by default"),
	"tenant-id": string().min(1, "is empty; leave the key out to take the variable of the environment").exactOptional().describe("Entra tenant of its Partner Center account; the variable PARTNER_CENTER_TENANT_ID by default"),
	"dataverse-url": url.exactOptional().describe("Address of its Dynamics 365 environment; the variable DATAVERSE_URL by default"),
	"dataverse-tenant-id": string().min(1, "is empty; leave the key out to take the variable of the environment").exactOptional().describe("Entra tenant of that environment; the variable DATAVERSE_TENANT_ID by default")
}).describe("What differs from the others and is no secret; empty when its environment has all of it");
const connectionsSchema = strictObject({
	version: literal(1).describe("Version of this language"),
	connections: record(string().regex(NAME, "is no name of a connection: at most 60 lower-case letters, digits and -"), connection.nullable()).describe("The connections by their names, each a Partner Center account and a CRM")
});
/** The keys that a connection may have. */
const CONNECTION_KEYS = Object.keys(connection.shape);
function isHttps(text) {
	return URL.canParse(text) && new URL(text).protocol === "https:";
}
// src/connections/load.ts
const WHAT = "file of connections";
const LANGUAGE = {
	what: WHAT,
	version: 1,
	keysAt: (path) => path.length === 0 ? Object.keys(connectionsSchema.shape) : CONNECTION_KEYS
};
/**
* Reads a file of connections.
*
* @param text The YAML.
* @param file Its name, for messages.
* @throws ConfigurationError with every problem at its line and column.
*/
function loadConnections(text, file) {
	const document = parseYaml(text, file, WHAT);
	const parsed = connectionsSchema.safeParse(document.value);
	const findings = parsed.success ? crossCheck(parsed.data) : mistakes(parsed.error.issues, document.value, LANGUAGE);
	if (findings.length > 0 || !parsed.success) {
		const problems = findings.map(({ path, message }) => problemAt(file, document.locate(path), message));
		throw new ConfigurationError(told(problems, file), "Correct the connections; docs/connections.md describes every key.");
	}
	return {
		connections: connectionsIn(parsed.data),
		locate: ({ name }, key) => document.locate([
			"connections",
			name,
			key
		])
	};
}
/**
* The one of this name.
*
* @throws ConfigurationError when there is none.
*/
function chosen({ connections }, name, file) {
	const found = connections.find((one) => one.name === name);
	if (found) return found;
	const names = connections.map((one) => one.name);
	throw new ConfigurationError([{
		where: "connection",
		message: `${file} has no connection "${name}"${didYouMean(name, names)}`
	}], `It has: ${names.join(", ")}.`);
}
function connectionsIn({ connections }) {
	return Object.entries(connections).map(([name, given]) => {
		const { mapping = DEFAULT_MAPPING, ...rest } = given ?? {};
		return {
			name,
			mapping,
			environment: name,
			"state-branch": `cosell-sync-${name}`,
			...rest
		};
	});
}
/** What a schema cannot say: two connections that would undo each other's work. */
function crossCheck(document) {
	const connections = connectionsIn(document);
	if (connections.length === 0) return [{
		path: ["connections"],
		message: "connections has none; a name and its keys make one"
	}];
	const tooMany = connections.length - 256;
	const surplus = connections[256];
	return [
		...surplus ? [{
			path: ["connections", surplus.name],
			message: `${tooMany} more than the 256 jobs that a workflow can have; move some to another repository`
		}] : [],
		...shared(connections, branchOf, (name, first) => ({
			path: [
				"connections",
				name,
				"state-branch"
			],
			message: `${name} would have the state branch of ${first}; each connection needs its own`
		})),
		...shared(connections, pairOf, (name, first) => ({
			path: [
				"connections",
				name,
				"dataverse-url"
			],
			message: `${name} is the same Partner Center account and CRM as ${first}; two syncs of one pair would undo each other's work`
		}))
	];
}
/** Every connection that has something in common with an earlier one. */
function shared(connections, keyOf, found) {
	return [...Map.groupBy(connections, keyOf).values()].flatMap(([first, ...others]) => others.map(({ name }) => found(name, first?.name ?? "")));
}
/** A file system without upper and lower case keeps two such branches in one place. */
function branchOf(connection) {
	return connection["state-branch"].toLowerCase();
}
/** What is not given comes from the environment, whose name GitHub compares without upper and lower case. */
function pairOf({ environment, ...given }) {
	const variable = `variable of ${environment.toLowerCase()}`;
	const crm = given["dataverse-url"];
	const account = given["tenant-id"]?.toLowerCase() ?? variable;
	return JSON.stringify([account, crm === void 0 ? variable : new URL(crm).host]);
}
// src/connections/standing.ts
/** How a connection came out of a run of the workflow, the worst first. */
const STANDINGS = [
	"refused",
	"failed",
	"died",
	"never ran",
	"running",
	"needs a person",
	"unfinished",
	"fine"
];
/** @param workflowRun Number of the run of the workflow: its syncs go by it. */
function rowsOf(known, workflowRun) {
	return known.map((one) => rowOf(one, workflowRun)).sort((a, b) => rankOf(a) - rankOf(b) || (a.connection.name < b.connection.name ? -1 : 1));
}
function rankOf({ standing }) {
	return STANDINGS.indexOf(standing);
}
function rowOf(known, workflowRun) {
	const { connection, job, failure, branch } = known;
	const last = branch?.numbers ?? null;
	const numbers = last?.run.startsWith(`${workflowRun}-`) ? last : null;
	const waiting = last?.waiting ?? null;
	return {
		connection,
		job,
		failure,
		standing: standingOf(known, numbers, waiting),
		numbers,
		waiting,
		commit: branch?.commit ?? null,
		seconds: secondsOf(job)
	};
}
/**
* | job | then |
* |---|---|
* | none of this name, skipped, or ended before its first step | never ran |
* | has not ended | running |
* | failed, and says that a guard refused | refused |
* | failed, and says why | failed |
* | failed without a word or in the middle of a step, timed out, cancelled on the way | died |
* | succeeded, with changes that were not begun | unfinished |
* | succeeded, with something that waits for a person | needs a person |
* | succeeded | fine |
*/
function standingOf({ job, failure }, numbers, waiting) {
	if (!job) return "never ran";
	if (job.conclusion === null) return "running";
	if (job.conclusion === "success") {
		if (numbers && numbers.left > 0) return "unfinished";
		return waiting && needsAPerson(waiting) ? "needs a person" : "fine";
	}
	if (!job.began) return "never ran";
	if (job.conclusion !== "failure" || !job.ended || !failure) return "died";
	return failure.isRefusal ? "refused" : "failed";
}
/** What was refused or failed is tried again without one. */
function needsAPerson({ conflicts, held, approvals }) {
	return conflicts + held + approvals > 0;
}
function secondsOf(job) {
	if (!job?.began || job.startedAt === null || job.completedAt === null) return null;
	return Math.max(0, Math.round((Date.parse(job.completedAt) - Date.parse(job.startedAt)) / 1e3));
}
// src/commands/connections.ts
/**
* Reads a file of connections and checks it, together with the mappings that it names. Nothing else is looked at.
*
* @throws ConfigurationError with every mistake, each at its file, line and column.
*/
async function checkConnections({ file, only }, files) {
	const loaded = loadConnections(await files.connections(file), file);
	const connections = only === null ? loaded.connections : [chosen(loaded, only, file)];
	const byMapping = Map.groupBy(connections, ({ mapping }) => mapping);
	const problems = [];
	const warnings = [];
	for (const [name, users] of byMapping) {
		const text = await files.mapping(name);
		if (text === null) problems.push(...users.map((user) => noMapping(user, file, loaded)));
		const found = text && validateMapping(text);
		problems.push(...found?.problems ?? []);
		warnings.push(...found?.warnings ?? []);
	}
	if (problems.length > 0) throw new ConfigurationError(problems, "Correct the connections and their mappings; docs/connections.md and docs/mapping.md describe every key.");
	return {
		connections,
		warnings
	};
}
function noMapping(connection, file, loaded) {
	const message = `${connection.name} > mapping is ${connection.mapping}, and there is no such file`;
	return problemAt(file, loaded.locate(connection, "mapping"), message);
}
/** Each reason costs a request, and when everything fails it is mostly for the same one. */
const MOST_REASONS = 20;
/** Looks at what became of each connection in a run of the workflow, whether its job got to say so or not. */
async function gatherConnections(connections, workflowRun, reader) {
	const [jobs, branches] = await Promise.all([reader.jobs(), reader.branches(connections.map((connection) => connection["state-branch"]))]);
	const byName = new Map(jobs.map((job) => [job.name, job]));
	const failed = connections.flatMap(({ name }) => byName.get(name) ?? []).filter(hasReason).slice(0, MOST_REASONS);
	const reasons = await Promise.all(failed.map(async (job) => [job.name, await reader.failureOf(job)]));
	const failures = new Map(reasons);
	return rowsOf(connections.map((connection) => ({
		connection,
		job: byName.get(connection.name) ?? null,
		failure: failures.get(connection.name) ?? null,
		branch: branches.get(connection["state-branch"]) ?? null
	})), workflowRun);
}
function hasReason({ began, conclusion }) {
	return began && conclusion !== null && conclusion !== "success";
}
// src/report/connections.ts
/** What `connections` found, with the matrix as a workflow reads it. */
function connectionsReport(connections) {
	const rows = connections.map((one) => [
		cell(one.name),
		cell(one.environment),
		cell(one.mapping),
		cell(one["state-branch"])
	]);
	return [
		`## Co-sell connections: no mistakes in ${count(connections.length, "connection")}`,
		table([
			"Connection",
			"Environment",
			"Mapping",
			"State branch"
		], rows, rows.length),
		`\`\`\`json\n${JSON.stringify(matrixOf(connections), null, 1)}\n\`\`\`\n`
	].join("\n\n");
}
/** For `strategy.matrix` of a workflow: one job for each entry. */
function matrixOf(connections) {
	return { include: connections };
}
const SIGNS = {
	refused: "✘ refused",
	failed: "✘ failed",
	died: "✘ died",
	"never ran": "✘ never ran",
	running: "… still running",
	"needs a person": "● needs a person",
	unfinished: "↻ not done yet",
	fine: "✔ in step"
};
const NEXT = {
	refused: "Look at its plan, in the summary of its job. If it is right, run this workflow by hand for it alone, with that plan's digest.",
	failed: "Mend what it says; the next run takes up everything.",
	died: "The next run finds out what was written, and goes on. If it happens again, look at its log.",
	"never ran": "A later run took its place, somebody cancelled or rejected it, or its environment waits for a reviewer.",
	running: "Look again when it has ended.",
	"needs a person": "Its own summary says what to decide.",
	unfinished: "The next run goes on by itself.",
	fine: ""
};
/** One table of all connections, the worst first, for somebody who reads no log. */
function connectionsSummary(rows) {
	return `${[
		`## Co-sell sync of ${count(rows.length, "connection")}: ${headline(rows)}`,
		table([
			"Connection",
			"Result",
			"Created",
			"Updated",
			"Not applied",
			"Waiting",
			"Took",
			"Next"
		], [...rows.map(rowCells), totalCells(rows)], rows.length + 1),
		reasons(rows),
		commits(rows)
	].filter((text) => text !== "").join("\n\n")}\n`;
}
function headline(rows) {
	const bad = rows.filter(({ standing }) => SIGNS[standing].startsWith("✘")).length;
	const asking = rows.filter(({ standing }) => standing === "needs a person").length;
	const open = rows.filter(({ standing }) => standing === "unfinished" || standing === "running").length;
	const parts = [
		bad > 0 ? `${bad} not synced` : "",
		asking > 0 ? `${asking} ${asking === 1 ? "needs" : "need"} a person` : "",
		open > 0 ? `${open} not done yet` : ""
	].filter((text) => text !== "");
	return parts.length === 0 ? "all in step" : parts.join(", ");
}
function rowCells(row) {
	const { connection, job, standing, numbers, seconds } = row;
	return [
		job ? linked(cell(connection.name), job.url) : cell(connection.name),
		SIGNS[standing],
		number(numbers?.created),
		number(numbers?.updated),
		number(numbers?.failed),
		waitingText(row),
		seconds === null ? "" : duration(seconds),
		nextOf(row)
	];
}
function totalCells(rows) {
	const sum = (of) => grouped(rows.reduce((total, row) => total + (of(row) ?? 0), 0));
	const waiting = sum(({ waiting: some }) => some ? some.conflicts + some.held + some.approvals + some.retried : 0);
	return [
		"**All**",
		"",
		sum(({ numbers }) => numbers?.created),
		sum(({ numbers }) => numbers?.updated),
		sum(({ numbers }) => numbers?.failed),
		waiting,
		"",
		""
	];
}
function waitingText({ waiting }) {
	if (!waiting) return "";
	return [
		waiting.conflicts > 0 ? count(waiting.conflicts, "conflict") : "",
		waiting.approvals > 0 ? count(waiting.approvals, "approval") : "",
		waiting.held > 0 ? `${grouped(waiting.held)} held` : "",
		waiting.retried > 0 ? `${grouped(waiting.retried)} tried again` : ""
	].filter((text) => text !== "").join(", ");
}
function nextOf({ standing, numbers }) {
	return (standing === "unfinished" && numbers ? `${count(numbers.left, "change")} left. ` : "") + NEXT[standing];
}
function reasons(rows) {
	const lines = rows.flatMap(({ connection, failure, standing }) => failure ? [`- **${cell(connection.name)}** ${SIGNS[standing].slice(2)}: ${cell(failure.message, 600)}`] : []);
	return lines.length === 0 ? "" : `### Why\n\n${lines.join("\n")}`;
}
function commits(rows) {
	const named = rows.filter(({ commit }) => commit !== null).map(({ connection, commit }) => `${cell(connection.name)} \`${commit?.slice(0, 12) ?? ""}\``);
	return named.length === 0 ? "" : `State commits: ${named.sort().join(" · ")}`;
}
/** GitHub's own address of a job; anything else stays without a link. */
function linked(text, url) {
	return URL.canParse(url) && /^https:\/\/[\w.:-]+\/[\w./-]*$/.test(url) ? `[${text}](${url})` : text;
}
/** Nothing was committed, so there was nothing to do or it did not get so far. */
function number(value) {
	return value === void 0 ? "" : grouped(value);
}
function duration(seconds) {
	const minutes = Math.floor(seconds / 60);
	return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}
// src/connect/connections.ts
const FILES = {
	connections: readConnections,
	mapping: readMappingIfThere
};
/** Checks the file of connections and puts out the matrix; asks nobody anything. */
async function runConnections(inputs) {
	const { connections } = await checkConnections(inputs, FILES);
	const matrix = JSON.stringify(matrixOf(connections));
	return {
		text: connectionsReport(connections),
		failed: false,
		matrix
	};
}
/** One summary of all their jobs. It does not fail when one of them did: that job has failed already. */
async function runConnectionsSummary(inputs, terminal) {
	const { connections } = await checkConnections(inputs, FILES);
	return withTools(terminal, async ({ http }) => {
		const { github, workflowRun } = inputs;
		const reader = openGithubConnections({
			http,
			...github,
			workflowRun
		});
		return {
			text: connectionsSummary(await gatherConnections(connections, workflowRun, reader)),
			failed: false
		};
	});
}
export { runConnections, runConnectionsSummary };
