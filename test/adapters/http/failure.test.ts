import { connect, type LookupFunction } from "node:net";
import { expect, it } from "vitest";
import type { Network } from "../../../src/adapters/http/network.ts";
import { testHttp } from "../support.ts";

/** Of which none can be connected to: the first one is nowhere without saying over which link. */
const ADDRESSES = [
  { address: "fe80::1", family: 6 },
  { address: "127.0.0.1", family: 4 },
];

/** A network on which a host has these addresses. */
const network: Network = {
  exchange: ({ url }) =>
    new Promise<never>((_, reject) => {
      const lookup: LookupFunction = (_host, _options, done) => done(null, ADDRESSES);
      const { hostname } = new URL(url);
      connect({ host: hostname, port: 1, lookup, autoSelectFamily: true }).on("error", reject);
    }),
  close: async () => {},
};

it("takes a write for unsent when none of the addresses of a host could be connected to, whatever kept us from it", async () => {
  const http = testHttp({ network });
  const url = "https://api.example.test/a";
  const sent = http.send({ system: "dataverse", method: "PATCH", url, body: "{}", repeatable: false });
  // The first address's code, which nobody has listed.
  await expect(sent).rejects.toThrow(/could not be reached in 5 attempts: (?!ECONNREFUSED)E\w+\./);
  expect(http.counts.dataverse).toBe(0);
});
