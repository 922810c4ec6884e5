import type { KeyObject } from "node:crypto";
import { quoted, type Refusal, refuse } from "./delivery.ts";
import { certificateIn, type Download } from "./download.ts";
import type { Trust } from "./trust.ts";

export interface SignersOptions {
  readonly download: Download;
  readonly trust: Trust;
  /** Where certificates may come from: `https://host`, with a port where it is not the usual one. */
  readonly origins: readonly string[];
}

interface Signer {
  readonly key: KeyObject;
  /** Milliseconds since 1970. */
  readonly readAt: number;
  readonly until: number;
}

const PATH = /^\/cert\/[A-Za-z0-9._-]+\.cer$/;
/** The name in "Partner Center webhooks", sample of a callback. */
const DOCUMENTED = "/cert/pcnotifications-dispatch.microsoft.com.cer";
const KEEP_MS = 24 * 60 * 60 * 1000;
/** A signature that does not fit may mean a new certificate at the old address; or a forger who tries. */
const PAUSE_MS = 60_000;
const MOST_KEPT = 8;
/** So many of addresses that are expected, and so many again of all the others together. */
const MOST_DOWNLOADS_A_MINUTE = 30;

/**
 * The keys that may sign notifications, by the address of their certificate. Only those that passed every
 * check are kept, so that strangers cannot push them out; and what strangers can make us download is bounded,
 * apart from what is left for the address that is documented and for those that once had a good one.
 */
export class Signers {
  readonly #options: SignersOptions;
  readonly #kept = new Map<string, Signer>();
  readonly #underWay = new Map<string, Promise<Signer | Refusal>>();
  readonly #downloads = { expected: new Pace(), other: new Pace() };

  constructor(options: SignersOptions) {
    this.#options = options;
  }

  /** The key, from memory while it is fresh. `renew`: not the one that was just tried, unless it is the newest. */
  async at(address: string, now: Date, { renew = false } = {}): Promise<Signer | Refusal> {
    const url = this.#allowed(address);
    if (url === null) return refuse(401, `certificates are not taken from ${quoted(address)}`);
    const time = now.getTime();
    const kept = this.#kept.get(url);
    const isFresh = kept && time < Math.min(kept.until, kept.readAt + (renew ? PAUSE_MS : KEEP_MS));
    return isFresh ? kept : this.#shared(url, now);
  }

  #allowed(address: string): string | null {
    if (!URL.canParse(address)) return null;
    const { origin, pathname } = new URL(address);
    // Whatever else an address can have (user, query, fragment, dots) makes it differ from this one.
    const isPlain = address === origin + pathname && PATH.test(pathname);
    return isPlain && this.#options.origins.includes(origin) ? address : null;
  }

  #shared(url: string, now: Date): Promise<Signer | Refusal> {
    const underWay =
      this.#underWay.get(url) ?? this.#read(url, now).finally(() => this.#underWay.delete(url));
    this.#underWay.set(url, underWay);
    return underWay;
  }

  async #read(url: string, now: Date): Promise<Signer | Refusal> {
    const readAt = now.getTime();
    const isExpected = this.#kept.has(url) || new URL(url).pathname === DOCUMENTED;
    if (!this.#downloads[isExpected ? "expected" : "other"].takes(readAt))
      return refuse(503, "too many certificates at once");

    const answer = await this.#options.download(url);
    if ("failure" in answer) return refuse(answer.failure === "absent" ? 401 : 503, answer.reason);
    const certificate = certificateIn(answer.bytes);
    if (certificate === null) return refuse(401, `there is no certificate at ${quoted(url)}`);
    const trusted = await this.#options.trust.judge(certificate, now);
    if ("status" in trusted) return trusted;
    const signer = { key: certificate.publicKey, readAt, until: trusted.until };
    this.#keep(url, signer);
    return signer;
  }

  #keep(url: string, signer: Signer): void {
    this.#kept.set(url, signer);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }
}

/** Lets so many through in any minute. */
class Pace {
  #times: number[] = [];

  /** @param time Milliseconds since 1970. */
  takes(time: number): boolean {
    this.#times = this.#times.filter((earlier) => earlier > time - 60_000);
    if (this.#times.length >= MOST_DOWNLOADS_A_MINUTE) return false;
    this.#times.push(time);
    return true;
  }
}
