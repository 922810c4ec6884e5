import type { X509Certificate } from "node:crypto";
import { quoted, type Refusal, refuse } from "./delivery.ts";

export interface Trust {
  /**
   * Until when a certificate may sign notifications, in milliseconds since 1970: it chains to a root of ours,
   * everything on the way is valid now, and Microsoft issued it to itself.
   */
  judge(leaf: X509Certificate, now: Date): Promise<{ readonly until: number } | Refusal>;
}

export interface TrustOptions {
  readonly roots: readonly X509Certificate[];
  /** Issuing authorities that are known beforehand. */
  readonly intermediates: readonly X509Certificate[];
  /** Gets the issuer that a certificate names by address (AIA "CA Issuers"): `null` when there is none, a refusal when its host is down. */
  readonly findIssuer: (certificate: X509Certificate) => Promise<X509Certificate | Refusal | null>;
}

const ORGANIZATION = "Microsoft Corporation";
const DOMAIN = ".microsoft.com";
/** Leaf, two issuing authorities, root. */
const LONGEST_CHAIN = 4;
const SMALLEST_KEY_BITS = 2048;

/**
 * Node checks one link of a chain at a time and builds none, so this does. It knows no revocation: a
 * certificate that was revoked counts until it expires or the address has another one.
 */
export function openTrust({ roots, intermediates, findIssuer }: TrustOptions): Trust {
  async function climb(leaf: X509Certificate, now: Date): Promise<readonly X509Certificate[] | Refusal> {
    const chain = [leaf];
    for (let top = leaf; chain.length <= LONGEST_CHAIN; ) {
      const root = roots.find((candidate) => isIssuer(candidate, top) && isValid(candidate, now));
      if (root) return [...chain, root];
      const known = intermediates.find((candidate) => isIssuer(candidate, top) && isValid(candidate, now));
      const issuer = known ?? (await findIssuer(top));
      if (issuer && "status" in issuer) return issuer;
      if (!issuer || !isIssuer(issuer, top)) return untrusted(top, "its issuer is not known");
      if (!isValid(issuer, now)) return untrusted(issuer, "it is not valid at this time");
      chain.push(issuer);
      top = issuer;
    }
    return untrusted(leaf, "its chain is too long");
  }

  return {
    async judge(leaf, now) {
      const fault = faultOf(leaf, now);
      if (fault) return untrusted(leaf, fault);
      const chain = await climb(leaf, now);
      if (!("at" in chain)) return chain;
      return { until: Math.min(...chain.map(({ validToDate }) => validToDate.getTime())) };
    },
  };
}

function faultOf(leaf: X509Certificate, now: Date): string | null {
  const { asymmetricKeyType, asymmetricKeyDetails } = leaf.publicKey;
  if (!isValid(leaf, now)) return "it is not valid at this time";
  if (leaf.ca) return "it is that of an authority";
  if (asymmetricKeyType !== "rsa") return "its key is not RSA";
  if ((asymmetricKeyDetails?.modulusLength ?? 0) < SMALLEST_KEY_BITS) return "its key is too short";
  // That the issuer is Microsoft's does not say that the holder is: its authorities also serve customers.
  if (attribute(leaf.issuer, "O") !== ORGANIZATION) return "its issuer is not Microsoft Corporation";
  if (!attribute(leaf.subject, "CN")?.toLowerCase().endsWith(DOMAIN)) return "it is not for microsoft.com";
  return null;
}

/** A name has one attribute a line; `null` unless there is exactly one of this type. */
function attribute(name: string, type: string): string | null {
  const values = name.split("\n").filter((line) => line.startsWith(`${type}=`));
  return values.length === 1 ? (values[0]?.slice(type.length + 1) ?? null) : null;
}

function isIssuer(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isValid({ validFromDate, validToDate }: X509Certificate, now: Date): boolean {
  return validFromDate <= now && now <= validToDate;
}

function untrusted({ subject, issuer }: X509Certificate, why: string): Refusal {
  return refuse(401, `the certificate ${quoted(subject)} of ${quoted(issuer)} is not trusted: ${why}`);
}
