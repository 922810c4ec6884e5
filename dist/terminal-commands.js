import { yt as ConfigurationError } from "./start.js";
// src/inputs/terminal-commands.ts
/** Why a runner does not take them, with what to do instead. */
const REFUSALS = {
	format: {
		message: "format writes files, so it is for a terminal",
		remedy: "Run it in a clone of your repository, and commit what it changed; validate only says where."
	},
	init: {
		message: "init writes files, so it is for a terminal",
		remedy: "Run it in a clone of your repository: docs/getting-started.md."
	},
	login: {
		message: "login needs a person and their browser, so it is for a terminal",
		remedy: "Run it on your own machine: docs/signing-in.md."
	}
};
function refusalOf(command) {
	const { message, remedy } = REFUSALS[command];
	return new ConfigurationError([{
		where: "command",
		message
	}], remedy);
}
export { refusalOf };
