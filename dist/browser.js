import { spawn } from "node:child_process";
// src/adapters/entra/browser.ts
const COMMANDS = {
	darwin: ["open"],
	win32: ["rundll32", "url.dll,FileProtocolHandler"]
};
/**
* Opens an address in the person's browser, where there is one; they have the address to open it themselves. A browser that
* this starts may run for days, with whatever it was given: so it gets no variable of ours, which may be secrets.
*/
function openBrowser(url) {
	const [command, ...args] = COMMANDS[process.platform] ?? ["xdg-open"];
	const others = Object.entries(process.env).filter(([name]) => !name.startsWith("COSELL_"));
	const env = Object.fromEntries(others);
	const child = spawn(command, [...args, url], {
		detached: true,
		stdio: "ignore",
		env
	});
	child.on("error", () => {});
	child.unref();
}
export { openBrowser };
