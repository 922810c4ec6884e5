import { sign } from "node:crypto";
import type { Now } from "../exchange.ts";
import { type Identity, issue } from "./issue.ts";
import type { WebhookSettings } from "./settings.ts";

/** What signs the notifications: a leaf of an issuing authority that is named like Microsoft's, under a root. */
export interface Signer {
  readonly root: Identity;
  readonly intermediate: Identity;
  /** The one that signs now. May be replaced, as Microsoft replaces its own, at the same address. */
  leaf: Identity;
  /** A new certificate; `days` it is still good for, less than nothing for one that has expired. */
  newLeaf(days?: number): Promise<Identity>;
}

export const CERTIFICATE_PATH = "/cert/pcnotifications-dispatch.microsoft.com.cer";
export const INTERMEDIATE_PATH = "/pkiops/certs/issuing-ca.crt";

const DAY_MS = 24 * 60 * 60 * 1000;
const ORGANIZATION = "Microsoft Corporation";

export async function createSigner(now: Now, issuerUrl: string): Promise<Signer> {
  const validFor = (days: number) => ({
    from: new Date(now().getTime() - 3650 * DAY_MS),
    until: new Date(now().getTime() + days * DAY_MS),
  });
  const root = await issue({
    ...validFor(3650),
    commonName: "Emulator Root Certificate Authority",
    organization: ORGANIZATION,
    isAuthority: true,
  });
  const intermediate = await issue({
    ...validFor(1800),
    commonName: "Emulator Issuing CA 01",
    organization: ORGANIZATION,
    isAuthority: true,
    issuer: root,
  });
  const newLeaf = (days = 90) =>
    issue({
      ...validFor(days),
      commonName: "pcnotifications-dispatch.microsoft.com",
      organization: ORGANIZATION,
      issuer: intermediate,
      issuerUrl,
    });
  return { root, intermediate, newLeaf, leaf: await newLeaf() };
}

export interface Signed {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A notification as it goes over the wire, or as a forger would send it. */
export function signNotification(
  body: string,
  {
    leaf,
    certificateUrl,
    ownHeader,
    settings,
  }: {
    readonly leaf: Identity;
    readonly certificateUrl: string;
    /** `SignatureTokenToMsSignatureHeader` of the registration. */
    readonly ownHeader: boolean;
    readonly settings: WebhookSettings;
  },
): Signed {
  const { forgery, bareSignature } = settings;
  const hash = forgery === "sha1" ? "sha1" : "sha256";
  const signature = sign(`RSA-${hash.toUpperCase()}`, Buffer.from(body), leaf.privateKey).toString("base64");
  const scheme = forgery === "bearer" ? "Bearer" : "Signature";
  const value = bareSignature && ownHeader ? signature : `${scheme} ${signature}`;
  return {
    headers: {
      "content-type": "application/json",
      ...(forgery === "no signature" ? {} : { [ownHeader ? "x-ms-signature" : "authorization"]: value }),
      "x-ms-certificate-url":
        forgery === "foreign host" ? "https://attacker.example/cert/microsoft.com.cer" : certificateUrl,
      "x-ms-signature-algorithm": `rsa-${hash}`,
    },
    body: forgery === "tampered body" ? body.replace("{", "{ ") : body,
  };
}
