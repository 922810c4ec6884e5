import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { openDispatch } from "../../src/relay/github-dispatch.ts";
import type { Send } from "../../src/relay/outside.ts";
import { Relay } from "../../src/relay/relay.ts";
import { Wake } from "../../src/relay/wake.ts";
import { CERTIFICATE_URL, delivery, ISSUER_URL, keysOf, makePki, NOW, type Pki, REFERRAL } from "./pki.ts";

const API = "https://api.github.example";
const APP_KEY = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
}).privateKey;

let pki: Pki;
beforeAll(async () => {
  pki = await makePki();
});

/** A relay whose requests all arrive here; to GitHub's API they are answered as GitHub does. */
function open() {
  const requests: { readonly url: string; readonly body: string }[] = [];
  const send: Send = async ({ url, body = "" }) => {
    requests.push({ url, body });
    const answer = url.endsWith("/installation")
      ? { id: 1 }
      : { token: "token", expires_at: "2026-11-23T13:00:00Z" };
    return { status: 201, headers: {}, body: Buffer.from(JSON.stringify(answer)) };
  };
  const clock = { now: () => NOW, sleep: async () => {} };
  const start = openDispatch({
    send,
    apiUrl: API,
    repository: "contoso/sales",
    appId: "1",
    privateKey: APP_KEY,
    trigger: { event: "workflow_dispatch", workflow: "sync.yml", ref: "main", target: {} },
    now: () => NOW,
  });
  const { keys, asked } = keysOf(pki);
  const log: string[] = [];
  const relay = new Relay({ keys, wake: new Wake({ start, clock }), clock, log: (line) => log.push(line) });
  return { relay, requests, asked, log };
}

const SCHEMES = ["https:", "http:", "HTTPS:", "ftp:", "file:", "javascript:", "data:", "blob:https:", ""];
const HOSTS = [
  "api.partnercenter.microsoft.com",
  "api.partnercenter.microsoft.com.",
  "evil.example",
  "api.partnercenter.microsoft.com.evil.example",
  "api.partnercenter.microsoft.com@evil.example",
  "user:secret@evil.example",
  "api.partnercenter.microsoft.com%2eevil.example",
  "аpi.partnercenter.microsoft.com",
  "api。partnercenter。microsoft。com",
  "xn--pi-6kc.partnercenter.microsoft.com",
  "127.0.0.1",
  "0x7f.1",
  "2130706433",
  "169.254.169.254",
  "[::1]",
  "[::ffff:169.254.169.254]",
  "localhost",
  "",
];
const PORTS = ["", ":443", ":22", ":99999", ":0"];
const PIECES = [
  "engagements/v1/referrals",
  "..",
  ".",
  "%2e%2e",
  "..%2f..",
  "%2F",
  "%5c",
  "%00",
  "\\",
  "//evil.example",
  "\n",
  "\r\n",
  "\t",
  "\u0000",
  "\u202E",
  "@evil.example",
  "$batch",
  ";",
  ",",
  "?x=/",
  "#/",
];
const NAMES = [
  REFERRAL,
  REFERRAL.toUpperCase(),
  `{${REFERRAL}}`,
  `${REFERRAL}.`,
  `${REFERRAL}%20`,
  `${REFERRAL},${REFERRAL}`,
  `${REFERRAL}\n::error::pwned`,
  `${REFERRAL}%0A::error::pwned`,
  `x${REFERRAL}`,
  REFERRAL.replace("7", "７"),
  REFERRAL.replace("7", "%37"),
  REFERRAL.replaceAll("-", "‐"),
  REFERRAL.replaceAll("-", ""),
  "00000000-0000-0000-0000-000000000000",
  "{{ secrets.TOKEN }}",
  '","environment":"production',
];

const path = fc
  .array(fc.oneof(fc.constantFrom(...PIECES, ...NAMES), fc.string({ unit: "binary", maxLength: 3 })), {
    maxLength: 5,
  })
  .chain((pieces) =>
    fc.constantFrom("/", "\\", "").map((between) => pieces.map((piece) => piece + between).join("")),
  );
const address = fc
  .tuple(
    fc.constantFrom(...SCHEMES),
    fc.constantFrom("//", "/", "\\\\", "/\\", ""),
    fc.constantFrom(...HOSTS),
    fc.constantFrom(...PORTS),
    path,
    fc.constantFrom(...NAMES, ""),
    fc.constantFrom("", "/", "?id=1", `?x=/${REFERRAL}`, `#/${REFERRAL}`, " ", "\n", "/.", "/.."),
  )
  .map(([scheme, slashes, host, port, middle, name, end]) => {
    return `${scheme}${slashes}${host}${port}/${middle}${name}${end}`;
  });

describe("whatever address a signed notification names", () => {
  it("nobody is asked there, and a run is told a well-formed id of it or is not asked for", async () => {
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(address, fc.option(address), async (uri, audit) => {
        const { relay, requests, asked, log } = open();
        const event = { EventName: "referral-updated", ResourceUri: uri, AuditUri: audit };
        const status = await relay.handle(delivery(JSON.stringify(event), pki.leaf));

        expect(asked.filter((url) => url !== CERTIFICATE_URL && url !== ISSUER_URL)).toEqual([]);
        expect(log.join("\n")).toMatch(
          /^(200 referral-updated passed on|400 referral-updated does not name a referral)$/,
        );
        if (status === 400) {
          expect(requests).toEqual([]);
          return;
        }
        taken += 1;
        expect(requests.map(({ url }) => url)).toEqual([
          `${API}/repos/contoso/sales/installation`,
          `${API}/app/installations/1/access_tokens`,
          `${API}/repos/contoso/sales/actions/workflows/sync.yml/dispatches`,
        ]);
        const { ref, inputs } = JSON.parse(requests[2]?.body ?? "");
        expect({ ref, names: Object.keys(inputs) }).toEqual({ ref: "main", names: ["changed-referrals"] });
        const id = inputs["changed-referrals"];
        expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
        // An address has no line ends; whoever reads one leaves them out.
        expect(uri.replaceAll(/[\t\r\n]/g, "").toLowerCase()).toContain(id);
      }),
      { numRuns: 1000 },
    );
    expect(taken).toBeGreaterThan(20);
  });
});
