import {
  createDataverse,
  type DataverseEmulator,
  type DataverseOptions,
} from "../../src/emulator/dataverse/index.ts";
import { createFaults } from "../../src/emulator/faults.ts";
import { listen } from "../../src/emulator/server.ts";
import { type Answer, type Call, call } from "./client.ts";

/** An emulated Dynamics 365 environment on a loopback port, and a signed-in caller of its Web API. */
export interface Environment extends AsyncDisposable {
  readonly dataverse: DataverseEmulator;
  /** `http://127.0.0.1:…/api/data/v9.2/` */
  readonly root: string;
  /** @param path behind the root, or a whole URL. */
  request(method: string, path: string, options?: Omit<Call, "method">): Promise<Answer>;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  pass(milliseconds: number): void;
}

export const DAY = 24 * 3600 * 1000;

const VERDICTS = {
  good: "ok",
  old: "expired",
  graph: "wrong audience",
  stranger: "unknown user",
} as const;

export async function environment(
  options: Omit<DataverseOptions, "now" | "tokenIsValid"> = {},
): Promise<Environment> {
  let time = Date.parse("2026-03-09T22:00:00Z");
  const now = () => new Date(time);
  const tokenIsValid = (token: string) => VERDICTS[token as keyof typeof VERDICTS] ?? "wrong audience";
  const dataverse = createDataverse({ now, tokenIsValid, ...options });
  const { service } = dataverse;
  const server = await listen({
    system: "dataverse",
    service,
    port: 0,
    faults: createFaults(),
    log: [],
    now,
  });
  const root = `${server.url}/api/data/v9.2/`;
  const request: Environment["request"] = (method, path, { headers, ...rest } = {}) =>
    call(path.startsWith("http") ? path : root + path, {
      method,
      headers: { authorization: "Bearer good", ...headers },
      ...rest,
    });
  return {
    dataverse,
    root,
    request,
    get: (path, headers = {}) => request("GET", path, { headers }),
    pass: (milliseconds) => {
      time += milliseconds;
    },
    [Symbol.asyncDispose]: () => server.close(),
  };
}

/** The code of a refusal, for terse expectations. */
export function refusal({ status, body }: Answer): { status: number; code: string } {
  return { status, code: body.error?.code };
}

/** Alpha, beta and Gamma, worth 1000, 2000 and 3000; all but beta belong to one account. */
export async function threeDeals() {
  const crm = await environment();
  const account = crm.dataverse.insert("account", { name: "Fabrikam", address1_country: "US" });
  const ids = ["Alpha", "beta", "Gamma"].map((name, index) =>
    crm.dataverse.insert("opportunity", {
      name,
      estimatedvalue: 1000 * (index + 1),
      cosell_referralid: `r-${index + 1}`,
      ...(name === "beta" ? {} : { "parentaccountid@odata.bind": `/accounts(${account})` }),
    }),
  );
  return { crm, account, ids };
}
