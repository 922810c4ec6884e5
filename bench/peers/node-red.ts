import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { grants, surroundings, tokenUrl } from "./referrals.ts";

/**
 * A flow of Node-RED, which runs in a process of its own: sign in, page through the referrals that changed, and for each a
 * GET of its row and a PATCH. `node node-red.ts <how many at a time> <red.js>`; `all` as they come, which is what a flow does by
 * itself.
 */
const [atOnce = "all", program = ""] = process.argv.slice(2);

/** Passes on so many referrals, and another one whenever a message comes back from the end. */
const GATE = `
const queue = context.get("queue") ?? [];
let places = context.get("places") ?? (Number(env.get("AT_ONCE")) || Infinity);
if (msg.referral && !msg.isDone) queue.push(msg);
else places += 1;
const ready = queue.splice(0, places);
context.set("queue", queue);
context.set("places", places - ready.length);
return [ready];`;

/** Two sign-ins, one after the other. The answer of each comes back to here. */
const SIGN_IN = `
const tokens = flow.get("tokens") ?? [];
if (msg.payload?.access_token) tokens.push("Bearer " + msg.payload.access_token);
flow.set("tokens", tokens);
const grant = JSON.parse(env.get("GRANTS"))[tokens.length];
if (!grant) return [null, msg];
const headers = { "content-type": "application/x-www-form-urlencoded" };
return [{ method: "POST", url: env.get("TOKEN_URL"), headers, payload: grant }, null];`;

const FIRST_PAGE = `
const headers = { authorization: flow.get("tokens")[0] };
return { method: "GET", headers, url: env.get("REFERRALS") + "?$orderby=updatedDateTime%20desc" };`;

const CHANGED = `
const { value, "@odata.nextLink": next } = msg.payload;
const changed = value.filter((referral) => referral.updatedDateTime >= env.get("SINCE"));
const isLast = changed.length < value.length || !next;
const following = { method: "GET", headers: { authorization: flow.get("tokens")[0] } };
if (!isLast) following.url = env.get("REFERRALS") + next.replace(/^[^?]*/, "");
return [changed.map((referral) => ({ referral })), isLast ? null : following];`;

const FIND = `
const filter = "cosell_referralid eq '" + msg.referral.id + "'";
msg.url = env.get("ROWS") + "?$select=estimatedvalue&$filter=" + encodeURIComponent(filter);
msg.method = "GET";
msg.headers = { authorization: flow.get("tokens")[1] };
return msg;`;

const UPDATE = `
const [row] = msg.payload?.value ?? [];
if (!row) return null;
msg.url = env.get("ROWS") + "(" + row.opportunityid + ")";
msg.method = "PATCH";
msg.headers = { authorization: flow.get("tokens")[1], "if-match": row["@odata.etag"] };
msg.payload = { estimatedvalue: msg.referral.details.dealValue };
msg.isDone = true;
return msg;`;

const FLOW = [
  { id: "tab", type: "tab", label: "referrals" },
  node("start", "inject", [["sign in"]], { once: true, onceDelay: 0, repeat: "", props: [] }),
  step("sign in", SIGN_IN, [["token"], ["first"]]),
  request("token", [["sign in"]]),
  step("first", FIRST_PAGE, [["list"]]),
  request("list", [["changed"]]),
  step("changed", CHANGED, [["gate"], ["list"]]),
  step("gate", GATE, [["find"]]),
  step("find", FIND, [["row"]]),
  request("row", [["update"]]),
  step("update", UPDATE, [["patch"]]),
  request("patch", [["gate"]]),
];

type Wires = readonly (readonly string[])[];

function node(id: string, type: string, wires: Wires, own: Readonly<Record<string, unknown>>) {
  return { id, type, z: "tab", wires, ...own };
}

function step(id: string, func: string, wires: Wires) {
  return node(id, "function", wires, { func, outputs: wires.length });
}

function request(id: string, wires: Wires) {
  return node(id, "http request", wires, { method: "use", ret: "obj", senderr: false });
}

await using directory = await mkdtempDisposable(join(tmpdir(), "bench-node-red-"));
// Without an editor and a server nothing keeps the process alive once the flow is done.
const settings = "module.exports = { httpAdminRoot: false, httpNodeRoot: false, credentialSecret: false };\n";
await writeFile(join(directory.path, "settings.js"), settings);
await writeFile(join(directory.path, "flows.json"), JSON.stringify(FLOW));
const child = spawn(process.execPath, [program, "-u", directory.path, "flows.json"], {
  env: {
    ...process.env,
    AT_ONCE: atOnce,
    SINCE: surroundings.since,
    REFERRALS: `${surroundings.partnerCenter}/v1.0/engagements/referrals`,
    GRANTS: JSON.stringify([grants.referrals, grants.rows]),
    TOKEN_URL: tokenUrl,
    ROWS: `${surroundings.dataverse}/api/data/v9.2/opportunities`,
  },
  stdio: ["ignore", "ignore", "inherit"],
});
const [status] = await once(child, "close");
process.exitCode = Number(status ?? -1);
