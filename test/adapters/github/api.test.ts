import { expect, it } from "vitest";
import { z } from "zod/mini";
import { openGithubApi } from "../../../src/adapters/github/api.ts";
import type { Http } from "../../../src/adapters/http/http.ts";
import { ContractError } from "../../../src/errors.ts";

const COMMIT = z.object({ sha: z.string() });

// Alone in its file: whoever loads all of zod brings its words along.
it("an answer without the documented shape is told in words, where it differs", async () => {
  const http: Http = {
    send: async () => ({ status: 200, headers: {}, body: '{ "sha": 7 }' }),
    counts: { "partner-center": 0, dataverse: 0, "sign-in": 0, github: 0 },
    holdBack: () => {},
    overlong: () => null,
    close: async () => {},
  };
  const apiUrl = "https://api.github.com";
  const api = openGithubApi({
    http,
    apiUrl,
    graphqlUrl: `${apiUrl}/graphql`,
    repository: "octo/cosell",
    token: "ghs_0",
  });
  const asked = api.get(COMMIT, "/commits/main");
  await expect(asked).rejects.toThrow(ContractError);
  await expect(asked).rejects.toThrow("Invalid input: expected string, received number\n  → at sha");
});
