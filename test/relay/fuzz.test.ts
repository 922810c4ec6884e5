import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Delivery } from "../../src/relay/delivery.ts";
import { judge } from "../../src/relay/judge.ts";
import { CERTIFICATE_URL, delivery, keysOf, makePki, NOW, notification, type Pki } from "./pki.ts";

let pki: Pki;
beforeAll(async () => {
  pki = await makePki();
});

async function status(given: Delivery): Promise<number> {
  const verdict = await judge(given, NOW, keysOf(pki).keys);
  return "status" in verdict ? verdict.status : 200;
}

const REFUSED = [400, 401, 405, 413, 503];
const NAMES = [
  "authorization",
  "x-ms-signature",
  "x-ms-certificate-url",
  "x-ms-signature-algorithm",
  "content-type",
];
const anyHeaders = fc.dictionary(
  fc.oneof(fc.constantFrom(...NAMES), fc.string()),
  fc.oneof(
    fc.string({ unit: "binary" }),
    fc.base64String({ maxLength: 700 }).map((text) => `Signature ${text}`),
    fc.constantFrom("rsa-sha256", CERTIFICATE_URL, "Signature", "Signature  "),
    fc.webUrl(),
  ),
);
const anyBody = fc.oneof(
  fc.uint8Array({ maxLength: 2000 }),
  fc.json().map((text) => Buffer.from(text)),
  fc.constant(Buffer.from(notification())),
);

describe("whatever anybody sends", () => {
  it("is refused, and never an accident", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("POST", "GET", "PUT", ""),
        anyHeaders,
        anyBody,
        async (method, headers, body) => {
          expect(REFUSED).toContain(await status({ method, url: "/", headers, body }));
        },
      ),
      { numRuns: 500 },
    );
  });

  it("is refused when it is a good delivery with another byte anywhere in its body", async () => {
    const good = delivery(notification(), pki.leaf);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: good.body.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, mask) => {
          const body = Buffer.from(good.body);
          body[at] = (body[at] ?? 0) ^ mask;
          expect(await status({ ...good, body })).toBe(401);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("is refused when it is a good delivery with another signature", async () => {
    const good = delivery(notification(), pki.leaf);
    const signed = Buffer.from(good.headers.authorization?.slice("Signature ".length) ?? "", "base64");
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: signed.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, mask) => {
          const changed = Buffer.from(signed);
          changed[at] = (changed[at] ?? 0) ^ mask;
          const headers = { ...good.headers, authorization: `Signature ${changed.toString("base64")}` };
          expect(await status({ ...good, headers })).toBe(401);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("is refused when any header of a good delivery is another", async () => {
    const good = delivery(notification(), pki.leaf);
    const name = fc.constantFrom(...NAMES.slice(0, 4));
    await fc.assert(
      fc.asyncProperty(name, fc.string({ unit: "binary", maxLength: 500 }), async (header, value) => {
        expect(REFUSED).toContain(await status({ ...good, headers: { ...good.headers, [header]: value } }));
      }),
      { numRuns: 300 },
    );
  });

  it("is taken or refused as a whole when it is signed, whatever it says", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.string(), eventLike), async (text) => {
        if (text === "") return;
        expect([200, 400]).toContain(await status(delivery(text, pki.leaf)));
      }),
      { numRuns: 300 },
    );
  });
});

const eventLike = fc
  .record({
    EventName: fc.oneof(fc.constantFrom("referral-updated", "test-created"), fc.string(), fc.anything()),
    ResourceUri: fc.oneof(fc.webUrl(), fc.string(), fc.anything()),
  })
  .map((event) => {
    try {
      return JSON.stringify(event);
    } catch {
      return "{}";
    }
  });
