import { describe, expect, it } from "vitest";
import { loadConnections } from "../../src/connections/load.ts";
import { sharingIn } from "../../src/connections/sharing.ts";

const TEXT = `version: 1
connections:
  eu: { tenant-id: contoso.example, dataverse-url: https://eu.crm4.dynamics.com }
  us: { tenant-id: CONTOSO.example, dataverse-url: https://us.crm.dynamics.com }
  asia: { environment: US, dataverse-url: https://us.crm.dynamics.com/ }
  fabrikam: { environment: us, dataverse-url: https://fabrikam.crm.dynamics.com }
  alone:
`;
const { connections } = loadConnections(TEXT, "connections.yml");

describe("connections that share an account or a CRM", () => {
  it("are named as long as not all of them have a scope on that side", () => {
    expect(sharingIn(connections, () => false)).toEqual([
      { what: "account", names: ["eu", "us"] },
      { what: "account", names: ["asia", "fabrikam"] },
      { what: "CRM", names: ["us", "asia"] },
    ]);
    const butOne = sharingIn(connections, ({ name }) => name !== "us");
    expect(butOne).toEqual([
      { what: "account", names: ["eu", "us"] },
      { what: "CRM", names: ["us", "asia"] },
    ]);
    expect(sharingIn(connections, (_connection, side) => side === "referrals")).toEqual([
      { what: "CRM", names: ["us", "asia"] },
    ]);
  });
});
