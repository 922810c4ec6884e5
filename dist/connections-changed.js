import { Cr as proposalOf, Dr as openStickyComments, Er as openFilesInForce, Mn as FILES, Sr as connectionsInForce, Tr as loadConnections, cr as matrixOf, dr as failureComment, fr as markerOf, lr as OF_A_CONNECTION, mr as withdrawnComment, sr as changedReport, ur as connectionIn } from "./shared.js";
import { Ot as describeError, c as withTools, kt as troubleOf, xt as CosellError, yt as ConfigurationError } from "./start.js";
// src/commands/connections-changed.ts
/**
* Which connections a pull request changes, by their entry or by their mapping. Whether the mappings are right is for the
* review of each: what is wrong with one does not touch the others.
*
* @param file Path of the file of connections.
* @throws ConfigurationError with every mistake in that file, each at its line and column.
*/
async function changedConnections(file, files, inForce) {
	const { connections } = loadConnections(await files.connections(file), file);
	const before = connectionsInForce(await inForce.read(file), file);
	const proposals = connections.map((connection) => ({
		connection,
		proposal: proposalOf(connection, before)
	}));
	const isKept = ({ connection, proposal }) => proposal.kind === "kept" && proposal.mapping === connection.mapping;
	const kept = new Set(proposals.filter(isKept).map(({ connection }) => connection.mapping));
	const same = await inForce.unchanged(await textsOf([...kept], files));
	const names = new Set(connections.map(({ name }) => name));
	return {
		all: connections.length,
		changed: proposals.filter((one) => !isKept(one) || !same.has(one.connection.mapping)),
		gone: (before ?? []).map(({ name }) => name).filter((name) => !names.has(name))
	};
}
/** A file that is not there has changed, or never was; its review says so. */
async function textsOf(paths, files) {
	const texts = paths.map(async (path) => [path, (await files.mapping(path))?.text]);
	return new Map((await Promise.all(texts)).flatMap(([path, text]) => text === void 0 ? [] : [[path, text]]));
}
// src/connect/connections-changed.ts
/**
* Puts out the matrix of the connections that a pull request changes; empty text when it changes none, as a workflow
* takes no empty matrix. Plans that an earlier push got and this one does not are taken back in their comments.
*/
async function runConnectionsChanged({ file, github }, pullRequest, terminal) {
	if (!pullRequest) throw new ConfigurationError([{
		where: "command",
		message: "connections changed is about a pull request, and this run is about none"
	}], "Run it on: pull_request; connections is about all of them.");
	return withTools(terminal, async ({ http }) => {
		const access = {
			http,
			...github
		};
		const comments = openStickyComments(access);
		const inForce = openFilesInForce(access, pullRequest);
		const found = await changedConnections(file, FILES, inForce).catch(async (error) => {
			if (error instanceof CosellError) {
				const text = (connection) => failureComment({ connection }, describeError(error));
				await takeBack(comments, pullRequest, text);
			}
			throw error;
		});
		const changed = found.changed.map(({ connection }) => connection);
		const names = new Set(changed.map(({ name }) => name));
		const outdated = await takeBack(comments, pullRequest, (connection) => names.has(connection) ? null : withdrawnComment(connection));
		const matrix = changed.length === 0 ? "" : JSON.stringify(matrixOf(changed));
		return {
			text: changedReport(found, outdated),
			failed: false,
			matrix
		};
	});
}
/**
* Writes anew what stands on the pull request of each connection, unless `text` has nothing for it.
*
* @returns Why that could not be done, or `null`.
*/
async function takeBack(comments, { number }, text) {
	try {
		for (const standing of await comments.texts(number, OF_A_CONNECTION)) {
			const connection = connectionIn(standing);
			const wanted = connection === null ? null : text(connection);
			if (connection !== null && wanted !== null && wanted.trim() !== standing.trim()) await comments.put(number, markerOf({ connection }), wanted);
		}
		return null;
	} catch (error) {
		return troubleOf(error);
	}
}
export { runConnectionsChanged };
