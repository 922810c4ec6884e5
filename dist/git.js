import { D as messageBody, E as isOurs, Et as StateError } from "./start.js";
import { Pi as inherited } from "./shared.js";
import { randomUUID } from "node:crypto";
import { mkdir, readdir, realpath, rename, rm } from "node:fs/promises";
import { spawn } from "node:child_process";
import { dirname, resolve } from "node:path";
// src/adapters/git/command.ts
/** Messages in English, because they are matched; and never a question to a person who is not there. */
const UNATTENDED = {
	LC_ALL: "C",
	GIT_TERMINAL_PROMPT: "0"
};
/** What a person has configured for their own work (hooks, signing, templates) has no say in the state. */
const NO_USER_CONFIGURATION = {
	GIT_CONFIG_NOSYSTEM: "1",
	GIT_CONFIG_GLOBAL: "/dev/null"
};
const SETTINGS = [
	["core.hooksPath", "/dev/null"],
	["core.fsync", "committed,loose-object,reference"],
	["core.filesRefLockTimeout", "1000"]
].flatMap(([name, value]) => ["-c", `${name}=${value}`]);
/**
* The repository in exactly this directory, never one further up. A directory that is missing or empty
* becomes a bare repository whose HEAD is `branch`.
*
* @throws StateError when the directory holds something else, belongs to somebody whom git does not trust,
*   or has the branch checked out
*/
async function openRepository(directory, branch) {
	const empty = await isEmpty(directory);
	if (empty === null) await makeWhole(directory, branch);
	else if (empty) await initialise(directory, branch);
	const path = await realpath(directory);
	const environment = {
		...UNATTENDED,
		...NO_USER_CONFIGURATION
	};
	const location = ["--git-dir", await gitDirectory(path)];
	const git = (parameters, input = "") => run({
		parameters: [
			...location,
			...SETTINGS,
			...parameters
		],
		directory: path,
		environment,
		input
	});
	await refuseCheckedOut(git, directory, branch);
	return git;
}
/** For what no caller expects: carries git's own words. */
function gitFailure(action, { status, complaint }) {
	return new StateError(`git could not ${action} (status ${status}): ${complaint.trim()}`, "Fix the repository of --state-dir (git fsck tells what is wrong with it), or name another directory.");
}
/** Whether the directory has anything in it; `null` when it does not exist. */
async function isEmpty(directory) {
	try {
		return (await readdir(directory)).length === 0;
	} catch (error) {
		if (error.code === "ENOENT") return null;
		throw unusable(directory, error);
	}
}
/**
* Made beside its place and moved there whole: a program that opens the directory at the same time never sees
* half of it. When that one was faster, its repository is there and this one is dropped.
*/
async function makeWhole(directory, branch) {
	const draft = `${resolve(directory)}.${randomUUID()}`;
	try {
		await mkdir(dirname(draft), { recursive: true });
		await mkdir(draft);
		await initialise(draft, branch);
		await rename(draft, directory);
	} catch (error) {
		if (error instanceof StateError) throw error;
		if (await isEmpty(directory) === null) throw unusable(directory, error);
	} finally {
		await rm(draft, {
			recursive: true,
			force: true
		});
	}
}
function unusable(directory, cause) {
	return new StateError(`The state directory ${directory} cannot be used: ${cause.code}.`, "Give --state-dir a directory that you may read and write.", { cause });
}
async function initialise(directory, branch) {
	const result = await run({
		parameters: [
			"init",
			"--quiet",
			"--bare",
			`--initial-branch=${branch}`
		],
		directory,
		environment: {
			...UNATTENDED,
			...NO_USER_CONFIGURATION
		}
	});
	if (result.status !== 0) throw gitFailure(`make a repository in ${directory}`, result);
}
/**
* The one call that reads the user's configuration: `safe.directory` counts nowhere else. Later calls name
* the git directory themselves, which git takes as trust in it. A bare repository is what we make, and somebody has
* named it: it is not one that git came upon, which `safe.bareRepository` is about.
*/
async function gitDirectory(directory) {
	const result = await run({
		parameters: [
			"-c",
			"safe.bareRepository=all",
			"rev-parse",
			"--absolute-git-dir"
		],
		directory,
		environment: {
			...UNATTENDED,
			GIT_CEILING_DIRECTORIES: dirname(directory)
		}
	});
	if (result.status === 0) return result.output.toString().trim();
	if (result.complaint.includes("dubious ownership")) throw new StateError(`git does not trust the state directory ${directory}, because it belongs to another user.`, `If you trust it, run: git config --global --add safe.directory "${directory}"`);
	if (!result.complaint.includes("not a git repository")) throw gitFailure(`open ${directory}`, result);
	throw new StateError(`The state directory ${directory} is not empty, and not a git repository.`, "Give --state-dir a git repository, or a directory that is empty or does not exist yet.");
}
/** Moving a branch under a checkout would show every commit of ours as a change that somebody staged. */
async function refuseCheckedOut(git, directory, branch) {
	const result = await git([
		"worktree",
		"list",
		"--porcelain"
	]);
	if (result.status !== 0) throw gitFailure("list the work trees", result);
	if (!result.output.toString().split("\n").includes(`branch refs/heads/${branch}`)) return;
	throw new StateError(`The state branch ${branch} is checked out in ${directory}.`, "Check out another branch there, or name another state branch.");
}
function run({ parameters, directory, environment, input = "" }) {
	return new Promise((resolve, reject) => {
		const child = spawn("git", parameters, {
			cwd: directory,
			env: {
				...inherited(),
				...environment
			}
		});
		const output = [];
		const complaint = [];
		child.stdout.on("data", (chunk) => output.push(chunk));
		child.stderr.on("data", (chunk) => complaint.push(chunk));
		child.on("error", (error) => reject(notStarted(error)));
		child.on("close", (status) => resolve({
			status: status ?? -1,
			output: Buffer.concat(output),
			complaint: Buffer.concat(complaint).toString()
		}));
		child.stdin.on("error", () => {});
		Promise.resolve(input).then((text) => child.stdin.end(text), (error) => {
			child.stdin.end();
			reject(error);
		});
	});
}
function notStarted(error) {
	return new StateError(`git could not be started: ${error.message}.`, "Install git 2.36 or later and put it on the PATH: --state-dir keeps the state in a git repository.", { cause: error });
}
// src/adapters/git/git.ts
/** Input with which git ends without having done anything. */
const NOTHING = "";
/**
* The state branch in a local repository. Work trees, the index and other branches are never touched.
*
* A read is two git processes, a commit two that start at the same time, however many files there are.
*
* @throws StateError see `openRepository`
*/
async function openGitState(options) {
	const { directory, branch, author, clock } = options;
	const git = await openRepository(directory, branch);
	const ref = `refs/heads/${branch}`;
	async function read(paths, commit) {
		const head = commit ?? await readHead(git, ref);
		return head === null ? {
			head,
			files: {}
		} : readFiles(git, head, paths);
	}
	async function commit(change) {
		const { expectedHead } = change;
		const imported = importCommit(git, importStream({
			change,
			author,
			now: clock.now()
		}));
		const moved = git(["update-ref", "--stdin"], imported.then((head) => movement(ref, head, expectedHead), () => NOTHING));
		const [head, move] = await Promise.all([imported, moved]);
		if (move.status === 0) return { head };
		if (await readHead(git, ref) !== expectedHead) return "stale";
		throw gitFailure(`move the branch ${branch}`, move);
	}
	return {
		read,
		list: (head, folder) => listFiles(git, head, folder),
		commit
	};
}
/** `for-each-ref` tells a branch that is broken from one that is missing, and asks for no object. */
async function readHead(git, ref) {
	const result = await git([
		"for-each-ref",
		"--format=%(refname) %(objectname)",
		ref
	]);
	if (result.status !== 0 || result.complaint.includes("broken ref")) throw gitFailure(`read ${ref}`, result);
	return result.output.toString().split("\n").find((line) => line.startsWith(`${ref} `))?.slice(ref.length + 1) ?? null;
}
/** By the commit and not by the branch, which may move between two files. */
async function readFiles(git, head, paths) {
	const names = [head, ...paths.map((path) => `${head}:${path}`)];
	const result = await git(["cat-file", "--batch"], names.map((name) => `${name}\n`).join(""));
	if (result.status !== 0) throw gitFailure(`read ${head}`, result);
	const [commit, ...objects] = batchObjects(result.output, names.length);
	if (commit?.type !== "commit") throw new StateError(`The state branch points to ${head}, which is not a commit of this repository.`, "The repository of --state-dir is damaged: run git fsck there, and restore it from a copy.");
	const files = paths.flatMap((path, index) => {
		const object = objects[index];
		return object?.type === "blob" ? [[path, object.content]] : [];
	});
	return {
		head,
		files: Object.fromEntries(files),
		...isMadeHere(commit.content) ? {} : { edited: true }
	};
}
/** A commit object: `parent <id>` among its headers, an empty line, the message. */
function isMadeHere(commit) {
	const end = commit.indexOf("\n\n");
	const parent = /^parent ([0-9a-f]+)$/m.exec(commit.slice(0, end))?.[1] ?? null;
	return isOurs(commit.slice(end), parent);
}
async function listFiles(git, head, folder) {
	const result = await git([
		"ls-tree",
		"-r",
		"-z",
		"--name-only",
		head,
		"--",
		`${folder}/`
	]);
	if (result.status !== 0) throw gitFailure(`list the files of ${head}`, result);
	return result.output.toString().split("\0").filter(Boolean);
}
/** What `git cat-file --batch` prints: `<id> <type> <size>`, newline, content, newline; or `<name> missing`. */
function batchObjects(output, count) {
	let at = 0;
	return Array.from({ length: count }, () => {
		const start = output.indexOf("\n", at) + 1;
		const [, type, size] = /^[0-9a-f]+ (\w+) (\d+)\n$/.exec(output.toString("utf8", at, start)) ?? [];
		if (type === void 0) {
			at = start;
			return {
				type: "missing",
				content: ""
			};
		}
		const end = start + Number(size);
		at = end + 1;
		return {
			type,
			content: output.toString("utf8", start, end)
		};
	});
}
/** The id of the commit. */
async function importCommit(git, stream) {
	const result = await git(["fast-import", "--quiet"], stream);
	if (result.status !== 0) throw gitFailure("write the commit", result);
	return result.output.toString().trim();
}
/** For `git update-ref --stdin`, which refuses it unless the branch is where it is expected. */
function movement(ref, head, expectedHead) {
	return expectedHead === null ? `create ${ref} ${head}\n` : `update ${ref} ${head} ${expectedHead}\n`;
}
/**
* One commit in the language of `git fast-import`, which answers with its id. It goes to a branch that is taken
* back before it becomes a ref: fast-import would move the branch itself from any ancestor of the parent, not only
* from the parent.
*/
function importStream(commit) {
	const { change, author, now } = commit;
	const pending = `refs/cosell-sync/${randomUUID()}`;
	const seconds = Math.floor(now.getTime() / 1e3);
	const files = Object.entries(change.files).map(([path, text]) => text === null ? `D ${quoted(path)}\n` : `M 100644 inline ${quoted(path)}\n${data(text)}`);
	return [
		`feature done\ncommit ${pending}\nmark :1\n`,
		`committer ${author.name} <${author.email}> ${seconds} +0000\n`,
		data(`${change.headline}\n\n${messageBody(change)}\n`),
		change.expectedHead === null ? "" : `from ${change.expectedHead}\n`,
		...files,
		`get-mark :1\nreset ${pending}\ndone\n`
	].join("");
}
function data(text) {
	return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
function quoted(path) {
	return `"${path.replace(/["\\]/g, "\\$&")}"`;
}
export { openGitState };
