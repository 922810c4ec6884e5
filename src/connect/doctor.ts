import { connect } from "../adapters/dataverse/connection.ts";
import { openRows } from "../adapters/dataverse/duplicates.ts";
import { openDataverseProbe } from "../adapters/dataverse/probe.ts";
import { openReader } from "../adapters/dataverse/read.ts";
import { openEntra } from "../adapters/entra/entra.ts";
import { openGithubState } from "../adapters/github/github.ts";
import { openGithubProbe } from "../adapters/github/probe.ts";
import { notingClocks } from "../adapters/http/clocks.ts";
import type { Http } from "../adapters/http/http.ts";
import { openPartnerCenterProbe } from "../adapters/partner-center/probe.ts";
import { readMapping } from "../adapters/text-file.ts";
import { doctor } from "../commands/doctor.ts";
import { ageOf } from "../commands/renew.ts";
import type { Inputs } from "../inputs/inputs.ts";
import { certificateEnd } from "../inputs/sign-in.ts";
import type { Source } from "../inputs/source.ts";
import { compileMapping } from "../mapping/compile.ts";
import { type PlacedDocument, readPlaced } from "../mapping/load.ts";
import type { Mapping } from "../mapping/mapping.ts";
import type { DoctorPorts, RefreshTokenFound } from "../model/doctor.ts";
import type { Clock } from "../model/ports.ts";
import { doctorReport } from "../report/doctor.ts";
import { readDrift } from "./drift.ts";
import { lazyUser, openStore, type SignInTools } from "./sign-in.ts";
import { systemsOf } from "./systems.ts";
import { mappingPlace, type Report, type Terminal, withTools } from "./tools.ts";

/** Wires the adapters that only look. */
export function runDoctor(
  inputs: Inputs,
  environment: Source["environment"],
  terminal: Terminal,
): Promise<Report> {
  return withTools(terminal, async (tools) => {
    const { http, clocks } = notingClocks(tools.http, tools.clock);
    const used = readUsed(inputs);
    const mapping = used.then((one) => one.mapping);
    const options = {
      mapping,
      branch: inputs.state.branch,
      systems: systemsOf(inputs),
      certificates: {
        partnerCenter: certificateEnd(inputs.partnerCenter),
        dataverse: certificateEnd(inputs.dataverse),
      },
      now: tools.clock.now(),
      webhookUrl: inputs.webhookUrl,
    };
    const ports = openPorts(inputs, http, { environment, terminal, clock: tools.clock, used });
    const checks = await doctor(options, { ...ports, clocks });
    return { text: doctorReport(checks), failed: checks.some(({ state }) => state === "failed") };
  });
}

interface Used extends PlacedDocument {
  readonly mapping: Mapping;
}

async function readUsed(inputs: Inputs): Promise<Used> {
  const place = mappingPlace(inputs);
  const placed = readPlaced(await readMapping(place.file), place);
  return { ...placed, mapping: compileMapping(placed.document, place) };
}

async function refreshTokenIn(inputs: Inputs, tools: SignInTools): Promise<RefreshTokenFound> {
  const { authorityUrl, partnerCenter } = inputs;
  const { refreshToken: store, ...application } = partnerCenter;
  if (store.kind === "input") return { isKept: false, ageDays: null };
  const stored = await openStore({ application, store, authorityUrl }, tools).read();
  return { isKept: true, ageDays: ageOf(stored, tools.clock.now()) };
}

interface Surroundings {
  readonly environment: Source["environment"];
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly used: Promise<Used>;
}

function openPorts(
  inputs: Inputs,
  http: Http,
  { environment, terminal, clock, used }: Surroundings,
): Omit<DoctorPorts, "clocks"> {
  const { authorityUrl, partnerCenter, dataverse, webhooksApiUrl, state } = inputs;
  const { mask } = terminal;
  const user = lazyUser(inputs, { http, clock, mask });
  const token = openEntra({ http, authorityUrl, onSecret: mask, ...dataverse }).dataverse(dataverse.url);
  const connection = connect({ http, clock, token, baseUrl: dataverse.url });
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken } = environment;
  const identity = url && requestToken ? { url, token: requestToken } : null;
  return {
    partnerCenter: {
      ...openPartnerCenterProbe({
        http,
        referrals: { token: user.partnerCenter, baseUrl: partnerCenter.url },
        webhooks: { token: user.webhooks, baseUrl: webhooksApiUrl },
      }),
      refreshToken: () => refreshTokenIn(inputs, { http, clock, mask }),
    },
    crm: {
      ...openDataverseProbe(connection),
      ...openRows(connection, clock),
      async drift() {
        const { mapping, ...placed } = await used;
        return readDrift(placed, openReader({ ...mapping, connection, clock, leads: null }));
      },
    },
    github:
      "directory" in state
        ? null
        : {
            ...openGithubProbe({ http, ...state, identity, onSecret: mask }),
            state: openGithubState({ http, ...state }),
          },
  };
}
