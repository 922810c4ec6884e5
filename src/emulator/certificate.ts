import { generate } from "selfsigned";

/** PEM texts. `authority` is what a client has to trust. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  readonly authority: string;
}

let made: Promise<Certificate> | null = null;

/**
 * A certificate for `localhost` from a throw-away authority, both made by this process and known to nobody else: all
 * emulators of one process have the same. Sign-in libraries refuse plain HTTP, also on loopback.
 */
export function ownCertificate(): Promise<Certificate> {
  made ??= makeCertificate();
  return made;
}

async function makeCertificate(): Promise<Certificate> {
  const common = { keyType: "ec", algorithm: "sha256" } as const;
  const authority = await generate([{ name: "commonName", value: "cosell-sync emulator" }], {
    ...common,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: "commonName", value: "localhost" }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: "basicConstraints", cA: false },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  return { key: server.private, cert: server.cert, authority: authority.cert };
}
