import { Mi as inParallel, Ni as sumOf } from "./shared.js";
import { d as object, g as string } from "./zod.js";
import { D as messageBody, S as demand, T as unusable } from "./start.js";
// src/adapters/github/commit.ts
/**
* Bytes of text that go in one request: GitHub has refused more than 40 MB with all of it in base64, which makes them a
* third larger.
*/
const MOST_IN_REQUEST = 24e6;
/**
* A commit on top of the one that the branch is expected to point to. One request (`createCommitOnBranch`); of several where
* there is no branch yet, or more text than a request takes.
*/
function addCommit(store, change) {
	const { expectedHead } = change;
	if (expectedHead === null) return createBranch(store, change);
	return bytesOf(change) > MOST_IN_REQUEST ? moveBranch(store, change, expectedHead) : commitOnBranch(store, change);
}
function bytesOf({ files }) {
	return sumOf(Object.values(files), (text) => Buffer.byteLength(text ?? ""));
}
const NEW_COMMIT = object({ createCommitOnBranch: object({ commit: object({ oid: string() }) }) });
async function commitOnBranch({ api, branch }, change) {
	const files = Object.entries(change.files);
	const additions = files.flatMap(([path, text]) => text === null ? [] : [{
		path,
		contents: Buffer.from(text).toString("base64")
	}]);
	const deletions = files.flatMap(([path, text]) => text === null ? [{ path }] : []);
	const answer = await api.graphql(NEW_COMMIT, "mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }", { input: {
		branch: {
			repositoryNameWithOwner: api.repository,
			branchName: branch
		},
		expectedHeadOid: change.expectedHead,
		message: {
			headline: change.headline,
			body: messageBody(change)
		},
		fileChanges: {
			additions,
			...deletions.length > 0 ? { deletions } : {}
		}
	} });
	if ("data" in answer) return { head: answer.data.createCommitOnBranch.commit.oid };
	return refused(answer.refusal, api);
}
const OBJECT_ID = object({ sha: string() });
const REFERENCE = object({ object: OBJECT_ID });
const COMMIT = object({ tree: OBJECT_ID });
/** `createCommitOnBranch` needs a branch, so the first commit, which has no parent, is put together in parts. */
async function createBranch(store, change) {
	const { api, branch } = store;
	const tree = await api.post(OBJECT_ID, "/git/trees", { tree: await treeOf(api, change) });
	const sha = await commitTree(api, change, demand(tree, api).sha);
	const answer = await api.post(REFERENCE, "/git/refs", {
		ref: `refs/heads/${branch}`,
		sha
	});
	if ("data" in answer) return { head: answer.data.object.sha };
	return refused(answer.refusal, api);
}
/**
* GitHub moves a branch only forward unless it is told otherwise, so a commit of somebody else makes this one stale. Where
* the branch was put back to an earlier commit, moving it would be forward: so it is looked at last.
*/
async function moveBranch(store, change, head) {
	const { api, branch } = store;
	const files = {
		base_tree: demand(await api.get(COMMIT, `/git/commits/${head}`), api).tree.sha,
		tree: await treeOf(api, change)
	};
	const tree = await api.post(OBJECT_ID, "/git/trees", files);
	const sha = await commitTree(api, change, demand(tree, api).sha);
	const ref = `heads/${branch.split("/").map(encodeURIComponent).join("/")}`;
	if ((await api.find(REFERENCE, `/git/ref/${ref}`))?.object.sha !== head) return refused({
		type: "STALE_DATA",
		message: "the branch is not where it was read"
	}, api);
	const answer = await api.patch(REFERENCE, `/git/refs/${ref}`, {
		sha,
		force: false
	});
	if ("data" in answer) return { head: answer.data.object.sha };
	return refused(answer.refusal, api);
}
/** The id of a commit that no branch points to yet. Without an author, GitHub signs it. */
async function commitTree(api, change, tree) {
	const { expectedHead } = change;
	const commit = await api.post(OBJECT_ID, "/git/commits", {
		message: `${change.headline}\n\n${messageBody(change)}`,
		tree,
		parents: expectedHead === null ? [] : [expectedHead]
	});
	return demand(commit, api).sha;
}
/** Characters that go with a tree: one with 2.5 MB in it has been answered with a time-out, as too large. */
const MOST_IN_TREE = 5e5;
/** GitHub asks for few requests at a time from whoever writes. */
const BLOBS_AT_ONCE = 4;
/** What goes beyond that is a request of its own for each file, which takes as much as a commit does. */
function treeOf(api, change) {
	let room = MOST_IN_TREE;
	return inParallel(Object.entries(change.files), BLOBS_AT_ONCE, async ([path, content]) => {
		const entry = {
			path,
			mode: "100644",
			type: "blob"
		};
		if (content === null) return {
			...entry,
			sha: null
		};
		if (content.length <= room) {
			room -= content.length;
			return {
				...entry,
				content
			};
		}
		const blob = await api.post(OBJECT_ID, "/git/blobs", {
			content,
			encoding: "utf-8"
		});
		return {
			...entry,
			sha: demand(blob, api).sha
		};
	});
}
/** In words too: two commits at the same moment have been answered without the type. */
const MOVED = /^Ref .* is at .* but expected|^Reference already exists|^Update is not a fast forward/;
function refused(refusal, { repository }) {
	const stale = refusal.type === "STALE_DATA" || MOVED.test(refusal.message);
	return {
		failure: unusable(refusal, repository),
		stale
	};
}
export { addCommit };
