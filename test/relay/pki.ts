import { sign } from "node:crypto";
import { type Identity, type IssueOptions, issue } from "../../src/emulator/webhooks/issue.ts";
import type { Delivery } from "../../src/relay/delivery.ts";
import { type Downloaded, issuers } from "../../src/relay/download.ts";
import { Signers } from "../../src/relay/signers.ts";
import { openTrust } from "../../src/relay/trust.ts";

/** When everything here happens. */
export const NOW = new Date("2026-11-23T12:00:00Z");
export const ORIGIN = "https://3psostorageacct.blob.core.windows.net";
export const CERTIFICATE_URL = `${ORIGIN}/cert/pcnotifications-dispatch.microsoft.com.cer`;
export const ISSUER_URL = "http://www.microsoft.com/pkiops/certs/issuing.crt";
const MICROSOFT = "Microsoft Corporation";
const DAY_MS = 86_400_000;

export const later = (days: number) => new Date(NOW.getTime() + days * DAY_MS);

/** A certificate that is good for a year around `NOW`, unless it is told otherwise. */
export function make(options: Partial<IssueOptions>): Promise<Identity> {
  return issue({
    commonName: "pcnotifications-dispatch.microsoft.com",
    organization: MICROSOFT,
    from: later(-180),
    until: later(180),
    ...options,
  });
}

export interface Pki {
  readonly root: Identity;
  readonly intermediate: Identity;
  readonly leaf: Identity;
}

export async function makePki(): Promise<Pki> {
  const root = await make({ commonName: "Test Root", isAuthority: true });
  const intermediate = await make({ commonName: "Test Issuing CA", isAuthority: true, issuer: root });
  const leaf = await make({ issuer: intermediate, issuerUrl: ISSUER_URL });
  return { root, intermediate, leaf };
}

/** Files by their address, as a server would have them. May be changed. */
export type Files = Record<string, Downloaded>;

export interface TestKeys {
  readonly keys: Signers;
  readonly files: Files;
  /** Every address that was asked for. */
  readonly asked: string[];
}

/** Keys that trust one root, over files of a pretended server. `known` are the authorities that need not be fetched. */
export function keysOf(pki: Pki, more: Files = {}, known: readonly Identity[] = []): TestKeys {
  const files: Files = {
    [CERTIFICATE_URL]: { bytes: pki.leaf.certificate.raw },
    [ISSUER_URL]: { bytes: pki.intermediate.certificate.raw },
    ...more,
  };
  const asked: string[] = [];
  const download = async (url: string): Promise<Downloaded> => {
    asked.push(url);
    return files[url] ?? { failure: "absent", reason: "404" };
  };
  const findIssuer = issuers(download, ["http://www.microsoft.com"]);
  const intermediates = known.map(({ certificate }) => certificate);
  const trust = openTrust({ roots: [pki.root.certificate], intermediates, findIssuer });
  return { keys: new Signers({ download, trust, origins: [ORIGIN] }), files, asked };
}

export const REFERRAL = "7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a60";

/** The body of the documented sample. */
export function notification(event = "referral-updated", id = REFERRAL): string {
  return JSON.stringify({
    EventName: event,
    ResourceUri: `https://api.partnercenter.microsoft.com/engagements/v1/referrals/${id}`,
    ResourceName: "referral",
    AuditUri: null,
    ResourceChangeUtcDate: "2026-09-15T16:02:48.9051734+00:00",
  });
}

export function signature(body: string | Uint8Array, { privateKey }: Identity, hash = "SHA256"): string {
  return sign(`RSA-${hash}`, Buffer.from(body), privateKey).toString("base64");
}

/** A delivery as Partner Center makes it, with headers replaced or, by `undefined`, left out. */
export function delivery(
  body: string,
  signer: Identity,
  headers: Readonly<Record<string, string | undefined>> = {},
): Delivery {
  return {
    method: "POST",
    url: "/",
    headers: {
      authorization: `Signature ${signature(body, signer)}`,
      "x-ms-certificate-url": CERTIFICATE_URL,
      "x-ms-signature-algorithm": "rsa-sha256",
      ...headers,
    },
    body: Buffer.from(body),
  };
}
