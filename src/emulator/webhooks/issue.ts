import { KeyObject, randomBytes, webcrypto, X509Certificate } from "node:crypto";
import {
  AuthorityInfoAccessExtension,
  BasicConstraintsExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A certificate with its key. */
export interface Identity {
  readonly certificate: X509Certificate;
  readonly privateKey: KeyObject;
  readonly keys: CryptoKeyPair;
  /** As X.509 writes it: `CN=…, O=…`. */
  readonly name: string;
}

type CryptoKeyPair = webcrypto.CryptoKeyPair;

export interface IssueOptions {
  readonly commonName: string;
  readonly organization: string;
  /** Signs itself without one. */
  readonly issuer?: Identity;
  readonly isAuthority?: boolean;
  readonly from: Date;
  readonly until: Date;
  /** Where the issuer's own certificate can be had (AIA "CA Issuers"). */
  readonly issuerUrl?: string;
  readonly keyBits?: number;
  /** Those of an earlier certificate, whose place this one takes. */
  readonly keys?: CryptoKeyPair;
}

/** Makes an RSA certificate that nobody outside of this process trusts. */
export async function issue(options: IssueOptions): Promise<Identity> {
  const { commonName, organization, issuer, isAuthority = false, keyBits = 2048 } = options;
  const algorithm = {
    name: "RSASSA-PKCS1-v1_5",
    hash: "SHA-256",
    modulusLength: keyBits,
    publicExponent: new Uint8Array([1, 0, 1]),
  };
  const keys = options.keys ?? (await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]));
  const name = `CN=${commonName}, O=${organization}, C=US`;
  const certificate = await X509CertificateGenerator.create({
    serialNumber: `01${randomBytes(8).toString("hex")}`,
    subject: name,
    issuer: issuer?.name ?? name,
    notBefore: options.from,
    notAfter: options.until,
    publicKey: keys.publicKey,
    signingKey: (issuer?.keys ?? keys).privateKey,
    signingAlgorithm: algorithm,
    extensions: extensionsOf(isAuthority, options.issuerUrl),
  });
  return {
    certificate: new X509Certificate(Buffer.from(certificate.rawData)),
    privateKey: KeyObject.from(keys.privateKey),
    keys,
    name,
  };
}

function extensionsOf(isAuthority: boolean, issuerUrl: string | undefined): Extension[] {
  const usage = isAuthority ? KeyUsageFlags.keyCertSign : KeyUsageFlags.digitalSignature;
  return [
    new BasicConstraintsExtension(isAuthority, undefined, true),
    new KeyUsagesExtension(usage, true),
    ...(issuerUrl === undefined ? [] : [new AuthorityInfoAccessExtension({ caIssuers: issuerUrl })]),
  ];
}
