import { $r as joined, $t as duplicatesText, Ai as isOwnSuccess, An as reasonOf, Bn as readDocument, Dn as failureIn, En as CODE, Gn as checkAgainstColumns, Kn as parseColumns, Mr as by, On as privilegeIn, Pi as inherited, Qt as CLEAR_DUPLICATES, Tn as connect, Xr as count, _n as STRONG, an as misfit, bn as openMetadata, cn as newColumn, dn as openEntra, ei as named$1, en as MADE_AGAIN, gn as openRows, in as isSameLabel, ki as contractError, kn as readError, ln as PURPOSES, nn as connectorColumns, on as missingOptions, qn as keyOn, ri as table, rn as isOfConnector, sn as nameFor, ti as reportOf, tn as columnFor, un as TABLES, vn as definitionOf, wn as API, xn as readAs, yn as listOf, zn as loadMapping } from "./shared.js";
import { b as object, v as looseObject, w as string, y as number } from "./zod-classic.js";
import { Dt as UnreachableError, bt as ContractError, c as withTools, wt as ServiceError, xt as CosellError, yt as ConfigurationError } from "./start.js";
import { findPackageJSON } from "node:module";
import { promisify } from "node:util";
import { mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { execFile } from "node:child_process";
import { dirname, join, resolve } from "node:path";
// src/adapters/dataverse/column.ts
const NAMESPACE = "Microsoft.Dynamics.CRM.";
/** The definition of a column as the Web API takes it ("Create and update column definitions using the Web API"). */
function columnDefinition({ schemaName, label, description, shape }, language) {
	return {
		...ofType(shape, language),
		SchemaName: schemaName,
		DisplayName: labelIn(label, language),
		Description: labelIn(description, language),
		RequiredLevel: { Value: "None" }
	};
}
/** A text that people see, in one language, given by its number: 1033 is English. */
function labelIn(text, language) {
	return {
		"@odata.type": `${NAMESPACE}Label`,
		LocalizedLabels: [{
			"@odata.type": `${NAMESPACE}LocalizedLabel`,
			Label: text,
			LanguageCode: language
		}]
	};
}
function ofType(shape, language) {
	const type = (name) => ({ "@odata.type": `${NAMESPACE}${name}AttributeMetadata` });
	switch (shape.type) {
		case "text": return {
			...type("String"),
			MaxLength: shape.longest,
			FormatName: { Value: "Text" }
		};
		case "url": return {
			...type("String"),
			MaxLength: shape.longest,
			FormatName: { Value: "Url" }
		};
		case "memo": return {
			...type("Memo"),
			MaxLength: shape.longest,
			Format: "TextArea",
			ImeMode: "Disabled"
		};
		case "yes/no": return {
			...type("Boolean"),
			DefaultValue: false,
			OptionSet: {
				"@odata.type": `${NAMESPACE}BooleanOptionSetMetadata`,
				IsGlobal: false,
				TrueOption: {
					Value: 1,
					Label: labelIn("Yes", language)
				},
				FalseOption: {
					Value: 0,
					Label: labelIn("No", language)
				}
			}
		};
		case "date": return {
			...type("DateTime"),
			Format: "DateOnly",
			DateTimeBehavior: { Value: "DateOnly" }
		};
		case "choice": return {
			...type("Picklist"),
			OptionSet: {
				"@odata.type": `${NAMESPACE}OptionSetMetadata`,
				IsGlobal: false,
				OptionSetType: "Picklist",
				Options: shape.options.map((option) => optionIn(option, language))
			}
		};
	}
}
function optionIn({ value, label }, language) {
	return {
		"@odata.type": `${NAMESPACE}OptionMetadata`,
		Value: value,
		Label: labelIn(label, language)
	};
}
// src/adapters/dataverse/metadata-write.ts
/** Somebody was faster, or an earlier try arrived: what is wanted is there. */
const THERE_ALREADY = /* @__PURE__ */ new Set([
	"0x80047013",
	"0x80060304",
	"0x80060893",
	"0x80060894"
]);
/**
* Another customisation is running, or a solution is imported; Dataverse does one at a time. The first code is the catalogue's, the
* second is what environments have been seen to give, with 429 or 503 ("Concurrent solution operation failures").
*/
const BUSY = /* @__PURE__ */ new Set(["0x80090412", "0x80071151"]);
const BUSY_TRIES = 12;
const BUSY_PAUSE_MS = 1e4;
/** Sends one customisation, and again while another one is running, for two minutes. */
function openMetadataWriter(connection, clock) {
	return async (method, path, body, headers = {}) => {
		for (let tries = 1;; tries += 1) {
			const answer = await connection.send({
				method,
				path,
				headers: {
					"Content-Type": "application/json",
					...STRONG,
					...headers
				},
				body: JSON.stringify(body)
			});
			if (answer.status < 300) {
				if (isOwnSuccess(answer.body)) return;
				throw notOfDataverse();
			}
			const { code } = failureIn(answer);
			if (THERE_ALREADY.has(code)) return;
			if (!BUSY.has(code) || tries === BUSY_TRIES) throw refused(answer);
			await clock.sleep(BUSY_PAUSE_MS);
		}
	};
}
function notOfDataverse() {
	return new ContractError("What came in the place of Dataverse's answer to a customisation is something else, such as the page of a proxy.", "Look whether a proxy or a firewall on the way answers in its place, then run setup again: it goes on from where it is.");
}
function refused(answer) {
	if (answer.status === 429 || answer.status >= 500) return readError(answer);
	const { code, message } = failureIn(answer);
	if (code !== CODE.noPrivilege) return new ServiceError(`Dataverse refused a customisation: ${reasonOf(answer)}`, "What was done before it stays. Fix it, then run setup again: it goes on from where it is.", answer.status, code);
	return new ServiceError(`The application user may not customise this environment: it is missing ${privilegeIn(message)} (${code}).`, "Give it the role System Customizer while setup runs, and take it away again afterwards.", answer.status, code);
}
// src/adapters/dataverse/customise.ts
/** Kinds of components of a solution ("solutioncomponent" table, componenttype). */
const COMPONENT_TYPE = {
	column: 2,
	key: 14
};
const PUBLISH = "<importexportxml><entities><entity>opportunity</entity><entity>lead</entity></entities></importexportxml>";
const OPPORTUNITY = definitionOf("opportunity");
/**
* Changes the tables of a deal ("Create and update column definitions using the Web API", "Define alternate
* keys for a table"). Every method throws a ServiceError when Dataverse refuses.
*/
function openCustomiser(connection, clock) {
	const write = openMetadataWriter(connection, clock);
	const language = baseLanguage(connection);
	const within = (solution) => ({ "MSCRM.SolutionUniqueName": solution });
	return {
		createPublisher: ({ prefix, optionPrefix }) => write("POST", `${API}publishers`, {
			uniquename: `${prefix}publisher`,
			friendlyname: `Co-sell sync (${prefix})`,
			description: "Publisher of the columns that keep opportunities and co-sell referrals in step.",
			customizationprefix: prefix,
			customizationoptionvalueprefix: optionPrefix
		}),
		async createSolution({ name, prefix }) {
			await write("POST", `${API}solutions`, {
				uniquename: name,
				friendlyname: "Co-sell sync",
				version: "1.0.0.0",
				"publisherid@odata.bind": `/publishers(${await publisherId(connection, prefix)})`
			});
		},
		async createColumn(table, column, solution) {
			const definition = columnDefinition(column, await language());
			await write("POST", `${definitionOf(table)}/Attributes`, definition, within(solution));
		},
		async createKey({ schemaName, column }, solution) {
			const definition = {
				SchemaName: schemaName,
				DisplayName: labelIn("Partner Center referral", await language()),
				KeyAttributes: [column]
			};
			await write("POST", `${OPPORTUNITY}/Keys`, definition, within(solution));
		},
		reactivateKey: (name) => write("POST", `${API}ReactivateEntityKey`, {
			EntityLogicalName: "opportunity",
			EntityKeyLogicalName: name
		}),
		addToSolution: ({ kind, id }, solution) => write("POST", `${API}AddSolutionComponent`, {
			ComponentId: id,
			ComponentType: COMPONENT_TYPE[kind],
			SolutionUniqueName: solution,
			AddRequiredComponents: false
		}),
		async trackChanges() {
			const answer = await connection.get(OPPORTUNITY, STRONG);
			const { "@odata.context": _, ...definition } = readAs(definitions, answer);
			const changed = {
				...definition,
				ChangeTrackingEnabled: true
			};
			await write("PUT", OPPORTUNITY, changed, { "MSCRM.MergeLabels": "true" });
		},
		publish: () => write("POST", `${API}PublishXml`, { ParameterXml: PUBLISH })
	};
}
const definitions = looseObject({ LogicalName: string() });
const organizations = listOf(object({ languagecode: number() }));
/** Every environment has English when nobody says otherwise. */
const ENGLISH = 1033;
/** Labels in a language that is not installed are refused, so they are written in the base language. */
function baseLanguage({ get }) {
	let known = null;
	return () => {
		known ??= get(`${API}organizations?$select=languagecode`).then((answer) => readAs(organizations, answer)).then(({ value }) => value[0]?.languagecode ?? ENGLISH);
		return known;
	};
}
async function publisherId(connection, prefix) {
	const publisher = await openMetadata(connection).publisher(prefix);
	if (publisher) return publisher.id;
	throw contractError(`Dataverse does not show the publisher of the prefix ${prefix}.`);
}
// src/adapters/init-files.ts
/**
* @param root Where our own repository is.
* @param directory The repository to write into.
*/
function openInitFiles(root, directory) {
	return {
		template: (path) => textOf(join(root, path)),
		templates: async (folder) => (await readdir(join(root, folder))).filter((name) => name.endsWith(".yml")).sort(),
		read: (path) => textOf(resolve(directory, path)).catch(nullIfMissing).catch((error) => {
			throw unusable(path, "read", error);
		}),
		async write(path, text) {
			try {
				await mkdir(dirname(resolve(directory, path)), { recursive: true });
				await writeFile(resolve(directory, path), text);
			} catch (error) {
				throw unusable(path, "written", error);
			}
		},
		folder: () => prefixOf(directory).catch(() => ""),
		ownReference: () => referenceOf(root)
	};
}
/** As it is in git: where git was told to (core.autocrlf), lines in a checkout end as those of Windows do. */
async function textOf(path) {
	return (await readFile(path, "utf8")).replaceAll("\r\n", "\n");
}
function nullIfMissing(error) {
	if (error.code === "ENOENT") return null;
	throw error;
}
function unusable(path, what, error) {
	const { code } = error;
	return new ConfigurationError([{
		where: path,
		message: `cannot be ${what}: the machine says ${code}`
	}], "Look what is there, and whether this user may write to it, then run init again: it leaves alone what it has written before.");
}
async function git(directory, ...args) {
	const { stdout } = await promisify(execFile)("git", [
		"-C",
		directory,
		...args
	], { env: inherited() });
	return stdout.trim();
}
function prefixOf(directory) {
	return git(directory, "rev-parse", "--show-prefix");
}
const GITHUB_REMOTE = /[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/;
/** By its commit, as a tag can be moved to other code, with the version as a comment for people. */
async function referenceOf(root) {
	try {
		if (await prefixOf(root) !== "") return null;
		const remote = await git(root, "remote", "get-url", "origin");
		const commit = await git(root, "rev-parse", "HEAD");
		const name = remote.includes("github") ? GITHUB_REMOTE.exec(remote)?.[1] : void 0;
		const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
		return name ? `${name}@${commit} # v${version}` : null;
	} catch {
		return null;
	}
}
// src/provision/starter.ts
/** Prefix and five digits of the mapping that we ship. */
const OUR_PREFIX = "cosell";
const OUR_OPTION_PREFIX = 72700;
/** Stands in a template for an option that says None, which a choice of ours does not have. */
const NO_HELP = 727000009;
const NO_HELP_LINE = /^ +blank options: \[727000009\].*\n/m;
/**
* A mapping that we ship, in the words of this CRM: its columns, its option values, its status reasons. The
* comments stay, so that it can be read aloud.
*
* @param template Text of `templateFor` this CRM. Its section `leads` comes last.
*/
function starterMapping(template, crm) {
	const options = optionsByOurs(crm);
	const [deals = "", leads = ""] = withStatusReasons(template, crm.table).split(/^(?=leads:)/m);
	const [first = "", ...rest] = `${named(deals, crm.table, crm)}${named(leads, crm.leads, crm)}`.replace(NO_HELP_LINE, (line) => options.values.has(NO_HELP) ? line : "").replaceAll(/\b7270000\d\d\b/g, (value) => String(options.values.get(Number(value)) ?? value)).split("\n");
	const about = [`# For ${new URL(crm.url).host}, written by init from its metadata. It is yours to change.`, `# Currencies of this CRM: ${crm.currencyCodes.join(", ")}.`];
	const yetToCreate = missingColumns(crm);
	const notes = [
		...notesOn(crm, yetToCreate),
		...unexplained(template, crm.table),
		...options.notes
	];
	return {
		text: [
			first,
			...about,
			...rest
		].join("\n"),
		notes,
		yetToCreate
	};
}
/** The mapping to begin with: whoever has Microsoft's connector expects what it does. */
function templateFor({ columns }) {
	return connectorColumns(columns).length > 0 ? "mappings/microsoft-connector.yml" : "mappings/dynamics-365.yml";
}
/** A part of the template, with the columns of the table that it is about. */
function named(part, { columns }, { prefix }) {
	return part.replaceAll(/\b(?:cosell|msft)_\w+/g, (ours) => {
		const purpose = PURPOSES.find((one) => {
			return ours === ("knownFromConnector" in one ? one.knownFromConnector.name : null) || ours === nameFor(one.purpose, OUR_PREFIX);
		})?.purpose;
		if (purpose === void 0) return ours;
		return columnFor(purpose, prefix, columns)?.name ?? nameFor(purpose, prefix);
	});
}
/** Our option values → those of the same label here. */
function optionsByOurs({ prefix, table }) {
	const values = /* @__PURE__ */ new Map();
	const notes = [];
	for (const { purpose } of PURPOSES) {
		const { shape } = newColumn(purpose, OUR_PREFIX, OUR_OPTION_PREFIX);
		const column = columnFor(purpose, prefix, table.columns);
		if (shape.type !== "choice" || !column) continue;
		const none = column.options.find(({ label }) => label.trim().toLowerCase() === "none");
		if (purpose === "help" && none) values.set(NO_HELP, none.value);
		for (const ours of shape.options) {
			const same = column.options.find((option) => isSameLabel(option, ours));
			if (same) values.set(ours.value, same.value);
			else notes.push(`${column.name} has no option "${ours.label}": correct its values in the mapping`);
		}
	}
	return {
		values,
		notes
	};
}
/** Columns of Microsoft's connector that serve here. */
function adoptedFrom({ prefix, table }) {
	return PURPOSES.map(({ purpose }) => columnFor(purpose, prefix, table.columns)).filter((column) => column !== void 0).filter(isOfConnector);
}
/** `statecode` of an opportunity, which no customer can change. */
const STATES = {
	open: 0,
	won: 1,
	lost: 2
};
const STATE_LINE = /^(\s+(open|won|lost): \{.*\bopportunity: )\[[\d, ]+\]/gm;
function reasonsOf({ columns }) {
	return columns.find(({ name }) => name === "statuscode")?.options ?? [];
}
/** Customers have status reasons of their own, some in the place of ours; the first of each state is what is written. */
function withStatusReasons(template, table) {
	const reasons = reasonsOf(table);
	const lost = reasons.filter(({ state }) => state === STATES.lost);
	const isThere = (code) => lost.length === 0 || lost.some(({ value }) => value === Number(code));
	return template.replaceAll(STATE_LINE, (line, before, name) => {
		const values = reasons.filter(({ state }) => state === STATES[name]).map(({ value }) => value);
		return values.length === 0 ? line : `${before}[${values.join(", ")}]`;
	}).replaceAll(CODES, (_part, key, lines) => {
		const left = lines.replaceAll(CODE_LINE, (line, code) => isThere(code) ? line : "");
		return left === "" ? "" : `${key}${left}`;
	});
}
const CODE_LINE = /^ +"(\d+)": .*\n/gm;
const CODES = /^( +by status code:.*\n)((?: +"\d+": .*\n)+)/gm;
/** Partner Center wants a reason for a lost deal; the connector knew of none. */
function unexplained(template, table) {
	const known = new Set([...template.matchAll(CODE_LINE)].map(([, code]) => Number(code)));
	const others = reasonsOf(table).filter(({ state, value }) => state === STATES.lost && !known.has(value));
	if (others.length === 0) return [];
	return [`a lost deal takes a closing reason. Give one (by status code) to the status reasons that have none in the mapping, or sellers write it on the opportunity before they close it: ${others.map(({ label, value }) => `${label} (${value})`).join(", ")}`];
}
function missingColumns({ prefix, table, leads }) {
	const names = TABLES.flatMap(({ table: name, purposes }) => {
		const { columns } = name === "lead" ? leads : table;
		return purposes.filter((purpose) => columnFor(purpose, prefix, columns) === void 0).map((purpose) => nameFor(purpose, prefix));
	});
	return new Set(names);
}
function notesOn(crm, { size: missing }) {
	const { prefix } = crm;
	const adopted = adoptedFrom(crm);
	return [...missing > 0 ? [`some columns of the prefix ${prefix} are not there yet: run setup with it before the first sync`] : [], ...adopted.length === 0 ? [] : [`Microsoft's connector is installed: turn its flows off before the first sync, and leave its solution, of which the mapping uses ${adopted.map(({ name }) => name).join(", ")}`]];
}
/**
* What the opportunity table has, for a mapping to be checked against without signing in: a line for each column,
* so that a change of the table reads as one.
*/
function describeColumns({ columns }) {
	return `{\n${columns.toSorted(by(({ name }) => name)).map(({ name, label, type, options }) => {
		const labels = Object.fromEntries(options.map((option) => [option.value, option.label]));
		const column = {
			...label ? { label } : {},
			type,
			...options.length > 0 ? { options: labels } : {}
		};
		return `  ${JSON.stringify(name)}: ${JSON.stringify(column)}`;
	}).join(",\n")}\n}\n`;
}
// src/commands/init.ts
/** Where the action looks for a mapping when nobody says. */
const DEFAULT_MAPPING = "mappings/dynamics-365.yml";
const SCHEMA = "mappings/schema.json";
const WORKFLOWS = ".github/workflows";
/** Our own tests are nothing for others. */
const NOT_FOR_OTHERS = ["ci.yml"];
const CONNECTIONS = "connections.yml";
const CONNECTIONS_SCHEMA = "connections.schema.json";
/** Where there is a file of connections, these take the place of those for a single CRM. */
const OF_CONNECTIONS = {
	"approve-connection.yml": "approve.yml",
	"doctor-connections.yml": "doctor.yml",
	"plan-connections.yml": "plan.yml",
	"sync-connections.yml": "sync.yml",
	"webhooks-connection.yml": "webhooks.yml"
};
/**
* Writes a mapping for this CRM, and the workflows that run it. What is there and a person may have changed is left alone, unless
* told; what only says how the CRM and our languages are is made anew.
*/
async function init(options, { crm, files }) {
	const [table, leads, currencyCodes] = await Promise.all([
		crm.table("opportunity"),
		crm.table("lead"),
		crm.currencyCodes()
	]);
	const { dataverseUrl: url, prefix, mapping } = options;
	const starter = starterMapping(await files.template(templateFor(table)), {
		url,
		prefix,
		table,
		leads,
		currencyCodes
	});
	loadMapping(starter.text, mapping);
	const reference = await files.ownReference();
	const hasMany = await files.read(CONNECTIONS) !== null;
	const workflows = await workflowTexts(options, files, {
		reference,
		hasMany
	});
	const written = [];
	const columns = {
		file: columnsFileOf(mapping),
		text: describeColumns(table)
	};
	const schema = [mapping.replace(/[^/]*$/, "schema.json"), await files.template(SCHEMA)];
	const descriptions = [
		[columns.file, columns.text],
		schema,
		...hasMany ? [[CONNECTIONS_SCHEMA, await files.template(CONNECTIONS_SCHEMA)]] : []
	];
	for (const [path, text] of [
		[mapping, starter.text],
		...descriptions,
		...workflows
	]) {
		const isOurs = options.overwrite || descriptions.some(([ours]) => ours === path);
		written.push({
			path,
			state: await put({
				path,
				text
			}, isOurs, files)
		});
	}
	const unnamed = "the workflows do not say which action to use: replace your-org/cosell-sync@<commit> in them";
	return {
		files: written,
		notes: [
			...starter.notes,
			...problemsWith(starter, mapping, columns),
			...reference === null ? [unnamed] : [],
			...hasMany ? await notesOnOthers(files) : [],
			...notesOnFolder(await files.folder())
		],
		settings: settingsIn(workflows.map(([, text]) => text), options.given)
	};
}
/** What the table does not have as the mapping wants it, besides what setup creates: that is one note. */
function problemsWith({ text, yetToCreate }, file, columns) {
	const document = readDocument(text, {
		file,
		environment: null
	});
	const { problems } = checkAgainstColumns(document, parseColumns(columns.text, columns.file));
	return problems.filter(({ missing }) => missing === void 0 || !yetToCreate.has(missing)).map(({ message }) => message);
}
/** Both kinds of workflows would sync the same deals, each with a state branch of its own. */
async function notesOnOthers(files) {
	const paths = Object.values(OF_CONNECTIONS).map((name) => `${WORKFLOWS}/${name}`);
	const texts = await Promise.all(paths.map((path) => files.read(path)));
	const left = paths.filter((_path, index) => texts[index] !== null);
	return left.length === 0 ? [] : [`these workflows do not go by ${CONNECTIONS}: take out ${left.join(", ")}`];
}
function notesOnFolder(folder) {
	if (folder === "") return [];
	return [`this is the folder ${folder} of a repository, and GitHub runs only what is in ${WORKFLOWS} of its root: run init there, and remove what it wrote here`];
}
/** Where validate looks for it. */
function columnsFileOf(mapping) {
	return `${mapping.replace(/\.ya?ml$/, "")}.columns.json`;
}
async function workflowTexts({ mapping }, files, { reference, hasMany }) {
	const left = [...NOT_FOR_OTHERS, ...(hasMany ? Object.values : Object.keys)(OF_CONNECTIONS)];
	const names = (await files.templates(WORKFLOWS)).filter((name) => !left.includes(name));
	const uses = `uses: ${reference ?? "your-org/cosell-sync@<commit>"}`;
	return Promise.all(names.map(async (name) => {
		const text = (await files.template(`${WORKFLOWS}/${name}`)).replaceAll("uses: ./\n", `${uses}\n`);
		const own = name in OF_CONNECTIONS ? text : withMapping(text, mapping);
		return [`${WORKFLOWS}/${name}`, own];
	}));
}
/**
* Steps of ours begin their inputs with the command; the default mapping needs no mention, and setup has none. A pull
* request is reviewed when it changes this file, wherever it lies.
*/
function withMapping(text, mapping) {
	if (mapping === DEFAULT_MAPPING) return text;
	const path = JSON.stringify(mapping);
	return text.replaceAll(/^( +)(command: (?!setup$).*)$/gm, (_all, indent, command) => `${indent}${command}\n${indent}mapping: ${path}`).replace("paths: [mappings/**]", () => `paths: [${path}]`);
}
async function put({ path, text }, isOurs, files) {
	const present = await files.read(path);
	if (present === text) return "unchanged";
	if (present !== null && !isOurs) return "left alone";
	await files.write(path, text);
	return "written";
}
/** Variables that choose the environment, or pause it: those of an environment would come too late. */
const OF_REPOSITORY = "COSELL_";
/** What no run can do without, whichever way it signs in. */
const ALWAYS_USED = [
	"tenant-id",
	"client-id",
	"dataverse-url"
];
/** In the order of the inputs in our workflows, where each goes to one. */
function settingsIn(texts, given) {
	const lines = texts.flatMap((text) => [...text.matchAll(/^ +([\w-]+): .*\b(vars|secrets)\.([A-Z][A-Z0-9_]*)/gm)]);
	const settings = /* @__PURE__ */ new Map();
	for (const [, input = "", source, name = ""] of lines) {
		if (name.startsWith(OF_REPOSITORY)) continue;
		const kind = source === "vars" ? "variable" : "secret";
		const isUsed = ALWAYS_USED.includes(input) || input in given;
		settings.set(name, {
			kind,
			name,
			value: given[input] ?? null,
			isUsed
		});
	}
	return [...settings.values()];
}
// src/provision/plan.ts
/** Five digits that the option values of the mapping we ship begin with. */
const OPTION_PREFIX = 72700;
/**
* What is there, what is to do, and what is wrong. The order is the one in which things can be done: publisher,
* solution, columns, key, change tracking.
*/
function planSetup(options, found) {
	const parts = [
		...TABLES.flatMap(({ table, purposes }) => purposes.map((purpose) => columnItem({
			table,
			purpose
		}, options, found))),
		keyItem(options, found),
		trackingItem(found),
		...connectorItems(found)
	];
	const makes = parts.some(({ action }) => action?.do === "create column" || action?.do === "create key");
	const items = [
		publisherItem(options, found),
		solutionItem(options, found, makes),
		...parts
	];
	return found.solution?.isManaged ? items.map((item) => refuseManaged(item, options)) : items;
}
function publisherItem({ prefix }, { publisher }) {
	const what = `publisher with the prefix ${prefix}`;
	if (publisher) return there(what, `option values begin with ${publisher.optionPrefix}`);
	return todo(what, "create it", {
		do: "create publisher",
		prefix,
		optionPrefix: OPTION_PREFIX
	});
}
/** @param makes Whether there is anything to be made in it: what is there already it takes under any name. */
function solutionItem({ prefix, solution: name }, { solution }, makes) {
	const what = `solution ${name}`;
	if (!solution) return todo(what, "create it", {
		do: "create solution",
		name,
		prefix
	});
	if (makes && solution.prefix !== prefix) return wrong(what, `is of the publisher with the prefix ${solution.prefix}, and takes nothing new that begins with ${prefix}: give another solution, or ${solution.prefix} as publisher-prefix`);
	return there(what, solution.isManaged ? "managed: it was imported from another environment" : "");
}
function columnItem({ table, purpose }, { prefix, solution: name }, found) {
	const within = table === "lead" ? found.leads : found.table;
	const { columns } = within;
	const column = columnFor(purpose, prefix, columns);
	const where = table === "lead" ? " of leads" : "";
	if (!column) {
		const wanted = newColumn(purpose, prefix, found.publisher?.optionPrefix ?? OPTION_PREFIX);
		const what = `column ${nameFor(purpose, prefix)}${where}`;
		const again = columns.some(({ name: known }) => known === nameFor("referral identifier", prefix)) ? `. ${MADE_AGAIN}` : "";
		return todo(what, `create "${wanted.label}", ${wanted.shape.type}${again}`, {
			do: "create column",
			table,
			column: wanted,
			solution: name
		});
	}
	const what = `column ${column.name}${where}`;
	const problem = misfit(purpose, column);
	if (problem) return wrong(what, `${problem}: ${problem.startsWith("is of the type") ? "" : "change that, "}delete the column with its values, or choose another prefix`);
	if (column.name !== nameFor(purpose, prefix)) return there(what, `"${column.label}" of Microsoft's connector, adopted`);
	const lacking = missingOptions(purpose, column, found.publisher?.optionPrefix ?? OPTION_PREFIX).map(({ value, label }) => `"${label}" (${value})`).join(", ");
	const detail = lacking && `without the option ${lacking}: add it, or correct its values in the mapping`;
	const item = inSolution(what, {
		kind: "column",
		id: column.id
	}, {
		name,
		found,
		table: within
	});
	return detail ? {
		...item,
		detail: [item.detail, detail].filter(Boolean).join("; ")
	} : item;
}
function inSolution(what, component, { name, found, table }) {
	const { solution } = found;
	if (solution?.components.has(component.id) || solution?.wholeTables.has(table.id) || solution?.isManaged) return there(what, "");
	return todo(what, "exists; add it to the solution", {
		do: "add to solution",
		component,
		solution: name
	});
}
function keyItem({ prefix, solution: name }, found) {
	const columnName = columnFor("referral identifier", prefix, found.table.columns)?.name ?? nameFor("referral identifier", prefix);
	const key = keyOn(found.table.keys, columnName);
	if (key) return existingKey(key, name, found);
	return todo(`alternate key on ${columnName}`, "create it, and wait until its index is built", {
		do: "create key",
		schemaName: `${prefix}_ReferralKey`,
		column: columnName,
		solution: name
	});
}
function existingKey(key, solution, found) {
	const what = `alternate key ${key.name}`;
	switch (key.status) {
		case "Active": return inSolution(what, {
			kind: "key",
			id: key.id
		}, {
			name: solution,
			found,
			table: found.table
		});
		case "Failed": return todo(what, "its index could not be built; build it again", {
			do: "reactivate key",
			name: key.name
		});
		default: return todo(what, `its index is ${key.status}; wait until it is built`, { do: "await key" });
	}
}
function trackingItem({ table }) {
	const what = "change tracking of opportunities";
	if (table.tracksChanges) return there(what, "");
	return todo(what, "turn it on; it cannot be turned off again", { do: "track changes" });
}
/** What belongs to no solution, or is about the data of this environment. */
const ANYWHERE = [
	"track changes",
	"reactivate key",
	"await key"
];
/** What a solution brought with it is changed where it came from. */
function refuseManaged(item, { solution }) {
	if (item.action === null || ANYWHERE.includes(item.action.do)) return item;
	return wrong(item.what, `is missing from the managed solution ${solution}: run setup where it comes from, and import it again`);
}
function there(what, detail) {
	return {
		what,
		state: "there",
		detail,
		action: null
	};
}
function wrong(what, detail) {
	return {
		what,
		state: "wrong",
		detail,
		action: null
	};
}
function todo(what, detail, action) {
	return {
		what,
		state: "to do",
		detail,
		action
	};
}
/** Two connectors on one row would overwrite each other for ever. */
function connectorItems({ table }) {
	if (connectorColumns(table.columns).length === 0) return [];
	return [there("Microsoft's co-sell connector", "installed: turn its flows off before the first sync, but leave its solution, which holds the columns")];
}
// src/commands/setup.ts
/** Seconds between two looks at something that Dataverse does in the background: five minutes in all. */
const PATIENCE = [
	1,
	2,
	4,
	8,
	...Array(19).fill(15)
];
/**
* Provisions what the CRM needs for a sync.
*
* - reads what there is, and plans the rest
* - does nothing when something is wrong, or when nobody approves
* - does one thing after the other: Dataverse refuses two customisations at once
* - waits until the key works and every column can be read, and looks at it all once more
*
* What is there stays as it is, so it can be run again at any time, also after it was interrupted.
*/
async function setup(options, ports) {
	const items = await look(options, ports);
	if (items.some(({ state }) => state === "wrong")) return {
		items,
		outcome: "wrong"
	};
	const todo = items.filter(({ state }) => state === "to do");
	if (todo.length === 0) return {
		items,
		outcome: "nothing to do"
	};
	if (!await ports.approve(items)) return {
		items,
		outcome: "shown"
	};
	for (const { what, action } of todo) {
		ports.progress(what);
		if (action) await carryOut(action, ports.crm);
	}
	if (todo.some(({ action }) => action?.do !== "await key")) await publish(ports.crm);
	await awaitKey(options, ports);
	await awaitColumns(options, ports);
	const after = doneSince(items, await look(options, ports));
	return {
		items: after,
		outcome: outcomeOf(after)
	};
}
/** What was not as it should be before, and is now. A key that was to be made has its name only afterwards. */
function doneSince(before, after) {
	const earlier = new Map(before.map((item) => [item.what, item]));
	return after.map((item) => {
		const was = earlier.get(item.what);
		if (item.state !== "there" || was?.state === "there") return item;
		return {
			...item,
			state: "done",
			detail: item.detail || (was?.detail ?? "")
		};
	});
}
function outcomeOf(after) {
	if (after.every(({ state }) => state === "there" || state === "done")) return "done";
	return after.some(({ state }) => state === "wrong") ? "wrong" : "unfinished";
}
async function look(options, { crm }) {
	const [table, leads, publisher, solution] = await Promise.all([
		crm.table("opportunity"),
		crm.table("lead"),
		crm.publisher(options.prefix),
		crm.solution(options.solution)
	]);
	return planSetup(options, {
		table,
		leads,
		publisher,
		solution
	});
}
function carryOut(action, crm) {
	switch (action.do) {
		case "create publisher": return crm.createPublisher(action);
		case "create solution": return crm.createSolution(action);
		case "create column": return crm.createColumn(action.table, action.column, action.solution);
		case "create key": return crm.createKey(action, action.solution);
		case "reactivate key": return crm.reactivateKey(action.name);
		case "add to solution": return crm.addToSolution(action.component, action.solution);
		case "track changes": return crm.trackChanges();
		case "await key": return Promise.resolve();
	}
}
/** Of what is made and only not published, another run of setup has nothing to do any more. */
async function publish(crm) {
	try {
		await crm.publish();
	} catch (error) {
		if (!(error instanceof CosellError)) throw error;
		throw new UnreachableError(`All of it is made, but could not be published. ${error.message}`, "Publish all customizations at make.powerapps.com, under Solutions, since setup finds nothing to do there any more. Then run it again to see whether all of it works.", { cause: error });
	}
}
async function awaitKey({ prefix }, ports) {
	await until(ports, "the index of the alternate key", async () => {
		const { columns, keys } = await ports.crm.table("opportunity");
		const column = columnFor("referral identifier", prefix, columns)?.name;
		const status = keyOn(keys, column)?.status;
		if (status === "Failed") throw await keyFailed(ports.crm, column ?? "");
		return status === "Active";
	});
}
async function awaitColumns({ prefix }, ports) {
	for (const { table, purposes } of TABLES) {
		const { columns } = await ports.crm.table(table);
		const names = purposes.flatMap((purpose) => columnFor(purpose, prefix, columns)?.name ?? []);
		await until(ports, "the new columns", () => ports.crm.canRead(table, names));
	}
}
async function until(ports, what, isReady) {
	for (const seconds of PATIENCE) {
		if (await isReady()) return;
		ports.progress(`waiting for ${what}`);
		await ports.clock.sleep(seconds * 1e3);
	}
	if (await isReady()) return;
	throw new ServiceError(`Dataverse is not ready with ${what} after five minutes.`, "Run setup again later: it goes on from where it is.", 200, "");
}
/** As many as a person goes through by hand; who has more makes a view of the CRM for it. */
const MOST_NAMED = 50;
async function keyFailed(crm, column) {
	const failed = `Dataverse could not build the index of the alternate key on ${column}`;
	const found = await duplicatesIn(crm, column);
	const [why, fix] = found.length > 0 ? [`: ${duplicatesText(found, MOST_NAMED)}`, CLEAR_DUPLICATES] : [", as two opportunities have the same value in it, most likely", `${FIND_THEM} ${CLEAR_DUPLICATES}`];
	return new ServiceError(`${failed}${why}.`, fix, 200, "");
}
const FIND_THEM = "They are not among those that the application user may read: group all opportunities by this column.";
/** Who makes columns need not be allowed to read rows yet. */
async function duplicatesIn(crm, column) {
	try {
		return await crm.duplicates(column);
	} catch (error) {
		if (error instanceof CosellError) return [];
		throw error;
	}
}
// src/report/init.ts
const SIGNS$1 = {
	written: "✔ written",
	unchanged: "✔ there already",
	"left alone": "– left alone, it differs; --overwrite replaces all of these, the mapping too"
};
/** What init wrote, and what is left for a person to do. */
function initReport({ files, notes, settings }) {
	const sections = [
		`## Co-sell init: ${headline$1(files)}`,
		table(["File", "State"], files.map(({ path, state }) => [named$1(path), SIGNS$1[state]])),
		notes.length === 0 ? "" : `### Look at\n\n${notes.map((note) => `- ${named$1(note)}`).join("\n")}`,
		settingsSection(settings),
		"Next: read the mapping, make the settings, then open a pull request with these files: it shows the plan."
	];
	return reportOf(sections);
}
function headline$1(files) {
	const written = files.filter(({ state }) => state === "written").length;
	return written === 0 ? "nothing written" : `${count(written, "file")} written`;
}
function settingsSection(settings) {
	const commands = (isUsed) => settings.filter((setting) => setting.isUsed === isUsed).map((setting) => ({
		setting,
		body: bodyOf(setting)
	})).sort((a, b) => Number(a.body === "") - Number(b.body === "")).map(({ setting: { kind, name }, body }) => `gh ${kind} set ${name} --env NAME${body}`).join("\n");
	const parts = [
		"### The environment's settings",
		"Instead of NAME write the environment of this CRM: `staging` to begin with, `production`, or that of a connection.",
		`\`\`\`sh\n${commands(true)}\n\`\`\``,
		"A command without a value asks for it. These only where you use them, as docs/signing-in.md says:",
		`\`\`\`sh\n${commands(false)}\n\`\`\``
	];
	return joined(parts, "\n\n");
}
/** What a shell would take for more than text is left to the person. */
function bodyOf({ value }) {
	return value !== null && /^[\w.:/-]+$/.test(value) ? ` --body ${value}` : "";
}
// src/report/setup.ts
const SIGNS = {
	there: "✔ there",
	done: "✔ done",
	"to do": "+ to do",
	wrong: "✘ wrong"
};
/** What a setup did, or would do. */
function setupReport({ items, outcome }) {
	return `## Co-sell setup: ${headline(items, outcome)}\n\n${setupTable(items)}\n${NEXT[outcome]}`;
}
/** Of what was there already and needs no word, only the number: there are thirty such things. */
function setupTable(items) {
	const told = items.filter(({ state, detail }) => state !== "there" || detail !== "");
	const rows = told.map(({ what, state, detail }) => [
		named$1(what),
		SIGNS[state],
		named$1(detail)
	]);
	const silent = items.length - told.length;
	const rest = `${count(silent, "other thing")} ${silent === 1 ? "is" : "are"} there already.`;
	return joined([table([
		"What",
		"State",
		"Details"
	], rows), silent === 0 ? "" : rest], "\n\n");
}
const NEXT = {
	"nothing to do": "",
	done: "\nNext: give the application user the security role of `setup/security-role.yml`. Then `doctor` says whether all is well, on a terminal with `--state-dir ./state`.\n",
	shown: "\nNothing was changed. To carry it out, run setup again with `apply`, on a terminal `--apply`.\n",
	unfinished: "\nDataverse took every step, and what is still to do came to nothing. Run setup again: it goes on from there.\n",
	wrong: "\nNothing more is done until what is wrong has been fixed.\n"
};
function headline(items, outcome) {
	const of = (state) => items.filter((item) => item.state === state).length;
	if (outcome === "wrong") return `${count(of("wrong"), "thing")} in the way`;
	if (outcome === "unfinished") return `unfinished, ${count(of("to do"), "thing")} still to do`;
	return outcome === "shown" ? `${count(of("to do"), "thing")} to do` : outcome;
}
// src/connect/crm.ts
async function runSetup(inputs, terminal, ask) {
	return withCrm(inputs, terminal, async (crm, clock) => {
		const { prefix, solution, apply } = inputs;
		const result = await setup({
			prefix,
			solution
		}, {
			crm,
			clock,
			progress: terminal.progress,
			approve: async (items) => apply || ask !== null && await ask(setupTable(items))
		});
		const failed = result.outcome === "wrong" || result.outcome === "unfinished";
		return {
			text: setupReport(result),
			failed
		};
	});
}
/** Writes into the directory that the command line is run in. */
async function runInit(inputs, terminal) {
	const { dataverse, prefix, mapping, overwrite, given } = inputs;
	const files = openInitFiles(dirname(findPackageJSON(import.meta.url) ?? process.cwd()), process.cwd());
	return withCrm(inputs, terminal, async (crm) => {
		return {
			text: initReport(await init({
				dataverseUrl: dataverse.url,
				prefix,
				mapping,
				overwrite,
				given
			}, {
				crm,
				files
			})),
			failed: false
		};
	});
}
function withCrm(inputs, terminal, work) {
	return withTools(terminal, ({ http, clock }) => {
		const { authorityUrl, dataverse } = inputs;
		const entra = openEntra({
			http,
			authorityUrl,
			onSecret: terminal.mask,
			...dataverse
		});
		const connection = connect({
			http,
			clock,
			token: entra.dataverse(dataverse.url),
			baseUrl: dataverse.url
		});
		return work({
			...openMetadata(connection),
			...openCustomiser(connection, clock),
			...openRows(connection, clock)
		}, clock);
	});
}
export { runInit, runSetup };
