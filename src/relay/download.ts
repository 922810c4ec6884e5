import { X509Certificate } from "node:crypto";
import { type Refusal, refuse } from "./delivery.ts";
import type { Send } from "./outside.ts";

/** A small file. `absent`: the server says that there is none, so trying again is of no use. */
export type Download = (url: string) => Promise<Downloaded>;
export type Downloaded =
  | { readonly bytes: Buffer }
  | { readonly failure: "absent" | "unreachable"; readonly reason: string };

export function downloads(send: Send): Download {
  return async (url) => {
    const { host } = new URL(url);
    const answer = await send({ method: "GET", url });
    if ("failure" in answer) return { failure: "unreachable", reason: `${host}: ${answer.failure}` };
    if (answer.status === 200) return { bytes: answer.body };
    const reason = `${host} answered ${answer.status} when asked for a certificate`;
    const isAbsent = answer.status < 500 && answer.status !== 408 && answer.status !== 429;
    return { failure: isAbsent ? "absent" : "unreachable", reason };
  };
}

/**
 * Gets the issuer of a certificate from the address that the certificate itself names, as Microsoft's file
 * holds the leaf alone. It is only a candidate: the chain is checked by its signatures, which is why plain
 * HTTP will do, as it does for every browser. That is also why it is not kept: a wrong one would stay.
 */
export function issuers(download: Download, origins: readonly string[]) {
  return async ({ infoAccess }: X509Certificate): Promise<X509Certificate | Refusal | null> => {
    const named = /^CA Issuers - URI:(\S+)$/m.exec(infoAccess ?? "")?.[1] ?? "";
    if (!URL.canParse(named) || !origins.includes(new URL(named).origin)) return null;
    const answer = await download(named);
    if ("bytes" in answer) return certificateIn(answer.bytes);
    return answer.failure === "absent" ? null : refuse(503, answer.reason);
  };
}

/** `null` when it is none. */
export function certificateIn(bytes: Buffer): X509Certificate | null {
  try {
    return new X509Certificate(bytes);
  } catch {
    return null;
  }
}
