import { beforeAll, describe, expect, it } from "vitest";
import type { Identity } from "../../src/emulator/webhooks/issue.ts";
import type { Delivery } from "../../src/relay/delivery.ts";
import { judge } from "../../src/relay/judge.ts";
import {
  CERTIFICATE_URL,
  delivery,
  ISSUER_URL,
  keysOf,
  later,
  make,
  makePki,
  NOW,
  notification,
  ORIGIN,
  type Pki,
  REFERRAL,
  signature,
} from "./pki.ts";

let pki: Pki;
beforeAll(async () => {
  pki = await makePki();
});

const BODY = notification();
const good = () => delivery(BODY, pki.leaf);
/** The status and reason of a refusal; a verdict that was good shows as 200. */
async function verdict(given: Delivery, keys = keysOf(pki).keys, now = NOW): Promise<string> {
  const result = await judge(given, now, keys);
  return "status" in result ? `${result.status} ${result.reason}` : `200 ${result.notification.referralId}`;
}

describe("a notification of Partner Center", () => {
  it("is taken with its signature in Authorization", async () => {
    expect(await verdict(good())).toBe(`200 ${REFERRAL}`);
  });

  it.each([
    ["with the word", (value: string) => `Signature ${value}`],
    ["in another case", (value: string) => `signature ${value}`],
    ["bare", (value: string) => value],
  ])("is taken with its signature in x-ms-signature, %s", async (_title, form) => {
    const own = { authorization: undefined, "x-ms-signature": form(signature(BODY, pki.leaf)) };
    expect(await verdict(delivery(BODY, pki.leaf, own))).toBe(`200 ${REFERRAL}`);
  });

  it("is taken with its signature in x-ms-signature whatever a gateway put into Authorization", async () => {
    const both = { authorization: "Bearer x", "x-ms-signature": signature(BODY, pki.leaf) };
    expect(await verdict(delivery(BODY, pki.leaf, both))).toBe(`200 ${REFERRAL}`);
  });

  it.each(["referral-created", "referral-updated", "related-referral-created", "related-referral-updated"])(
    "about %s names a referral, by its id alone",
    async (event) => {
      const body = notification(event, REFERRAL.toUpperCase());
      expect(await verdict(delivery(body, pki.leaf))).toBe(`200 ${REFERRAL}`);
    },
  );

  it("is taken with its names in small letters", async () => {
    const small = BODY.replace(/"\w(?=\w*":)/g, (start) => start.toLowerCase());
    expect(small).toContain('"eventName"');
    expect(await verdict(delivery(small, pki.leaf))).toBe(`200 ${REFERRAL}`);
  });

  it.each(["test-created", "invoice-ready", "an-event-of-tomorrow"])(
    "about %s is taken, and there is nothing to do",
    async (event) => {
      expect(await verdict(delivery(notification(event, "17"), pki.leaf))).toBe("200 null");
    },
  );

  it("is verified over its raw bytes, which need not be JSON as we would write it", async () => {
    const spaced = JSON.stringify(JSON.parse(BODY), null, 2);
    expect(await verdict(delivery(spaced, pki.leaf))).toBe(`200 ${REFERRAL}`);
  });
});

describe("a delivery is refused", () => {
  it.each<[string, string, (given: Delivery) => Delivery]>([
    ["that is not a POST", "405", (given) => ({ ...given, method: "GET" })],
    ["that is too large", "413", (given) => ({ ...given, body: Buffer.alloc(65_537) })],
    ["without a body", "400", (given) => ({ ...given, body: Buffer.alloc(0) })],
    [
      "with one bit changed",
      "401 the signature does not fit",
      (given) => ({ ...given, body: flipped(given.body) }),
    ],
    [
      "with one space more",
      "401 the signature does not fit",
      (given) => ({ ...given, body: Buffer.from(BODY.replace("{", "{ ")) }),
    ],
  ])("%s", async (_title, expected, change) => {
    expect(await verdict(change(good()))).toContain(expected);
  });

  it.each<[string, string, Record<string, string | undefined>]>([
    ["without a signature", "400 no signature", { authorization: undefined }],
    ["with a bearer token", "400 no signature", { authorization: "Bearer abc" }],
    ["with an empty signature", "400", { authorization: "Signature " }],
    ["with a signature that is no base64", "400", { authorization: "Signature !!!!!!!!!!!!!!!!!!!!!!!!" }],
    [
      "with two signatures in one header",
      "400",
      { authorization: "Signature AAAAAAAAAAAAAAAAAAAAAA==, Signature BBBB" },
    ],
    ["with an endless signature", "400", { authorization: `Signature ${"A".repeat(5000)}` }],
    ["with another signature", "401", { authorization: `Signature ${"A".repeat(342)}==` }],
    ["with an empty x-ms-signature, however good the other", "400", { "x-ms-signature": "" }],
    ["without an algorithm", "401", { "x-ms-signature-algorithm": undefined }],
    ["without an address of the certificate", "400", { "x-ms-certificate-url": undefined }],
  ])("%s", async (_title, expected, headers) => {
    expect(await verdict(delivery(BODY, pki.leaf, headers))).toContain(expected);
  });

  it.each(["SHA1", "MD5", "SHA512"])("with a good signature of %s", async (hash) => {
    const headers = {
      authorization: `Signature ${signature(BODY, pki.leaf, hash)}`,
      "x-ms-signature-algorithm": `rsa-${hash.toLowerCase()}`,
    };
    expect(await verdict(delivery(BODY, pki.leaf, headers))).toContain("not rsa-sha256");
    // Nor may the header lie about it.
    headers["x-ms-signature-algorithm"] = "rsa-sha256";
    expect(await verdict(delivery(BODY, pki.leaf, headers))).toContain("401 the signature does not fit");
  });

  it.each([
    ["another host", "https://attacker.example/cert/a.cer"],
    ["a host that begins alike", `${ORIGIN}.attacker.example/cert/a.cer`],
    ["a user before the host", "https://3psostorageacct.blob.core.windows.net@attacker.example/cert/a.cer"],
    ["a user", "https://a@3psostorageacct.blob.core.windows.net/cert/a.cer"],
    ["another port", `${ORIGIN}:8443/cert/a.cer`],
    ["the usual port spelt out", `${ORIGIN}:443/cert/a.cer`],
    ["plain http", CERTIFICATE_URL.replace("https", "http")],
    ["another folder", `${ORIGIN}/uploads/a.cer`],
    ["a way out of the folder", `${ORIGIN}/cert/../uploads/a.cer`],
    ["an encoded way out", `${ORIGIN}/cert/%2e%2e/uploads/a.cer`],
    ["a folder below", `${ORIGIN}/cert/a/b.cer`],
    ["a query", `${CERTIFICATE_URL}?sig=x`],
    ["a fragment", `${CERTIFICATE_URL}#x`],
    ["another ending", `${ORIGIN}/cert/a.pem`],
    ["a file", "file:///cert/a.cer"],
    ["no address at all", "pcnotifications"],
  ])("with a certificate from %s, which is not even asked for", async (_title, url) => {
    const { keys, asked } = keysOf(pki);
    expect(await verdict(delivery(BODY, pki.leaf, { "x-ms-certificate-url": url }), keys)).toContain("401");
    expect(asked).toEqual([]);
  });

  it.each([
    ["no JSON", "hello"],
    ["no object", "[]"],
    ["no event", "{}"],
    ["no address", '{"EventName":"referral-updated"}'],
    ["no referral", notification("referral-updated", "17")],
    ["more than a referral's id", notification("referral-updated", `${REFERRAL}/../x`)],
    ["an event that is no text", notification().replace('"referral-updated"', "{}")],
  ])("that is signed well but has %s", async (_title, body) => {
    expect(await verdict(delivery(body, pki.leaf))).toContain("400");
  });
});

describe("a certificate is refused", () => {
  const signedBy = async (signer: Identity, expected: string) => {
    const { keys } = keysOf(pki, { [CERTIFICATE_URL]: { bytes: signer.certificate.raw } });
    expect(await verdict(delivery(BODY, signer), keys)).toContain(expected);
  };

  it("that has expired", async () => {
    const expired = await make({ issuer: pki.intermediate, issuerUrl: ISSUER_URL, until: later(-1) });
    await signedBy(expired, "401 the certificate");
    await signedBy(expired, "not valid at this time");
  });

  it("that is not valid yet", async () => {
    await signedBy(
      await make({ issuer: pki.intermediate, issuerUrl: ISSUER_URL, from: later(1) }),
      "not valid at this time",
    );
  });

  it("that another root vouches for", async () => {
    const root = await make({ commonName: "Test Root", isAuthority: true });
    await signedBy(await make({ issuer: root }), "its issuer is not known");
  });

  it("that vouches for itself", async () => {
    await signedBy(await make({}), "its issuer is not known");
  });

  it("of another organisation's authority", async () => {
    const issuer = await make({
      commonName: "CA",
      organization: "Contoso",
      isAuthority: true,
      issuer: pki.root,
    });
    await signedBy(await make({ issuer }), "its issuer is not Microsoft Corporation");
  });

  it("that Microsoft's authority issued to somebody else", async () => {
    const customer = { issuer: pki.intermediate, issuerUrl: ISSUER_URL, organization: "Contoso" };
    await signedBy(await make({ ...customer, commonName: "contoso.example" }), "not for microsoft.com");
    for (const commonName of [
      "notmicrosoft.com",
      "pcnotifications.microsoft.com.contoso.example",
      "pcnotifications.microsoft.com, CN=contoso.example",
    ])
      await signedBy(await make({ ...customer, commonName }), "not for microsoft.com");
  });

  it("of an authority, even Microsoft's", async () => {
    await signedBy(pki.intermediate, "that of an authority");
  });

  it("that was issued by a leaf, though everything above that one is in order", async () => {
    const issuerUrl = "http://www.microsoft.com/leaf.crt";
    const forged = await make({ issuer: pki.leaf, issuerUrl });
    const { keys, asked } = keysOf(pki, {
      [CERTIFICATE_URL]: { bytes: forged.certificate.raw },
      [issuerUrl]: { bytes: pki.leaf.certificate.raw },
    });
    expect(await verdict(delivery(BODY, forged), keys)).toContain("its issuer is not known");
    expect(asked).toContain(issuerUrl);
  });

  it("with a short key", async () => {
    await signedBy(
      await make({ issuer: pki.intermediate, issuerUrl: ISSUER_URL, keyBits: 1024 }),
      "its key is too short",
    );
  });

  it("for now, when the host of its issuer is down: that says nothing against the certificate", async () => {
    const { keys, files } = keysOf(pki, { [ISSUER_URL]: { failure: "unreachable", reason: "down" } });
    expect(await verdict(good(), keys)).toBe("503 down");
    files[ISSUER_URL] = { bytes: pki.intermediate.certificate.raw };
    expect(await verdict(good(), keys)).toBe(`200 ${REFERRAL}`);
  });

  it("whose issuer is not there, or is named at another host", async () => {
    const { keys } = keysOf(pki, { [ISSUER_URL]: { failure: "absent", reason: "404" } });
    expect(await verdict(good(), keys)).toContain("its issuer is not known");
    const issuerUrl = "http://169.254.169.254/latest";
    const odd = await make({ issuer: pki.intermediate, issuerUrl });
    const { keys: others, asked } = keysOf(pki, { [CERTIFICATE_URL]: { bytes: odd.certificate.raw } });
    expect(await verdict(delivery(BODY, odd), others)).toContain("its issuer is not known");
    expect(asked).not.toContain(issuerUrl);
  });

  it("whose issuer has expired", async () => {
    const old = await make({ commonName: "Old CA", isAuthority: true, issuer: pki.root, until: later(-1) });
    const leaf = await make({ issuer: old, issuerUrl: ISSUER_URL });
    const { keys } = keysOf(pki, {
      [CERTIFICATE_URL]: { bytes: leaf.certificate.raw },
      [ISSUER_URL]: { bytes: old.certificate.raw },
    });
    expect(await verdict(delivery(BODY, leaf), keys)).toContain("not valid at this time");
  });

  it("of a root that has expired", async () => {
    const root = await make({ commonName: "Old Root", isAuthority: true, until: later(-1) });
    const intermediate = await make({ commonName: "Issuing CA", isAuthority: true, issuer: root });
    const leaf = await make({ issuer: intermediate, issuerUrl: ISSUER_URL });
    const { keys } = keysOf({ root, intermediate, leaf });
    expect(await verdict(delivery(BODY, leaf), keys)).toContain("is not trusted");
  });

  it("whose authority has expired in our file of issuers, unless its newer one can be had", async () => {
    const { keys: same, name } = pki.intermediate;
    const old = await make({
      commonName: "Test Issuing CA",
      isAuthority: true,
      issuer: pki.root,
      until: later(-1),
      keys: same,
    });
    expect(old.name).toBe(name);
    expect(await verdict(good(), keysOf(pki, {}, [old]).keys)).toBe(`200 ${REFERRAL}`);
    const offline = { [ISSUER_URL]: { failure: "absent", reason: "404" } } as const;
    expect(await verdict(good(), keysOf(pki, offline, [pki.intermediate]).keys)).toBe(`200 ${REFERRAL}`);
    expect(await verdict(good(), keysOf(pki, offline, [old]).keys)).toContain("its issuer is not known");
  });

  it("whose chain goes on and on", async () => {
    let issuer = pki.root;
    const files: Record<string, { bytes: Buffer }> = {};
    for (let depth = 0; depth < 6; depth += 1) {
      const issuerUrl = `http://www.microsoft.com/${depth}.crt`;
      files[issuerUrl] = { bytes: issuer.certificate.raw };
      issuer = await make({ commonName: `CA ${depth}`, isAuthority: true, issuer, issuerUrl });
    }
    files[ISSUER_URL] = { bytes: issuer.certificate.raw };
    const leaf = await make({ issuer, issuerUrl: ISSUER_URL });
    const { keys, asked } = keysOf(pki, { ...files, [CERTIFICATE_URL]: { bytes: leaf.certificate.raw } });
    expect(await verdict(delivery(BODY, leaf), keys)).toContain("its chain is too long");
    expect(asked.length).toBeLessThan(7);
  });

  it.each([
    ["nothing", ""],
    ["a page", "<html>"],
    ["half of one", "half"],
  ])("that is %s", async (_title, text) => {
    const bytes = text === "half" ? pki.leaf.certificate.raw.subarray(0, 300) : Buffer.from(text);
    const { keys } = keysOf(pki, { [CERTIFICATE_URL]: { bytes } });
    expect(await verdict(good(), keys)).toContain("401 there is no certificate");
  });

  it("for good when its host does not have it, and for now when the host is down", async () => {
    const absent = keysOf(pki, { [CERTIFICATE_URL]: { failure: "absent", reason: "404" } });
    expect(await verdict(good(), absent.keys)).toBe("401 404");
    const down = keysOf(pki, { [CERTIFICATE_URL]: { failure: "unreachable", reason: "timeout" } });
    expect(await verdict(good(), down.keys)).toBe("503 timeout");
  });
});

describe("a certificate is kept", () => {
  it("so that many notifications fetch it once, also at the same time", async () => {
    const { keys, asked } = keysOf(pki);
    await Promise.all(Array.from({ length: 50 }, () => verdict(good(), keys)));
    expect(await verdict(good(), keys)).toBe(`200 ${REFERRAL}`);
    expect(asked).toEqual([CERTIFICATE_URL, ISSUER_URL]);
  });

  it("until another one at the same address fits", async () => {
    const { keys, files, asked } = keysOf(pki);
    await verdict(good(), keys);
    const next = await make({ issuer: pki.intermediate, issuerUrl: ISSUER_URL });
    files[CERTIFICATE_URL] = { bytes: next.certificate.raw };
    const twoMinutesOn = new Date(NOW.getTime() + 120_000);
    expect(await verdict(delivery(BODY, next), keys, twoMinutesOn)).toBe(`200 ${REFERRAL}`);
    expect(asked.filter((url) => url === CERTIFICATE_URL)).toHaveLength(2);
    expect(await verdict(good(), keys, twoMinutesOn)).toContain("401");
  });

  it("for a day, and not beyond its own end", async () => {
    const short = await make({ issuer: pki.intermediate, issuerUrl: ISSUER_URL, until: later(0.5) });
    const { keys, asked } = keysOf(pki, { [CERTIFICATE_URL]: { bytes: short.certificate.raw } });
    await verdict(delivery(BODY, short), keys);
    expect(await verdict(delivery(BODY, short), keys, later(0.6))).toContain("not valid at this time");
    const long = keysOf(pki);
    await verdict(good(), long.keys);
    await verdict(good(), long.keys, later(0.9));
    expect(long.asked).toHaveLength(2);
    await verdict(good(), long.keys, later(1.1));
    expect(long.asked).toHaveLength(4);
    expect(asked.length).toBeGreaterThan(0);
  });

  it("not beyond the end of its authority's", async () => {
    const issuer = await make({
      commonName: "Short CA",
      isAuthority: true,
      issuer: pki.root,
      until: later(0.5),
    });
    const leaf = await make({ issuer, issuerUrl: ISSUER_URL });
    const { keys } = keysOf(pki, {
      [CERTIFICATE_URL]: { bytes: leaf.certificate.raw },
      [ISSUER_URL]: { bytes: issuer.certificate.raw },
    });
    expect(await verdict(delivery(BODY, leaf), keys)).toBe(`200 ${REFERRAL}`);
    expect(await verdict(delivery(BODY, leaf), keys, later(0.6))).toContain("not valid at this time");
  });

  it("with seven others at most, the oldest of which goes first", async () => {
    const { keys, files, asked } = keysOf(pki);
    const take = async (index: number) => {
      const url = `${ORIGIN}/cert/${index}.cer`;
      files[url] = { bytes: pki.leaf.certificate.raw };
      const named = delivery(BODY, pki.leaf, { "x-ms-certificate-url": url });
      expect(await verdict(named, keys)).toBe(`200 ${REFERRAL}`);
      return asked.filter((one) => one === url).length;
    };
    for (let index = 0; index < 9; index += 1) expect(await take(index)).toBe(1);
    expect(await take(8)).toBe(1);
    expect(await take(1)).toBe(1);
    expect(await take(0)).toBe(2);
  });

  it("however many are named that nobody vouches for", async () => {
    const { keys, files, asked } = keysOf(pki);
    await verdict(good(), keys);
    const strange = await make({});
    for (let index = 0; index < 10; index += 1) {
      const url = `${ORIGIN}/cert/${index}.cer`;
      files[url] = { bytes: strange.certificate.raw };
      expect(await verdict(delivery(BODY, strange, { "x-ms-certificate-url": url }), keys)).toContain("401");
    }
    await verdict(good(), keys);
    expect(asked.filter((url) => url === CERTIFICATE_URL)).toHaveLength(1);
  });

  it("against a forger for whom there is no newer one to try", async () => {
    const { keys, files } = keysOf(pki);
    await verdict(good(), keys);
    files[CERTIFICATE_URL] = { failure: "unreachable", reason: "no answer" };
    const minutesLater = new Date(NOW.getTime() + 120_000);
    expect(await verdict(delivery(BODY, await make({})), keys, minutesLater)).toBe("503 no answer");
    expect(await verdict(good(), keys, minutesLater)).toBe(`200 ${REFERRAL}`);
  });

  it("against forgers who make us fetch it again and again", async () => {
    const { keys, asked } = keysOf(pki);
    await verdict(good(), keys);
    const forged = delivery(BODY, await make({}));
    for (let second = 0; second < 120; second += 1) {
      const said = await verdict(forged, keys, new Date(NOW.getTime() + second * 1000));
      expect(said).toBe("401 the signature does not fit the body");
    }
    expect(asked.filter((url) => url === CERTIFICATE_URL).length).toBeLessThan(4);
  });

  it("against strangers who name many certificates that are not there", async () => {
    const { keys, asked } = keysOf(pki);
    await verdict(good(), keys);
    const said = new Set<string>();
    for (let index = 0; index < 100; index += 1) {
      const url = `${ORIGIN}/cert/${index}.cer`;
      said.add((await verdict(delivery(BODY, pki.leaf, { "x-ms-certificate-url": url }), keys)).slice(0, 3));
    }
    expect(said).toEqual(new Set(["401", "503"]));
    const aMinuteLater = new Date(NOW.getTime() + 61_000);
    const another = delivery(BODY, pki.leaf, { "x-ms-certificate-url": `${ORIGIN}/cert/another.cer` });
    expect(await verdict(another, keys, aMinuteLater)).toContain("401");
    expect(asked.length).toBeLessThan(35);
    expect(await verdict(good(), keys)).toBe(`200 ${REFERRAL}`);
  });

  it.each([
    ["that has just started", CERTIFICATE_URL, false],
    ["that knows one at another address, a day later", `${ORIGIN}/cert/moved.cer`, true],
  ])(
    "however many strangers come: they cannot use up what is left for a relay %s",
    async (_title, url, isKnown) => {
      const { keys } = keysOf(pki, { [url]: { bytes: pki.leaf.certificate.raw } });
      const ours = delivery(BODY, pki.leaf, { "x-ms-certificate-url": url });
      if (isKnown) await verdict(ours, keys);
      const now = later(1.1);
      for (let index = 0; index < 100; index += 1) {
        const theirs = { "x-ms-certificate-url": `${ORIGIN}/cert/${index}.cer` };
        await verdict(delivery(BODY, pki.leaf, theirs), keys, now);
      }
      expect(await verdict(ours, keys, now)).toBe(`200 ${REFERRAL}`);
    },
  );

  it("but not that of an authority, which somebody on the way may have changed", async () => {
    const { keys, files } = keysOf(pki, { [ISSUER_URL]: { bytes: pki.root.certificate.raw } });
    expect(await verdict(good(), keys)).toContain("its issuer is not known");
    files[ISSUER_URL] = { bytes: pki.intermediate.certificate.raw };
    expect(await verdict(good(), keys)).toBe(`200 ${REFERRAL}`);
  });
});

function flipped(body: Uint8Array): Uint8Array {
  const changed = Buffer.from(body);
  changed[20] = (changed[20] ?? 0) ^ 1;
  return changed;
}
