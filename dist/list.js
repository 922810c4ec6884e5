import { Et as StateError, S as demand } from "./start.js";
import { a as boolean, d as object, g as string, i as array } from "./zod.js";
// src/adapters/github/list.ts
const TREE = object({
	truncated: boolean(),
	tree: array(object({
		path: string(),
		type: string(),
		sha: string()
	}))
});
/** Paths of all files that a commit has in a folder and below it. */
async function listFiles(api, commit, folder) {
	return (await filesBelow(api, commit, "")).filter((path) => path.startsWith(`${folder}/`));
}
/**
* GitHub lists a tree with all that is below it up to seven megabytes, some 20,000 files ("Get a tree"). A larger one is
* listed folder by folder, so a log may grow for years.
*
* @param at Path of the tree, with a slash at its end; empty for that of a commit.
*/
async function filesBelow(api, id, at) {
	const whole = demand(await api.get(TREE, `/git/trees/${id}?recursive=1`), api);
	if (!whole.truncated) return whole.tree.filter(isFile).map(({ path }) => at + path);
	const { tree, truncated } = demand(await api.get(TREE, `/git/trees/${id}`), api);
	if (truncated) throw new StateError(`The state branch of ${api.repository} has more files in one folder than GitHub lists at once.`, "Clone the branch (git clone --bare --single-branch), and name the clone with --state-dir.");
	const found = [tree.filter(isFile).map(({ path }) => at + path)];
	for (const { path, type, sha } of tree) if (type === "tree") found.push(await filesBelow(api, sha, `${at}${path}/`));
	return found.flat();
}
function isFile({ type }) {
	return type === "blob";
}
export { listFiles };
