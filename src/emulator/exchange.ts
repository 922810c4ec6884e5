/**
 * What passes between the loopback server and one emulated service. A service is a function of requests;
 * the server around it does sockets, latency, faults and the log.
 */
export interface Exchange {
  readonly method: string;
  /** Absolute, as the client addressed it. */
  readonly url: URL;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** When it reached the service, in milliseconds of `performance.now()`; the emulator may have been busy then. */
  readonly seenAt?: number;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON; a string or buffer as it is; nothing for an empty body. */
  readonly body?: unknown;
  /** When the service was done with it, as `seenAt`; at once, unless it says so. */
  readonly doneAt?: number;
}

export type Service = (exchange: Exchange) => Reply | Promise<Reply>;

/** Time in an emulated system. Injected, so that tests can turn it. */
export type Now = () => Date;
