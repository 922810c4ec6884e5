import { spawn } from "node:child_process";
// src/adapters/browser.ts
const COMMANDS = {
	darwin: ["open"],
	win32: ["rundll32", "url.dll,FileProtocolHandler"]
};
/** Opens an address in the person's browser, where there is one; they have the address to open it themselves. */
function openBrowser(url) {
	const [command, ...args] = COMMANDS[process.platform] ?? ["xdg-open"];
	const child = spawn(command, [...args, url], {
		detached: true,
		stdio: "ignore"
	});
	child.on("error", () => {});
	child.unref();
}
export { openBrowser };
